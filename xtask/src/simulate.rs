//! `cargo xtask simulate`: schedules of faults, each decided by its seed.

use std::process::{Command, ExitCode};

use crate::arguments::Schedules;
use crate::process::{cargo_optimized, run as run_command};

/// How many schedules run unless somebody says; some minutes on two cores.
const COUNT: u64 = 20_000;

/// Runs what was asked for.
pub(crate) fn run(schedules: &Schedules) -> ExitCode {
    match run_command(&mut command(schedules)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// What the test stage runs.
pub(crate) fn stage() -> Result<(), String> {
    run_command(&mut command(&Schedules::default()))
}

fn command(schedules: &Schedules) -> Command {
    let mut command = cargo_optimized("test");
    command.args(["--test", "schedules"]);
    match schedules.seed {
        // The trace is on the test's output, which is shown only when a test fails.
        Some(seed) => {
            command.args(["--", "--nocapture"]);
            command.env("SEED", seed.to_string());
        }
        None => {
            command.env_remove("SEED");
        }
    }
    command.env("SCHEDULES", schedules.count.unwrap_or(COUNT).to_string());
    command.env("FIRST", schedules.first.unwrap_or(0).to_string());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(command: &Command, name: &str) -> Option<String> {
        let mut set = command.get_envs();
        set.find(|(key, _)| *key == name)
            .and_then(|(_, value)| Some(value?.to_str()?.to_owned()))
    }

    #[test]
    fn what_the_test_reads() {
        let some = |text: &str| Some(text.to_owned());
        let cases = [
            (Schedules::default(), [None, some("20000"), some("0")]),
            (
                Schedules {
                    count: Some(5),
                    first: Some(9),
                    seed: None,
                },
                [None, some("5"), some("9")],
            ),
            (
                Schedules {
                    seed: Some(7),
                    ..Schedules::default()
                },
                [some("7"), some("20000"), some("0")],
            ),
        ];
        for (schedules, expected) in cases {
            let command = command(&schedules);
            let found = ["SEED", "SCHEDULES", "FIRST"].map(|name| variable(&command, name));
            assert_eq!(found, expected, "{schedules:?}");
        }
    }
}
