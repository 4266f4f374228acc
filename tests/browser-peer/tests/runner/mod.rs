//! Runs what was compiled for browsers.

use std::env;
use std::fs::{self, File};
use std::path::Path;

use outrigger_browser_peer::{ApiServers, PORT, Peer};
use outrigger_suite::cargo::cargo_beside;

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

/// The tests of the browser backend. Each asks an index of its own, whose port is compiled into it.
const TESTS: [&str; 4] = ["window", "worker", "client_window", "client_worker"];

/// Runs a test of the browser backend beside servers of its own. A run each, so that a window and a
/// worker do not share six connections; and side by side, for they wait most of the time.
#[allow(clippy::print_stdout, reason = "what was found is worth reading")]
pub(crate) fn run(test: &str, api_servers: ApiServers) {
    let port = PORT + port_of(test);
    let _peer = Peer::start(port, api_servers).expect("the servers start");
    let mut command = cargo_beside();
    command
        .args(["test", "--package", "outrigger-wasm"])
        .args(["--target", "wasm32-unknown-unknown", "--test", test])
        // What each test has to say of what it found.
        .args(["--", "--nocapture"])
        .env(
            "OUTRIGGER_BROWSER_PEER",
            format!("http://127.0.0.1:{port}/"),
        )
        .env("WASM_BINDGEN_TEST_TIMEOUT", "600");
    for other in OTHERS {
        command.env_remove(other);
    }
    if env::var_os("CHROMEDRIVER").is_none() {
        // By its name, from the PATH: not whichever driver the runner finds there first.
        command.env("CHROMEDRIVER", "chromedriver");
    }
    let log = format!("{test}-{api_servers:?}.log");
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(log);
    println!("the test {test} writes to {}", log.display());
    let file = File::create(&log).expect("a log");
    command.stdout(file.try_clone().expect("a log"));
    let status = command.stderr(file).status().expect("cargo");
    // In one piece, for another run may print meanwhile.
    let text = fs::read(&log).expect("a log");
    println!("{}", String::from_utf8_lossy(&text));
    assert!(status.success(), "the test {test} failed in Chromium");
}

fn port_of(test: &str) -> u16 {
    let place = TESTS.iter().position(|one| *one == test);
    place
        .and_then(|place| place.try_into().ok())
        .expect("a test of the backend")
}
