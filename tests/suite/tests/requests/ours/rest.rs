//! Requests put together part by part.

use std::time::Duration;

use http::Method;
use outrigger::rest::RestRequest;
use outrigger::{Client, Result, Unstructured};
use serde_json::Value;

use super::{api, options};

/// `None` for what our builder does not have, each with a name in `LEFT_OUT`.
pub(super) async fn call(client: &Client, call: &Value) -> Option<Result<()>> {
    let rest = api::rest(client, call);
    let mut request: Option<RestRequest> = None;
    for step in call["steps"].as_array().unwrap() {
        let texts: Vec<&str> = step
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text.as_str().unwrap())
            .collect();
        let (name, texts) = (texts[0], &texts[1..]);
        request = Some(match name {
            "verb" => {
                let method = Method::from_bytes(texts[0].to_uppercase().as_bytes());
                rest.verb(method.unwrap())
            }
            "patch" => rest.patch(texts[0]),
            "do" | "raw" | "stream" | "watch" => return Some(end(request?, name).await),
            _ => part(request?, name, texts)?,
        });
    }
    None
}

fn part(request: RestRequest, name: &str, texts: &[&str]) -> Option<RestRequest> {
    Some(match (name, texts) {
        ("suffix", parts) => parts
            .iter()
            .fold(request, |request, part| request.suffix(part)),
        ("abspath", [path]) => request.abs_path(path),
        ("uri", [uri]) => request.request_uri(uri),
        ("resource", [resource]) => request.resource(resource),
        ("subresource", parts) => request.subresource(&parts.join("/")),
        ("name", [name]) => request.name(name),
        ("namespace", [namespace]) => request.namespace(namespace),
        ("param", [key, value]) => request.param(*key, value),
        ("header", [name, value]) => request.header(name, value),
        ("body", [body]) => request.body(body.to_string()),
        ("timeout", [timeout]) => request.timeout(duration(timeout)),
        ("options", [kind, text]) => with_options(request, kind, text)?,
        _ => return None,
    })
}

fn with_options(request: RestRequest, kind: &str, text: &str) -> Option<RestRequest> {
    let given: Value = serde_json::from_str(text).unwrap();
    Some(match kind {
        // client-go has one type for both; ours says `watch=true` by itself.
        "list" if watches(&given) => return None,
        "list" => request.params(&options::list(&given)),
        "get" => request.params(&options::get(&given)),
        "log" => request.params(&options::log(&given)),
        "patch" if given["force"] == true => request.params(&options::apply(&given)),
        "patch" => request.params(&options::patch(&given)),
        _ => return None,
    })
}

fn watches(options: &Value) -> bool {
    let names = ["allowWatchBookmarks", "sendInitialEvents"];
    names.iter().any(|name| !options[name].is_null())
}

/// The few durations of the cases.
fn duration(text: &str) -> Duration {
    match text {
        "0s" => Duration::ZERO,
        "1ns" => Duration::from_nanos(1),
        "250us" => Duration::from_micros(250),
        "1500ms" => Duration::from_millis(1500),
        "1s" => Duration::from_secs(1),
        "5s" => Duration::from_secs(5),
        "1m" => Duration::from_secs(60),
        "90s" => Duration::from_secs(90),
        "1h" => Duration::from_secs(3600),
        "1h0m0.5s" => Duration::from_millis(3_600_500),
        "36h1m1s" => Duration::from_secs(36 * 3600 + 61),
        other => panic!("{other} is not among the durations"),
    }
}

async fn end(request: RestRequest, how: &str) -> Result<()> {
    match how {
        "stream" => request.stream().await.map(drop),
        "watch" => request.watch::<Unstructured>().await.map(drop),
        "raw" => request.raw().await.map(drop),
        _ => request.send().await.map(drop),
    }
}
