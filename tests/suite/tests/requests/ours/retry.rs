//! How often Outrigger sends a request, and how that ends.

use std::sync::{Arc, Mutex};

use http::Method;
use outrigger::object::GroupVersion;
use outrigger::rest::RestRequest;
use outrigger::rt::{Instant, Timer};
use outrigger::transport::TransportErrorKind;
use outrigger::{
    Client, Error, ErrorKind, RateLimit, Result, RetryPolicy, SendOptions, Unstructured,
};
use outrigger_test::{Answer, MockTransport};
use serde_json::{Value, json};

use super::text;

/// Attempts, waits before them and the outcome, as the Go program says them.
pub(crate) fn answer(given: &Value) -> Value {
    let mock = MockTransport::new();
    let attempts = scripted(&mock, given["replies"].as_array().unwrap().clone());
    let client = Client::builder(mock.backend(), "http://127.0.0.1:1").rate_limit(RateLimit::off());
    let client = client.build().unwrap();
    let mut answer = json!({});
    let outcome = mock.timer().run(ended(&client, given, &mut answer));
    let attempts = attempts.lock().unwrap();
    answer["attempts"] = attempts.len().into();
    let waits = attempts
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).as_secs());
    let waits: Vec<u64> = waits.filter(|seconds| *seconds > 0).collect();
    if !waits.is_empty() {
        answer["waits"] = waits.into();
    }
    if let Err(error) = outcome {
        answer["error"] = described(&error);
    }
    answer
}

/// Gives each request the next reply, and the last one again and again. When they came is told.
fn scripted(mock: &MockTransport, replies: Vec<Value>) -> Arc<Mutex<Vec<Instant>>> {
    let attempts = Arc::new(Mutex::new(Vec::new()));
    let (made, timer) = (attempts.clone(), mock.timer().clone());
    mock.react("*", "*", move |_| {
        let mut made = made.lock().unwrap();
        let reply = &replies[made.len().min(replies.len() - 1)];
        made.push(timer.now());
        Some(replied(reply))
    });
    attempts
}

fn replied(reply: &Value) -> Answer {
    let cut = match text(reply, "fails") {
        "" => None,
        "cut" => Some(TransportErrorKind::Interrupted),
        "reset in body" => Some(TransportErrorKind::Reset),
        before => return Answer::failure(kind(before)),
    };
    let body = text(reply, "body").to_owned();
    let length = body.len();
    let status = u16::try_from(reply["status"].as_u64().unwrap()).unwrap();
    let mut answer = Answer::bytes(body).with_status(status);
    for (name, values) in reply["headers"].as_object().unwrap() {
        answer = answer.header(name, values[0].as_str().unwrap());
    }
    match cut {
        Some(kind) => answer.failing_at(length, kind),
        None => answer,
    }
}

/// What a transport makes of what Go's transport answers.
fn kind(fails: &str) -> TransportErrorKind {
    match fails {
        "refused" => TransportErrorKind::Refused,
        "reset" | "eof" | "lost" => TransportErrorKind::Reset,
        "timeout" => TransportErrorKind::Timeout,
        "goaway" => TransportErrorKind::Unprocessed,
        "something" => TransportErrorKind::Protocol,
        other => panic!("there is no failure {other}"),
    }
}

async fn ended(client: &Client, given: &Value, answer: &mut Value) -> Result<()> {
    let verb = text(given, "verb");
    let rest = client.rest("/apis", &GroupVersion::new("example.com", "v1"));
    let request = rest.verb(Method::from_bytes(verb.as_bytes()).unwrap());
    let request = request.namespace("shop").resource("widgets");
    let request = match verb {
        "POST" => request,
        _ => request.name("left"),
    };
    let request = match text(given, "body") {
        "" => request,
        body => request.body(body.to_owned()),
    };
    let options = match given["retries"].as_u64() {
        Some(retries) => {
            let retries = u32::try_from(retries).unwrap();
            SendOptions::new().retry(RetryPolicy::default().retries(retries))
        }
        None => SendOptions::new(),
    };
    match text(given, "end") {
        "do" | "raw" => request.send_with(&options).await.map(drop),
        "stream" => streamed(request, &options, answer).await,
        "watch" => watched(request, answer).await,
        other => panic!("there is no end {other}"),
    }
}

async fn streamed(request: RestRequest, options: &SendOptions, answer: &mut Value) -> Result<()> {
    let mut body = request.stream_with(options).await?.into_body();
    while let Some(chunk) = body.next().await {
        if chunk.is_err() {
            answer["broke"] = true.into();
        }
    }
    Ok(())
}

async fn watched(request: RestRequest, answer: &mut Value) -> Result<()> {
    let mut watch = request.watch::<Unstructured>().await?;
    let mut events = 0;
    while watch.next().await.is_some() {
        events += 1;
    }
    answer["events"] = vec![""; events].into();
    Ok(())
}

fn described(error: &Error) -> Value {
    let mut described = json!({ "text": error.to_string() });
    if error.kind() == ErrorKind::Api
        && let Some(status) = error.status()
    {
        described["code"] = status.code.into();
        described["reason"] = status.reason.clone().into();
    }
    described
}
