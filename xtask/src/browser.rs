//! The tests of the demo in a real browser.

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

/// Builds the page and its server, and tests them in Chromium.
pub(crate) fn stage() -> Outcome {
    if let Err(missing) = browser() {
        return Outcome::LeftOut(missing);
    }
    tests().into()
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

fn tests() -> Result<(), String> {
    let page = dist::folder();
    dist::build(&page)?;
    let mut command = cargo(&["test", "--package", "outrigger-browser-tests"]);
    command.args(["--features", "chromium"]);
    // One browser at a time, for they measure; and what they measured is worth reading.
    command.args(["--", "--test-threads=1", "--nocapture"]);
    command.env("OUTRIGGER_DEMO_PAGE", page);
    command.env("OUTRIGGER_DEMO_SERVER", server()?);
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
