use std::io::Read;

use flate2::bufread::GzDecoder;
use futures_util::FutureExt;
use outrigger::transport::TransportErrorKind;

use super::*;
use crate::{Answer, MockTransport, OpenBody};

const PODS: &str = "/api/v1/pods";
const WATCH_LIST: &str = "/api/v1/pods?watch=1&sendInitialEvents=true&allowWatchBookmarks=1";

fn send(mock: &MockTransport, target: &str, encoding: &str) -> Response<Body> {
    let request = Request::get(format!("http://cluster{target}"))
        .header(ACCEPT_ENCODING, encoding)
        .body(Bytes::new());
    Compressed::new(Arc::new(mock.clone()))
        .send(request.unwrap())
        .now_or_never()
        .expect("an answer at once")
        .unwrap()
}

fn answering(answer: Answer) -> MockTransport {
    let mock = MockTransport::new();
    mock.react("*", "*", move |_| Some(answer.clone()));
    mock
}

/// The next chunk that is there now.
fn next(body: &mut Body) -> Option<Result<Bytes, TransportError>> {
    body.next().now_or_never().expect("a chunk at once")
}

/// All there is up to the end or an error.
fn drain(body: &mut Body) -> (Vec<u8>, Option<TransportErrorKind>) {
    let mut bytes = Vec::new();
    loop {
        match next(body) {
            Some(Ok(chunk)) => bytes.extend_from_slice(&chunk),
            Some(Err(error)) => return (bytes, Some(error.kind())),
            None => return (bytes, None),
        }
    }
}

/// The gzip members, each decompressed.
fn members(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut members = Vec::new();
    while !bytes.is_empty() {
        let mut member = Vec::new();
        let mut decoder = GzDecoder::new(bytes);
        decoder.read_to_end(&mut member).unwrap();
        bytes = decoder.into_inner();
        members.push(member);
    }
    members
}

fn watch() -> (MockTransport, OpenBody) {
    let (answer, body) = Answer::open();
    let answer = answer.header("content-type", "application/json");
    (answering(answer), body)
}

#[test]
fn which_answers_are_compressed() {
    let json = "application/json";
    // What the real server does with each of them.
    for (target, encoding, content_type, length, expected) in [
        (PODS, "gzip", json, THRESHOLD + 1, true),
        (PODS, "gzip", json, THRESHOLD, false),
        (PODS, "deflate, gzip", json, THRESHOLD + 1, true),
        (PODS, "br,gzip ,deflate", json, THRESHOLD + 1, true),
        (PODS, "gzip;q=1.0", json, THRESHOLD + 1, false),
        (PODS, "GZIP", json, THRESHOLD + 1, false),
        (PODS, "*", json, THRESHOLD + 1, false),
        (PODS, "x-gzip", json, THRESHOLD + 1, false),
        (PODS, "identity", json, THRESHOLD + 1, false),
        (PODS, "gzip", "application/yaml", THRESHOLD + 1, true),
        ("/api/v1/pods?watch=1", "gzip", json, THRESHOLD + 1, false),
        (
            "/api/v1/pods?watch=1&sendInitialEvents=true",
            "gzip",
            json,
            10,
            false,
        ),
        (
            "/api/v1/pods?watch=1&sendInitialEvents=false&allowWatchBookmarks=1",
            "gzip",
            json,
            10,
            false,
        ),
        (WATCH_LIST, "gzip", json, 10, true),
        (WATCH_LIST, "identity", json, 10, false),
        (
            "/api/v1/namespaces/a/pods/b/log",
            "gzip",
            "text/plain",
            THRESHOLD + 1,
            false,
        ),
        ("/openapi/v3/api/v1", "gzip", json, THRESHOLD + 1, false),
        (
            "/apis/apps/v1/deployments",
            "gzip",
            json,
            THRESHOLD + 1,
            true,
        ),
    ] {
        let body = vec![b'a'; length];
        let answer = Answer::chunks(body.chunks(50_000).map(<[u8]>::to_vec));
        let mock = answering(answer.header("content-type", content_type));
        let mut response = send(&mock, target, encoding);
        let headers = response.headers();
        let case = format!("{target} {encoding} {content_type} {length}");
        assert_eq!(headers.contains_key(CONTENT_ENCODING), expected, "{case}");
        assert_eq!(headers.contains_key(VARY), expected, "{case}");
        let (bytes, error) = drain(response.body_mut());
        assert_eq!(error, None);
        if expected {
            assert_eq!(members(&bytes), [body], "{case}");
        } else {
            assert!(bytes == body, "{case}");
        }
    }
}

#[test]
fn a_watch_list_is_a_member_per_flush() {
    let (mock, watch) = watch();
    let mut body = send(&mock, WATCH_LIST, "gzip").into_body();
    assert!(body.next().now_or_never().is_none(), "nothing to flush");
    watch.send("one\n");
    watch.send("two\n");
    let first = next(&mut body).unwrap().unwrap();
    watch.send("three\n");
    let second = next(&mut body).unwrap().unwrap();
    assert!(body.next().now_or_never().is_none());
    watch.end();
    assert!(next(&mut body).is_none());
    assert_eq!(members(&first), [b"one\ntwo\n"]);
    assert_eq!(members(&second), [b"three\n"]);
    assert_eq!(members(&[first, second].concat()).len(), 2);
}

#[test]
fn what_came_before_an_error_can_be_read() {
    let (mock, watch) = watch();
    let mut body = send(&mock, WATCH_LIST, "gzip").into_body();
    watch.send("one\n");
    watch.fail(TransportErrorKind::Interrupted);
    let (bytes, error) = drain(&mut body);
    assert_eq!(members(&bytes), [b"one\n"]);
    assert_eq!(error, Some(TransportErrorKind::Interrupted));

    let long = vec![b'a'; THRESHOLD + 1];
    let answer = Answer::chunks([long.clone(), long.clone()])
        .header("content-type", "application/json")
        .failing_at(long.len() + 5, TransportErrorKind::Interrupted);
    let mut body = send(&answering(answer), PODS, "gzip").into_body();
    let (bytes, error) = drain(&mut body);
    let mut read = Vec::new();
    GzDecoder::new(bytes.as_slice())
        .read_to_end(&mut read)
        .expect_err("the member has no end");
    assert_eq!(read.len(), long.len() + 5);
    assert_eq!(error, Some(TransportErrorKind::Interrupted));
}

#[test]
fn an_error_before_the_threshold_keeps_its_place() {
    let answer = Answer::chunks(["{}"])
        .header("content-type", "application/json")
        .failing_at(2, TransportErrorKind::Interrupted);
    let mut response = send(&answering(answer), PODS, "gzip");
    assert!(!response.headers().contains_key(CONTENT_ENCODING));
    let (bytes, error) = drain(response.body_mut());
    assert_eq!(bytes, b"{}");
    assert_eq!(error, Some(TransportErrorKind::Interrupted));
}
