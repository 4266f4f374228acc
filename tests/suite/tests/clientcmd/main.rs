//! Kubeconfigs mean to Outrigger what they mean to client-go's clientcmd.
//!
//! clientcmd's answers are committed. `OUTRIGGER_CLIENTCMD=` names the program in
//! `tests/clientcmd`, built; with it the answers are computed afresh. `cargo xtask clientcmd` does
//! both, and with `--renew` writes the answers down. `SEEDS=` compares that many further runs of
//! the generator.
#![allow(clippy::unwrap_used)]
// What a run covered is worth seeing.
#![allow(clippy::print_stderr)]

mod answers;
mod case;
mod cases;
mod compare;
mod differences;
mod flags;
mod generate;
mod go;
mod object;
mod ours;
#[allow(dead_code, reason = "the differential test needs more of it")]
#[path = "../differential/random.rs"]
mod random;
mod situation;

use std::collections::{BTreeMap, BTreeSet};
use std::env;

use serde_json::Value;

use self::case::Case;
use self::compare::Mismatch;
use self::differences::{DIFFERENCES, Difference};

/// The seed of the committed cases.
const SEED: u64 = 1;

/// Everything whose answer is committed.
fn all() -> Vec<Case> {
    let mut cases = cases::all();
    cases.extend(generate::cases(SEED));
    cases
}

/// Compares, and tells which deliberate differences it met.
fn compare_all<'a>(
    cases: impl IntoIterator<Item = (&'a Case, &'a Value)>,
) -> (Vec<String>, BTreeMap<&'static str, usize>) {
    let mut failures = Vec::new();
    let mut met = BTreeMap::new();
    for (case, theirs) in cases {
        let ours = ours::answer(case);
        for mismatch in compare::answers(theirs, &ours) {
            match differences::excuse(case, theirs, &ours, &mismatch) {
                Some(difference) => *met.entry(difference.name).or_default() += 1,
                None => failures.push(report(case, &mismatch, &ours)),
            }
        }
    }
    (failures, met)
}

fn report(case: &Case, mismatch: &Mismatch, ours: &Value) -> String {
    let messages = &ours["load-messages"];
    let mut text = format!("{}: {mismatch} {messages}\n", case.name);
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

const MISMATCHES_SHOWN: usize = 1000;

#[track_caller]
fn nothing_failed(failures: &[String]) {
    let count = failures.len();
    let shown = failures.iter().take(MISMATCHES_SHOWN).map(String::as_str);
    let shown: String = shown.collect();
    assert!(failures.is_empty(), "{count} mismatches\n{shown}");
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
    let answers = answers::of(&cases);
    let (failures, met) = compare_all(cases.iter().zip(&answers));
    eprintln!("{} cases; deliberate differences:", cases.len());
    let mut differ = Vec::new();
    for Difference {
        name,
        reason,
        count: expected,
        ..
    } in DIFFERENCES
    {
        let count = met.get(name).copied().unwrap_or_default();
        eprintln!("{count} times: {name} ({reason})");
        assert!(*expected > 0, "no case needs the difference {name:?}");
        if count != *expected {
            differ.push(format!("{name}: {count} times, not {expected}"));
        }
    }
    nothing_failed(&failures);
    assert!(differ.is_empty(), "{differ:#?}");
}

#[test]
fn the_committed_answers_are_clientcmds() {
    let Some(program) = go::program() else {
        eprintln!("OUTRIGGER_CLIENTCMD is not set: clientcmd is not asked again");
        return;
    };
    let cases = all();
    let fresh = go::ask(&program, &cases);
    if answers::renew() {
        answers::write(&cases, &fresh);
    }
    let committed = answers::of(&cases);
    for ((case, fresh), committed) in cases.iter().zip(&fresh).zip(&committed) {
        assert_eq!(fresh, committed, "{}: {}", case.name, answers::HOW_TO_RENEW);
    }
}

#[test]
fn further_seeds_agree() {
    let (Some(program), Ok(seeds)) = (go::program(), env::var("SEEDS")) else {
        return;
    };
    let mut failures = Vec::new();
    for seed in 0..seeds.parse().unwrap() {
        let cases = generate::cases(SEED + 1 + seed);
        let answers = go::ask(&program, &cases);
        let (failed, _) = compare_all(cases.iter().zip(&answers));
        eprintln!("seed {}: {} mismatches", SEED + 1 + seed, failed.len());
        coverage(&answers);
        failures.extend(failed);
    }
    nothing_failed(&failures);
}
