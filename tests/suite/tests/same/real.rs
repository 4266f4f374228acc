//! A real kube-apiserver.

use std::sync::{Arc, Mutex};

use futures_util::future::LocalBoxFuture;
use outrigger::Client;
use outrigger::rt::{BoxFuture, Timer};
use outrigger_hyper::{HttpVersions, TokioTimer};
use outrigger_scenarios::TestServer;
use outrigger_suite::control_plane::ControlPlane;
use outrigger_suite::server::client_of_kubeconfig;
use tokio::runtime::Runtime;

use crate::server::{Runner, run_all};

struct Real {
    runtime: Runtime,
    plane: Mutex<ControlPlane>,
    client: Client,
}

impl Real {
    fn start(versions: HttpVersions) -> Self {
        let runtime = Runtime::new().unwrap();
        let plane = ControlPlane::start();
        let client = {
            let _guard = runtime.enter();
            client_of_kubeconfig(plane.kubeconfig(), versions)
        };
        Self {
            runtime,
            plane: Mutex::new(plane),
            client,
        }
    }
}

impl TestServer for Real {
    fn client(&self) -> Client {
        self.client.clone()
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
