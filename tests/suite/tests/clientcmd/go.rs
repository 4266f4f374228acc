//! The Go program.

use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::{env, thread};

use serde_json::Value;

use crate::case::Case;

/// The program, if there is one.
pub(crate) fn program() -> Option<OsString> {
    env::var_os("OUTRIGGER_CLIENTCMD").filter(|path| !path.is_empty())
}

/// clientcmd's answers to `cases`, in order.
pub(crate) fn ask(program: &OsStr, cases: &[Case]) -> Vec<Value> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // client-go logs certificates that it cannot load.
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines: String = cases.iter().map(|case| case.line() + "\n").collect();
    // The program answers while it is asked; neither pipe holds everything.
    let asking = thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program:?} failed: {log}");
    asking.join().unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<_> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), cases.len(), "not every case was answered");
    answers
}
