//! The simulated API server against the real one.

use outrigger_hyper::HttpVersions;
use outrigger_suite::control_plane::ControlPlane;
use outrigger_suite::server::Server;
use outrigger_suite::simulated::Simulated;

use crate::generate::Theme;
use crate::real::{OPERATIONS, from_environment, print_coverage};
use crate::run::{Plan, Report, run};

const OPERATIONS_ON_PODS: usize = 3_000;

async fn compare(theme: Theme, operations: usize) -> Report {
    let plane = ControlPlane::start();
    let real = Server::of_kubeconfig("real", plane.kubeconfig(), HttpVersions::Any);
    let plan = Plan {
        seed: from_environment("SEED", 1),
        operations: from_environment("OPERATIONS", operations),
        differences: from_environment("DIFFERENCES", 60),
        theme,
    };
    // Over HTTPS, so that what it is asked is what the other one is asked.
    let served = Simulated::start(plan.seed);
    let simulated = Server::of_kubeconfig("simulated", served.kubeconfig(), HttpVersions::Any);
    let report = run([real, simulated], plan).await;
    print_coverage(&report);
    assert!(report.is_silent(), "\n{report}");
    report
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_simulated_server_answers_as_the_real_one() {
    compare(Theme::Kinds, OPERATIONS).await;
}

/// What every run of full length must have met of each subresource of pods.
const ON_PODS: [(&str, &str); 15] = [
    ("bind", "201"),
    ("bind", "409 Conflict"),
    ("evict", "201"),
    ("evict", "400 BadRequest"),
    ("evict", "404 NotFound"),
    ("evict", "409 Conflict"),
    ("evict", "429 TooManyRequests"),
    ("ephemeral containers", "200"),
    ("ephemeral containers", "422 Invalid"),
    ("resize", "200"),
    ("resize", "422 Invalid"),
    ("log", "204"),
    ("log", "400 BadRequest"),
    ("log", "422 Invalid"),
    ("another method", "405 MethodNotAllowed"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_to_pods_is_answered_as_by_the_real_one() {
    let report = compare(Theme::Pods, OPERATIONS_ON_PODS).await;
    let missing: Vec<_> = ON_PODS
        .iter()
        .filter(|(what, outcome)| {
            !report
                .outcomes
                .contains_key(&(*what, (*outcome).to_owned()))
        })
        .collect();
    assert!(
        missing.is_empty() || report.operations < OPERATIONS_ON_PODS,
        "no operation came to {missing:?}"
    );
}
