//! Follows any resource in the columns that kubectl prints, which the server makes: prints each row
//! as it changes, and the headings when they do, until Ctrl-C.
//!
//! ```console
//! cargo run --example rows -- pods -A
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod common;

use std::process::ExitCode;

use common::Flags;
use outrigger::{Change, ColumnDefinition, Informer};
use serde_json::Value;

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
    let tables = flags.api().await?.tables();
    let (informer, driver) = Informer::builder(&tables).labels(&flags.selector).build();
    let driver = tokio::spawn(driver);
    let mut changes = informer.subscribe();
    let mut headings = None;
    loop {
        let change = tokio::select! {
            Some(change) = changes.next() => change,
            _ = tokio::signal::ctrl_c() => break,
            else => break,
        };
        let row = match change {
            Change::Added(row) | Change::Modified { new: row, .. } => row,
            Change::Deleted { last, .. } => {
                println!("{} is gone", last.key());
                continue;
            }
        };
        let columns = row.columns();
        if headings.replace(columns.clone()) != Some(columns.clone()) {
            let name = |column: &ColumnDefinition| column.name.to_uppercase();
            println!("{}", line(&columns, columns.iter().map(name)));
        }
        println!("{}", line(&columns, row.cells().iter().map(text)));
    }
    informer.stop();
    Ok(driver.await?)
}

/// What is for narrow views.
fn line(columns: &[ColumnDefinition], texts: impl Iterator<Item = String>) -> String {
    let shown = columns.iter().zip(texts);
    let shown = shown.filter(|(column, _)| column.priority == 0);
    let texts: Vec<_> = shown.map(|(_, text)| text).collect();
    texts.join("   ")
}

fn text(cell: &Value) -> String {
    match cell {
        Value::String(text) => text.clone(),
        Value::Null => "<none>".to_owned(),
        other => other.to_string(),
    }
}
