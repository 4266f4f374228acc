//! What was compiled for browsers, tested in Chromium beside the servers that it talks to.

use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use outrigger_browser_peer::{ApiServers, PORT, Peer};

#[test]
fn the_browser_backend_keeps_the_contract() {
    let _turn = turn();
    let _peer = Peer::start(PORT, ApiServers::Simulated).expect("a free port");
    run("window");
    run("worker");
}

#[test]
fn clients_do_the_same_in_a_browser() {
    let _turn = turn();
    let _peer = Peer::start(PORT, ApiServers::Simulated).expect("a free port");
    run("client_window");
    run("client_worker");
}

#[cfg(feature = "control-plane")]
#[test]
fn clients_do_the_same_with_a_real_api_server() {
    let _turn = turn();
    let _peer = Peer::start(PORT, ApiServers::Real).expect("a free port");
    run("client_window");
    run("client_worker");
}

/// One at a time: each takes the index's port, and whatever a processor has to give.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a test of the browser backend. A run each, so that a window and a worker do not share six
/// connections.
fn run(test: &str) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let status = Command::new(env!("CARGO"))
        .args(["test", "--package", "outrigger-wasm"])
        .args(["--target", "wasm32-unknown-unknown", "--test", test])
        // What each test has to say of what it found.
        .args(["--", "--nocapture"])
        .current_dir(&workspace)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "600")
        .status()
        .expect("cargo");
    assert!(status.success(), "the test {test} failed in Chromium");
}
