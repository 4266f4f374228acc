//! What is asked of each case, and the answers as text.

use std::collections::BTreeMap;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use outrigger::kubeconfig::yaml;
use serde_json::Value;

use crate::case::{Case, words};

/// What is asked of `config`.
pub(crate) const COMMANDS: [&str; 12] = [
    "view -o json",
    "view -o json --raw",
    "view -o json --minify",
    "view -o json --flatten",
    "view -o json --minify --flatten",
    "view -o json --minify --raw --context=two",
    "view",
    "view --raw",
    "view --minify",
    "view --flatten",
    "get-contexts",
    "current-context",
];

/// What a program printed, `None` if it failed.
pub(crate) type Answer = Option<String>;

/// A case's answers in the order of the commands.
pub(crate) type Answers = Vec<Answer>;

/// Whether an answer counts byte for byte; else its values count.
pub(crate) fn is_exact(command: &str) -> bool {
    command.contains("json") || !command.starts_with("view")
}

pub(crate) fn value(text: &str) -> Value {
    yaml::from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Asks `program` about a case.
fn ask(case: &Case, commands: &[&str], program: &(impl Fn() -> Command + Sync)) -> Answers {
    let folder = case.folder();
    let run = |line: &&str| {
        let mut command = program();
        let command = case.aim(&mut command, folder.path());
        command.args(words(line)).args(&case.flags);
        answer(&command.output().unwrap())
    };
    commands.iter().map(run).collect()
}

fn answer(output: &Output) -> Answer {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.success() || text.is_empty(), "{output:?}");
    assert!(output.status.code().is_some(), "{output:?}");
    output.status.success().then_some(text)
}

/// Asks `program` about all cases.
pub(crate) fn ask_all(
    cases: &[Case],
    commands: &[&str],
    program: impl Fn() -> Command + Sync,
) -> Vec<Answers> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((index, case)) = take(&next, cases) {
            done.push((index, ask(case, commands, &program)));
        }
        done
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let done = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap());
        done.collect::<BTreeMap<_, _>>()
    });
    done.into_values().collect()
}

fn take<'a>(next: &AtomicUsize, cases: &'a [Case]) -> Option<(usize, &'a Case)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, cases.get(index)?))
}

/// The answers as text. One that is the same as another of its case only says so.
#[cfg(feature = "control-plane")]
pub(crate) fn write(cases: &[Case], answers: &[Answers]) -> String {
    let mut text = String::new();
    for (case, answers) in cases.iter().zip(answers) {
        text += &format!("### {}\n", case.name);
        for (index, (command, answer)) in COMMANDS.iter().zip(answers).enumerate() {
            text += &format!("$ {command}\n");
            let Some(answer) = answer else {
                text += "fails\n";
                continue;
            };
            let same = |other: &Answer| {
                let other = other.as_deref();
                other == Some(answer)
                    || !is_exact(command) && other.map(value) == Some(value(answer))
            };
            match answers[..index].iter().position(same) {
                Some(other) => text += &format!("as {}\n", COMMANDS[other]),
                None => text += answer,
            }
        }
    }
    text
}

/// Reads what [`write`] wrote: each case's name, and its answers.
pub(crate) fn read(text: &str) -> Vec<(&str, Answers)> {
    let mut cases: Vec<(&str, Answers)> = Vec::new();
    let mut asked = 0;
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("### ") {
            cases.push((name.trim_end(), Vec::new()));
            asked = 0;
            continue;
        }
        let (_, answers) = cases.last_mut().unwrap();
        if let Some(command) = line.strip_prefix("$ ") {
            assert_eq!(command.trim_end(), COMMANDS[asked]);
            asked += 1;
            answers.push(Some(String::new()));
        } else if line == "fails\n" {
            answers[asked - 1] = None;
        } else if let Some(other) = line.strip_prefix("as ") {
            let other = COMMANDS
                .iter()
                .position(|command| *command == other.trim_end());
            answers[asked - 1] = answers[other.unwrap()].clone();
        } else if let Some(Some(answer)) = answers.last_mut() {
            answer.push_str(line);
        }
    }
    cases
}
