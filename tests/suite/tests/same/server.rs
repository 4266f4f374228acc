use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::future::LocalBoxFuture;
use outrigger_scenarios::{SCENARIOS, TestServer};

/// A server, and what a scenario runs on.
pub(crate) trait Runner: TestServer + Sized {
    /// Runs a scenario to its end, on this thread.
    fn run(&self, scenario: LocalBoxFuture<'_, ()>);
}

/// Runs all scenarios, and says which one failed.
pub(crate) fn run_all(server: &impl Runner) {
    run_in(server, "");
}

/// Runs all scenarios in namespaces whose names end like this, and says which one failed.
pub(crate) fn run_in(server: &impl Runner, end: &str) {
    for scenario in SCENARIOS {
        let name = scenario.name;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            server.run(Box::pin(scenario.run(server, &format!("{name}{end}"))));
        }));
        assert!(outcome.is_ok(), "the scenario {name} failed");
    }
}
