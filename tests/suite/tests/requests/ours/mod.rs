//! The requests that Outrigger sends for a call.

mod api;
mod options;
mod rest;
pub(crate) mod retry;
mod subresources;

use std::collections::BTreeMap;
use std::future::Future;

use outrigger::{Client, Error, ErrorKind, Result};
use outrigger_test::{Answer, MockTransport, RecordedRequest};
use serde_json::{Value, json};

/// Every request is answered with a Status, which says nothing.
fn reply() -> Answer {
    Answer::json(&json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
    }))
}

/// What was sent, or why nothing was; as the Go program says it. `None` when there is nothing in
/// Outrigger that could make the call.
pub(crate) fn answer(call: &Value) -> Option<Value> {
    let mock = MockTransport::new();
    mock.react("*", "*", |_| Some(reply()));
    let server = format!("http://127.0.0.1:1{}", text(call, "prefix"));
    let builder = Client::builder(mock.backend(), server).user_agent("recorded");
    let client = match builder.namespace("shop").build() {
        Ok(client) => client,
        Err(error) => return Some(refused(&error)),
    };
    let outcome = run(&mock, made(&client, call))?;
    let requests: Vec<_> = mock.requests().iter().map(recorded).collect();
    match outcome {
        _ if !requests.is_empty() => Some(json!({ "requests": requests })),
        Err(error) if error.kind() == ErrorKind::InvalidRequest => Some(refused(&error)),
        other => panic!("neither a request nor a refusal of {call}: {other:?}"),
    }
}

fn run<T>(mock: &MockTransport, future: impl Future<Output = T>) -> T {
    mock.timer().run(future)
}

fn refused(error: &Error) -> Value {
    json!({ "error": error.to_string() })
}

async fn made(client: &Client, call: &Value) -> Option<Result<()>> {
    match text(call, "client") {
        "rest" => rest::call(client, call).await,
        "scale" => Some(subresources::scale(client, call).await),
        "expansion" => Some(subresources::expansion(client, call).await),
        _ => Some(api::call(client, call).await),
    }
}

/// A member that is text, or "".
fn text<'a>(call: &'a Value, name: &str) -> &'a str {
    call[name].as_str().unwrap_or_default()
}

fn recorded(request: &RecordedRequest) -> Value {
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in request.headers() {
        let name = in_title_case(name.as_str());
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        headers.entry(name).or_default().push(value);
    }
    let target = request.uri().path_and_query().unwrap().as_str();
    let mut recorded = json!({
        "method": request.method().as_str(), "target": target, "headers": headers,
    });
    if !request.body().is_empty() {
        recorded["body"] = match serde_json::from_slice::<Value>(request.body()) {
            Ok(json) => json!({ "json": json }),
            Err(_) => json!({ "text": String::from_utf8_lossy(request.body()) }),
        };
    }
    recorded
}

/// `content-type` as Go prints it.
fn in_title_case(name: &str) -> String {
    let mut start = true;
    let letters = name.chars().map(|letter| {
        let upper = if start {
            letter.to_ascii_uppercase()
        } else {
            letter
        };
        start = letter == '-';
        upper
    });
    letters.collect()
}
