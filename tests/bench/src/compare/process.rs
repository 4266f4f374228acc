//! Running other programs, and where they are.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of the workspace.
pub(super) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// A program that was built with this one.
pub(super) fn beside_us(name: &str) -> Result<PathBuf, String> {
    let us = std::env::current_exe().map_err(|problem| problem.to_string())?;
    let program = us.with_file_name(name);
    match program.is_file() {
        true => Ok(program),
        false => Err(format!("{} is not built", program.display())),
    }
}

/// The folder below the one of our own builds in which the peers are built.
pub(super) fn target(name: &str) -> Result<PathBuf, String> {
    let us = std::env::current_exe().map_err(|problem| problem.to_string())?;
    let target = us.ancestors().nth(2).ok_or("no target folder")?;
    Ok(target.join("bench").join(name))
}

/// Cargo, building into `target`.
pub(super) fn cargo(arguments: &[&str], target: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command.env("CARGO_TARGET_DIR", target);
    command.env_remove("CARGO_BUILD_TARGET");
    command
}

/// Runs a command and returns what it wrote to its standard output.
pub(super) fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|problem| format!("{name}: {problem}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(format!(
            "{name}: {}: {}",
            output.status,
            text(&output.stderr)
        )),
    }
}
