//! Kubeconfigs mean to Outrigger what they mean to client-go's clientcmd.
//!
//! clientcmd's answers are committed. `OUTRIGGER_CLIENTCMD=` names the program in
//! `tests/clientcmd`, built; with it the answers are computed afresh. `cargo xtask clientcmd` does
//! both, and with `--renew` writes the answers down. `SEEDS=` compares that many further runs of
//! the generator.
#![allow(clippy::unwrap_used)]
// What a run covered is worth seeing.
#![allow(clippy::print_stderr)]

mod case;
mod cases;
mod compare;
mod differences;
mod flags;
mod generate;
mod object;
mod ours;
mod situation;

use std::collections::BTreeSet;
use std::env;

use outrigger_suite::asked::Asked;
use outrigger_suite::difference::{Mismatch, Tally};
use serde_json::Value;

use self::case::Case;
use self::differences::{DIFFERENCES, Explains};
use self::situation::Situation;

const CLIENTCMD: Asked = Asked {
    test: "clientcmd",
    variable: "OUTRIGGER_CLIENTCMD",
    renewal: "cargo xtask clientcmd --renew",
};

/// The seed of the committed cases.
const SEED: u64 = 1;

/// Everything whose answer is committed.
fn all() -> Vec<Case> {
    let mut cases = cases::all();
    cases.extend(generate::cases(SEED));
    cases
}

fn compare_all(tally: &mut Tally<Explains>, cases: &[Case], answers: &[Value]) {
    for (case, theirs) in cases.iter().zip(answers) {
        let ours = ours::answer(case);
        let explains = |explains: &Explains, mismatch: &Mismatch| {
            explains(&Situation {
                case,
                theirs,
                ours: &ours,
                mismatch,
            })
        };
        let report = |mismatch: &Mismatch| report(case, mismatch, &ours);
        tally.add_explained(compare::answers(theirs, &ours), explains, report);
    }
}

fn report(case: &Case, mismatch: &Mismatch, ours: &Value) -> String {
    let messages = &ours["load-messages"];
    let mut text = format!("{}: {mismatch}\n    read with {messages}\n", case.name);
    let differs = |path: &str| {
        let quoted = format!("\"{path}\"");
        let theirs = mismatch
            .theirs
            .to_string()
            .contains(&quoted.replace('"', "\\\""));
        theirs != mismatch.ours.to_string().contains(&quoted)
    };
    for (path, content) in &case.files {
        if mismatch.place == "load-errors" && !differs(path) {
            continue;
        }
        let content = String::from_utf8_lossy(content);
        text.push_str(&format!("--- {path}\n{content}\n"));
    }
    let flags = serde_json::to_string(&case.overrides).unwrap();
    let Case {
        kubeconfig,
        explicit,
        home,
        ..
    } = case;
    text.push_str(&format!(
        "--- KUBECONFIG={kubeconfig} HOME={home} --kubeconfig={explicit} {flags}\n"
    ));
    text
}

/// Tells how many cases get how far.
fn coverage(answers: &[Value]) {
    let count = |test: fn(&Value) -> bool| answers.iter().filter(|answer| test(answer)).count();
    eprintln!(
        "{} cases: {} with files that cannot be read, {} that cannot be resolved, {} resolved, {} \
         of these with an error when connecting",
        answers.len(),
        count(|answer| answer["load-errors"] != Value::Array(Vec::new())),
        count(|answer| !answer["errors"].is_null()),
        count(|answer| !answer["resolved"].is_null()),
        count(|answer| !answer["connect-error"].is_null()),
    );
}

#[test]
fn the_cases_are_many_and_have_names() {
    let cases = all();
    let written = cases::all().len();
    let names: BTreeSet<_> = cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), cases.len(), "two cases have the same name");
    assert!(cases.len() >= 2_500, "{} cases", cases.len());
    assert!(written >= 200, "{written} cases written by hand");
}

#[test]
fn outrigger_agrees_with_clientcmd() {
    let cases = all();
    let answers = CLIENTCMD.answers(&cases);
    let mut tally = Tally::new(DIFFERENCES);
    compare_all(&mut tally, &cases, &answers);
    tally.finish();
}

#[test]
fn the_committed_answers_are_clientcmds() {
    if CLIENTCMD.program().is_none() {
        eprintln!("OUTRIGGER_CLIENTCMD is not set: clientcmd is not asked again");
    }
    CLIENTCMD.verify(&all());
}

#[test]
fn further_seeds_agree() {
    let Ok(seeds) = env::var("SEEDS") else {
        return;
    };
    let mut tally = Tally::new(DIFFERENCES);
    for seed in 0..seeds.parse().unwrap() {
        let cases = generate::cases(SEED + 1 + seed);
        let Some(answers) = CLIENTCMD.ask(&cases) else {
            return;
        };
        let before = tally.failures();
        compare_all(&mut tally, &cases, &answers);
        let found = tally.failures() - before;
        eprintln!("seed {}: {found} mismatches", SEED + 1 + seed);
        coverage(&answers);
    }
    tally.nothing_failed();
}
