//! Runs cargo from a test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The workspace's folder.
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .expect("tests/suite lies two folders deep")
        .to_owned()
}

/// A folder for what tests build, apart from the one that cargo holds a lock on.
pub fn target() -> PathBuf {
    let outer = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    outer
        .unwrap_or_else(|| workspace().join("target"))
        .join("suite")
}

/// A cargo command in the workspace.
pub fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(workspace())
        .env("CARGO_TARGET_DIR", target());
    // Flags of an outer run, such as coverage's, are not for other targets.
    command
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    command
}

/// Runs `command` and returns what it printed.
///
/// # Panics
/// When it cannot be run or fails, with what it said.
pub fn run(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    let errors = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{command:?} failed ({status}):\n{errors}");
    String::from_utf8_lossy(&stdout).into_owned()
}

/// Builds an example of outrigger-hyper beside the running test and returns its program.
///
/// # Panics
/// When it does not build.
pub fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let debug = test.ancestors().nth(2).expect("target/debug/deps/test");
    let mut build = cargo();
    build.env("CARGO_TARGET_DIR", debug.parent().expect("target/debug"));
    run(build.args([
        "build",
        "--quiet",
        "--package",
        "outrigger-hyper",
        "--example",
        name,
    ]));
    debug.join("examples").join(name)
}
