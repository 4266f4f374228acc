//! Follows any resource: prints changes and the informer's state as they come, until Ctrl-C.
//!
//! ```console
//! cargo run --example follow -- pods -A
//! ```
//!
//! `+` added, `~` modified, `-` deleted, `=` the informer's own state.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod common;

use std::process::ExitCode;

use common::Flags;
use outrigger::{Cached, Change, Informer, Unstructured};

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
    let (informer, driver) = Informer::builder(&api).labels(&flags.selector).build();
    let driver = tokio::spawn(driver);
    let mut changes = informer.subscribe();
    let mut statuses = informer.statuses();
    loop {
        tokio::select! {
            Some(change) = changes.next() => print(&change),
            Some(status) = statuses.next() => println!("= {status}"),
            _ = tokio::signal::ctrl_c() => break,
            else => break,
        }
    }
    informer.stop();
    Ok(driver.await?)
}

fn print(change: &Change<Unstructured>) {
    let line = |object: &Cached<Unstructured>| {
        format!(
            "{} ({} at {})",
            object.key(),
            object.uid(),
            object.resource_version()
        )
    };
    match change {
        Change::Added(object) => println!("+ {}", line(object)),
        Change::Deleted { last, .. } => println!("- {}", line(last)),
        Change::Modified { new, .. } => println!("~ {}", line(new)),
    }
}
