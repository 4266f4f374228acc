//! The driver finds what it is there to find.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use outrigger::Secret;
use outrigger::kubeconfig::Kubeconfig;
use outrigger_fuzz::Body;
use outrigger_fuzz::seed::{SEED, Shown};

use crate::input::{Inputs, corpus};
use crate::run::{Limits, run, smaller};
use crate::watch::Watch;

/// The problem that the first thousand inputs of `yaml` show with a body.
#[track_caller]
fn found(body: Body) -> (Vec<u8>, String) {
    let inputs = Inputs::of("yaml");
    let failed = (0..1_000).find_map(|seed| {
        let input = inputs.get(seed);
        let problem = run(body, &input, &Limits::default()).err()?;
        Some(smaller(body, &input, &Limits::default(), problem))
    });
    failed.expect("nothing is found")
}

#[test]
fn a_panic() {
    let (input, problem) = found(|data| {
        let text = String::from_utf8_lossy(data);
        assert!(!text.contains("insecure"), "planted");
        data.len()
    });
    assert!(problem.starts_with("planted ("), "{problem}");
    assert_eq!(input, b"insecure");
}

#[test]
fn a_password_that_is_shown() {
    let (input, problem) = found(|data| {
        let mut shown = Shown::new();
        for user in Kubeconfig::parse(data, "/f")
            .unwrap_or_default()
            .users
            .values()
        {
            shown.debug(&user.password.as_ref().map(Secret::expose));
        }
        shown.check();
        data.len()
    });
    assert!(problem.starts_with("a secret is shown"), "{problem}");
    assert!(String::from_utf8_lossy(&input).contains(SEED));
}

#[test]
fn too_much_memory() {
    let (_, problem) = found(|data| {
        let cubes = vec![0_u8; data.len().pow(3)];
        std::hint::black_box(&cubes);
        data.len()
    });
    assert!(problem.starts_with("holds too much memory"), "{problem}");
}

#[test]
fn too_much_work() {
    let (_, problem) = found(|data| {
        for _ in 0..data.len().pow(2) {
            std::hint::black_box(Box::new(0));
        }
        data.len()
    });
    assert!(problem.starts_with("works too long"), "{problem}");
}

#[test]
fn too_much_copying() {
    let (_, problem) = found(|data| {
        for _ in 0..data.len() {
            std::hint::black_box(vec![0_u8; 30 * data.len()]);
        }
        data.len()
    });
    assert!(problem.starts_with("copies too much"), "{problem}");
}

#[test]
fn a_run_that_does_not_end() {
    static ENDS: AtomicBool = AtomicBool::new(false);
    let (sender, told) = channel();
    let watch = Watch::new(Duration::from_millis(200), move |stuck| {
        sender.send(stuck.to_owned()).unwrap();
        ENDS.store(true, Ordering::Relaxed);
    });
    watch.starts("body endless, seed 7");
    let body: Body = |data| {
        while !ENDS.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        data.len()
    };
    run(body, b"", &Limits::default()).unwrap();
    let told = told.recv().unwrap();
    assert_eq!(told, "body endless, seed 7: does not end within 200ms");
}

/// A secret in every file that has a place for one, or the search would find nothing.
#[test]
fn the_corpus_holds_secrets() {
    let with = corpus()
        .iter()
        .filter(|file| outrigger_fuzz::seed::found(&String::from_utf8_lossy(file)).is_some())
        .count();
    assert!(with >= 10, "{with}");
}
