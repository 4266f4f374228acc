//! An informer against the simulated API server, under schedules of faults that a seed decides.
//!
//! `SEED=7` replays one schedule and prints its trace; `SCHEDULES=1000000` runs that many, from
//! `FIRST` on. `cargo xtask simulate` says the same in words.

mod judge;
mod plan;
mod run;
mod traffic;
mod writer;

use std::num::NonZero;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use run::Run;

/// How many schedules run unless `SCHEDULES` says.
const SCHEDULES: u64 = 500;

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}={text} is no number")),
    )
}

#[test]
fn every_schedule_ends_with_the_store_as_the_server_is() {
    if let Some(seed) = number("SEED") {
        let run = Run::new(seed);
        let outcome = run.judge();
        println!("{}", run.report());
        outcome.unwrap_or_else(|problem| panic!("seed {seed}: {problem}"));
        return;
    }
    let first = number("FIRST").unwrap_or(0);
    let count = number("SCHEDULES").unwrap_or(SCHEDULES);
    let failed = run_all(first, count);
    assert!(
        failed.is_empty(),
        "{} of {count} schedules failed; replay one with SEED=\n{}",
        failed.len(),
        failed.join("\n")
    );
}

/// Runs schedules on all cores; the first few failures.
fn run_all(first: u64, count: u64) -> Vec<String> {
    let next = AtomicU64::new(first);
    let stop = AtomicBool::new(false);
    let worker = || {
        let mut failed = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + count {
                break;
            }
            if let Err(problem) = run_one(seed) {
                failed.push(format!("{seed}: {problem}"));
                stop.store(true, Ordering::Relaxed);
            }
        }
        failed
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let results = workers
            .into_iter()
            .flat_map(|it| it.join().expect("it catches panics"));
        results.collect()
    })
}

fn run_one(seed: u64) -> Result<(), String> {
    catch_unwind(|| Run::new(seed).judge()).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(text.unwrap_or("a panic without words").to_owned())
    })
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in [3, 11] {
        let reports = [(); 2].map(|()| {
            let run = Run::new(seed);
            run.judge().unwrap();
            run.report()
        });
        assert_eq!(reports[0], reports[1]);
    }
}
