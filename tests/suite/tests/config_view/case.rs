//! A folder with kubeconfigs, and how a program is pointed to them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Kubeconfigs to look at.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// `$KUBECONFIG`, unset if it is empty.
    pub(crate) kubeconfig: String,
    /// Flags for every command.
    pub(crate) flags: Vec<String>,
    /// Paths and what is there.
    pub(crate) files: Vec<(String, String)>,
}

impl Case {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kubeconfig: "config".to_owned(),
            flags: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Its files, written.
    pub(crate) fn folder(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in &self.files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    /// Points a program to the files in `folder`.
    pub(crate) fn aim<'a>(&self, command: &'a mut Command, folder: &Path) -> &'a mut Command {
        command.env_clear().env("HOME", folder).current_dir(folder);
        if !self.kubeconfig.is_empty() {
            command.env("KUBECONFIG", &self.kubeconfig);
        }
        command.stdin(Stdio::null())
    }
}

/// The cases written by hand: `### name`, perhaps `KUBECONFIG=` and `FLAGS=`, and `--- path`
/// before each file's text.
pub(crate) fn by_hand() -> Vec<Case> {
    let text = include_str!("hand.txt");
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("### ") {
            cases.push(Case::new(name));
            continue;
        }
        let case = cases.last_mut().unwrap();
        match (line.strip_prefix("--- "), case.files.last_mut()) {
            (Some(path), _) => case.files.push((path.to_owned(), String::new())),
            (None, Some((_, text))) => *text += &format!("{line}\n"),
            (None, None) => match line.split_once('=') {
                Some(("KUBECONFIG", list)) => list.clone_into(&mut case.kubeconfig),
                Some(("FLAGS", flags)) => case.flags = words(flags),
                _ => assert!(line.is_empty(), "{}: {line}", case.name),
            },
        }
    }
    cases
}

pub(crate) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
