//! Serves the dashboard, and its cluster beside it.
#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks on its output"
)]

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use outrigger_demo_server::{Arguments, Command, Server, USAGE, parse};

fn main() -> ExitCode {
    let command = match parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(problem) => {
            eprintln!("error: {problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let Command::Serve(arguments) = command else {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    };
    let served = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("no threads to run on: {error}"))
        .and_then(|runtime| runtime.block_on(serve(&arguments)));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until somebody interrupts it.
async fn serve(arguments: &Arguments) -> Result<(), String> {
    let stopped = interrupted();
    let serving = async {
        let server = Server::start(arguments, Arc::new(print_link), &|text| eprintln!("{text}"));
        let server = server.await?;
        server.ended().await;
        Ok(())
    };
    tokio::select! {
        // First, so that whoever reads the link may interrupt at once.
        biased;
        () = stopped => {
            eprintln!("stopped");
            Ok(())
        }
        ended = serving => ended,
    }
}

/// The one line on standard output, for people and for programs that wait for it.
fn print_link(link: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever closed our output does not want to know.
    let _ = writeln!(out, "{link}").and_then(|()| out.flush());
}

/// Ready on Ctrl-C, or when the system asks the process to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = end.recv() => {}
            }
            return;
        }
    }
    // Without a handler the system ends the process by itself.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
