//! The mock keeps the transport contract: the suite, with the servers in process.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{Request, Response};
use outrigger::transport::{Body, Capabilities, TransportError, TransportErrorKind as Kind};
use outrigger_test::conformance::{CLAUSES, Clause, Endpoints, Outcome, Target, check_all};
use outrigger_test::{Answer, MockTransport, RecordedRequest};

/// A mock whose hosts are the suite's servers.
fn mock(capabilities: Capabilities) -> MockTransport {
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

fn target(mock: &MockTransport) -> Target {
    Target::new(
        mock.link(),
        Arc::new(mock.timer().clone()),
        "http://behaving",
    )
    .misbehaving("http://http1")
    .misbehaving_http2("http://http2")
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

fn on_the_mock(clause: Clause) {
    let mock = mock(Capabilities::all());
    let outcome = mock.timer().run(clause.check(&target(&mock)));
    match outcome {
        Ok(Outcome::Passed) => {}
        Ok(Outcome::NotApplicable(why)) => {
            // The one clause about transports that declare a limit.
            assert_eq!(clause.name, "declared_parallel_streams_are_real", "{why}");
        }
        Err(violation) => panic!("{violation}"),
    }
}

outrigger_test::conformance_tests!(mod all, on_the_mock);

#[test]
fn a_limited_transport_is_told_what_does_not_apply() {
    let mock = mock(Capabilities::minimal(6));
    let report = mock.timer().run(check_all(&target(&mock)));
    assert!(report.is_conformant(), "{report}");
    let names: Vec<_> = report.not_applicable().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "large_headers",
            "repeated_response_headers_are_kept",
            "a_hundred_open_watches_do_not_block_a_get",
        ]
    );
    assert_eq!(report.verdicts().len(), CLAUSES.len());
}

#[test]
fn without_misbehaving_servers_their_clauses_say_so() {
    let mock = mock(Capabilities::all());
    let target = Target::new(
        mock.link(),
        Arc::new(mock.timer().clone()),
        "http://behaving",
    );
    let clause = Clause::named("a_cut_body_is_an_error").unwrap();
    let outcome = mock.timer().run(clause.check(&target)).unwrap();
    assert!(
        outcome
            .to_string()
            .contains("no server that breaks HTTP/1.1"),
        "{outcome}"
    );
}
