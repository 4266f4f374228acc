//! A simulated cluster inside the worker, for a page without a server behind it.
//!
//! The worker has one thread, and whoever never waits for the browser keeps the page's messages
//! waiting. So the cluster's life takes a breath now and then, and each answer some time.

mod breath;
mod nearby;

use std::sync::Arc;
use std::time::Duration;

use outrigger::rt::Timer;
use outrigger::transport::Backend;
use outrigger::{Client, Result};
use outrigger_test::{ClusterOptions, SimulatedApiServer, Workload};

pub use self::breath::Breath;
use self::nearby::Nearby;

/// How many changes are kept, in a tab's memory: a watch that pauses for a minute goes on.
const HISTORY: usize = 3_000;
/// How long events stay, at a few in a second.
const EVENT_LIFETIME: Duration = Duration::from_secs(600);
/// Where requests go that never leave the worker.
const URL: &str = "https://simulated.invalid";

/// Makes a cluster that begins with so many pods, and in which about thirty objects change in a
/// second. It lives as long as both futures are polled.
///
/// # Errors
/// None that is known.
pub fn start(timer: &Arc<dyn Timer>, seed: u64, pods: usize) -> Result<(Client, [Breath; 2])> {
    let mut options = ClusterOptions::default();
    options.history = HISTORY;
    let server = SimulatedApiServer::new(timer.clone(), seed, options);
    let connector = Nearby::new(server.transport(), timer.clone());
    let backend = Backend::new(Arc::new(connector), timer.clone(), seed);
    let tasks = [
        Breath::new(server.controllers(), timer),
        Breath::new(server.workload(workload(seed, pods)), timer),
    ];
    Ok((Client::builder(backend, URL).build()?, tasks))
}

/// What happens: enough that something is always to be seen.
const fn workload(seed: u64, pods: usize) -> Workload {
    Workload::new(seed)
        .pods(pods)
        .rollouts_per_minute(7.0)
        .crashes_per_minute(60.0)
        .jobs_per_minute(15.0)
        .events_per_minute(250.0)
        .event_lifetime(EVENT_LIFETIME)
}

#[cfg(test)]
mod tests {
    use outrigger_test::Cluster;

    use super::*;

    #[test]
    fn about_thirty_objects_change_in_a_second() {
        const SECONDS: u64 = 30;
        let cluster = Cluster::seeded(7);
        let _running = cluster.run_workload(workload(7, 150));
        let pass = |seconds| cluster.executor().run_for(Duration::from_secs(seconds));
        pass(60);
        let before = cluster.server().writes();
        pass(SECONDS);
        let rate = (cluster.server().writes() - before) / SECONDS;
        assert!((20..=50).contains(&rate), "{rate}");
    }
}
