//! ARCHITECTURE.md names files that exist, and what holds each invariant.

use std::fs;

use outrigger_suite::cargo::workspace;

const ROOMS: [&str; 7] = [
    "core/",
    "examples/",
    "tests/",
    "transport-hyper/",
    "transport-wasm/",
    "web-demo/",
    "xtask/",
];

fn text() -> String {
    fs::read_to_string(workspace().join("ARCHITECTURE.md")).expect("a text")
}

/// The paths in a text: code spans, which are every second piece between backticks.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let spans = text.split('`').skip(1).step_by(2);
    spans.filter(|span| ROOMS.iter().any(|room| span.starts_with(room)) && !span.contains(' '))
}

#[test]
fn every_file_it_names_exists() {
    let text = text();
    for path in paths(&text) {
        assert!(workspace().join(path).exists(), "{path} does not exist");
    }
    let named = paths(&text).count();
    assert!(named > 20, "only {named} files are named");
}

#[test]
fn every_invariant_says_what_holds_it() {
    let text = text();
    let (_, invariants) = text.split_once("## Invariants").expect("invariants");
    let (invariants, _) = invariants.split_once("\n## ").expect("what follows");
    // Each begins with its number and ends with the next, or with what follows.
    let mut rest = invariants.split_once("\n1. ").expect("the first").1;
    for number in 1.. {
        let next = rest.split_once(&format!("\n{}. ", number + 1));
        let invariant = next.map_or(rest, |(invariant, _)| invariant);
        let words: Vec<&str> = invariant.split_whitespace().collect();
        let held = paths(invariant).next().is_some() || words.join(" ").contains("held by review");
        assert!(held, "invariant {number}: {invariant}");
        let Some((_, after)) = next else {
            assert!(number > 10, "only {number} invariants");
            return;
        };
        rest = after;
    }
}
