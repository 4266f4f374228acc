//! ARCHITECTURE.md names files that exist.

use std::fs;

use outrigger_suite::cargo::workspace;

#[test]
fn every_file_it_names_exists() {
    let text = fs::read_to_string(workspace().join("ARCHITECTURE.md")).unwrap();
    let rooms = [
        "core/",
        "examples/",
        "tests/",
        "transport-hyper/",
        "transport-wasm/",
        "web-demo/",
        "xtask/",
    ];
    let mut named = 0;
    // Code spans are every second piece between backticks.
    for span in text.split('`').skip(1).step_by(2) {
        if rooms.iter().any(|room| span.starts_with(room)) && !span.contains(' ') {
            assert!(workspace().join(span).exists(), "{span} does not exist");
            named += 1;
        }
    }
    assert!(named > 20, "only {named} files are named");
}
