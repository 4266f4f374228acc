//! The suite finds transports that break the contract. Each here breaks one thing.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use outrigger::rt::BoxFuture;
use outrigger::transport::{
    Body, Capabilities, HttpTransport, Link, TransportError, TransportErrorKind as Kind,
};
use outrigger_test::conformance::{Clause, Endpoints, Target};
use outrigger_test::{Answer, ManualTimer, MockTransport};

type Answered = Result<Response<Body>, TransportError>;

/// A transport that does what `send` does with the well-behaved transport below it.
struct Wrong<F>(MockTransport, F);

impl<F> fmt::Debug for Wrong<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wrong")
    }
}

#[async_trait]
impl<F> HttpTransport for Wrong<F>
where
    F: Fn(MockTransport, Request<Bytes>) -> BoxFuture<'static, Answered> + Send + Sync + 'static,
{
    async fn send(&self, request: Request<Bytes>) -> Answered {
        (self.1)(self.0.clone(), request).await
    }
}

fn behaving(timer: &ManualTimer) -> MockTransport {
    let mock = MockTransport::new();
    let endpoints = Endpoints::new(Arc::new(timer.clone()));
    mock.react("*", "*", move |request| match request.uri().host() {
        Some("behaving") => {
            let answer = endpoints.answer(request.to_http());
            Some(Answer::later(async move { Ok(answer.await) }))
        }
        _ => Some(Answer::bytes("hello world")),
    });
    mock
}

/// The violation that `clause` finds in a transport that sends so.
#[track_caller]
fn violation<F, R>(clause: &str, send: F) -> String
where
    F: Fn(MockTransport, Request<Bytes>) -> R + Send + Sync + 'static,
    R: Future<Output = Answered> + Send + 'static,
{
    let timer = ManualTimer::new();
    let send =
        move |mock, request| -> BoxFuture<'static, Answered> { Box::pin(send(mock, request)) };
    let wrong = Arc::new(Wrong(behaving(&timer), send));
    let link = Link::new(wrong, Capabilities::all());
    let target =
        Target::new(link, Arc::new(timer.clone()), "http://behaving").misbehaving("http://broken");
    let verdict = timer.run(
        Clause::named(clause)
            .expect("no such clause")
            .check(&target),
    );
    verdict.expect_err("the clause found nothing").to_string()
}

#[track_caller]
fn check(violation: &str, part: &str) {
    assert!(
        violation.contains(part),
        "{violation:?} does not say {part:?}"
    );
}

#[test]
fn errors_for_statuses() {
    let found = violation("non_2xx_is_a_response", |mock, request| async move {
        let response = mock.send(request).await?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(TransportError::new(
            Kind::Protocol,
            format!("status {}", response.status()),
        ))
    });
    check(
        &found,
        "/status/400 failed: Protocol: malformed HTTP: status 400",
    );
}

#[test]
fn buffered_bodies() {
    let buffer = |mock: MockTransport, request| async move {
        let (head, body) = mock.send(request).await?.into_parts();
        let body = body.collect(1 << 30).await?;
        Ok(Response::from_parts(head, Body::from_bytes(body)))
    };
    for clause in [
        "head_before_body",
        "chunks_are_not_buffered",
        "small_chunks_arrive_while_the_body_is_open",
        "dropping_an_unread_body_aborts",
    ] {
        check(&violation(clause, buffer), "it hangs");
    }
    check(
        &violation("large_body_streams", buffer),
        "a chunk has 67108864 bytes",
    );
}

#[test]
fn retries() {
    let found = violation("no_retry", |mock, request| async move {
        let response = mock.send(request.clone()).await?;
        if response.status() == 503 {
            mock.send(request).await
        } else {
            Ok(response)
        }
    });
    check(&found, "GET answered 503 became 2 requests");
}

#[test]
fn followed_redirects() {
    let found = violation(
        "redirects_are_not_followed",
        |mock, mut request| async move {
            let response = mock.send(request.clone()).await?;
            let Some(to) = response.headers().get("location") else {
                return Ok(response);
            };
            let to = format!("http://behaving{}", to.to_str().unwrap());
            *request.uri_mut() = to.parse().unwrap();
            mock.send(request).await
        },
    );
    check(&found, "/redirect/301");
}

#[test]
fn added_parameters() {
    let found = violation(
        "no_query_parameters_added",
        |mock, mut request| async move {
            if request.uri().path() == "/request" {
                *request.uri_mut() = format!("{}&_=1", request.uri()).parse().unwrap();
            }
            mock.send(request).await
        },
    );
    check(&found, "arrived as \"/request?watch=1&_=1\"");
}

#[test]
fn exchanges_that_outlive_their_future() {
    let leak = |mock: MockTransport, request| async move {
        let keep = Box::pin(async move { mock.send(request).await });
        let mut keep = std::mem::ManuallyDrop::new(keep);
        std::future::poll_fn(move |cx| keep.as_mut().poll(cx)).await
    };
    check(&violation("dropping_the_future_aborts", leak), "it hangs");
}

#[test]
fn bodies_that_end_cleanly_when_cut() {
    let found = violation("a_cut_body_is_an_error", |mock, request| async move {
        mock.send(request).await
    });
    check(&found, "the cut body ended cleanly");
}

#[test]
fn what_is_not_http_and_taken_for_it() {
    let found = violation(
        "a_malformed_response_is_an_error",
        |mock, request| async move { mock.send(request).await },
    );
    check(&found, "kind=text was answered 200");
}
