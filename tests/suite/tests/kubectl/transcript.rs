//! The same command lines on two servers.

use std::path::Path;

use outrigger_suite::control_plane::kubectl;
use tempfile::TempDir;

use crate::commands::Step;
use crate::text::normal;

/// What a command line came to: its output, what it complained of, and how it ended.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    code: Option<i32>,
    output: String,
    complaints: String,
}

/// kubectl against one server, with a cache of its own.
pub(crate) struct Kubectl<'a> {
    kubeconfig: &'a Path,
    cache: TempDir,
}

impl<'a> Kubectl<'a> {
    pub(crate) fn new(kubeconfig: &'a Path) -> Self {
        let cache = tempfile::tempdir().unwrap();
        Self { kubeconfig, cache }
    }

    fn run(&self, step: &Step) -> Outcome {
        let cache = self.cache.path().to_str().unwrap();
        let own: Vec<_> = step
            .line
            .split(' ')
            .map(|word| word.replace('~', " "))
            .collect();
        let mut arguments = vec!["--cache-dir", cache];
        arguments.extend(own.iter().map(String::as_str));
        let output = kubectl(self.kubeconfig, &arguments, step.input);
        let text = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            let counts = |line: &&str| {
                let first = line.split_whitespace().next().unwrap_or_default();
                step.only.is_empty() || step.only.contains(&first)
            };
            let lines: Vec<_> = text.lines().filter(counts).collect();
            normal(&lines.join("\n"))
        };
        Outcome {
            code: output.status.code(),
            output: text(&output.stdout),
            complaints: text(&output.stderr),
        }
    }
}

/// Runs a command line on both; how the outcomes differ, if they do.
pub(crate) fn compare(sides: [&Kubectl<'_>; 2], step: &Step) -> Option<String> {
    let [left, right] = std::thread::scope(|scope| {
        sides
            .map(|side| scope.spawn(move || side.run(step)))
            .map(|thread| thread.join().unwrap())
    });
    if left == right {
        return None;
    }
    let mut report = format!("$ kubectl {}\n", step.line);
    if left.code != right.code {
        report.push_str(&format!("ends with {:?} and {:?}\n", left.code, right.code));
    }
    lines(&mut report, &left.output, &right.output);
    lines(&mut report, &left.complaints, &right.complaints);
    Some(report)
}

/// The lines that only one side printed.
fn lines(report: &mut String, left: &str, right: &str) {
    for (sign, these, those) in [('-', left, right), ('+', right, left)] {
        let those: Vec<_> = those.lines().collect();
        for line in these.lines().filter(|line| !those.contains(line)) {
            report.push_str(&format!("{sign} {line}\n"));
        }
    }
    let differ = left != right;
    let sorted = |text: &str| {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    if differ && sorted(left) == sorted(right) {
        report.push_str("the same lines in another order\n");
    }
}

/// Runs all steps on both, and returns how they differ.
pub(crate) fn run(kubeconfigs: [&Path; 2], steps: &[Step]) -> Vec<String> {
    let [left, right] = kubeconfigs.map(Kubectl::new);
    let reports = steps
        .iter()
        .filter_map(|step| compare([&left, &right], step));
    reports.collect()
}
