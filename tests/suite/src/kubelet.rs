//! A kubelet for a real API server that has no nodes: it runs no pods, and answers what a test
//! says of them.
//!
//! # What an API server asks it
//! - Logs: over HTTPS, at the address and port in its node's status. Any address will do,
//!   loopback included, and its certificate is not verified unless the API server was told an
//!   authority (`--kubelet-certificate-authority`).
//! - The proxy subresources of nodes, pods and services: they go to addresses that are not on
//!   loopback and refuse all others, and a test must not need a network. But they heed
//!   `HTTP_PROXY`: [`ControlPlane::start_behind`] sends them to [`Kubelet::proxy`], which answers
//!   for whatever address was meant, and is not told which: the `Host` is the client's own. Only
//!   in clear text, then: `http:` before a node's name, pods and services as they are.
//!
//! [`ControlPlane::start_behind`]: crate::control_plane::ControlPlane::start_behind

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use outrigger_test::serve::{ServeOptions, Server};
use outrigger_test::{MockTransport, OpenBody};

use crate::control_plane::ControlPlane;

/// An address that nobody has (RFC 5737), for nodes and pods that are reached by proxies only.
pub const ADDRESS: &str = "192.0.2.7";

/// A kubelet, and what it answers, until it is dropped.
#[derive(Debug)]
pub struct Kubelet {
    /// What it answers, and what it was asked. Logs are below `/containerLogs/`.
    pub mock: MockTransport,
    served: Server,
    proxied: Server,
}

impl Kubelet {
    /// Starts one on ports of 127.0.0.1.
    ///
    /// # Panics
    /// Outside of a tokio runtime, or when it cannot listen.
    pub fn start() -> Self {
        let mock = MockTransport::new();
        let serve = |options: ServeOptions| {
            let options = options.without_authentication();
            Server::start(Arc::new(mock.clone()), options).expect("a free port")
        };
        Self {
            served: serve(ServeOptions::https()),
            proxied: serve(ServeOptions::http()),
            mock,
        }
    }

    /// The node that it is on, to be created.
    pub fn node(&self, name: &str) -> String {
        self.node_at(name, "127.0.0.1")
    }

    /// The node, at another address than the kubelet's own.
    pub fn node_at(&self, name: &str, address: &str) -> String {
        let port = self.served.address().port();
        format!(
            r#"{{
                "apiVersion": "v1", "kind": "Node", "metadata": {{ "name": "{name}" }},
                "status": {{
                    "addresses": [{{ "type": "InternalIP", "address": "{address}" }}],
                    "daemonEndpoints": {{ "kubeletEndpoint": {{ "Port": {port} }} }}
                }}
            }}"#
        )
    }

    /// Where API servers find the proxy that leads to this kubelet from any address.
    pub fn proxy(&self) -> &str {
        self.proxied.url()
    }

    /// The log of a container, to be written to and ended.
    pub fn log(&self, namespace: &str, pod: &str, container: &str) -> OpenBody {
        let path = format!("/containerLogs/{namespace}/{pod}/{container}");
        self.mock.get(&path).open()
    }
}

/// A node whose containers write logs, until it is dropped. Each log can be read once.
#[derive(Debug)]
pub struct LogNode {
    kubelet: Kubelet,
    logs: Mutex<BTreeMap<[String; 3], OpenBody>>,
}

impl LogNode {
    /// Adds one to a cluster.
    ///
    /// # Panics
    /// As [`Kubelet::start`], and when the cluster has such a node.
    pub fn join(plane: &ControlPlane, name: &str) -> Self {
        let kubelet = Kubelet::start();
        plane.kubectl(&["create", "-f", "-"], &kubelet.node(name));
        Self {
            kubelet,
            logs: Mutex::default(),
        }
    }

    /// Writes a line to the log of a container.
    pub fn write(&self, namespace: &str, pod: &str, container: &str, line: &str) {
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        let log = logs.entry([namespace, pod, container].map(str::to_owned));
        let log = log.or_insert_with(|| self.kubelet.log(namespace, pod, container));
        log.send(format!("{line}\n"));
    }
}
