//! Runs cargo from a test.

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsStr;
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

/// A cargo command in the workspace, which builds into [`target`].
pub fn cargo() -> Command {
    let mut command = cargo_beside();
    command.env("CARGO_TARGET_DIR", target());
    command
}

/// A cargo command in the workspace, which builds where the running test was built.
pub fn cargo_beside() -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(workspace());
    // Flags of an outer run, such as coverage's, are not for other targets.
    command
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    // Nor is what cargo says of a test's package: ring, and with it half of what we have, would be
    // compiled anew for each.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_MANIFEST_") || name.starts_with("CARGO_PKG_") {
            command.env_remove(&*name);
        }
    }
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

/// Builds an example of outrigger-hyper beside the running test, by the test's profile, and returns
/// its program.
///
/// # Panics
/// When it does not build.
pub fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let built = test.ancestors().nth(2).expect("target/debug/deps/test");
    // A profile's folder has its name, but for that of `dev`.
    let profile = match built.file_name().expect("target/debug") {
        debug if debug == "debug" => OsStr::new("dev"),
        name => name,
    };
    let mut build = cargo();
    build.env("CARGO_TARGET_DIR", built.parent().expect("target/debug"));
    build.arg("build").arg("--profile").arg(profile);
    // With the features that the whole workspace has of each crate, as where all tests are built.
    run(build.args(["--quiet", "--workspace", "--example", name]));
    built.join("examples").join(format!("{name}{EXE_SUFFIX}"))
}
