//! What clients and servers see of injected faults.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use http::{Request, Response};
use outrigger::rt::{Instant, Timer};
use outrigger::transport::{
    Body, Capabilities, HttpTransport, TransportError, TransportErrorKind as Kind,
};
use outrigger_test::{
    Answer, Executor, Faults, FaultyTransport, ManualTimer, MockTransport, Refusal, Stuck,
};
use serde_json::{Value, json};

mod bodies;
mod kinds;
mod machine;
mod seeds;
mod time;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

const PODS: &str = "/api/v1/pods";
const WATCH: &str = "/api/v1/pods?watch=1";
const TEXT: &str = "{\"items\":[1,2,3]}";

/// A mock whose pods are [`TEXT`], and the faulty way to it.
fn cluster(faults: Faults, seed: u64) -> (MockTransport, FaultyTransport) {
    let mock = MockTransport::new();
    mock.react("*", "pods", |_| Some(Answer::bytes(TEXT)));
    let faulty = faulty(&mock, faults, seed);
    (mock, faulty)
}

fn faulty(mock: &MockTransport, faults: Faults, seed: u64) -> FaultyTransport {
    let timer = Arc::new(mock.timer().clone());
    FaultyTransport::new(Arc::new(mock.clone()), timer, faults, seed)
}

fn request(path: &str) -> Request<Bytes> {
    let request = Request::get(format!("http://cluster{path}"));
    request.body(Bytes::new()).expect("a request")
}

async fn whole(response: Result<Response<Body>, TransportError>) -> Result<Bytes, TransportError> {
    response?.into_body().collect(1 << 20).await
}

/// Sends a request, and says how it ended and how long that took.
fn get(
    timer: &ManualTimer,
    faulty: &FaultyTransport,
    path: &str,
) -> (Result<Bytes, Kind>, Duration) {
    let begun = timer.now();
    let end = timer.run(async { whole(faulty.send(request(path)).await).await });
    (end.map_err(|error| error.kind()), timer.now() - begun)
}
