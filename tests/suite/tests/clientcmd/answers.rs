//! clientcmd's answers as they are committed: one JSON text a line, each with its case's name and
//! hash.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::case::Case;

pub(crate) const HOW_TO_RENEW: &str = "the committed answer is another one; look at what \
    changed, and renew the answers with `cargo xtask clientcmd --renew`";

#[derive(Deserialize, Serialize)]
struct Line {
    case: String,
    hash: String,
    answer: Value,
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/clientcmd/answers.jsonl")
}

/// Whether the answers are to be written.
pub(crate) fn renew() -> bool {
    env::var_os("OUTRIGGER_CLIENTCMD_RENEW").is_some_and(|value| !value.is_empty())
}

/// The committed answers to `cases`, which must be exactly those that were asked.
pub(crate) fn of(cases: &[Case]) -> Vec<Value> {
    let text = fs::read_to_string(path()).unwrap_or_default();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<Line>(line).unwrap());
    let mut answers: BTreeMap<String, Line> = lines.map(|line| (line.case.clone(), line)).collect();
    let found = cases.iter().map(|case| {
        let line = answers.remove(&case.name);
        let line = line.filter(|line| line.hash == case.hash());
        let line = line.unwrap_or_else(|| {
            panic!(
                "no committed answer to the case {:?} as it is now: the generator or the case \
                 has changed. On a machine with Go, `cargo xtask clientcmd --renew` asks \
                 clientcmd again",
                case.name
            )
        });
        line.answer
    });
    let found = found.collect();
    let gone: Vec<_> = answers.into_keys().take(10).collect();
    assert!(
        gone.is_empty(),
        "cases of committed answers are gone: {gone:?}; {HOW_TO_RENEW}"
    );
    found
}

/// Writes the answers, ordered by name so that a change is a small one.
pub(crate) fn write(cases: &[Case], answers: &[Value]) {
    let lines: BTreeMap<_, _> = cases
        .iter()
        .zip(answers)
        .map(|(case, answer)| {
            let line = Line {
                case: case.name.clone(),
                hash: case.hash(),
                answer: answer.clone(),
            };
            (&case.name, serde_json::to_string(&line).unwrap() + "\n")
        })
        .collect();
    fs::write(path(), lines.into_values().collect::<String>()).unwrap();
}
