//! What is asked of each case, and the answers as text.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use outrigger::kubeconfig::yaml;
use serde_json::Value;

use crate::case::{Case, words};

/// The flags of `config view`.
pub(crate) const VIEWS: [&str; 10] = [
    "-o json",
    "-o json --raw",
    "-o json --minify",
    "-o json --flatten",
    "-o json --minify --flatten",
    "-o json --minify --raw --context=two",
    "-o yaml",
    "--raw",
    "--minify",
    "--flatten",
];

/// What a program printed, `None` if it failed.
pub(crate) type Answer = Option<String>;

/// A case's answers in the order of [`VIEWS`].
pub(crate) type Answers = Vec<Answer>;

/// Whether an answer counts byte for byte; else its values count.
pub(crate) fn is_exact(view: &str) -> bool {
    view.contains("json")
}

pub(crate) fn value(text: &str) -> Value {
    yaml::from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Asks `program` for all views of a case.
fn ask(case: &Case, program: &(impl Fn(&Path) -> Command + Sync)) -> Answers {
    let folder = case.folder();
    let run = |view: &&str| {
        let mut command = program(folder.path());
        let command = case.aim(&mut command, folder.path());
        command.arg("view").args(words(view)).args(&case.flags);
        answer(&command.output().unwrap())
    };
    VIEWS.iter().map(run).collect()
}

fn answer(output: &Output) -> Answer {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.success() || text.is_empty(), "{output:?}");
    assert!(output.status.code().is_some(), "{output:?}");
    output.status.success().then_some(text)
}

/// Asks `program`, which is told the folder it runs in, for all views of all cases.
pub(crate) fn ask_all(cases: &[Case], program: impl Fn(&Path) -> Command + Sync) -> Vec<Answers> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((index, case)) = take(&next, cases) {
            done.push((index, ask(case, &program)));
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
        for (index, (view, answer)) in VIEWS.iter().zip(answers).enumerate() {
            text += &format!("$ {view}\n");
            let Some(answer) = answer else {
                text += "fails\n";
                continue;
            };
            let same = |other: &Answer| {
                let other = other.as_deref();
                other == Some(answer) || !is_exact(view) && other.map(value) == Some(value(answer))
            };
            match answers[..index].iter().position(same) {
                Some(other) => text += &format!("as {}\n", VIEWS[other]),
                None => text += answer,
            }
        }
    }
    text
}

/// Reads what [`write`] wrote: each case's name, and its answers.
pub(crate) fn read(text: &str) -> Vec<(&str, Answers)> {
    let mut cases: Vec<(&str, Answers)> = Vec::new();
    let mut view = 0;
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("### ") {
            cases.push((name.trim_end(), Vec::new()));
            view = 0;
            continue;
        }
        let (_, answers) = cases.last_mut().unwrap();
        if let Some(asked) = line.strip_prefix("$ ") {
            assert_eq!(asked.trim_end(), VIEWS[view]);
            view += 1;
            answers.push(Some(String::new()));
        } else if line == "fails\n" {
            answers[view - 1] = None;
        } else if let Some(other) = line.strip_prefix("as ") {
            let other = VIEWS.iter().position(|view| *view == other.trim_end());
            answers[view - 1] = answers[other.unwrap()].clone();
        } else if let Some(Some(answer)) = answers.last_mut() {
            answer.push_str(line);
        }
    }
    cases
}
