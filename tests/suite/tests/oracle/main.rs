//! Outrigger makes of texts, objects and answers what client-go and apimachinery make of them.
//!
//! Their answers are committed. `OUTRIGGER_REQUESTS=` names the program in `tests/requests`, built;
//! with it they are asked again. `cargo xtask requests` does both, and with `--renew` writes the
//! answers down. `SEEDS=` compares that many further runs of the generator.
#![allow(clippy::unwrap_used)]
// What a run covered is worth seeing.
#![allow(clippy::print_stderr)]

mod compare;
mod differences;
mod generate;
mod ours;
mod statuses;

use std::collections::BTreeSet;
use std::env;

use outrigger_suite::asked::{Asked, Question};
use outrigger_suite::difference::Tally;
use serde_json::Value;

use self::differences::DIFFERENCES;

const ORACLE: Asked = Asked {
    test: "oracle",
    variable: "OUTRIGGER_REQUESTS",
    renewal: "cargo xtask requests --renew",
};

/// The seed of the committed cases.
const SEED: u64 = 1;

/// Everything whose answer is committed.
fn all() -> Vec<Question> {
    generate::cases(SEED)
}

fn compare_all(tally: &mut Tally, cases: &[Question], answers: &[Value]) {
    for (case, theirs) in cases.iter().zip(answers) {
        let ours = ours::answer(&case.given);
        tally.add(case, compare::answers(&case.given, theirs, &ours));
    }
}

#[test]
fn the_cases_are_many_and_have_names() {
    let cases = all();
    assert!(cases.len() >= 5_000, "{} cases", cases.len());
    let names: BTreeSet<_> = cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), cases.len(), "two cases have the same name");
}

#[test]
fn outrigger_agrees_with_client_go() {
    let cases = all();
    let answers = ORACLE.answers(&cases);
    let mut tally = Tally::new(DIFFERENCES);
    compare_all(&mut tally, &cases, &answers);
    tally.finish();
}

#[test]
fn further_seeds_agree() {
    let Ok(seeds) = env::var("SEEDS") else {
        return;
    };
    let mut tally = Tally::new(DIFFERENCES);
    for seed in 0..seeds.parse().unwrap() {
        let cases = generate::cases(SEED + 1 + seed);
        let Some(answers) = ORACLE.ask(&cases) else {
            return;
        };
        let before = tally.failures();
        compare_all(&mut tally, &cases, &answers);
        let found = tally.failures() - before;
        eprintln!("seed {}: {found} mismatches", SEED + 1 + seed);
    }
    tally.nothing_failed();
}

#[test]
fn the_committed_answers_are_client_gos() {
    if ORACLE.program().is_none() {
        eprintln!("OUTRIGGER_REQUESTS is not set: client-go is not asked again");
    }
    ORACLE.verify(&all());
}
