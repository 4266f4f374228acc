//! `kubectl config`, as far as it only reads: what it prints, byte for byte with `-o json`.
//!
//! ```console
//! cargo run --example kubectl_config -- view --minify --flatten -o json
//! cargo run --example kubectl_config -- get-contexts
//! cargo run --example kubectl_config -- current-context --kubeconfig other.yaml
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "common/words.rs"]
mod words;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use outrigger::kubeconfig::{Kubeconfig, KubeconfigErrorKind, KubeconfigErrors};
use outrigger_hyper::{flatten_kubeconfig, load_kubeconfig_as_written};
use words::{Stop, Words};

const USAGE: &str = "usage:
  view [--minify] [--flatten] [--raw] [-o json|yaml] [--context NAME] [--kubeconfig FILE]
  get-contexts [NAME...] [-o name] [--no-headers] [--kubeconfig FILE]
  current-context [--kubeconfig FILE]";

fn main() -> ExitCode {
    let flags = match Flags::parse() {
        Ok(flags) => flags,
        Err(stop) => return stop.report(),
    };
    let (text, problems) = match run(&flags) {
        Ok(found) => found,
        Err(problems) => (String::new(), problems),
    };
    // A reader that has seen enough is none of our problems: `… | head`.
    let _ = io::stdout().lock().write_all(text.as_bytes());
    for problem in &problems {
        eprintln!("error: {problem}");
    }
    if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What the command line said.
#[derive(Default)]
struct Flags {
    command: String,
    names: Vec<String>,
    context: String,
    kubeconfig: String,
    output: String,
    minify: bool,
    flatten: bool,
    raw: bool,
    no_headers: bool,
}

impl Flags {
    fn parse() -> Result<Self, Stop> {
        let mut flags = Self::default();
        let mut words = Words::new(USAGE);
        while let Some(word) = words.next()? {
            let mut value = || words.value(&word);
            match word.as_str() {
                "--context" => flags.context = value()?,
                "--kubeconfig" => flags.kubeconfig = value()?,
                "-o" | "--output" => flags.output = value()?,
                "--minify" => flags.minify = true,
                "--flatten" => flags.flatten = true,
                "--raw" => flags.raw = true,
                "--no-headers" => flags.no_headers = true,
                _ if word.starts_with('-') => {
                    return Err(words.wrong(&format!("unknown flag {word}")));
                }
                _ if flags.command.is_empty() => flags.command = word,
                _ => flags.names.push(word),
            }
        }
        Ok(flags)
    }
}

/// What to print, and what is wrong nevertheless.
type Outcome = Result<(String, Vec<String>), Vec<String>>;

fn run(flags: &Flags) -> Outcome {
    let text = match flags.command.as_str() {
        "view" => view(flags)?,
        "get-contexts" => return contexts(flags),
        "current-context" => match load(flags)?.current_context {
            Some(name) => format!("{name}\n"),
            None => return Err(vec!["current-context is not set".to_owned()]),
        },
        command => return Err(vec![format!("no command {command:?}\n{USAGE}")]),
    };
    Ok((text, Vec::new()))
}

/// All files merged, with the paths as they are written.
fn load(flags: &Flags) -> Result<Kubeconfig, Vec<String>> {
    let loaded = load_kubeconfig_as_written(Some(Path::new(&flags.kubeconfig)));
    for warning in &loaded.warnings {
        eprintln!("warning: {warning}");
    }
    // kubectl takes a file that is asked for and not there for an empty one, here and only here.
    let missing = |errors: &KubeconfigErrors| {
        let mut kinds = errors.iter().map(|error| error.kind());
        kinds.all(|kind| kind == KubeconfigErrorKind::Missing)
    };
    match loaded.into_result() {
        Err(errors) if missing(&errors) => Ok(Kubeconfig::default()),
        result => result.map_err(each),
    }
}

fn each(errors: KubeconfigErrors) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

fn view(flags: &Flags) -> Result<String, Vec<String>> {
    let mut config = load(flags)?;
    if flags.minify {
        config = config.minified(Some(&flags.context)).map_err(each)?;
    }
    if flags.flatten {
        config = flatten_kubeconfig(config).map_err(each)?;
    } else if !flags.raw {
        config = config.redacted().shortened();
    }
    let config = config.without_unknown_fields();
    match flags.output.as_str() {
        "json" => Ok(config.to_json()),
        "" | "yaml" => Ok(config.to_yaml()),
        format => Err(vec![format!("no output format {format:?}\n{USAGE}")]),
    }
}

fn contexts(flags: &Flags) -> Outcome {
    let config = load(flags)?;
    let names_only = match flags.output.as_str() {
        "" => false,
        "name" => true,
        format => return Err(vec![format!("no output format {format:?}\n{USAGE}")]),
    };
    let mut names = flags.names.clone();
    if names.is_empty() {
        names = config.contexts.keys().cloned().collect();
    }
    names.sort();
    let (found, missing): (Vec<_>, Vec<_>) = names
        .into_iter()
        .partition(|name| config.contexts.contains_key(name));
    let problems = missing
        .iter()
        .map(|name| format!("context {name} not found"));
    let text = if names_only {
        found.iter().map(|name| format!("{name}\n")).collect()
    } else {
        let header = ["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"].map(str::to_owned);
        let header = Some(header).filter(|_| !flags.no_headers);
        let rows = found.iter().map(|name| row(&config, name));
        table(&header.into_iter().chain(rows).collect::<Vec<_>>())
    };
    Ok((text, problems.collect()))
}

fn row(config: &Kubeconfig, name: &str) -> [String; 5] {
    let context = &config.contexts[name];
    let current = config.current_context.as_deref().unwrap_or_default() == name;
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    [
        if current { "*" } else { " " }.to_owned(),
        name.to_owned(),
        text(&context.cluster),
        text(&context.user),
        text(&context.namespace),
    ]
}

/// Columns at least six wide, three blanks between them.
fn table(rows: &[[String; 5]]) -> String {
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count() + 3);
        widths.max().unwrap_or_default().max(6)
    };
    let widths = [0, 1, 2, 3].map(width);
    let line = |row: &[String; 5]| {
        let [a, b, c, d, last] = row;
        let [wa, wb, wc, wd] = widths;
        format!("{a:wa$}{b:wb$}{c:wc$}{d:wd$}{last}\n")
    };
    rows.iter().map(line).collect()
}
