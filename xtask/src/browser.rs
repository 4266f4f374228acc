//! The tests in a real browser: of the browser backend, and of the demo.

use std::path::PathBuf;
use std::process::Command;

use crate::dist;
use crate::process::{cargo, output, run as run_command};
use crate::report::Outcome;

/// By which of these names the driver finds a browser.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// For how many seconds the demo is loaded, unless everything is to be tested.
const SHORT_LOAD: &str = "20";

/// Tests the browser backend against its contract, in a window and in a worker.
pub(crate) fn backend() -> Outcome {
    if let Err(missing) = browser() {
        return Outcome::LeftOut(missing);
    }
    let mut command = cargo(&["test", "--package", "outrigger-browser-peer"]);
    add_browser(&mut command);
    run_command(&mut command).into()
}

/// Builds the page and its server, and tests them.
pub(crate) fn demo(all: bool) -> Outcome {
    if let Err(missing) = browser() {
        return Outcome::LeftOut(missing);
    }
    demo_tests(all).into()
}

/// Whether there is a browser that can be driven.
fn browser() -> Result<(), String> {
    let version = |program: &str| output(Command::new(program).arg("--version"));
    let how = "install Chromium and its driver, such as Debian's chromium and chromium-driver";
    let driver = version("chromedriver");
    let driver = driver.map_err(|problem| format!("chromedriver is missing: {how} ({problem})"))?;
    let found = BROWSERS.iter().find_map(|name| version(name).ok());
    let found = found.ok_or_else(|| format!("Chromium is missing: {how}"))?;
    println!("{found} with {driver}");
    Ok(())
}

fn add_browser(command: &mut Command) {
    command.args(["--features", "chromium"]);
    // One browser at a time, for they measure; and what they measured is worth reading.
    command.args(["--", "--test-threads=1", "--nocapture"]);
}

fn demo_tests(all: bool) -> Result<(), String> {
    let page = dist::folder();
    dist::build(&page)?;
    let mut command = cargo(&["test", "--package", "outrigger-browser-tests"]);
    // Whoever makes a thousand changes a second beside a browser must not need a core for it.
    command.arg("--release");
    add_browser(&mut command);
    command.env("OUTRIGGER_DEMO_PAGE", page);
    command.env("OUTRIGGER_DEMO_SERVER", server()?);
    if !all {
        command.env("OUTRIGGER_LOAD_SECONDS", SHORT_LOAD);
    }
    run_command(&mut command)
}

/// Builds the demo's server, and returns where it is.
fn server() -> Result<PathBuf, String> {
    run_command(&mut cargo(&[
        "build",
        "--release",
        "--package",
        "outrigger-demo-server",
    ]))?;
    let name = format!("outrigger-demo-server{}", std::env::consts::EXE_SUFFIX);
    Ok(dist::target().join("release").join(name))
}
