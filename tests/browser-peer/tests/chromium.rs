//! What was compiled for browsers, tested in Chromium beside the servers that it talks to.

use std::path::Path;
use std::process::Command;

use outrigger_browser_peer::{PORT, Peer};

#[test]
fn the_browser_backend_keeps_the_contract() {
    let _peer = Peer::start(PORT).expect("a free port");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    // A run each, so that a window and a worker do not share six connections.
    for test in ["window", "worker"] {
        let status = Command::new(env!("CARGO"))
            .args(["test", "--package", "outrigger-wasm"])
            .args(["--target", "wasm32-unknown-unknown", "--test", test])
            // Each clause's outcome.
            .args(["--", "--nocapture"])
            .current_dir(&workspace)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
            .status()
            .expect("cargo");
        assert!(status.success(), "the tests in a {test} failed");
    }
}
