//! The tests in a real browser: of the browser backend, and of the demo.

use std::process::Command;

use crate::process::{cargo_optimized, output, run as run_command, target, tests};
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

/// The tests of tests/browser-peer in Chromium alone, and those with a real API server besides.
const BACKEND: [&str; 1] = ["chromium"];
const BACKEND_AND_SERVER: [&str; 1] = ["real"];

/// As these, the tests of tests/browser.
const DEMO: [&str; 3] = ["dashboard", "harness", "programs"];
const DEMO_AND_SERVER: [&str; 1] = ["scenarios"];

/// For browsers that wait for most of the time. What they found is worth reading.
const SIDE_BY_SIDE: [&str; 3] = ["--", "--nocapture", "--test-threads=2"];

/// For those that measure: one at a time.
const ALONE: [&str; 3] = ["--", "--nocapture", "--test-threads=1"];

/// Tests the browser backend against its contract, in a window and in a worker.
pub(crate) fn backend() -> Outcome {
    if let Err(missing) = browser() {
        return Outcome::LeftOut(missing);
    }
    let mut command = tests(&BACKEND);
    command.args(["--features", "outrigger-browser-peer/chromium"]);
    run_command(command.args(SIDE_BY_SIDE)).into()
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
    let mut straight = tests(&BACKEND_AND_SERVER);
    straight.args(["--features", "outrigger-browser-peer/control-plane"]);
    straight.args(SIDE_BY_SIDE);
    run_command(straight.env("OUTRIGGER_CONTROL_PLANE", &program))?;
    let mut through = cargo_optimized("test");
    through.args(["--features", "outrigger-browser-tests/control-plane"]);
    for test in DEMO_AND_SERVER {
        through.args(["--test", test]);
    }
    through.args(ALONE);
    through.env("OUTRIGGER_CONTROL_PLANE", &program);
    through.env("OUTRIGGER_SCENARIOS_PAGE", page);
    run_command(through.env("OUTRIGGER_DEMO_SERVER", demo::server_for_tests()?))
}

fn demo_tests(all: bool) -> Result<(), String> {
    let page = dist::folder();
    dist::build(&page)?;
    size::check_folder(&page)?;
    let examples = target().join("examples-page");
    dist::page_of("outrigger-examples", "examples/page", &examples)?;
    // Whoever makes a thousand changes a second beside a browser must not need a core for it.
    let mut command = cargo_optimized("test");
    command.args(["--features", "outrigger-browser-tests/chromium"]);
    for test in DEMO {
        command.args(["--test", test]);
    }
    command.args(ALONE);
    command.env("OUTRIGGER_DEMO_PAGE", page);
    command.env("OUTRIGGER_EXAMPLES_PAGE", examples);
    command.env("OUTRIGGER_DEMO_SERVER", demo::server_for_tests()?);
    if !all {
        command.env("OUTRIGGER_LOAD_SECONDS", SHORT_LOAD);
    }
    run_command(&mut command)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{BACKEND, BACKEND_AND_SERVER, DEMO, DEMO_AND_SERVER};
    use crate::manifest::tests_that_need;
    use crate::process::root;

    /// A test that is not listed here would be run by nobody.
    #[test]
    fn every_test_in_a_browser_is_run() {
        let rows: [(&str, &str, &[&str]); 4] = [
            ("tests/browser-peer", "chromium", &BACKEND),
            ("tests/browser-peer", "control-plane", &BACKEND_AND_SERVER),
            ("tests/browser", "chromium", &DEMO),
            ("tests/browser", "control-plane", &DEMO_AND_SERVER),
        ];
        for (package, feature, listed) in rows {
            let found = tests_that_need(feature, &root().join(package));
            let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
            let listed: BTreeSet<&str> = listed.iter().copied().collect();
            assert_eq!(found, listed, "{package}, {feature}");
        }
    }
}
