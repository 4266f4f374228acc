//! Merges kubeconfigs and shows, for each thing in the result, the file it came from and those
//! whose entry of that name is not used.
//!
//! ```console
//! cargo run --example kubeconfig_merge -- first.yaml second.yaml
//! KUBECONFIG=first.yaml:second.yaml cargo run --example kubeconfig_merge
//! ```
//!
//! The first file that has an entry wins, and wins whole: nothing of a later file's entry of that
//! name is used. `current-context` is the first one that is set.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[allow(dead_code, reason = "it has no flags with values")]
#[path = "common/words.rs"]
mod words;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::ErrorKind;
use std::process::ExitCode;

use outrigger::kubeconfig::{ByName, Kubeconfig, Origin, PathStyle, search_paths};
use words::{Stop, Words};

const USAGE: &str = "usage: kubeconfig_merge [FILE...]";

fn main() -> ExitCode {
    let named = match named() {
        Ok(named) => named,
        Err(stop) => return stop.report(),
    };
    match run(named) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The files that the command line names.
fn named() -> Result<Vec<String>, Stop> {
    let (mut named, mut words) = (Vec::new(), Words::new(USAGE));
    while let Some(word) = words.next()? {
        if word.starts_with('-') {
            return Err(words.wrong(&format!("unknown flag {word}")));
        }
        named.push(word);
    }
    Ok(named)
}

fn run(named: Vec<String>) -> Result<(), Box<dyn Error>> {
    // As for kubectl, those of $KUBECONFIG need not be there.
    let must_be_there = !named.is_empty();
    let paths = if must_be_there { named } else { searched() };
    let mut files = Vec::new();
    for path in paths {
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound && !must_be_there => {
                eprintln!("warning: {path} does not exist");
                continue;
            }
            result => result.map_err(|error| format!("{path}: {error}"))?,
        };
        files.push(Kubeconfig::parse(&bytes, &path)?);
    }
    let merged = Kubeconfig::merge(files.iter().cloned());
    current(&merged, &files);
    show("contexts", &merged, &files, |file| {
        origins(&file.contexts, |entry| &entry.origin)
    });
    show("clusters", &merged, &files, |file| {
        origins(&file.clusters, |entry| &entry.origin)
    });
    show("users", &merged, &files, |file| {
        origins(&file.users, |entry| &entry.origin)
    });
    Ok(())
}

/// The files that kubectl would read.
fn searched() -> Vec<String> {
    let style = if cfg!(windows) {
        PathStyle::Windows
    } else {
        PathStyle::Unix
    };
    let list = std::env::var("KUBECONFIG").ok();
    let home = std::env::home_dir();
    let home = home.as_deref().and_then(std::path::Path::to_str);
    search_paths(list.as_deref(), home, style).paths
}

fn current(merged: &Kubeconfig, files: &[Kubeconfig]) {
    let Some(name) = &merged.current_context else {
        println!("current-context is not set");
        return;
    };
    let winner = merged.current_context_origin.as_ref();
    let all = files
        .iter()
        .filter_map(|file| file.current_context_origin.as_ref());
    println!("current-context: {name}{}", from(winner, all));
}

/// An entry's name and where it was written.
type Origins<'a> = BTreeMap<&'a str, Option<&'a Origin>>;

fn origins<V>(entries: &ByName<V>, origin: fn(&V) -> &Option<Origin>) -> Origins<'_> {
    let entry = |(name, value)| (String::as_str(name), origin(value).as_ref());
    entries.iter().map(entry).collect()
}

fn show(
    title: &str,
    merged: &Kubeconfig,
    files: &[Kubeconfig],
    origins: fn(&Kubeconfig) -> Origins<'_>,
) {
    println!("{title}:");
    for (name, winner) in origins(merged) {
        let all = files.iter().filter_map(|file| origins(file).remove(name)?);
        println!("  {name}{}", from(winner, all));
    }
}

fn from<'a>(winner: Option<&Origin>, all: impl Iterator<Item = &'a Origin>) -> String {
    let place = |origin: &Origin| format!("{}, line {}", origin.file, origin.line);
    let losers: Vec<_> = all
        .filter(|other| Some(*other) != winner)
        .map(place)
        .collect();
    let mut text = winner.map(|winner| format!("  ({})", place(winner)));
    if !losers.is_empty() {
        let text = text.get_or_insert_default();
        text.push_str(&format!("  not used: {}", losers.join("; ")));
    }
    text.unwrap_or_default()
}
