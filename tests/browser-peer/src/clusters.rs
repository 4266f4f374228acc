use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use outrigger_hyper::TokioTimer;
use outrigger_scenarios::NODE;
use outrigger_suite::control_plane::ControlPlane;
use outrigger_suite::kubelet::LogNode;
use outrigger_suite::server::address_of_kubeconfig;
use outrigger_test::serve::{ServeOptions, Server};
use outrigger_test::{ClusterOptions, SimulatedApiServer};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// The token of the simulated API servers.
const TOKEN: &str = "outrigger";

/// Something that clients in a browser talk to.
pub(crate) trait Cluster: Send + Sync {
    /// Its name, its URL and the token of who may do everything.
    fn describe(&self) -> Value;

    /// Forgets how the present came to be, and ends open watches.
    fn forget_history(&self);

    /// A container, named by its namespace, its pod and its own name, writes a line to its log.
    fn write_log(&self, container: [&str; 3], line: &str);
}

/// The simulated API server, served as a kube-apiserver serves, to pages of any origin.
pub(crate) struct Simulated {
    name: &'static str,
    server: SimulatedApiServer,
    served: Server,
}

impl Simulated {
    /// In clear text, where browsers speak HTTP/1.1.
    pub(crate) fn over_http1(runtime: &Runtime) -> io::Result<Self> {
        Self::start(runtime, "simulated-http1", ServeOptions::http())
    }

    /// Over TLS, where browsers speak HTTP/2.
    pub(crate) fn over_http2(runtime: &Runtime) -> io::Result<Self> {
        Self::start(runtime, "simulated-http2", ServeOptions::https())
    }

    fn start(runtime: &Runtime, name: &'static str, options: ServeOptions) -> io::Result<Self> {
        let _entered = runtime.enter();
        let timer = Arc::new(TokioTimer::new().map_err(io::Error::other)?);
        let mut lone = ClusterOptions::default();
        lone.controllers = false;
        let server = SimulatedApiServer::new(timer, 7, lone);
        let options = options.token(TOKEN).allow_origin("*");
        let served = Server::start(server.transport(), options)?;
        Ok(Self {
            name,
            server,
            served,
        })
    }
}

impl Cluster for Simulated {
    fn describe(&self) -> Value {
        json!({ "name": self.name, "url": self.served.url(), "token": TOKEN })
    }

    fn forget_history(&self) {
        self.server.expire_history();
        self.server.restart();
    }

    fn write_log(&self, [namespace, pod, container]: [&str; 3], line: &str) {
        let written = self.server.write_log(namespace, pod, container, line);
        written.unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Pages of this machine, where the test runner serves those that run the tests. The API server
/// takes expressions only that match a whole host.
const PAGES: &str = r"--cors-allowed-origins=^http://127\.0\.0\.1:[0-9]+$";

/// A real kube-apiserver, asked without anything in between.
pub(crate) struct Real {
    plane: Mutex<ControlPlane>,
    node: LogNode,
}

impl Real {
    /// Starts one, of the program that `OUTRIGGER_CONTROL_PLANE` names.
    pub(crate) fn start(runtime: &Runtime) -> Self {
        let _entered = runtime.enter();
        let plane = ControlPlane::start_with(&[PAGES]);
        Self {
            node: LogNode::join(&plane, NODE),
            plane: Mutex::new(plane),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut ControlPlane) -> T) -> T {
        act(&mut self.plane.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Cluster for Real {
    fn describe(&self) -> Value {
        let (url, token) = self.with(|plane| address_of_kubeconfig(plane.kubeconfig()));
        // The token is of a server that ends with the test.
        json!({ "name": "real", "url": url, "token": token.expose() })
    }

    fn forget_history(&self) {
        self.with(|plane| plane.forget_history());
    }

    fn write_log(&self, [namespace, pod, container]: [&str; 3], line: &str) {
        self.node.write(namespace, pod, container, line);
    }
}
