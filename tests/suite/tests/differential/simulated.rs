//! The simulated API server against the real one.

use outrigger_hyper::HttpVersions;
use outrigger_suite::control_plane::ControlPlane;
use outrigger_suite::server::Server;
use outrigger_suite::simulated::Simulated;

use crate::real::{OPERATIONS, from_environment, print_coverage};
use crate::run::{Plan, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_simulated_server_answers_as_the_real_one() {
    let plane = ControlPlane::start();
    let real = Server::of_kubeconfig("real", plane.kubeconfig(), HttpVersions::Any);
    let plan = Plan {
        seed: from_environment("SEED", 1),
        operations: from_environment("OPERATIONS", OPERATIONS),
        differences: from_environment("DIFFERENCES", 60),
    };
    // Over HTTPS, so that what it is asked is what the other one is asked.
    let served = Simulated::start(plan.seed);
    let simulated = Server::of_kubeconfig("simulated", served.kubeconfig(), HttpVersions::Any);
    let report = run([real, simulated], plan).await;
    print_coverage(&report);
    assert!(report.is_silent(), "\n{report}");
}
