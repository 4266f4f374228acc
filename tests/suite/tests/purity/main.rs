//! The proofs that the core does no IO, reads no clock and no entropy, and does not know what it
//! runs on.

mod wasm;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use outrigger_suite::cargo::{cargo, run, target, workspace};

use crate::wasm::Module;

/// What std's startup and its panic message need.
const ALLOWED: [&str; 4] = ["environ_get", "environ_sizes_get", "fd_write", "proc_exit"];

/// `http::HeaderMap` asks for random keys when somebody floods it with colliding names; there is
/// no way to have the type without. Nobody else may.
const MAY_USE_ENTROPY: &str = "http::header::map::";

/// The core's entry points, compiled for WASI, where every look at the world is an import.
fn entry_points(feature: Option<&str>) -> Module {
    let mut build = cargo();
    build.args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "outrigger-purity",
    ]);
    build.args(["--target", "wasm32-wasip1"]);
    // Each feature builds in a folder of its own, so that tests may run side by side.
    let folder = target().join(feature.unwrap_or("pure"));
    build.env("CARGO_TARGET_DIR", &folder);
    if let Some(feature) = feature {
        build.args(["--features", feature]);
    }
    run(&mut build);
    let module = folder.join("wasm32-wasip1/release/outrigger-purity.wasm");
    Module::parse(
        &fs::read(&module).unwrap_or_else(|error| panic!("{}: {error}", module.display())),
    )
}

/// The imports that break the rule, and the functions that call them.
fn forbidden(module: &Module) -> Vec<String> {
    let mut found = Vec::new();
    for import in module
        .imports()
        .iter()
        .filter(|name| !ALLOWED.contains(&name.as_str()))
    {
        let users = module.users_of(import);
        let excused = |user: &&str| import == "random_get" && user.starts_with(MAY_USE_ENTROPY);
        if users.is_empty() || !users.iter().all(excused) {
            let users: Vec<_> = users.into_iter().filter(|user| !excused(user)).collect();
            found.push(format!("{import} by {}", users.join(", ")));
        }
    }
    found
}

#[test]
fn entry_points_import_nothing_of_the_world() {
    let module = entry_points(None);
    let imports = module.imports();
    assert!(
        imports.iter().any(|name| name == "proc_exit"),
        "no imports were read: {imports:?}"
    );
    assert_eq!(forbidden(&module), [""; 0]);
}

#[test]
fn a_planted_clock_is_noticed() {
    let found = forbidden(&entry_points(Some("planted-clock")));
    let planted = "<outrigger_purity::Constant as outrigger::rt::Timer>::now";
    assert_eq!(found, [format!("clock_time_get by {planted}")]);
}

#[test]
fn planted_entropy_is_noticed() {
    let found = forbidden(&entry_points(Some("planted-entropy")));
    assert!(
        found
            .iter()
            .any(|entry| entry.starts_with("random_get by outrigger_purity::")),
        "{found:?}"
    );
}

/// The core's features that bring code of its own.
const FEATURES: &str = "informer,schemars-1,write-yaml";

#[test]
fn entry_points_run() {
    run(cargo().args(["run", "--quiet", "--package", "outrigger-purity"]));
}

#[test]
fn the_core_and_the_test_kit_build_for_browsers() {
    for (package, features) in [("outrigger", FEATURES), ("outrigger-test", "")] {
        let mut check = cargo();
        check.args(["check", "--quiet", "--package", package]);
        check.args(["--features", features]);
        run(check.args(["--target", "wasm32-unknown-unknown"]));
    }
}

#[test]
fn the_cores_tree_has_no_runtime() {
    let mut tree = cargo();
    tree.args([
        "tree",
        "--package",
        "outrigger",
        "--features",
        FEATURES,
        "--edges",
        "normal",
        "--prefix",
        "none",
    ]);
    tree.args(["--target", "all", "--format", "{p}"]);
    let tree = run(&mut tree);
    let names: BTreeSet<_> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(names.contains("serde_json"), "this reads no tree: {tree}");
    for banned in [
        "tokio",
        "hyper",
        "mio",
        "getrandom",
        "wasm-bindgen",
        "js-sys",
        "rustls",
        "libc",
    ] {
        assert!(!names.contains(banned), "{banned} is in the core's tree");
    }
}

#[test]
fn the_core_does_not_ask_what_it_runs_on() {
    let mut files = Vec::new();
    rust_files(&workspace().join("core/src"), &mut files);
    assert!(files.len() > 20, "the core's files are not where they were");
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable file");
        for (number, line) in text.lines().enumerate() {
            let asks = ["target_", "cfg(unix", "cfg(windows", "cfg(wasm"];
            let asks = line.contains("cfg") && asks.iter().any(|word| line.contains(word));
            assert!(!asks, "{}:{}: {line}", file.display(), number + 1);
        }
    }
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}
