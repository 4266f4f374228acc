//! Running other programs.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::{env, iter, thread};

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// Cargo's folder for what it builds.
pub(crate) fn target() -> PathBuf {
    let chosen = env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
    root().join(chosen.unwrap_or_else(|| "target".into()))
}

/// The cargo that runs us, so that both use one toolchain. Whatever a person's configuration says,
/// it builds into [`target`], for this machine unless told: what it made is looked for there.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command.env("CARGO_TARGET_DIR", target());
    command.env_remove("CARGO_BUILD_TARGET");
    // What cargo told us of our own package: ring, and with it half of what we have, is compiled
    // anew wherever this is another one.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_MANIFEST_") || name.starts_with("CARGO_PKG_") {
            command.env_remove(&*name);
        }
    }
    command
}

/// Cargo for the tests of these names. Of the whole workspace, so that what is below them is compiled
/// as for all others: with the features that all need together.
pub(crate) fn tests(names: &[&str]) -> Command {
    let mut command = cargo(&["test", "--workspace"]);
    for name in names {
        command.args(["--test", name]);
    }
    command
}

/// Cargo for what tests run that is optimized. Always for all of these packages, whatever is asked
/// for: their crates are compiled once then, with the features that they need together.
pub(crate) fn cargo_optimized(action: &str) -> Command {
    let mut command = cargo(&[action, "--release"]);
    for package in ["browser-tests", "demo-server", "suite"] {
        command.args(["--package", &format!("outrigger-{package}")]);
    }
    command
}

/// Shows a command and runs it with our own input and output.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let line = shown(command);
    println!("$ {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}` failed ({status})")),
        Err(error) => Err(format!("`{line}` could not be started: {error}")),
    }
}

/// How many commands run at a time that wait for servers for most of the time.
const AT_A_TIME: usize = 2;

/// Runs commands, some at a time, in their order. Each has a name, by which what it writes is logged
/// while it runs; when it has ended that is shown in one piece. The problem names those that failed.
pub(crate) fn run_side_by_side(commands: Vec<(&str, Command)>) -> Result<(), String> {
    let waiting = Mutex::new(commands.into_iter());
    let next = || waiting.lock().ok()?.next();
    let work = || {
        let ended = iter::from_fn(next).map(|(name, mut command)| run_logged(name, &mut command));
        ended.filter_map(Result::err).collect::<Vec<_>>()
    };
    let problems = thread::scope(|scope| {
        let running = [(); AT_A_TIME].map(|()| scope.spawn(work));
        let ended = running.into_iter().map(|thread| thread.join());
        ended
            .map(|problems| problems.expect("no panic"))
            .collect::<Vec<_>>()
    });
    let problems = problems.concat();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("; "))
    }
}

/// As [`run`], for a command beside which others run.
fn run_logged(name: &str, command: &mut Command) -> Result<(), String> {
    let line = shown(command);
    let failed = |error: io::Error| format!("`{line}` could not be run: {error}");
    let path = log_of(name);
    let log = create_in_folder(&path).map_err(failed)?;
    println!("$ {line}\n  writes to {}", path.display());
    command.stdin(Stdio::null());
    command.stdout(log.try_clone().map_err(failed)?).stderr(log);
    let status = command.status().map_err(failed)?;
    show(&line, &path).map_err(failed)?;
    if status.success() {
        return Ok(());
    }
    Err(format!("`{line}` failed ({status})"))
}

fn log_of(name: &str) -> PathBuf {
    target().join("logs").join(format!("{name}.log"))
}

fn create_in_folder(path: &Path) -> io::Result<File> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    File::create(path)
}

/// Prints what a command wrote, and nothing of another one between.
fn show(line: &str, log: &Path) -> io::Result<()> {
    let mut log = File::open(log)?;
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "$ {line}")?;
    io::copy(&mut log, &mut stdout)?;
    writeln!(stdout)
}

/// Runs a command and returns what it wrote to its standard output.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let line = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{line}` could not be started: {error}"))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "`{line}` failed ({}): {}",
            output.status,
            stderr.trim()
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A command as a person would type it, without its folder and environment.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::{cargo, fs, log_of, run_side_by_side};

    #[test]
    fn each_command_is_logged_by_its_name() {
        let commands = vec![
            ("unit-test-passes", cargo(&["--version"])),
            ("unit-test-fails", cargo(&["no-such-command"])),
            ("unit-test-comes-last", cargo(&["--version"])),
        ];
        let problem = run_side_by_side(commands).expect_err("one of them failed");
        assert!(problem.starts_with("`cargo no-such-command` failed"));
        assert!(!problem.contains(';'), "{problem}");
        for (name, part) in [
            ("unit-test-passes", "cargo "),
            ("unit-test-fails", "no such command"),
            ("unit-test-comes-last", "cargo "),
        ] {
            let log = fs::read_to_string(log_of(name)).expect("a log");
            assert!(log.contains(part), "{name}: {log}");
            fs::remove_file(log_of(name)).expect("a log");
        }
    }
}
