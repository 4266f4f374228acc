//! Exchanges recorded, kept as text, and answered again.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use outrigger::rt::{Instant, Timer};
use outrigger::transport::{Body, HttpTransport, TransportError, TransportErrorKind as Kind};
use outrigger_test::record::{
    End, Exchange, Recorder, Recording, RecordingError, Replay, Scrubber,
};
use outrigger_test::{
    Answer, Executor, Faults, FaultyTransport, ManualTimer, MockTransport, Stuck,
};
use serde_json::json;

mod replay;
mod round_trip;
mod text;

const SECOND: Duration = Duration::from_secs(1);

fn request(path: &str) -> Request<Bytes> {
    let request = Request::get(format!("http://cluster{path}"));
    request.body(Bytes::new()).expect("a request")
}

/// Everything a client sees of an answer, with its time.
async fn seen(
    answer: Result<Response<Body>, TransportError>,
    timer: &ManualTimer,
    began: Instant,
) -> Vec<String> {
    let mut seen = Vec::new();
    let mut note = |what: String| seen.push(format!("{:?} {what}", timer.now() - began));
    let mut body = match answer {
        Ok(response) => {
            note(format!("{} {:?}", response.status(), response.headers()));
            response.into_body()
        }
        Err(error) => {
            note(format!("{error}"));
            return seen;
        }
    };
    loop {
        match body.next().await {
            Some(Ok(chunk)) => note(format!("{chunk:?}")),
            Some(Err(error)) => note(format!("{error}")),
            None => {
                note("end".to_owned());
                return seen;
            }
        }
    }
}
