//! Real servers against each other: the harness is silent where nothing differs, and finds what
//! was planted.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use outrigger_hyper::HttpVersions;
use outrigger_suite::control_plane::ControlPlane;
use outrigger_suite::server::Server;

use crate::planted::{Fault, with_fault};
use crate::run::{Report, run};

const OPERATIONS: usize = 5_000;
/// Enough to meet each planted fault.
const OPERATIONS_WITH_FAULT: usize = 500;

fn from_environment<T: std::str::FromStr>(name: &str, otherwise: T) -> T {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_) => otherwise,
    }
}

fn two_control_planes() -> [ControlPlane; 2] {
    let other = std::thread::spawn(ControlPlane::start);
    [ControlPlane::start(), other.join().unwrap()]
}

fn server(name: &'static str, plane: &ControlPlane) -> Server {
    Server::of_kubeconfig(name, plane.kubeconfig(), HttpVersions::Any)
}

fn print_coverage(report: &Report) {
    for ((what, outcome), count) in &report.outcomes {
        eprintln!("{count:6} {what}: {outcome}");
    }
    for (what, count) in &report.allowed {
        eprintln!("{count:6} allowed: {what}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_real_servers_answer_alike() {
    let [left, right] = two_control_planes();
    let begun = std::time::Instant::now();
    let seed = from_environment("SEED", 1);
    let operations = from_environment("OPERATIONS", OPERATIONS);
    let servers = [server("left", &left), server("right", &right)];
    let report = run(servers, seed, operations).await;
    print_coverage(&report);
    eprintln!(
        "{} operations in {:.1?}",
        report.operations,
        begun.elapsed()
    );
    assert!(report.is_silent(), "\n{report}");
}
