//! The conformance suite's servers in process: what transports without a network run against.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{Request, Response};
use outrigger::transport::{Body, Capabilities, Link, TransportError, TransportErrorKind as Kind};
use outrigger_test::conformance::{Clause, Endpoints, Outcome, Target};
use outrigger_test::{Answer, ManualTimer, MockTransport, RecordedRequest};

/// A mock whose hosts are the suite's servers.
pub(crate) fn mock(capabilities: Capabilities) -> MockTransport {
    let mock = MockTransport::with_capabilities(capabilities);
    let endpoints = Endpoints::new(Arc::new(mock.timer().clone()));
    mock.react("*", "*", move |request| {
        let endpoints = endpoints.clone();
        Some(match request.uri().host() {
            Some("behaving") => {
                let answer = endpoints.answer(request.to_http());
                Answer::later(async move { Ok(answer.await) })
            }
            Some("http1") => broken_http1(&endpoints, request),
            Some("http2") => broken_http2(endpoints, request),
            _ => Answer::failure(Kind::Refused),
        })
    });
    mock
}

/// The transport of `link` against them.
pub(crate) fn target(link: Link, timer: &ManualTimer) -> Target {
    Target::new(link, Arc::new(timer.clone()), "http://behaving")
        .misbehaving("http://http1")
        .misbehaving_http2("http://http2")
}

/// Checks a clause on a transport that declares no limit.
pub(crate) fn check(clause: Clause, link: Link, timer: &ManualTimer) {
    match timer.run(clause.check(&target(link, timer))) {
        Ok(Outcome::Passed) => {}
        Ok(Outcome::NotApplicable(why)) => {
            // They are about transports that declare a limit, or that have certificates.
            let others = [
                "declared_parallel_streams_are_real",
                "new_settings_cut_nothing_open",
                "unusable_settings_change_nothing",
            ];
            assert!(others.contains(&clause.name), "{}: {why}", clause.name);
        }
        Err(violation) => panic!("{violation}"),
    }
}

/// Has the endpoints count the exchange.
fn count(endpoints: &Endpoints, id: &str) {
    let request = Request::get(format!("http://behaving/empty?id={id}")).body(Bytes::new());
    futures_util::FutureExt::now_or_never(endpoints.answer(request.expect("a request")));
}

fn broken_http1(endpoints: &Endpoints, request: &RecordedRequest) -> Answer {
    let asked = |name| request.query_value(name).unwrap_or_default();
    let at: usize = asked("at").parse().unwrap_or_default();
    count(endpoints, asked("id"));
    match request.path() {
        "/close" => Answer::failure(Kind::Reset),
        "/cut-head" => Answer::failure(Kind::Protocol),
        "/cut" => Answer::chunks(["hello", " world"]).failing_at(at.min(10), Kind::Interrupted),
        "/endless-head" | "/endless-head-line" => Answer::failure(Kind::TooLarge),
        "/informational" if asked("count").len() > 5 => Answer::failure(Kind::TooLarge),
        "/malformed" if asked("kind").starts_with("chunk") => {
            Answer::chunks(["hello"]).failing_at(5, Kind::Protocol)
        }
        "/malformed" => Answer::failure(Kind::Protocol),
        "/slow-head" => Answer::bytes("hello world").delayed(Duration::from_secs(1)),
        _ => Answer::bytes("hello world"),
    }
}

fn broken_http2(endpoints: Endpoints, request: &RecordedRequest) -> Answer {
    let id = request.query_value("id").unwrap_or_default();
    if request.path() == "/reset-head" {
        count(&endpoints, id);
        return Answer::failure(Kind::Reset);
    }
    let rest = match request.path() {
        "/goaway" => Ok(Bytes::from(" world")),
        _ => Err(TransportError::new(Kind::Interrupted, "cut")),
    };
    // The body goes on when a chunk that the endpoints hold back is released.
    let gate = Request::get(format!("http://behaving/gated?count=1&size=1&id={id}"));
    let gate = endpoints.answer(gate.body(Bytes::new()).expect("a request"));
    let released = async move {
        gate.await.into_body().next().await;
        rest
    };
    let body = stream::iter([Ok(Bytes::from("hello"))]).chain(stream::once(released));
    let response = Response::new(Body::new(body));
    Answer::later(async move { Ok(response) })
}
