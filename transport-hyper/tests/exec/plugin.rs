//! The plugin of these tests: this very program, started with the name of a folder that says what
//! to do, and that is told what was seen.

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Makes this program the plugin of the folder that it names.
pub(crate) const VARIABLE: &str = "OUTRIGGER_TEST_PLUGIN";

/// Does what the folder's files say:
/// - `before`: a [behaviour](behave) that precedes the answer, `before.2` that of the second run;
/// - `stderr`: what to write there;
/// - `stdout`, `stdout.2`: the answer, with the number of the run for each `{n}`;
/// - `exit`, `exit.2`: the exit code.
pub(crate) fn run(folder: &Path) {
    let number = count(folder);
    // Whole or not at all, for a test that looks while this runs or ends it.
    let note = |name: &str, text: String| {
        let new = folder.join(format!("new.{number}"));
        fs::write(&new, text).unwrap();
        fs::rename(new, folder.join(name)).unwrap();
    };
    let args: Vec<String> = std::env::args().skip(1).collect();
    note("args", args.join(" "));
    note("greeting", std::env::var("GREETING").unwrap_or_default());
    note("info", std::env::var("KUBERNETES_EXEC_INFO").unwrap());
    for name in ["pid", &format!("pid.{number}")] {
        note(name, std::process::id().to_string());
    }
    let mut stdin = Vec::new();
    std::io::stdin().read_to_end(&mut stdin).unwrap();
    note("stdin", stdin.len().to_string());
    let read = |name: &str| {
        let numbered = fs::read_to_string(folder.join(format!("{name}.{number}")));
        numbered.or_else(|_| fs::read_to_string(folder.join(name)))
    };
    if let Ok(text) = read("stderr") {
        std::io::stderr().write_all(text.as_bytes()).unwrap();
    }
    behave(folder, read("before").unwrap_or_default().trim());
    let answer = read("stdout").unwrap_or_default();
    let answer = answer.replace("{n}", &number.to_string());
    std::io::stdout().write_all(answer.as_bytes()).unwrap();
    let code = read("exit").map_or(0, |code| code.trim().parse().unwrap());
    std::process::exit(code);
}

/// The number of this run, counted from 1.
fn count(folder: &Path) -> usize {
    let path = folder.join("runs");
    let mut runs = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .unwrap();
    runs.write_all(b"x").unwrap();
    fs::read(path).unwrap().len()
}

#[expect(clippy::zombie_processes, reason = "whom it leaves behind outlives it")]
fn behave(folder: &Path, behaviour: &str) {
    match behaviour {
        "" => {}
        "hang" => wait(folder, || false),
        "wait" => wait(folder, || folder.join("go").exists()),
        "abort" => std::process::abort(),
        "endless stdout" => flood(std::io::stdout()),
        "endless stderr" => flood(std::io::stderr()),
        // Leaves somebody behind who has standard output open.
        "child" => {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.env(VARIABLE, folder.join("child"));
            command.stdin(Stdio::null()).spawn().unwrap();
        }
        // A wrapper of somebody who does not end.
        "family" => {
            behave(folder, "child");
            behave(folder, "hang");
        }
        other => panic!("{other:?} is no behaviour"),
    }
}

/// Waits for something, and no longer than there is a test, whose folder goes with it.
fn wait(folder: &Path, over: impl Fn() -> bool) {
    while folder.exists() && !over() {
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Writes until nobody listens any more.
fn flood(mut to: impl Write) {
    let line = [b"S3CR3T ".repeat(500), b"\n".to_vec()].concat();
    while to.write_all(&line).is_ok() {}
}
