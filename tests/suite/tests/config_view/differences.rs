//! Where we print something else than kubectl, on purpose: all cases that are known.

use std::process::Command;

use outrigger_suite::cargo::example;

use crate::case::Case;
use crate::views::{Answer, ask_all};

/// A kubeconfig of which we print something else.
struct PrintedOtherwise {
    why: &'static str,
    config: &'static str,
    command: &'static str,
    /// A line that only kubectl prints; `None` where it fails.
    theirs: Option<&'static str>,
    /// A line that only we print.
    ours: &'static str,
}

const DIFFERENCES: [PrintedOtherwise; 4] = [
    PrintedOtherwise {
        why: "kubectl says that an empty key is left out; for us what is empty is not there",
        config: "users: [{name: u, user: {client-key-data: ''}}]",
        command: "view",
        theirs: Some("    client-key-data: DATA+OMITTED"),
        ours: "  user: {}",
    },
    PrintedOtherwise {
        why: "a list that is null is an empty list to whoever reads it",
        config: "users: [{name: u, user: {as-user-extra: {scopes: null}}}]",
        command: "view",
        theirs: Some("      scopes: null"),
        ours: "      scopes: []",
    },
    PrintedOtherwise {
        why: "kubectl's YAML writer cannot take these characters; we escape them",
        config: r#"users: [{name: u, user: {username: "\x7f\x85"}}]"#,
        command: "view",
        theirs: None,
        ours: r#"    username: "\x7F\N""#,
    },
    PrintedOtherwise {
        why: "kubectl loses the sign of zero on the way to YAML",
        config: "extensions: [{name: e, extension: -0.0}]",
        command: "view",
        theirs: Some("- extension: 0"),
        ours: "  extension: -0.0",
    },
];

/// What a program prints in each case.
fn ask(program: impl Fn() -> Command + Sync) -> impl Iterator<Item = Answer> {
    let case = |difference: &PrintedOtherwise| Case {
        files: vec![("config".to_owned(), difference.config.to_owned())],
        ..Case::new(difference.why)
    };
    let ask = move |difference: &PrintedOtherwise| {
        let answers = ask_all(&[case(difference)], &[difference.command], &program);
        answers.into_iter().flatten().next().unwrap()
    };
    DIFFERENCES.iter().map(ask).collect::<Vec<_>>().into_iter()
}

fn holds(answer: &Answer, line: &str) -> bool {
    let text = answer.as_deref().unwrap_or_default();
    text.lines().any(|found| found == line)
}

#[test]
fn what_we_print() {
    let program = example("kubectl_config");
    for (difference, answer) in DIFFERENCES.iter().zip(ask(|| Command::new(&program))) {
        assert!(
            holds(&answer, difference.ours),
            "{}: {answer:?}",
            difference.why
        );
        let theirs = difference.theirs.unwrap_or_default();
        assert!(!holds(&answer, theirs), "{}: {answer:?}", difference.why);
    }
}

#[cfg(feature = "control-plane")]
#[test]
fn what_kubectl_prints() {
    for (difference, answer) in DIFFERENCES.iter().zip(ask(crate::kubectl::kubectl)) {
        assert!(
            !holds(&answer, difference.ours),
            "{}: {answer:?}",
            difference.why
        );
        let as_expected = match difference.theirs {
            Some(line) => holds(&answer, line),
            None => answer.is_none(),
        };
        assert!(as_expected, "{}: {answer:?}", difference.why);
    }
}
