//! Go programs that say what client-go does, and their answers as they are committed: one JSON text
//! a line, each with its case's name and hash.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs, thread};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a program is asked.
pub trait Case {
    /// Unique among the cases of a test, and where it came from: `merge-12`.
    fn name(&self) -> &str;

    /// The line that the program reads.
    fn line(&self) -> String;

    /// FNV-1a of the line: whether an answer is one to this case.
    fn hash(&self) -> String {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let hash = self.line().bytes().fold(0xcbf2_9ce4_8422_2325, step);
        format!("{hash:016x}")
    }
}

/// A program, and the answers of it that a test compares with.
#[derive(Debug)]
pub struct Asked {
    /// The test, which is the folder of the answers.
    pub test: &'static str,
    /// The environment variable that says where the program is, if it is there. With `_RENEW`
    /// behind it, it says that the answers are to be written.
    pub variable: &'static str,
    /// The command that renews the answers.
    pub renewal: &'static str,
}

#[derive(Deserialize, Serialize)]
struct Line {
    case: String,
    hash: String,
    answer: Value,
}

impl Asked {
    fn path(&self) -> PathBuf {
        let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests");
        tests.join(self.test).join("answers.jsonl")
    }

    /// The committed answers to `cases`, which must be exactly those that were asked.
    ///
    /// # Panics
    /// When they are not.
    #[must_use]
    pub fn answers<C: Case>(&self, cases: &[C]) -> Vec<Value> {
        let text = fs::read_to_string(self.path()).unwrap_or_default();
        let lines = text
            .lines()
            .map(|line| serde_json::from_str::<Line>(line).unwrap());
        let mut answers: BTreeMap<String, Line> =
            lines.map(|line| (line.case.clone(), line)).collect();
        let found = cases.iter().map(|case| {
            let line = answers.remove(case.name());
            let line = line.filter(|line| line.hash == case.hash());
            let line = line.unwrap_or_else(|| {
                panic!(
                    "no committed answer to the case {:?} as it is now: the generator or the \
                     case has changed. On a machine with Go, `{}` asks again",
                    case.name(),
                    self.renewal
                )
            });
            line.answer
        });
        let found = found.collect();
        let gone: Vec<_> = answers.into_keys().take(10).collect();
        let how = self.how_to_renew();
        assert!(
            gone.is_empty(),
            "cases of committed answers are gone: {gone:?}; {how}"
        );
        found
    }

    /// Writes the answers, ordered by name so that a change is a small one.
    fn write<C: Case>(&self, cases: &[C], answers: &[Value]) {
        let lines: BTreeMap<_, _> = cases
            .iter()
            .zip(answers)
            .map(|(case, answer)| {
                let line = Line {
                    case: case.name().to_owned(),
                    hash: case.hash(),
                    answer: answer.clone(),
                };
                (case.name(), serde_json::to_string(&line).unwrap() + "\n")
            })
            .collect();
        fs::write(self.path(), lines.into_values().collect::<String>()).unwrap();
    }

    fn how_to_renew(&self) -> String {
        format!(
            "the committed answer is another one; look at what changed, and renew the answers \
             with `{}`",
            self.renewal
        )
    }

    /// The program, if there is one.
    #[must_use]
    pub fn program(&self) -> Option<OsString> {
        env::var_os(self.variable).filter(|path| !path.is_empty())
    }

    /// Asks the program, if there is one, and compares with the committed answers; writes these
    /// first if that is wanted.
    ///
    /// # Panics
    /// When an answer is another one.
    pub fn verify<C: Case>(&self, cases: &[C]) {
        let Some(fresh) = self.ask(cases) else {
            return;
        };
        let renew = env::var_os(format!("{}_RENEW", self.variable));
        if renew.is_some_and(|value| !value.is_empty()) {
            self.write(cases, &fresh);
        }
        let committed = self.answers(cases);
        for ((case, fresh), committed) in cases.iter().zip(&fresh).zip(&committed) {
            assert_eq!(fresh, committed, "{}: {}", case.name(), self.how_to_renew());
        }
    }

    /// The program's answers to `cases`, in order; `None` without the program.
    ///
    /// # Panics
    /// When it fails.
    #[must_use]
    pub fn ask<C: Case>(&self, cases: &[C]) -> Option<Vec<Value>> {
        let program = self.program()?;
        let mut child = Command::new(&program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // client-go logs what it makes no error of.
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
        Some(answers)
    }
}

/// A case that is only what the program reads.
#[derive(Clone, Debug)]
pub struct Question {
    /// Unique, and where it came from.
    pub name: String,
    /// What it is, with what it is about.
    pub given: Value,
}

impl Question {
    /// Gives cases about one thing their names: `labels-0012`.
    pub fn series(name: &str, about: &str, given: impl IntoIterator<Item = Value>) -> Vec<Self> {
        let numbered = given.into_iter().enumerate();
        let named = numbered.map(|(number, mut given)| {
            given["about"] = about.into();
            let name = format!("{name}-{number:04}");
            Self { name, given }
        });
        named.collect()
    }
}

impl Case for Question {
    fn name(&self) -> &str {
        &self.name
    }

    fn line(&self) -> String {
        self.given.to_string()
    }
}
