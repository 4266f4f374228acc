//! The life of a cluster, held against what must always be so.

mod course;
mod objects;
mod scale;

use std::time::Duration;

use outrigger::rt::Timer;

use super::Workload;
use crate::cluster::{Cluster, ClusterOptions};

/// A cluster that has lived for so many minutes.
fn lived(seed: u64, workload: Workload, minutes: u64) -> Cluster {
    let cluster = Cluster::with(seed, ClusterOptions::default());
    drop(cluster.run_workload(workload));
    pass(&cluster, minutes);
    cluster
}

fn pass(cluster: &Cluster, minutes: u64) {
    let timer = cluster.timer().clone();
    // At least until all is there that is there at first.
    let time = Duration::from_millis(60_000 * minutes + 1);
    cluster.run(async move { timer.sleep(time).await });
}

fn small(seed: u64) -> Workload {
    Workload::new(seed).pods(16).nodes(2).namespaces(2)
}
