//! Running a test that is compiled to WebAssembly.

use std::process::Command;

use crate::process::{cargo, output, root, run as run_command};
use crate::report::Outcome;

/// Runs the simulated cluster's test in Node, which brings the system interface (WASI) that a test
/// needs for its output.
pub(crate) fn simulated_cluster() -> Outcome {
    if let Err(problem) = output(Command::new("node").arg("--version")) {
        let how = "install Node 20 or newer from https://nodejs.org";
        return Outcome::LeftOut(format!("Node is missing: {how} ({problem})"));
    }
    let runner = root().join("xtask").join("wasi.mjs");
    // A list, for the path may have spaces.
    let runner = format!(
        "target.wasm32-wasip1.runner = ['node', '--no-warnings', '{}']",
        runner.display()
    );
    let mut command = cargo(&["test", "--package", "outrigger-test", "--test", "cluster"]);
    command.args(["--target", "wasm32-wasip1", "--config", &runner]);
    run_command(&mut command).into()
}
