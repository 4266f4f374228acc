//! Stages, announced as they start and summed up at the end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How a stage ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    Passed,
    Failed(String),
    /// Not run, and why.
    LeftOut(String),
}

impl From<Result<(), String>> for Outcome {
    fn from(result: Result<(), String>) -> Self {
        result.map_or_else(Self::Failed, |()| Self::Passed)
    }
}

/// What has run so far.
#[derive(Debug)]
pub(crate) struct Report {
    /// Whether a stage that is left out is a failure.
    strict: bool,
    stages: Vec<(&'static str, Outcome, Duration)>,
}

impl Report {
    pub(crate) fn new(strict: bool) -> Self {
        Self {
            strict,
            stages: Vec::new(),
        }
    }

    /// Runs a stage. A failure does not keep the later ones from running.
    pub(crate) fn stage(&mut self, name: &'static str, run: impl FnOnce() -> Outcome) {
        println!("\n=== {name}");
        let start = Instant::now();
        let outcome = run();
        self.stages.push((name, outcome, start.elapsed()));
    }

    /// Adds a stage that is not run although it could be, and how it would be.
    pub(crate) fn leave_out(&mut self, name: &'static str, how: &str) {
        let outcome = Outcome::LeftOut(how.to_owned());
        self.stages.push((name, outcome, Duration::ZERO));
    }

    /// Prints the summary.
    pub(crate) fn finish(&self) -> ExitCode {
        println!("\n=== summary");
        for (name, outcome, took) in &self.stages {
            let took = took.as_secs_f32();
            match outcome {
                Outcome::Passed => println!("passed    {name} ({took:.1} s)"),
                Outcome::Failed(why) => println!("FAILED    {name} ({took:.1} s): {why}"),
                Outcome::LeftOut(why) if self.strict => {
                    println!("FAILED    {name}: left out, which --all forbids: {why}");
                }
                Outcome::LeftOut(why) => println!("left out  {name}: {why}"),
            }
        }
        if self.succeeded() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    fn succeeded(&self) -> bool {
        self.stages.iter().all(|(_, outcome, _)| match outcome {
            Outcome::Passed => true,
            Outcome::Failed(_) => false,
            Outcome::LeftOut(_) => !self.strict,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_strictness_makes_a_gap_a_failure() {
        let cases = [
            (false, Outcome::Passed, true),
            (true, Outcome::Passed, true),
            (false, Outcome::LeftOut(String::new()), true),
            (true, Outcome::LeftOut(String::new()), false),
            (false, Outcome::Failed(String::new()), false),
        ];
        for (strict, outcome, expected) in cases {
            let context = format!("strict: {strict}, {outcome:?}");
            let stages = vec![("stage", outcome, Duration::ZERO)];
            assert_eq!(Report { strict, stages }.succeeded(), expected, "{context}");
        }
    }
}
