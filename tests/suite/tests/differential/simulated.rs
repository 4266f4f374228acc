//! The simulated API server against the real one.

use std::sync::Arc;

use outrigger_hyper::{HttpVersions, TokioTimer};
use outrigger_suite::control_plane::ControlPlane;
use outrigger_suite::server::Server;
use outrigger_test::serve::{ServeOptions, Server as ServedOverHttp};
use outrigger_test::{ClusterOptions, SimulatedApiServer};

use crate::real::{OPERATIONS, from_environment, print_coverage};
use crate::run::{Plan, run};

/// A lone API server, as the real one is: no controllers but its own. It is served over HTTPS, so
/// that what it is asked is what the other one is asked.
fn simulated(seed: u64) -> ServedOverHttp {
    let timer = Arc::new(TokioTimer::new().unwrap());
    let mut options = ClusterOptions::default();
    options.controllers = false;
    let server = SimulatedApiServer::new(timer, seed, options);
    ServedOverHttp::start(server.transport(), ServeOptions::https()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_simulated_server_answers_as_the_real_one() {
    let plane = ControlPlane::start();
    let real = Server::of_kubeconfig("real", plane.kubeconfig(), HttpVersions::Any);
    let plan = Plan {
        seed: from_environment("SEED", 1),
        operations: from_environment("OPERATIONS", OPERATIONS),
        differences: from_environment("DIFFERENCES", 60),
    };
    let served = simulated(plan.seed);
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    served.write_kubeconfig(&kubeconfig).unwrap();
    let simulated = Server::of_kubeconfig("simulated", &kubeconfig, HttpVersions::Any);
    let report = run([real, simulated], plan).await;
    print_coverage(&report);
    assert!(report.is_silent(), "\n{report}");
}
