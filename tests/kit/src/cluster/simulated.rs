use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use outrigger::rt::Timer;
use outrigger::transport::{
    Backend, Capabilities, ConnectionSettings, Connector, HttpTransport, Link, TransportError,
};
use outrigger::{Client, RateLimit};

use super::apiserver::catalog;
use super::apiserver::model::Model;
use super::apiserver::server::{ApiServer, Watcher};
use super::{Objects, bootstrap, controllers};

/// Where requests go that never leave this process.
pub(super) const URL: &str = "https://simulated.invalid";

/// A simulated API server: kube-apiserver 1.37, as far as a client can tell, in this process.
///
/// It needs a [`Timer`] and nothing else: virtual in a [`Cluster`](super::Cluster), real behind an
/// HTTP server. Clones are the same server.
///
/// # What it does
/// Namespaces, pods, deployments, replica sets, config maps, secrets, nodes, events, services,
/// jobs, leases, pod disruption budgets, CustomResourceDefinitions and what they define; every verb
/// on them; optimistic concurrency, generated names, finalizers, graceful and propagated deletion,
/// field ownership, server-side apply, selectors, pages, watches with bookmarks and watch-lists,
/// Tables, discovery. Pods can be evicted, bound, resized and joined by ephemeral containers, and
/// their logs read and followed; see [`write_log`](Self::write_log).
///
/// # How it differs from the real server
/// It answers 501 with a Status that says so: strategic merge patches, bodies in YAML but for what
/// is applied, objects that nest deeper than 127 levels, what needs a running pod (`exec`,
/// `attach`, `portforward`, `proxy`), and what tells of a process (`/metrics` and its kin). Other
/// kinds than the ones above are 404, as on a server without them.
///
/// Everyone may do everything, and no admission plugins but those that every server has run.
/// Answers are never protobuf. Validation rules in CEL and webhook conversion are accepted and
/// ignored; a custom object that is read in another version than it was written in is not fitted to
/// it. No pod runs, and no deployment makes replica sets, unless a [`Workload`](super::Workload)
/// is run: of the controllers there are the garbage collector and the one of namespaces.
///
/// All resources share one history, reads are current, and the members of an object are in
/// alphabetical order. Anything else that differs is a bug.
///
/// # Bounds
/// As many changes as [`ClusterOptions::history`] says are kept for watches and for the later
/// pages of lists; whoever is further behind is told that it is too old (410). A body may have
/// 3 MiB, an object 1.5 MiB.
#[derive(Clone)]
pub struct SimulatedApiServer {
    pub(super) api: ApiServer,
    seed: u64,
    options: ClusterOptions,
}

/// The bounds of a simulated API server.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClusterOptions {
    /// How many changes are kept; 10,000 unless told.
    pub history: usize,
    /// The resourceVersion before the first write. A server that must not be mistaken for an
    /// earlier one begins at a number that grows with the time of day.
    pub resource_version: u64,
    /// Whether a list that asks for any version (`resourceVersion=0`) is answered with an older
    /// state, as an apiserver whose cache lags behind does. They are current unless told.
    pub stale_reads: bool,
    /// What the transport can do: [`Capabilities::all`] unless told.
    pub capabilities: Capabilities,
    /// Whether the garbage collector and the namespace controller run; a lone kube-apiserver has
    /// neither. They do unless told.
    pub controllers: bool,
}

impl Default for ClusterOptions {
    fn default() -> Self {
        Self {
            history: 10_000,
            resource_version: 0,
            stale_reads: false,
            capabilities: Capabilities::all(),
            controllers: true,
        }
    }
}

impl SimulatedApiServer {
    /// A server that tells the time by `timer`; names and uids follow from `seed`.
    pub fn new(timer: Arc<dyn Timer>, seed: u64, options: ClusterOptions) -> Self {
        let mut model = Model::new(
            catalog::built_in::resources().iter().cloned(),
            seed,
            options.resource_version,
            options.history,
        );
        model.stale_reads = options.stale_reads;
        bootstrap::bootstrap(&mut model, timer.wall_now());
        Self {
            api: ApiServer::new(model, timer),
            seed,
            options,
        }
    }

    /// A client of this server, without a limit to how many requests it sends a second.
    pub fn client(&self) -> Client {
        Client::builder(self.backend(), URL)
            .rate_limit(RateLimit::off())
            .build()
            .expect("the URL is well-formed and the connector accepts all settings")
    }

    /// What [`Client::builder`] takes.
    pub fn backend(&self) -> Backend {
        let timer = self.api.shared.timer.clone();
        Backend::new(Arc::new(self.clone()), timer, self.seed)
    }

    /// The server as a transport, for whoever wraps or serves it.
    pub fn transport(&self) -> Arc<dyn HttpTransport> {
        Arc::new(self.api.clone())
    }

    /// Breaks all open exchanges, as when the server's process dies and comes back.
    ///
    /// Its history survives, as etcd does; see [`expire_history`](Self::expire_history).
    pub fn restart(&self) {
        self.api.restart();
    }

    /// Forgets the history: whoever asks for an earlier resourceVersion is told that it is too
    /// old (410), as after a compaction of etcd.
    pub fn expire_history(&self) {
        self.api.shared.change(|state| state.model.store.compact());
    }

    /// Looks at the objects that are there.
    pub fn objects<T>(&self, look: impl FnOnce(&Objects<'_>) -> T) -> T {
        look(&Objects(&self.api.shared))
    }

    /// How many writes there were, those of leases left out.
    pub fn writes(&self) -> u64 {
        self.api.shared.lock().model.writes()
    }

    /// The garbage collector and the namespace controller, to be polled as long as the server is
    /// to behave as a cluster does. [`Cluster`](super::Cluster) does so by itself.
    pub fn controllers(&self) -> impl Future<Output = ()> + Send + use<> {
        let (shared, enabled) = (self.api.shared.clone(), self.options.controllers);
        let watcher = Watcher::new(&shared);
        poll_fn(move |cx| {
            if !enabled {
                return Poll::Ready(());
            }
            watcher.wake(cx.waker());
            let now = shared.timer.wall_now();
            while shared.change(|state| controllers::step(&mut state.model, now)) {}
            Poll::Pending
        })
    }
}

impl Connector for SimulatedApiServer {
    fn connect(&self, _: &ConnectionSettings) -> Result<Link, TransportError> {
        Ok(Link::new(self.transport(), self.options.capabilities))
    }
}

impl fmt::Debug for SimulatedApiServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimulatedApiServer")
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}
