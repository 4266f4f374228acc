//! Calls every body with inputs that a seed decides: the corpus, mutations of it, and bytes that
//! bodies generate from. Nothing panics, nothing hangs, and what is allocated is bounded.
//!
//! `SEED=7` replays one run and prints its input; `RUNS=100000` does so many of each body, from
//! `FIRST` on. A failure prints its seed, and the smallest input like it that was found soon.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test may tell")]

mod huge;
mod input;
mod large;
mod planted;
mod run;
mod watch;

use std::time::Duration;

use outrigger_fuzz::{BODIES, Body};

use crate::input::Inputs;
use crate::run::{Limits, Spent};
use crate::watch::Watch;

/// How many runs of each body there are unless `RUNS` says.
const RUNS: u64 = 2_500;

/// How long a run may take on a machine that is busy with something else; it takes milliseconds.
const STUCK: Duration = Duration::from_secs(120);

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}={text} is no number")),
    )
}

/// Ends the tests when a run takes longer than [`STUCK`].
fn watch() -> Watch {
    Watch::new(STUCK, |stuck| {
        eprintln!("{stuck}");
        std::process::abort();
    })
}

/// Runs one body by the environment's wishes.
fn drive(name: &str) {
    let (_, body) = *BODIES.iter().find(|(known, _)| *known == name).unwrap();
    let inputs = Inputs::of(name);
    if let Some(seed) = number("SEED") {
        let input = inputs.get(seed);
        println!("{}", input.escape_ascii());
        println!("{:?}", one(name, body, seed, &input));
        return;
    }
    let first = number("FIRST").unwrap_or(0);
    let runs = number("RUNS").unwrap_or(RUNS);
    let watch = watch();
    let mut most = Spent::default();
    for seed in first..first + runs {
        watch.starts(&format!("body {name}, seed {seed}"));
        let spent = one(name, body, seed, &inputs.get(seed));
        most = most.max(spent);
    }
    println!("{name}: {runs} runs, at most {most:?}");
}

/// One run, or a panic that says how to get it again.
fn one(name: &str, body: Body, seed: u64, input: &[u8]) -> Spent {
    let limits = Limits::default();
    run::run(body, input, &limits).unwrap_or_else(|problem| {
        let (input, problem) = run::smaller(body, input, &limits, problem);
        let shown = input.get(..2_000).unwrap_or(&input).escape_ascii();
        panic!(
            "body {name}, seed {seed}: {problem}\ninput: {shown}\nreplay: SEED={seed} cargo test \
             -p outrigger-fuzz --test driver {name} -- --nocapture"
        );
    })
}

#[test]
fn yaml() {
    drive("yaml");
}

#[test]
fn values() {
    drive("values");
}

#[test]
fn kubeconfigs() {
    drive("kubeconfigs");
}

#[test]
fn structured() {
    drive("structured");
}

#[test]
fn paths() {
    drive("paths");
}

#[test]
fn urls() {
    drive("urls");
}

#[test]
fn exec() {
    drive("exec");
}

#[test]
fn answers() {
    drive("answers");
}

#[test]
fn requests() {
    drive("requests");
}

/// A body that is not in the list of tests above would be run by nobody, and by no cargo-fuzz
/// without its target.
#[test]
fn every_body_is_run() {
    let source = include_str!("main.rs");
    let targets = include_str!("../../fuzz/Cargo.toml");
    for (name, _) in BODIES {
        let call = format!("fn {name}() {{\n    drive(\"{name}\");");
        assert!(source.contains(&call), "{name}");
        let target = format!("path = \"fuzz_targets/{name}.rs\"");
        assert!(targets.contains(&target), "{name}");
    }
}
