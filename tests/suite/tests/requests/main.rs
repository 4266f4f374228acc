//! Outrigger sends what client-go sends, and as often.
//!
//! client-go's requests are committed. `OUTRIGGER_REQUESTS=` names the program in
//! `tests/requests`, built; with it they are recorded afresh. `cargo xtask requests` does both, and
//! with `--renew` writes them down.
#![allow(clippy::unwrap_used)]
// What a run covered is worth seeing.
#![allow(clippy::print_stderr)]

mod cases;
mod compare;
mod differences;
mod ours;
mod retries;

use std::collections::BTreeSet;

use outrigger_suite::asked::{Asked, Question};
use outrigger_suite::difference::Tally;

use self::differences::DIFFERENCES;

const REQUESTS: Asked = Asked {
    test: "requests",
    variable: "OUTRIGGER_REQUESTS",
    renewal: "cargo xtask requests --renew",
};

/// Everything whose answer is committed.
fn all() -> Vec<Question> {
    let mut cases = cases::requests();
    cases.extend(cases::retries());
    cases
}

#[test]
fn the_cases_are_many_and_have_names() {
    let requests = cases::requests().len();
    assert!(requests >= 1_000, "{requests} requests");
    let cases = all();
    let names: BTreeSet<_> = cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), cases.len(), "two cases have the same name");
}

#[test]
fn outrigger_sends_what_client_go_sends() {
    let cases = all();
    let answers = REQUESTS.answers(&cases);
    let mut tally = Tally::new(DIFFERENCES);
    for (case, theirs) in cases.iter().zip(&answers) {
        if case.given["about"] != "request" {
            continue;
        }
        match ours::answer(&case.given) {
            Some(ours) => tally.add(case, compare::requests(theirs, &ours)),
            None => tally.leave_out(differences::NOT_OURS),
        }
    }
    tally.finish();
}

#[test]
fn outrigger_asks_as_often_as_client_go() {
    let cases = all();
    let answers = REQUESTS.answers(&cases);
    let mut tally = Tally::new(retries::DIFFERENCES);
    for (case, theirs) in cases.iter().zip(&answers) {
        if case.given["about"] == "retry" {
            tally.add(
                case,
                compare::retries(theirs, &ours::retry::answer(&case.given)),
            );
        }
    }
    tally.finish();
}

#[test]
fn the_committed_answers_are_client_gos() {
    if REQUESTS.program().is_none() {
        eprintln!("OUTRIGGER_REQUESTS is not set: client-go is not asked again");
    }
    REQUESTS.verify(&all());
}
