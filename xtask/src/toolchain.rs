//! What of the Rust toolchain this repository needs, added where it is missing.

use std::path::Path;
use std::process::Command;

use crate::process::{output, root, run as run_command};

/// What browsers run.
pub(crate) const BROWSER: &str = "wasm32-unknown-unknown";

/// What Node runs: the simulated cluster's test.
pub(crate) const WASI: &str = "wasm32-wasip1";

/// What the native backend's part for Windows is checked for: nothing here runs there.
pub(crate) const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// Sees to it that rustc can compile for these targets: asks rustup where one is missing, which
/// takes a download.
pub(crate) fn need(targets: &[&str]) -> Result<(), String> {
    for target in targets.iter().filter(|target| !has_target(target)) {
        let mut add = Command::new("rustup");
        add.args(["target", "add", target]).current_dir(root());
        run_command(&mut add).map_err(|problem| {
            format!("the Rust target {target} is missing, and could not be added: {problem}")
        })?;
    }
    Ok(())
}

/// Asks rustc, so that toolchains without rustup count as well.
fn has_target(target: &str) -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", target]);
    output(rustc.current_dir(root())).is_ok_and(|folder| Path::new(&folder).is_dir())
}
