//! A real kube-apiserver.

use std::sync::{Arc, Mutex};

use futures_util::future::LocalBoxFuture;
use outrigger::rt::{BoxFuture, Timer};
use outrigger::{Client, RetryPolicy};
use outrigger_hyper::{HttpVersions, TokioTimer};
use outrigger_scenarios::{NODE, TestServer};
use outrigger_suite::control_plane::ControlPlane;
use outrigger_suite::kubelet::LogNode;
use outrigger_suite::server::{builder_of_kubeconfig, client_of_kubeconfig};
use tokio::runtime::Runtime;

use crate::server::{Runner, run_all};

struct Real {
    runtime: Runtime,
    plane: Mutex<ControlPlane>,
    node: LogNode,
    versions: HttpVersions,
    client: Client,
}

impl Real {
    fn start(versions: HttpVersions) -> Self {
        let runtime = Runtime::new().unwrap();
        let plane = ControlPlane::start();
        let (client, node) = {
            let _guard = runtime.enter();
            let client = client_of_kubeconfig(plane.kubeconfig(), versions);
            (client, LogNode::join(&plane, NODE))
        };
        Self {
            runtime,
            plane: Mutex::new(plane),
            node,
            versions,
            client,
        }
    }
}

impl TestServer for Real {
    fn client(&self) -> Client {
        self.client.clone()
    }

    fn client_with(&self, retry: RetryPolicy) -> Client {
        let _guard = self.runtime.enter();
        let plane = self.plane.lock().unwrap();
        let builder = builder_of_kubeconfig(plane.kubeconfig(), self.versions);
        builder.retry(retry).build().unwrap()
    }

    fn timer(&self) -> Arc<dyn Timer> {
        let _guard = self.runtime.enter();
        Arc::new(TokioTimer::new().unwrap())
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.runtime.spawn(task);
    }

    fn forget_history(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            tokio::task::block_in_place(|| self.plane.lock().unwrap().forget_history());
        })
    }

    fn write_log<'a>(
        &'a self,
        namespace: &'a str,
        pod: &'a str,
        container: &'a str,
        line: &'a str,
    ) -> BoxFuture<'a, ()> {
        self.node.write(namespace, pod, container, line);
        Box::pin(std::future::ready(()))
    }
}

impl Runner for Real {
    fn run(&self, scenario: LocalBoxFuture<'_, ()>) {
        self.runtime.block_on(scenario);
    }
}

#[test]
fn over_http1() {
    run_all(&Real::start(HttpVersions::Http1Only));
}

#[test]
fn over_http2() {
    run_all(&Real::start(HttpVersions::Http2Only));
}
