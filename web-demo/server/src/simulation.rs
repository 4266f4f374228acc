//! A simulated cluster in this process, in real time.

use std::sync::Arc;
use std::time::Duration;

use outrigger::rt::Timer;
use outrigger::transport::HttpTransport;
use outrigger_hyper::TokioTimer;
use outrigger_test::{ClusterOptions, SimulatedApiServer, Workload};

use crate::cluster::Simulation;

/// A name that leads nowhere, for what never leaves this process.
pub(crate) const URL: &str = "http://simulated.invalid";
/// How many changes watches can resume from: minutes at a usual rate.
const HISTORY: usize = 20_000;
/// How many events may pile up, about a kilobyte each.
const EVENTS: f64 = 30_000.0;
const EVENT_LIFETIME_MAX: Duration = Duration::from_secs(3600);
/// How many changes follow from a rollout, to the last event that it leaves; measured.
const ROLLOUT: f64 = 104.0;
/// From a pod that begins to crash.
const CRASH: f64 = 10.6;
/// From a job, to its end and that of its pod.
const JOB: f64 = 18.0;

/// Makes a cluster and lets it live on the current runtime, for as long as that runs. Its objects
/// come into being while it already answers.
pub(crate) fn start(simulation: Simulation) -> Result<Arc<dyn HttpTransport>, String> {
    let timer = TokioTimer::new().map_err(|error| error.to_string())?;
    let mut options = ClusterOptions::default();
    options.history = HISTORY;
    // Faster than any writer, so that no run is taken for an earlier one's continuation.
    let millis = timer.wall_now().as_unix().as_millis();
    options.resource_version = u64::try_from(millis).unwrap_or_default();
    let server = SimulatedApiServer::new(Arc::new(timer), simulation.seed, options);
    tokio::spawn(server.controllers());
    tokio::spawn(server.workload(workload(simulation)));
    // It is not compressed: there is no network between it and the browser.
    Ok(server.transport())
}

/// What happens, so that objects change as often as was asked for.
fn workload(simulation: Simulation) -> Workload {
    let Shares {
        rollouts,
        crashes,
        jobs,
        events,
    } = Shares::of(simulation.rate);
    let life = (EVENTS / simulation.rate.max(0.1)) as u64;
    let lifetime = Duration::from_secs(life).clamp(Duration::from_secs(60), EVENT_LIFETIME_MAX);
    Workload::new(simulation.seed)
        .pods(simulation.pods)
        .rollouts_per_minute(rollouts)
        .crashes_per_minute(crashes)
        .jobs_per_minute(jobs)
        .events_per_minute(events)
        .event_lifetime(lifetime)
}

/// How often each thing happens in a minute.
struct Shares {
    rollouts: f64,
    crashes: f64,
    jobs: f64,
    events: f64,
}

impl Shares {
    fn of(rate: f64) -> Self {
        let changes = rate * 60.0;
        Self {
            rollouts: changes * 0.4 / ROLLOUT,
            crashes: changes * 0.35 / CRASH,
            jobs: changes * 0.1 / JOB,
            events: changes * 0.15,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use outrigger_test::Cluster;

    /// How many changes there are in a second, in a cluster in virtual time.
    fn measured(rate: f64) -> f64 {
        let simulation = Simulation {
            pods: 50,
            seed: 7,
            rate,
        };
        let cluster = Cluster::seeded(7);
        let _running = cluster.run_workload(workload(simulation));
        let pause = |seconds| {
            let timer = cluster.timer().clone();
            cluster.run(async move { timer.sleep(Duration::from_secs(seconds)).await });
        };
        pause(60);
        let before = cluster.server().writes();
        pause(120);
        (cluster.server().writes() - before) as f64 / 120.0
    }

    #[test]
    fn as_many_changes_as_were_asked_for() {
        let busy = measured(3.0);
        assert!((1.5..6.0).contains(&busy), "{busy}");
        let silent = measured(0.0);
        assert!(silent < 0.2, "{silent}");
    }
}
