//! Runs what was compiled for browsers.

use std::env;
use std::path::Path;
use std::process::Command;

/// Variables by which the test runner takes another browser, or one of another machine, which
/// would not reach these servers.
const OTHERS: [&str; 7] = [
    "GECKODRIVER",
    "SAFARIDRIVER",
    "MSEDGEDRIVER",
    "GECKODRIVER_REMOTE",
    "SAFARIDRIVER_REMOTE",
    "CHROMEDRIVER_REMOTE",
    "MSEDGEDRIVER_REMOTE",
];

/// Runs a test of the browser backend. A run each, so that a window and a worker do not share six
/// connections.
pub(crate) fn run(test: &str) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["test", "--package", "outrigger-wasm"])
        .args(["--target", "wasm32-unknown-unknown", "--test", test])
        // What each test has to say of what it found.
        .args(["--", "--nocapture"])
        .current_dir(&workspace)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "600");
    for other in OTHERS {
        command.env_remove(other);
    }
    if env::var_os("CHROMEDRIVER").is_none() {
        // By its name, from the PATH: not whichever driver the runner finds there first.
        command.env("CHROMEDRIVER", "chromedriver");
    }
    let status = command.status().expect("cargo");
    assert!(status.success(), "the test {test} failed in Chromium");
}
