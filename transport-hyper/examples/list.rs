//! Lists any resource by the name that kubectl takes.
//!
//! ```console
//! cargo run --example list -- deployments -n kube-system
//! cargo run --example list -- widgets.example.com -A --context staging
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod common;

use std::io::{self, Write};
use std::process::ExitCode;

use common::Flags;
use outrigger::{ListOptions, Scope, Unstructured};

#[tokio::main]
async fn main() -> ExitCode {
    let flags = match Flags::parse() {
        Ok(flags) => flags,
        Err(stop) => return stop.report(),
    };
    match run(&flags).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => common::report(&*error),
    }
}

async fn run(flags: &Flags) -> Result<(), Box<dyn std::error::Error>> {
    let api = flags.api().await?;
    let page = ListOptions::new().labels(&flags.selector).limit(500);
    let mut rows = Vec::new();
    let mut list = api.list(&page).await?;
    loop {
        rows.extend(list.iter().map(row));
        if list.metadata.continue_token.is_empty() {
            break;
        }
        list = api
            .list(&page.clone().continue_from(list.metadata.continue_token))
            .await?;
    }
    if rows.is_empty() {
        eprintln!("no {} found", api.resource().plural);
        return Ok(());
    }
    match print(&rows, api.resource().scope == Scope::Namespaced) {
        // The reader has seen enough: `list … | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => Ok(outcome?),
    }
}

/// Namespace, name, time of creation.
fn row(object: &Unstructured) -> [String; 3] {
    let created = object
        .path("/metadata/creationTimestamp")
        .and_then(|time| time.as_str());
    let namespace = object.namespace().unwrap_or_default();
    [namespace, object.name(), created.unwrap_or_default()].map(str::to_owned)
}

fn print(rows: &[[String; 3]], namespaced: bool) -> io::Result<()> {
    let header = ["NAMESPACE", "NAME", "CREATED"].map(str::to_owned);
    let all = || std::iter::once(&header).chain(rows);
    let width = |column: usize| all().map(|row| row[column].len()).max().unwrap_or_default();
    let (first, second) = (width(0), width(1));
    let mut out = io::BufWriter::new(io::stdout().lock());
    for [namespace, name, created] in all() {
        if namespaced {
            write!(out, "{namespace:first$}   ")?;
        }
        writeln!(out, "{name:second$}   {created}")?;
    }
    out.flush()
}
