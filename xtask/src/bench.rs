//! `cargo xtask bench`: what requests cost, and small programs, beside the peers'.

use std::path::PathBuf;
use std::process::Command;

use crate::process::{cargo, root, run as run_command, target};

/// The folder of the Go module of the peers.
pub(crate) fn go_module() -> PathBuf {
    root().join("tests").join("peers").join("client-go")
}

/// Builds the programs of `tests/bench` and runs the one that compares.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let build = ["build", "--release", "--package", "outrigger-bench"];
    run_command(cargo(&build).arg("--bins"))?;
    let name = format!("bench-compare{}", std::env::consts::EXE_SUFFIX);
    let program = target().join("release").join(name);
    let mut command = Command::new(program);
    run_command(command.args(arguments))
}
