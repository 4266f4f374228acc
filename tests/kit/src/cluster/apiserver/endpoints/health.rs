//! `/healthz`, `/livez` and `/readyz`: this server is well as long as it answers.

use std::collections::BTreeSet;
use std::fmt::Write;

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::cluster::apiserver::plain::{text, with_type};

const ENDPOINTS: [&str; 3] = ["healthz", "livez", "readyz"];

/// The checks in their order, and the only endpoint that has them, if it is not all three.
const CHECKS: [(&str, &[&str]); 37] = [
    ("ping", &ENDPOINTS),
    ("log", &ENDPOINTS),
    ("loopback-serving-certificate", &["healthz", "livez"]),
    ("etcd", &ENDPOINTS),
    ("etcd-readiness", &["readyz"]),
    ("informer-sync", &["readyz"]),
    (
        "poststarthook/start-apiserver-admission-initializer",
        &ENDPOINTS,
    ),
    (
        "poststarthook/generic-apiserver-start-informers",
        &ENDPOINTS,
    ),
    (
        "poststarthook/priority-and-fairness-config-consumer",
        &ENDPOINTS,
    ),
    ("poststarthook/priority-and-fairness-filter", &ENDPOINTS),
    (
        "poststarthook/storage-object-count-tracker-hook",
        &ENDPOINTS,
    ),
    ("poststarthook/start-apiextensions-informers", &ENDPOINTS),
    ("poststarthook/start-apiextensions-controllers", &ENDPOINTS),
    ("poststarthook/crd-informer-synced", &ENDPOINTS),
    (
        "poststarthook/start-system-namespaces-controller",
        &ENDPOINTS,
    ),
    (
        "poststarthook/peer-endpoint-reconciler-controller",
        &ENDPOINTS,
    ),
    (
        "poststarthook/start-cluster-authentication-info-controller",
        &ENDPOINTS,
    ),
    (
        "poststarthook/start-kube-apiserver-identity-lease-controller",
        &ENDPOINTS,
    ),
    (
        "poststarthook/start-kube-apiserver-identity-lease-garbage-collector",
        &ENDPOINTS,
    ),
    ("poststarthook/storage-readiness", &ENDPOINTS),
    (
        "poststarthook/start-legacy-token-tracking-controller",
        &ENDPOINTS,
    ),
    (
        "poststarthook/start-service-ip-repair-controllers",
        &ENDPOINTS,
    ),
    ("poststarthook/rbac/bootstrap-roles", &ENDPOINTS),
    (
        "poststarthook/scheduling/bootstrap-system-priority-classes",
        &ENDPOINTS,
    ),
    (
        "poststarthook/priority-and-fairness-config-producer",
        &ENDPOINTS,
    ),
    ("poststarthook/bootstrap-controller", &ENDPOINTS),
    (
        "poststarthook/start-kubernetes-service-cidr-controller",
        &ENDPOINTS,
    ),
    ("poststarthook/start-kube-aggregator-informers", &ENDPOINTS),
    (
        "poststarthook/apiservice-status-local-available-controller",
        &ENDPOINTS,
    ),
    (
        "poststarthook/apiservice-status-remote-available-controller",
        &ENDPOINTS,
    ),
    (
        "poststarthook/apiservice-registration-controller",
        &ENDPOINTS,
    ),
    ("poststarthook/apiservice-discovery-controller", &ENDPOINTS),
    ("poststarthook/kube-apiserver-autoregistration", &ENDPOINTS),
    ("autoregister-completion", &ENDPOINTS),
    ("poststarthook/apiservice-openapi-controller", &ENDPOINTS),
    ("poststarthook/apiservice-openapiv3-controller", &ENDPOINTS),
    ("shutdown", &["readyz"]),
];

/// The answer, if it is one of the endpoints or their checks.
pub(super) fn answer<B>(request: &Request<B>, path: &str) -> Option<Response<Bytes>> {
    let path = path.strip_prefix('/')?;
    let (endpoint, check) = path.split_once('/').unwrap_or((path, ""));
    if !ENDPOINTS.contains(&endpoint) {
        return None;
    }
    if check.is_empty() && path == endpoint {
        let query = request.uri().query().unwrap_or_default();
        return Some(text(StatusCode::OK, all(endpoint, query)));
    }
    checks(endpoint)
        .any(|name| name == check)
        .then(|| with_type(StatusCode::OK, "text/plain; charset=utf-8", "ok"))
}

/// Every endpoint's path, and those of its checks.
pub(super) fn paths() -> impl Iterator<Item = String> {
    ENDPOINTS.into_iter().flat_map(|endpoint| {
        let of_checks = checks(endpoint).map(move |name| format!("/{endpoint}/{name}"));
        of_checks.chain([format!("/{endpoint}")])
    })
}

fn checks(endpoint: &str) -> impl Iterator<Item = &'static str> {
    CHECKS
        .iter()
        .filter(move |(_, endpoints)| endpoints.contains(&endpoint))
        .map(|(name, _)| *name)
}

/// `ok`, or what was checked.
fn all(endpoint: &str, query: &str) -> String {
    let asked: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    if !asked.iter().any(|(name, _)| name == "verbose") {
        return "ok".to_owned();
    }
    let mut excluded: BTreeSet<&str> = asked
        .iter()
        .filter(|(name, _)| name == "exclude")
        .map(|(_, check)| check.as_ref())
        .collect();
    let mut report = String::new();
    for name in checks(endpoint) {
        let how = if excluded.remove(name) {
            " excluded: ok"
        } else {
            " ok"
        };
        // A String takes every line.
        let _ = writeln!(report, "[+]{name}{how}");
    }
    if !excluded.is_empty() {
        let quoted: Vec<_> = excluded.iter().map(|name| format!("{name:?}")).collect();
        let _ = writeln!(
            report,
            "warn: some health checks cannot be excluded: no matches for {}",
            quoted.join(",")
        );
    }
    let _ = writeln!(report, "{endpoint} check passed");
    report
}
