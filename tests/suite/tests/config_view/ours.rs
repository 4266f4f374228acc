//! Our answers beside kubectl's.

use std::process::Command;

use outrigger_suite::cargo::example;

use crate::cases;
use crate::views::{Answer, COMMANDS, ask_all, is_exact, read, value};

#[test]
fn kubeconfigs_look_as_kubectl_shows_them() {
    let cases = cases();
    assert!(cases.len() >= 100, "{} cases", cases.len());
    let theirs = read(include_str!("answers.txt"));
    let program = example("kubectl_config");
    let ours = ask_all(&cases, &COMMANDS, || Command::new(&program));
    let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    let answered: Vec<&str> = theirs.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, answered, "answers.txt is of other cases");
    let mut problems = Vec::new();
    for (ours, (name, theirs)) in ours.iter().zip(&theirs) {
        assert_eq!((ours.len(), theirs.len()), (COMMANDS.len(), COMMANDS.len()));
        for ((command, ours), theirs) in COMMANDS.iter().zip(ours).zip(theirs) {
            if !equal(command, ours, theirs) {
                let show = |answer: &Answer| answer.clone().unwrap_or("fails\n".to_owned());
                let (ours, theirs) = (show(ours), show(theirs));
                problems.push(format!("{name}: {command}\n{ours}instead of\n{theirs}"));
            }
        }
    }
    let count = problems.len();
    problems.truncate(3);
    assert!(count == 0, "{count} differ:\n{}", problems.join("\n"));
}

fn equal(command: &str, ours: &Answer, theirs: &Answer) -> bool {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if !is_exact(command) => value(ours) == value(theirs),
        _ => ours == theirs,
    }
}

#[test]
fn the_answers_are_of_every_kind() {
    let theirs = read(include_str!("answers.txt"));
    let all = || theirs.iter().flat_map(|(_, answers)| answers);
    let failed = all().filter(|answer| answer.is_none()).count();
    assert!(failed > 20 && failed * 2 < all().count(), "{failed} fail");
    for word in [
        "DATA+OMITTED",
        "REDACTED",
        "\\u003c",
        "null",
        "[]",
        "{}",
        "*  ",
    ] {
        let holds = |answer: &&Answer| answer.as_ref().is_some_and(|text| text.contains(word));
        assert!(all().any(|answer| holds(&answer)), "no answer holds {word}");
    }
}
