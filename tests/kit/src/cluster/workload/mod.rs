//! A cluster that lives: what its users, controllers, scheduler and kubelets do to it, by a seed.

mod agenda;
mod apps;
mod controllers;
mod events;
mod facts;
mod kubelet;
mod life;
mod nodes;
mod observe;
mod populate;
mod run;
mod scheduler;
mod stamps;
#[cfg(test)]
mod tests;
mod users;
mod writer;

use std::time::Duration;

use super::{Cluster, SimulatedApiServer};
use crate::JoinHandle;

/// What happens in a simulated cluster, and how much of it.
///
/// [`Cluster::run_workload`] first fills the cluster (nodes with their leases, namespaces,
/// deployments with their replica sets and pods, services, config maps, secrets) and then keeps it
/// alive, without end: deployments roll, pods are scheduled, start, become ready, crash and are
/// replaced, jobs run and are cleaned up, nodes send signs of life, events pile up and expire.
///
/// The controllers behind it look at what is there, so they also serve what a test or a user
/// creates, scales, changes and deletes: a new deployment gets its pods, a deleted pod is replaced.
///
/// Objects are as the real components leave them, `managedFields` and all. What follows from the
/// seed is the same on every platform; so is everything, in virtual time.
///
/// # Memory
/// Pods have 7 to 14 KB of text, 10 KB on average. With all that belongs to them (their share of
/// deployments, replica sets, config maps, services, nodes, and of the history) it is about 18 KB
/// of memory for each pod: 50,000 pods take 0.9 GB, and a few seconds to be made in a release build.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use outrigger_test::{Cluster, Workload};
///
/// let cluster = Cluster::seeded(7);
/// let workload = Workload::new(7).pods(20).nodes(3).namespaces(2).rollouts_per_minute(1.0);
/// let _running = cluster.run_workload(workload);
///
/// let rolled = |objects: &outrigger_test::Objects<'_>| {
///     let deployments = objects.list("deployments.apps");
///     let revision = "/metadata/annotations/deployment.kubernetes.io~1revision";
///     let second = |it: &serde_json::Value| it.pointer(revision).is_some_and(|it| it != "1");
///     deployments.iter().filter(|it| second(it)).count()
/// };
/// // Ten minutes pass at once.
/// let timer = cluster.timer().clone();
/// cluster.run(async move {
///     use outrigger::rt::Timer;
///     timer.sleep(Duration::from_secs(600)).await;
/// });
/// assert!(cluster.server().objects(rolled) > 0);
/// ```
#[derive(Clone, Debug)]
#[must_use = "it does nothing until a cluster runs it"]
pub struct Workload {
    seed: u64,
    pods: usize,
    nodes: Option<usize>,
    namespaces: Option<usize>,
    rollouts: f64,
    crashes: f64,
    jobs: f64,
    events: f64,
    heartbeat: Duration,
    node_status: Duration,
    event_lifetime: Duration,
}

impl Workload {
    /// 200 pods, and every default that the methods name.
    pub const fn new(seed: u64) -> Self {
        Self {
            seed,
            pods: 200,
            nodes: None,
            namespaces: None,
            rollouts: 0.5,
            crashes: 0.5,
            jobs: 0.5,
            events: 6.0,
            heartbeat: Duration::from_secs(10),
            node_status: Duration::from_secs(300),
            event_lifetime: Duration::from_secs(3600),
        }
    }

    /// How many pods there are at first, those of jobs left out. 200 unless told.
    pub const fn pods(mut self, pods: usize) -> Self {
        self.pods = pods;
        self
    }

    /// How many nodes; one for 30 pods, and at least one, unless told.
    pub const fn nodes(mut self, nodes: usize) -> Self {
        self.nodes = Some(nodes);
        self
    }

    /// How many namespaces besides the server's own; one for 100 pods, from 1 to 100, unless told.
    pub const fn namespaces(mut self, namespaces: usize) -> Self {
        self.namespaces = Some(namespaces);
        self
    }

    /// How many deployments roll in a minute, in the whole cluster; 0.5 unless told, never if zero.
    pub const fn rollouts_per_minute(mut self, rollouts: f64) -> Self {
        self.rollouts = rollouts;
        self
    }

    /// How many pods begin to crash in a minute. Each crashes one to five times, with the kubelet's
    /// growing pauses between, and recovers. 0.5 unless told, none if zero.
    pub const fn crashes_per_minute(mut self, crashes: f64) -> Self {
        self.crashes = crashes;
        self
    }

    /// How many jobs start in a minute; 0.5 unless told, none if zero. Each runs for 10 to 60
    /// seconds and is cleaned up 10 minutes later.
    pub const fn jobs_per_minute(mut self, jobs: f64) -> Self {
        self.jobs = jobs;
        self
    }

    /// How many complaints of probes there are in a minute, besides the events of what happens;
    /// 6 unless told, none if zero.
    pub const fn events_per_minute(mut self, events: f64) -> Self {
        self.events = events;
        self
    }

    /// How long events stay after they were last seen; an hour unless told.
    pub const fn event_lifetime(mut self, lifetime: Duration) -> Self {
        self.event_lifetime = lifetime;
        self
    }

    /// How often each node renews its lease; every 10 s unless told, no less than a second.
    pub const fn heartbeat(mut self, every: Duration) -> Self {
        self.heartbeat = every;
        self
    }

    /// How often each node writes its status; every 5 minutes unless told, no less than a second.
    pub const fn node_status(mut self, every: Duration) -> Self {
        self.node_status = every;
        self
    }

    fn node_count(&self) -> usize {
        self.nodes.unwrap_or(self.pods / 30).max(1)
    }

    fn namespace_count(&self) -> usize {
        self.namespaces
            .unwrap_or_else(|| (self.pods / 100).min(100))
            .max(1)
    }
}

impl Cluster {
    /// Makes the cluster live; see [`Workload`]. It goes on until the handle is aborted;
    /// dropping the handle lets it go on.
    pub fn run_workload(&self, workload: Workload) -> JoinHandle<()> {
        let running = self.server.workload(workload);
        self.executor.spawn_named("workload", running)
    }
}

impl SimulatedApiServer {
    /// Makes the cluster live; see [`Workload`]. To be spawned; it never ends, and stops where it
    /// is dropped. It waits by the server's timer, in virtual time or in real.
    pub fn workload(&self, workload: Workload) -> impl Future<Output = ()> + Send + use<> {
        run::run(self.api.shared.clone(), workload)
    }
}
