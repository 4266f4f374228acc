//! Comparing how kubeconfigs are read with client-go: the program in `tests/clientcmd` answers
//! the cases of the test `clientcmd` of the suite.

use std::path::PathBuf;
use std::process::Command;
use std::{fs, process};

use crate::control_plane::{cache, content_key};
use crate::go;
use crate::process::{cargo, root, run as run_command};
use crate::report::Outcome;

/// The folder of the Go module.
pub(crate) fn module() -> PathBuf {
    root().join("tests").join("clientcmd")
}

/// Returns the path of the program, built if this content was not built before.
fn build() -> Result<PathBuf, String> {
    let toolchain = go::toolchain()?;
    let entries = fs::read_dir(module()).map_err(|error| error.to_string())?;
    let mut sources: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file())
        .collect();
    sources.sort();
    let key = content_key(&toolchain, &sources)?;
    let folder = cache()?.with_file_name("clientcmd").join(key);
    let binary = folder.join("clientcmd");
    if binary.is_file() {
        return Ok(binary);
    }
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    // Two builds at once write to names of their own, and the last one to finish stays.
    let unfinished = folder.join(format!("unfinished-{}", process::id()));
    let mut go = Command::new("go");
    go.args(["build", "-trimpath", "-ldflags", "-s -w", "-o"]);
    run_command(go.arg(&unfinished).current_dir(module()))?;
    fs::rename(&unfinished, &binary).map_err(|error| format!("{}: {error}", binary.display()))?;
    Ok(binary)
}

/// Asks clientcmd again: whether the committed answers are its own. The native tests have
/// compared ours with those.
pub(crate) fn stage() -> Outcome {
    if let Err(missing) = go::toolchain() {
        return Outcome::LeftOut(missing);
    }
    run(false).into()
}

/// Compares, or first writes clientcmd's answers down.
pub(crate) fn run(renew: bool) -> Result<(), String> {
    let binary = build()?;
    if renew {
        let mut command = test();
        command.env("OUTRIGGER_CLIENTCMD_RENEW", "1");
        command.arg("the_committed_answers_are_clientcmds");
        run_command(command.env("OUTRIGGER_CLIENTCMD", &binary))?;
    }
    run_command(test().env("OUTRIGGER_CLIENTCMD", binary))
}

fn test() -> Command {
    let mut command = cargo(&["test", "--package", "outrigger-suite"]);
    command.args(["--test", "clientcmd"]);
    command
}
