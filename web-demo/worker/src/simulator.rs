//! A simulated cluster inside the worker, for a page without a server behind it.

use std::sync::Arc;

use outrigger::Client;
use outrigger::rt::{BoxFuture, Timer};
use outrigger_test::{ClusterOptions, SimulatedApiServer, Workload};

/// How many changes are kept, in a tab's memory: a watch that pauses for a minute goes on.
const HISTORY: usize = 3_000;

/// Makes a cluster that begins with so many pods, and in which about thirty objects change in a
/// second. It lives as long as each of the futures is polled.
pub fn start(
    timer: Arc<dyn Timer>,
    seed: u64,
    pods: usize,
) -> (Client, [BoxFuture<'static, ()>; 2]) {
    let mut options = ClusterOptions::default();
    options.history = HISTORY;
    let server = SimulatedApiServer::new(timer, seed, options);
    let workload = Workload::new(seed)
        .pods(pods)
        .rollouts_per_minute(7.0)
        .crashes_per_minute(60.0)
        .jobs_per_minute(15.0)
        .events_per_minute(200.0)
        .event_lifetime(std::time::Duration::from_secs(600));
    let controllers = Box::pin(server.controllers());
    let workload = Box::pin(server.workload(workload));
    (server.client(), [controllers, workload])
}
