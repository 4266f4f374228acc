//! A simulated cluster: an API server in this process, deterministic, in virtual time.

pub(crate) mod apiserver;
mod bootstrap;
mod controllers;
mod logs;
mod objects;
mod simulated;
mod workload;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use outrigger::transport::{Backend, Capabilities};
use outrigger::{Client, RateLimit};

pub use self::logs::NoSuchContainer;
pub use self::objects::Objects;
pub use self::simulated::{ClusterOptions, SimulatedApiServer};
pub use self::workload::Workload;
use crate::{Executor, Faults, FaultyTransport, JoinHandle, ManualTimer, Stuck, Trace};

/// A simulated cluster in virtual time: a [`SimulatedApiServer`] and the [`Executor`] that runs
/// clients against it.
///
/// The server answers as kube-apiserver 1.37 does; see [`SimulatedApiServer`] for what it can do
/// and what it cannot. Nothing runs unless one of the `run` methods is called; then tasks run on
/// the calling thread, in an order that the seed decides, and waiting is skipped. The same seed
/// gives the same run, byte for byte.
///
/// # Examples
/// Create a client, create objects, watch them:
/// ```
/// use outrigger::{Api, CreateOptions, Informer, ListOptions, Unstructured};
/// use outrigger_test::Cluster;
/// use serde_json::json;
///
/// let cluster = Cluster::seeded(7);
/// let client = cluster.client();
/// cluster.run(async {
///     let maps: Api<Unstructured> = client.resource("configmaps").await?.within("default");
///     let object = json!({ "apiVersion": "v1", "kind": "ConfigMap",
///         "metadata": { "name": "settings" }, "data": { "color": "green" } });
///     maps.create(&serde_json::from_value(object)?, &CreateOptions::new()).await?;
///
///     let (informer, driver) = Informer::builder(&maps).build();
///     cluster.spawn(driver);
///     informer.synced().await?;
///     assert_eq!(informer.store().len(), 1);
///     Ok::<_, Box<dyn std::error::Error>>(())
/// })?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct Cluster {
    server: SimulatedApiServer,
    /// What lies between clients and the server.
    network: FaultyTransport,
    capabilities: Capabilities,
    executor: Executor,
}

impl Cluster {
    /// A cluster whose names, uids and order of events follow from `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self::with(seed, ClusterOptions::default())
    }

    /// A cluster with other bounds than the usual ones.
    pub fn with(seed: u64, options: ClusterOptions) -> Self {
        let executor = Executor::new(seed);
        let timer = Arc::new(executor.timer().clone());
        let capabilities = options.capabilities;
        let server = SimulatedApiServer::new(timer.clone(), seed, options);
        executor.spawn_named("controllers", server.controllers());
        let trace = executor.trace().clone();
        let network =
            FaultyTransport::traced(server.transport(), timer, Faults::none(), seed, trace);
        executor.spawn_named("clock", network.clock(executor.timer()));
        Self {
            server,
            network,
            capabilities,
            executor,
        }
    }

    /// From now on, this goes wrong between the [clients](Self::client) of this cluster and its
    /// server, until another plan is given or the plan ends. Each fault is written to the
    /// [trace](Self::trace).
    ///
    /// Clients of [`server`](Self::server) are past all that.
    ///
    /// # Examples
    /// A list that needs several attempts, in a network where every other request is reset:
    /// ```
    /// use outrigger::{Api, ListOptions, Unstructured};
    /// use outrigger_test::{Cluster, Faults};
    ///
    /// let cluster = Cluster::seeded(7);
    /// let client = cluster.client();
    /// let namespaces: Api<Unstructured> = cluster.run(client.resource("namespaces"))?;
    /// cluster.faults(Faults::none().reset(0.5));
    /// let found = cluster.run(async {
    ///     loop {
    ///         if let Ok(list) = namespaces.list(&ListOptions::new()).await {
    ///             return list.iter().count();
    ///         }
    ///     }
    /// });
    /// assert_eq!(found, 4);
    /// # Ok::<_, outrigger::Error>(())
    /// ```
    pub fn faults(&self, faults: Faults) {
        self.network.set_faults(faults);
    }

    /// The API server: its transport, its objects, its restarts.
    pub const fn server(&self) -> &SimulatedApiServer {
        &self.server
    }

    /// A client of this cluster, without a limit to how many requests it sends a second.
    pub fn client(&self) -> Client {
        Client::builder(self.backend(), simulated::URL)
            .rate_limit(RateLimit::off())
            .build()
            .expect("the URL is well-formed and the connector accepts all settings")
    }

    /// What [`Client::builder`] takes.
    pub fn backend(&self) -> Backend {
        self.network.backend(self.capabilities)
    }

    /// The virtual time.
    pub const fn timer(&self) -> &ManualTimer {
        self.executor.timer()
    }

    /// What runs the tasks.
    pub const fn executor(&self) -> &Executor {
        &self.executor
    }

    /// What happened, for whoever reads a failure.
    pub fn trace(&self) -> &Trace {
        self.executor.trace()
    }

    /// Runs `future` and all spawned tasks until it is done; see [`Executor::run`].
    ///
    /// # Panics
    /// When it cannot be run to its end within a day of virtual time.
    #[track_caller]
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        self.executor.run(future)
    }

    /// Runs a task besides; see [`Executor::spawn`].
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        self.executor.spawn(future)
    }

    /// Runs the spawned tasks until the cluster's objects are as `done` wants them, for no more
    /// than `limit` of virtual time.
    ///
    /// # Errors
    /// When they never are. It names no seed: a test should print [`Executor::report`] with it,
    /// which says that and what happened.
    ///
    /// # Panics
    /// When a task panics.
    #[track_caller]
    pub fn run_until(
        &self,
        mut done: impl FnMut(&Objects<'_>) -> bool,
        limit: Duration,
    ) -> Result<(), Stuck> {
        self.executor
            .run_until(|| self.server.objects(&mut done), limit)
    }

    /// Runs the spawned tasks until nothing was written for `quiet_for` of virtual time, for no
    /// more than `limit`. Writes of leases do not count.
    ///
    /// # Errors
    /// When it does not become quiet.
    ///
    /// # Panics
    /// When a task panics.
    #[track_caller]
    pub fn run_until_quiet(&self, quiet_for: Duration, limit: Duration) -> Result<(), Stuck> {
        self.executor
            .run_until_quiet(quiet_for, limit, || self.server.writes())
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
