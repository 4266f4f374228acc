//! The transport contract over HTTP/1.1 and over HTTP/2, against the servers of
//! `outrigger-browser-peer`, which run beside the browser.

mod exempt;

use std::sync::Arc;
use std::time::Duration;

use outrigger::transport::{ConnectionSettings, Connector};
use outrigger_test::conformance::{CLAUSES, Clause, Outcome, Target};
use outrigger_wasm::{BrowserTimer, FetchConnector};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use self::exempt::{Exempt, OVER_HTTP1, OVER_HTTP2};
use crate::peer;

/// How long a clause may take.
const LIMIT: Duration = Duration::from_secs(15);
/// How long one may take that cannot hold: some of these hang.
const EXEMPT_LIMIT: Duration = Duration::from_secs(5);

async fn http1(clause: Clause) {
    let target = target(FetchConnector::new(), "http1").await;
    let target = target.misbehaving(url("misbehaving").await);
    check(clause, target, OVER_HTTP1).await;
}

async fn http2(clause: Clause) {
    let connector = FetchConnector::new().parallel_streams(100);
    let target = target(connector, "tls").await;
    let target = target.misbehaving_http2(url("misbehavingHttp2").await);
    check(clause, target, OVER_HTTP2).await;
}

async fn target(connector: FetchConnector, server: &str) -> Target {
    // The servers are of another origin than the tests, and expose their headers.
    let link = connector
        .exposes_headers(true)
        .connect(&ConnectionSettings::default())
        .expect("a browser");
    let timer = Arc::new(BrowserTimer::new().expect("a browser"));
    Target::new(link, timer, url(server).await).refused(url("refused").await)
}

/// The URL of the server of that name.
async fn url(name: &str) -> String {
    let servers = peer::ask("").await;
    match servers[name].as_str() {
        Some(url) => url.to_owned(),
        None => panic!("the index names no server {name}"),
    }
}

async fn check(clause: Clause, target: Target, exempt: &[Exempt]) {
    let why = exempt.iter().find(|(name, _)| *name == clause.name);
    let limit = if why.is_some() { EXEMPT_LIMIT } else { LIMIT };
    let outcome = clause.check(&target.deadline(limit)).await;
    let outcome = match outcome {
        Ok(Outcome::Passed) => {
            assert!(why.is_none(), "{} holds after all", clause.name);
            return;
        }
        Ok(not_applicable) => not_applicable.to_string(),
        Err(violation) => violation.to_string(),
    };
    match why {
        Some((name, why)) => console_log!("{name}: {outcome}: {why}"),
        None => panic!("{}: {outcome}", clause.name),
    }
}

#[wasm_bindgen_test]
fn what_does_not_hold_is_a_clause() {
    for (over, exempt) in [("HTTP/1.1", OVER_HTTP1), ("HTTP/2", OVER_HTTP2)] {
        for (name, _) in exempt {
            assert!(Clause::named(name).is_some(), "no clause is called {name}");
        }
        let (of, not) = (CLAUSES.len(), exempt.len());
        console_log!("over {over}: {} of {of} clauses hold", of - not);
    }
}

outrigger_test::conformance_tests!(mod over_http1, #[wasm_bindgen_test], async http1);
outrigger_test::conformance_tests!(mod over_http2, #[wasm_bindgen_test], async http2);
