//! `cargo xtask lint`.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::process::{cargo, output, run as run_command};
use crate::report::{Outcome, Report};
use crate::{clientcmd, control_plane, go, toolchain};

/// Runs every check that this machine can run.
pub(crate) fn run() -> ExitCode {
    let mut report = Report::new(false);
    stages(&mut report);
    report.finish()
}

/// Adds the checks to a report.
pub(crate) fn stages(report: &mut Report) {
    report.stage("formatting", || {
        run_command(&mut cargo(&["fmt", "--all", "--check"])).into()
    });
    report.stage("clippy", || clippy().into());
    report.stage("documentation", || {
        let mut doc = cargo(&["doc", "--workspace", "--no-deps", "--all-features"]);
        run_command(doc.env("RUSTDOCFLAGS", "-Dwarnings")).into()
    });
    report.stage("dependencies", dependencies);
    report.stage("Go modules", go_module);
}

/// What is compiled for browsers, and only there has all its parts.
const FOR_BROWSERS: [&str; 5] = [
    "outrigger-wasm",
    "outrigger-demo-app",
    "outrigger-demo-worker",
    "outrigger-examples",
    "outrigger-scenarios-page",
];

fn clippy() -> Result<(), String> {
    let mut clippy = cargo(&["clippy", "--workspace", "--all-targets", "--all-features"]);
    run_command(clippy.args(["--", "-D", "warnings"]))?;
    toolchain::need(&[toolchain::BROWSER])?;
    let mut clippy = cargo(&["clippy", "--target", "wasm32-unknown-unknown", "--lib"]);
    for package in FOR_BROWSERS {
        clippy.args(["--package", package]);
    }
    run_command(clippy.args(["--all-features", "--", "-D", "warnings"]))?;
    let mut clippy = cargo(&["clippy", "--target", "wasm32-unknown-unknown", "--tests"]);
    run_command(clippy.args(["--package", "outrigger-wasm", "--", "-D", "warnings"]))
}

/// Advisories are not among the checks: their database comes over the network,
/// and changes the answer for a commit that did not change.
fn dependencies() -> Outcome {
    if output(&mut cargo(&["deny", "--version"])).is_err() {
        let how = "cargo-deny is missing; `cargo install cargo-deny --locked` gets it";
        return Outcome::LeftOut(how.into());
    }
    run_command(&mut cargo(&[
        "deny", "check", "bans", "licenses", "sources",
    ]))
    .into()
}

fn go_module() -> Outcome {
    if let Err(missing) = go::toolchain() {
        return Outcome::LeftOut(missing);
    }
    let modules = [control_plane::module(), clientcmd::module()];
    let checked = modules
        .iter()
        .try_for_each(|folder| check_go_module(folder));
    checked.into()
}

fn check_go_module(folder: &Path) -> Result<(), String> {
    let unformatted = output(Command::new("gofmt").args(["-l", "."]).current_dir(folder))?;
    if !unformatted.is_empty() {
        return Err(format!(
            "gofmt would change {}",
            unformatted.replace('\n', ", ")
        ));
    }
    // With the build's own flag, the packages it compiled are used again.
    run_command(
        Command::new("go")
            .args(["vet", "-trimpath", "."])
            .current_dir(folder),
    )
}
