//! The tests in a real browser: of the browser backend, and of the demo.

use std::process::Command;

use crate::process::{cargo, output, run as run_command, target};
use crate::report::Outcome;
use crate::{control_plane, demo, dist, go, size};

/// By which of these names the driver finds a browser.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// For how many seconds the demo is loaded, unless everything is to be tested.
pub(crate) const SHORT_LOAD: &str = "20";

/// Tests the browser backend against its contract, in a window and in a worker.
pub(crate) fn backend() -> Outcome {
    if let Err(missing) = browser() {
        return Outcome::LeftOut(missing);
    }
    let features = ["--features", "chromium"];
    run_command(&mut tests_of("outrigger-browser-peer", &features)).into()
}

/// Builds the page and its server, and tests them and what the page weighs.
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

/// Tests clients in a browser against a real API server: straight, and through the demo's server.
pub(crate) fn real_cluster(version: Option<&str>) -> Outcome {
    if let Err(missing) = browser().and_then(|()| go::toolchain()) {
        return Outcome::LeftOut(missing);
    }
    real_cluster_tests(version).into()
}

fn real_cluster_tests(version: Option<&str>) -> Result<(), String> {
    let program = control_plane::build(version)?;
    let page = target().join("scenarios-page");
    dist::page_of(
        "outrigger-scenarios-page",
        "tests/browser/page/static",
        &page,
    )?;
    let options = ["--features", "control-plane", "--test", "real"];
    let mut straight = tests_of("outrigger-browser-peer", &options);
    run_command(straight.env("OUTRIGGER_CONTROL_PLANE", &program))?;
    let options = [
        "--release",
        "--features",
        "control-plane",
        "--test",
        "scenarios",
    ];
    let mut through = tests_of("outrigger-browser-tests", &options);
    through.env("OUTRIGGER_CONTROL_PLANE", &program);
    through.env("OUTRIGGER_SCENARIOS_PAGE", page);
    run_command(through.env("OUTRIGGER_DEMO_SERVER", demo::server()?))
}

fn tests_of(package: &str, options: &[&str]) -> Command {
    let mut command = cargo(&["test", "--package", package]);
    command.args(options);
    // One browser at a time, for they measure; and what they measured is worth reading.
    command.args(["--", "--test-threads=1", "--nocapture"]);
    command
}

fn demo_tests(all: bool) -> Result<(), String> {
    let page = dist::folder();
    dist::build(&page)?;
    size::check_folder(&page)?;
    let examples = target().join("examples-page");
    dist::page_of("outrigger-examples", "examples/page", &examples)?;
    // Whoever makes a thousand changes a second beside a browser must not need a core for it.
    let options = ["--release", "--features", "chromium"];
    let mut command = tests_of("outrigger-browser-tests", &options);
    command.env("OUTRIGGER_DEMO_PAGE", page);
    command.env("OUTRIGGER_EXAMPLES_PAGE", examples);
    command.env("OUTRIGGER_DEMO_SERVER", demo::server()?);
    if !all {
        command.env("OUTRIGGER_LOAD_SECONDS", SHORT_LOAD);
    }
    run_command(&mut command)
}
