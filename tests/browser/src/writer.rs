//! Somebody who changes pods all the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::{Cluster, Result};

/// How many requests are under way at once.
const AT_ONCE: u64 = 8;

/// One in so many changes deletes a pod, which its replica set replaces.
const DELETE_EVERY: u64 = 200;

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
