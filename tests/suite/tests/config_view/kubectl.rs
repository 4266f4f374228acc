//! kubectl itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use outrigger::kubeconfig::Kubeconfig;
use outrigger_suite::control_plane::program;

use crate::case::Case;
use crate::views::{COMMANDS, ask_all, write};
use crate::{by_hand, cases};

pub(crate) fn kubectl() -> Command {
    let mut command = Command::new(program());
    command.args(["kubectl", "config"]);
    command
}

#[test]
fn kubectl_answers_as_it_did() {
    let cases = cases();
    let answers = write(&cases, &ask_all(&cases, &COMMANDS, kubectl));
    if std::env::var_os("OUTRIGGER_TAKE_ANSWERS").is_some() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config_view");
        fs::write(here.join("answers.txt"), &answers).unwrap();
        return;
    }
    let mut lines = answers.lines().zip(include_str!("answers.txt").lines());
    let differs = lines.position(|(now, then)| now != then);
    assert_eq!(differs.map(|line| line + 1), None, "line of answers.txt");
    assert_eq!(answers.len(), include_str!("answers.txt").len());
}

/// What we write as YAML or JSON, kubectl reads as we meant it.
#[test]
fn kubectl_reads_what_we_write() {
    let readable = |case: Case| {
        let (path, text) = case.files.first()?;
        let config = Kubeconfig::parse(text.as_bytes(), path).ok()?;
        Some((case, config))
    };
    let read: Vec<_> = by_hand().into_iter().filter_map(readable).collect();
    assert!(read.len() > 40);
    let write = |(case, config): &(Case, Kubeconfig)| Case {
        files: vec![("config".to_owned(), config.to_yaml())],
        ..Case::new(case.name.clone())
    };
    let written: Vec<_> = read.iter().map(write).collect();
    let answers = ask_all(&written, &["view -o json --raw"], kubectl);
    for ((case, config), answers) in read.iter().zip(answers) {
        let expected = config.clone().without_unknown_fields().to_json();
        assert_eq!(answers[0].as_ref(), Some(&expected), "{}", case.name);
    }
}
