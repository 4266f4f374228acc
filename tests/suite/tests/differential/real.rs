//! Real servers against each other: the harness is silent where nothing differs, and finds what
//! was planted.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use outrigger_hyper::HttpVersions;
use outrigger_suite::control_plane::ControlPlane;
use outrigger_suite::server::Server;

use crate::differences::DIFFERENCES;
use crate::generate::Theme;
use crate::planted::{Fault, with_fault};
use crate::run::{Plan, Report, run};

pub(crate) const OPERATIONS: usize = 5_000;
/// Enough to meet each planted fault.
const OPERATIONS_WITH_FAULT: usize = 500;

pub(crate) fn from_environment<T: std::str::FromStr>(name: &str, otherwise: T) -> T {
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

pub(crate) fn print_coverage(report: &Report) {
    for ((what, outcome), count) in &report.outcomes {
        eprintln!("{count:6} {what}: {outcome}");
    }
    for (what, spent) in &report.spent {
        eprintln!("{spent:8.1?} {what}");
    }
    for allowed in DIFFERENCES {
        let count = report
            .allowed
            .get(allowed.what)
            .copied()
            .unwrap_or_default();
        eprintln!("{count:6} allowed: {}, since {}", allowed.what, allowed.why);
    }
}

/// Answers that a run of full length meets, so that the generator does not lose its way unseen.
const ANSWERS: [&str; 16] = [
    "200",
    "201",
    "400 BadRequest",
    "401 Unauthorized",
    "403 Forbidden",
    "404",
    "404 NotFound",
    "405 MethodNotAllowed",
    "406 NotAcceptable",
    "409 AlreadyExists",
    "409 Conflict",
    "413 RequestEntityTooLarge",
    "415 UnsupportedMediaType",
    "422 Invalid",
    "500",
    "504 Timeout",
];

fn check_coverage(report: &Report) {
    let met: BTreeSet<_> = report
        .outcomes
        .keys()
        .map(|(_, outcome)| outcome.as_str())
        .collect();
    let missing: Vec<_> = ANSWERS
        .iter()
        .filter(|answer| !met.contains(**answer))
        .collect();
    assert!(
        missing.is_empty(),
        "no operation was answered with any of {missing:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_real_servers_answer_alike() {
    let [left, right] = two_control_planes();
    let begun = std::time::Instant::now();
    let operations = from_environment("OPERATIONS", OPERATIONS);
    let plan = Plan {
        seed: from_environment("SEED", 1),
        operations,
        differences: 60,
        theme: Theme::Kinds,
    };
    let servers = [server("left", &left), server("right", &right)];
    let report = run(servers, plan).await;
    print_coverage(&report);
    eprintln!(
        "{} operations in {:.1?}",
        report.operations,
        begun.elapsed()
    );
    assert!(report.is_silent(), "\n{report}");
    if operations >= OPERATIONS {
        check_coverage(&report);
    }
}

/// Faults, and what they are called.
const FAULTS: [(&str, Fault); 8] = [
    ("another status code", |asked, response| {
        if asked.method() == "POST" && response.status() == StatusCode::CREATED {
            *response.status_mut() = StatusCode::OK;
        }
    }),
    ("a warning left out", |_, response| {
        response.headers_mut().remove("warning");
    }),
    ("another content type", |_, response| {
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        if response.headers().get("content-type") == Some(&text) {
            response
                .headers_mut()
                .insert("content-type", HeaderValue::from_static("text/plain"));
        }
    }),
    ("another message", |_, response| {
        replace(response, "not found\"", "missing\"")
    }),
    ("another cause", |_, response| {
        replace(response, "\"field\":\"", "\"field\":\".");
    }),
    ("a default left out", |_, response| {
        replace(response, "\"replicas\":1,", "")
    }),
    ("a managed field left out", |_, response| {
        replace(response, "\"f:labels\"", "\"f:label\"")
    }),
    ("a version that stays", |asked, response| {
        if asked.method() == "PUT" {
            replace(
                response,
                "\"resourceVersion\":\"",
                "\"resourceVersion\":\"1",
            );
        }
    }),
];

/// Faults that only the watches which stay open can show.
const WATCH_FAULTS: [(&str, Fault); 3] = [
    ("an event lost", |asked, response| {
        if is_open_watch(asked) && is_event_of(response, "DELETED") {
            *response.body_mut() = Bytes::new();
        }
    }),
    ("an event of another type", |asked, response| {
        if is_open_watch(asked) {
            replace(response, "\"type\":\"MODIFIED\"", "\"type\":\"ADDED\"");
        }
    }),
    ("an event with another object", |asked, response| {
        if is_open_watch(asked) && is_event_of(response, "DELETED") {
            replace(
                response,
                "\"resourceVersion\":\"",
                "\"resourceVersion\":\"1",
            );
        }
    }),
];

fn replace(response: &mut Response<Bytes>, text: &str, by: &str) {
    if let Ok(body) = std::str::from_utf8(response.body()) {
        let replaced = body.replace(text, by);
        *response.body_mut() = replaced.into();
    }
}

fn is_open_watch(asked: &Request<()>) -> bool {
    let query = asked.uri().query().unwrap_or_default();
    query.contains("watch=1") && !query.contains("timeoutSeconds")
}

fn is_event_of(response: &Response<Bytes>, event: &str) -> bool {
    let start = format!("{{\"type\":\"{event}\"");
    response.body().starts_with(start.as_bytes())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_planted_is_found() {
    let [left, right] = two_control_planes();
    let plan = Plan {
        seed: 1,
        operations: OPERATIONS_WITH_FAULT,
        differences: 1,
        theme: Theme::Kinds,
    };
    for (what, fault) in FAULTS.into_iter().chain(WATCH_FAULTS) {
        let faulty = with_fault(server("right", &right), fault);
        let report = run([server("left", &left), faulty], plan).await;
        assert!(!report.is_silent(), "{what} is not found");
        eprintln!("{what}: after {} operations", report.operations);
    }
    let servers = [server("left", &left), server("right", &right)];
    let report = run(servers, plan).await;
    assert!(report.is_silent(), "without a fault\n{report}");
}
