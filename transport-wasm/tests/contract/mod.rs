//! The transport contract over HTTP/1.1 and over HTTP/2, against the servers of
//! `outrigger-browser-peer`, which run beside the browser.

mod peer;

use std::sync::Arc;
use std::time::Duration;

use outrigger::transport::{ConnectionSettings, Connector};
use outrigger_test::conformance::{CLAUSES, Clause, Outcome, Target};
use outrigger_wasm::{BrowserTimer, FetchConnector};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

/// Clauses that do not apply over HTTP/1.1: what takes more streams than six, and HTTP/2.
const NOT_OVER_HTTP1: &[&str] = &[];

/// Clauses that do not apply over HTTP/2.
const NOT_OVER_HTTP2: &[&str] = &[];

async fn http1(clause: Clause) {
    let target = target(FetchConnector::new(), "http1").await;
    let target = target.misbehaving(peer::url("misbehaving").await);
    check(clause, &target, NOT_OVER_HTTP1).await;
}

async fn http2(clause: Clause) {
    let connector = FetchConnector::new().parallel_streams(100);
    let target = target(connector, "tls").await;
    let target = target.misbehaving_http2(peer::url("misbehavingHttp2").await);
    check(clause, &target, NOT_OVER_HTTP2).await;
}

async fn target(connector: FetchConnector, server: &str) -> Target {
    // The servers are of another origin than the tests, and expose their headers.
    let link = connector
        .exposes_headers(true)
        .connect(&ConnectionSettings::default())
        .expect("a browser");
    let timer = Arc::new(BrowserTimer::new().expect("a browser"));
    Target::new(link, timer, peer::url(server).await)
        .refused(peer::url("refused").await)
        .deadline(Duration::from_secs(15))
}

async fn check(clause: Clause, target: &Target, not_applicable: &[&str]) {
    let outcome = clause.check(target).await;
    match &outcome {
        Ok(outcome) => console_log!("{}: {outcome}", clause.name),
        Err(violation) => panic!("{}: BROKEN: {violation}", clause.name),
    }
    let applies = matches!(outcome, Ok(Outcome::Passed));
    assert_ne!(applies, not_applicable.contains(&clause.name));
}

#[wasm_bindgen_test]
fn most_clauses_apply() {
    for (over, not) in [("HTTP/1.1", NOT_OVER_HTTP1), ("HTTP/2", NOT_OVER_HTTP2)] {
        for name in not {
            assert!(Clause::named(name).is_some(), "no clause is called {name}");
        }
        let (of, not) = (CLAUSES.len(), not.len());
        console_log!("over {over}: {} of {of} clauses apply", of - not);
    }
}

outrigger_test::conformance_tests!(mod over_http1, #[wasm_bindgen_test], async http1);
outrigger_test::conformance_tests!(mod over_http2, #[wasm_bindgen_test], async http2);
