//! The simulated API server behind HTTPS, for clients that are no part of this process.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use outrigger::rt::Timer;
use outrigger::transport::HttpTransport;
use outrigger_hyper::TokioTimer;
use outrigger_test::serve::{ServeOptions, Server};
use outrigger_test::{ClusterOptions, Faults, FaultyTransport, SimulatedApiServer};
use tempfile::TempDir;

/// A simulated API server in real time, served until it is dropped.
#[derive(Debug)]
pub struct Simulated {
    /// The server itself, to be restarted or robbed of its history.
    pub server: SimulatedApiServer,
    kubeconfig: PathBuf,
    served: Server,
    _folder: TempDir,
}

impl Simulated {
    /// Starts one. It is a lone API server, as the real one of these tests is: no controllers but
    /// its own.
    ///
    /// # Panics
    /// Outside of a tokio runtime, or when it cannot listen.
    pub fn start(seed: u64) -> Self {
        Self::with_faults(seed, Faults::none())
    }

    /// Starts one behind a bad network.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub fn with_faults(seed: u64, faults: Faults) -> Self {
        let timer: Arc<dyn Timer> = Arc::new(TokioTimer::new().expect("a tokio runtime"));
        let mut options = ClusterOptions::default();
        options.controllers = false;
        let server = SimulatedApiServer::new(timer.clone(), seed, options);
        let faulty = FaultyTransport::new(server.transport(), timer, faults, seed);
        Self::serve(server, Arc::new(faulty))
    }

    fn serve(server: SimulatedApiServer, transport: Arc<dyn HttpTransport>) -> Self {
        let served = Server::start(transport, ServeOptions::https()).expect("a free port");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let kubeconfig = folder.path().join("kubeconfig");
        served
            .write_kubeconfig(&kubeconfig)
            .expect("a folder to write to");
        Self {
            server,
            kubeconfig,
            served,
            _folder: folder,
        }
    }

    /// How to reach it.
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        self.served.url()
    }
}
