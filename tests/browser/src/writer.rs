//! Somebody who changes pods all the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::{Cluster, Result};

/// How many requests are under way at once.
const AT_ONCE: u64 = 8;

/// One in so many changes deletes a pod.
const DELETE_EVERY: u64 = 200;

/// Creates so many pods in the namespace `default`, and returns their names (`namespace/name`).
///
/// They are as small as pods can be, so that a machine with two cores can change a thousand of them
/// a second beside a browser: an API server's work grows with its objects, and a page's, which is
/// sent rows, does not.
pub async fn create_pods(cluster: &Cluster, count: u64) -> Result<Vec<String>> {
    let create = async |cluster: Cluster, first: u64| -> Result {
        for number in (first..count).step_by(AT_ONCE as usize) {
            cluster
                .create("api/v1/namespaces/default/pods", &pod(number))
                .await?;
        }
        Ok(())
    };
    let tasks = (0..AT_ONCE).map(|first| create(cluster.clone(), first));
    try_join_all(tasks).await?;
    Ok((0..count)
        .map(|number| format!("default/{}", name(number)))
        .collect())
}

fn name(number: u64) -> String {
    format!("pod-{number:05}")
}

fn pod(number: u64) -> Value {
    json!({
        "metadata": { "name": name(number) },
        "spec": {
            // With a node it needs no scheduler.
            "nodeName": "elsewhere",
            "automountServiceAccountToken": false,
            "containers": [{ "name": "main", "image": "main" }],
        },
    })
}

/// Changes pods at a steady rate, until it is told to stop.
#[derive(Debug)]
pub struct Writer {
    start: Instant,
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<Result>>,
}

#[derive(Debug)]
struct Shared {
    cluster: Cluster,
    pods: Vec<String>,
    stopped: AtomicBool,
    next: AtomicU64,
    written: AtomicU64,
}

/// What a writer did.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    /// Changes that the server took.
    pub changes: u64,
    /// Changes per second.
    pub rate: f64,
}

impl Writer {
    /// Begins to change these pods (`namespace/name`), so many a second.
    pub fn start(cluster: &Cluster, pods: Vec<String>, per_second: u32) -> Self {
        let shared = Arc::new(Shared {
            cluster: cluster.clone(),
            pods,
            stopped: AtomicBool::new(false),
            next: AtomicU64::new(0),
            written: AtomicU64::new(0),
        });
        let pause = Duration::from_secs(AT_ONCE) / per_second.max(1);
        let task = |_| tokio::spawn(write(shared.clone(), pause));
        Self {
            start: Instant::now(),
            tasks: (0..AT_ONCE).map(task).collect(),
            shared,
        }
    }

    /// Waits for what is under way, and tells what was done.
    pub async fn stop(self) -> Result<Written> {
        let time = self.start.elapsed();
        self.shared.stopped.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await??;
        }
        let changes = self.shared.written.load(Ordering::Relaxed);
        Ok(Written {
            changes,
            rate: changes as f64 / time.as_secs_f64(),
        })
    }
}

async fn write(shared: Arc<Shared>, pause: Duration) -> Result {
    let mut ticks = interval(pause);
    // Catches up after a moment in which the machine was busy, so that the rate holds.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    while !shared.stopped.load(Ordering::Relaxed) {
        ticks.tick().await;
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        // A prime, so that neighbours in the table do not change one after the other.
        let index = number.wrapping_mul(7_919) % (shared.pods.len() as u64).max(1);
        let Some(pod) = shared.pods.get(usize::try_from(index)?) else {
            return Err("there are no pods to change".into());
        };
        let done = match number % DELETE_EVERY {
            0 => shared.cluster.delete_pod(pod).await?,
            _ => {
                shared
                    .cluster
                    .set_status(pod, &format!("Change{number}"))
                    .await?
            }
        };
        shared.written.fetch_add(u64::from(done), Ordering::Relaxed);
    }
    Ok(())
}
