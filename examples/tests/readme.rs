//! What the README shows is what is built and run.

use std::fs;
use std::path::Path;

#[test]
fn the_readme_shows_these_programs() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path| fs::read_to_string(here.join(path)).expect("a file of the repository");
    let readme = read("../README.md");
    let programs = [
        "src/rollout.rs",
        "src/main.rs",
        "src/browser.rs",
        "tests/simulated.rs",
    ];
    for program in programs {
        let text = read(program);
        // Less the line that says to `cargo doc` what the file is.
        let shown = match text.split_once("\n\n") {
            Some((doc, rest)) if doc.starts_with("//!") => rest,
            _ => &text,
        };
        let block = format!("```rust\n{shown}```\n");
        assert!(readme.contains(&block), "README.md differs from {program}");
    }
    let blocks = readme.matches("```rust").count();
    assert_eq!(blocks, programs.len(), "a program that is no file");
}
