//! `cargo xtask lint`.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::process::{cargo, output, run as run_command};
use crate::report::{Outcome, Report};
use crate::{bench, control_plane, go, peer, toolchain};

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
    report.stage("clippy for Windows", windows);
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
    core_alone()?;
    for provider in ["", "aws-lc-rs"] {
        let mut clippy = hyper_without_ring();
        clippy.args(["--features", provider, "--", "-D", "warnings"]);
        run_command(&mut clippy)?;
    }
    // With the features that its own manifest asks for: beside others, an example has theirs too.
    let mut clippy = cargo(&["clippy", "--package", "outrigger-hyper", "--examples"]);
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

/// What programs may ask of the core, each alone. k8s-openapi wants to know the version.
const CORE_FEATURES: [&str; 7] = [
    "",
    "crd",
    "derive",
    "informer",
    "k8s-openapi-0-29,k8s-openapi-0-29/latest",
    "schemars-1",
    "write-yaml",
];

/// The core as small programs compile it: nothing else here has it without all of its features.
/// Its tests have those in any case that stand on nothing of the user.
fn core_alone() -> Result<(), String> {
    for features in CORE_FEATURES {
        let mut clippy = cargo(&["clippy", "--package", "outrigger", "--lib"]);
        clippy.args(["--features", features, "--", "-D", "warnings"]);
        run_command(&mut clippy)?;
    }
    Ok(())
}

/// The native backend without what it takes for granted by default.
fn hyper_without_ring() -> Command {
    let mut clippy = cargo(&["clippy", "--package", "outrigger-hyper", "--lib"]);
    clippy.arg("--no-default-features");
    clippy
}

/// Without cryptography, for which a C compiler for Windows would have to be here.
fn windows() -> Outcome {
    if let Err(missing) = toolchain::need(&[toolchain::WINDOWS]) {
        return Outcome::LeftOut(missing);
    }
    let mut clippy = hyper_without_ring();
    clippy.args(["--target", toolchain::WINDOWS, "--", "-D", "warnings"]);
    run_command(&mut clippy).into()
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
    let modules = [
        control_plane::module(),
        peer::CLIENTCMD.module(),
        peer::REQUESTS.module(),
        bench::go_module(),
    ];
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
            .args(["vet", "-trimpath", "./..."])
            .current_dir(folder),
    )
}
