//! The simulated API server: in process and in virtual time, and over HTTP.

use std::sync::Arc;

use futures_util::future::LocalBoxFuture;
use outrigger::rt::{BoxFuture, Timer};
use outrigger::{Client, RateLimit, RetryPolicy};
use outrigger_hyper::{HttpVersions, TokioTimer};
use outrigger_scenarios::TestServer;
use outrigger_suite::server::{BASE, builder_of_kubeconfig, client_of_kubeconfig};
use outrigger_suite::simulated::Simulated;
use outrigger_test::{Cluster, SimulatedApiServer};
use tokio::runtime::Runtime;

use crate::server::{Runner, run_all, run_in};

fn forget(server: &SimulatedApiServer) {
    server.expire_history();
    server.restart();
}

struct InProcess(Cluster);

impl TestServer for InProcess {
    fn client(&self) -> Client {
        self.0.client()
    }

    fn client_with(&self, retry: RetryPolicy) -> Client {
        let builder = Client::builder(self.0.backend(), BASE).retry(retry);
        builder.rate_limit(RateLimit::off()).build().unwrap()
    }

    fn timer(&self) -> Arc<dyn Timer> {
        Arc::new(self.0.timer().clone())
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.0.spawn(task);
    }

    fn forget_history(&self) -> BoxFuture<'_, ()> {
        forget(self.0.server());
        Box::pin(std::future::ready(()))
    }

    fn write_log<'a>(
        &'a self,
        namespace: &'a str,
        pod: &'a str,
        container: &'a str,
        line: &'a str,
    ) -> BoxFuture<'a, ()> {
        let written = self.0.write_log(namespace, pod, container, line);
        written.unwrap();
        Box::pin(std::future::ready(()))
    }
}

impl Runner for InProcess {
    fn run(&self, scenario: LocalBoxFuture<'_, ()>) {
        self.0.run(scenario);
    }
}

struct OverHttp {
    runtime: Runtime,
    simulated: Simulated,
    versions: HttpVersions,
    client: Client,
}

impl OverHttp {
    fn start(versions: HttpVersions) -> Self {
        let runtime = Runtime::new().unwrap();
        let (simulated, client) = {
            let _guard = runtime.enter();
            let simulated = Simulated::start(7);
            let client = client_of_kubeconfig(simulated.kubeconfig(), versions);
            (simulated, client)
        };
        Self {
            runtime,
            simulated,
            versions,
            client,
        }
    }
}

impl TestServer for OverHttp {
    fn client(&self) -> Client {
        self.client.clone()
    }

    fn client_with(&self, retry: RetryPolicy) -> Client {
        let _guard = self.runtime.enter();
        let builder = builder_of_kubeconfig(self.simulated.kubeconfig(), self.versions);
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
        forget(&self.simulated.server);
        Box::pin(std::future::ready(()))
    }

    fn write_log<'a>(
        &'a self,
        namespace: &'a str,
        pod: &'a str,
        container: &'a str,
        line: &'a str,
    ) -> BoxFuture<'a, ()> {
        let written = self
            .simulated
            .server
            .write_log(namespace, pod, container, line);
        written.unwrap();
        Box::pin(std::future::ready(()))
    }
}

impl Runner for OverHttp {
    fn run(&self, scenario: LocalBoxFuture<'_, ()>) {
        self.runtime.block_on(scenario);
    }
}

#[test]
fn in_process() {
    for seed in 0..20 {
        run_all(&InProcess(Cluster::seeded(seed)));
    }
}

/// As a window and a worker do, one after the other.
#[test]
fn twice_on_one_server() {
    let server = InProcess(Cluster::seeded(7));
    run_all(&server);
    run_in(&server, "-again");
}

#[test]
fn over_http1() {
    run_all(&OverHttp::start(HttpVersions::Http1Only));
}

#[test]
fn over_http2() {
    run_all(&OverHttp::start(HttpVersions::Http2Only));
}
