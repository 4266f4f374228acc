//! `cargo xtask`: one command each for this repository's habits.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks on its output"
)]

mod arguments;
mod bench;
mod browser;
mod cluster;
mod control_plane;
mod demo;
mod dist;
mod go;
mod lint;
#[cfg(test)]
mod manifest;
mod peer;
mod process;
mod report;
mod simulate;
mod size;
mod test;
mod toolchain;
mod wasm;

use std::env;
use std::process::ExitCode;

use arguments::{Command, ControlPlane, Dist, USAGE};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments::parse(&arguments) {
        Ok(command) => run(command),
        Err(problem) => {
            eprintln!("error: {problem}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> ExitCode {
    match command {
        Command::Help => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Command::Test(options) => test::run(&options),
        Command::Simulate(schedules) => simulate::run(&schedules),
        Command::Lint => lint::run(),
        Command::Dist(options) => code(dist(&options)),
        Command::Demo(arguments) => code(demo::run(&arguments)),
        Command::Bench(arguments) => code(bench::run(&arguments)),
        Command::Clientcmd { renew } => code(peer::CLIENTCMD.run(renew)),
        Command::Requests { renew } => code(peer::REQUESTS.run(renew)),
        Command::Size => code(size::run()),
        Command::ControlPlane { action, version } => {
            match control_plane(&action, version.as_deref()) {
                Ok(code) => code,
                Err(problem) => code(Err(problem)),
            }
        }
    }
}

fn code(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn dist(options: &Dist) -> Result<(), String> {
    let out = options.out.clone().unwrap_or_else(dist::folder);
    let profile = if options.fast {
        dist::Profile::Fast
    } else {
        dist::Profile::Small
    };
    dist::build_with(&out, profile)
}

fn control_plane(action: &ControlPlane, version: Option<&str>) -> Result<ExitCode, String> {
    match action {
        ControlPlane::Build => {
            println!("{}", control_plane::build(version)?.display());
            Ok(ExitCode::SUCCESS)
        }
        ControlPlane::Up => cluster::up(version),
        ControlPlane::Down => cluster::down(version),
        ControlPlane::Kubectl(arguments) => cluster::kubectl(version, arguments),
    }
}
