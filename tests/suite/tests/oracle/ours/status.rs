//! What a program learns of an answer.

use http::Method;
use outrigger::object::GroupVersion;
use outrigger::{Client, Error, ErrorKind, Result, RetryPolicy, Unstructured};
use outrigger_test::{Answer, MockTransport};
use serde_json::{Value, json};

use super::text;

pub(super) fn answered(given: &Value) -> Value {
    let mock = MockTransport::new();
    let reply = given["reply"].clone();
    mock.react("*", "*", move |_| Some(answer(&reply)));
    let builder = Client::builder(mock.backend(), "http://127.0.0.1:1");
    let client = builder.retry(RetryPolicy::off()).build().unwrap();
    match mock.timer().run(asked(&client, text(given, "verb"))) {
        Ok(found) => found,
        Err(error) => mapped(&error),
    }
}

fn answer(reply: &Value) -> Answer {
    let status = u16::try_from(reply["status"].as_u64().unwrap()).unwrap();
    let body = text(reply, "body").to_owned();
    let mut answer = Answer::bytes(body).with_status(status);
    for (name, values) in reply["headers"].as_object().unwrap() {
        for value in values.as_array().unwrap() {
            answer = answer.header(name, value.as_str().unwrap());
        }
    }
    answer
}

async fn asked(client: &Client, verb: &str) -> Result<Value> {
    let rest = client.rest("/apis", &GroupVersion::new("example.com", "v1"));
    let request = rest.verb(Method::from_bytes(verb.as_bytes()).unwrap());
    let request = request.namespace("shop").resource("widgets");
    let request = match verb {
        "POST" => request,
        _ => request.name("left"),
    };
    let response = request.send().await?;
    let code = response.status().as_u16();
    let object: Unstructured = response.into()?;
    Ok(json!({ "read": object.kind(), "code": code }))
}

/// The predicates, by the names of client-go's.
fn predicates(error: &Error) -> Vec<&'static str> {
    let all = [
        ("AlreadyExists", error.is_already_exists()),
        ("BadRequest", error.is_bad_request()),
        ("Conflict", error.is_conflict()),
        ("Expired", error.is_resource_expired()),
        ("Forbidden", error.is_forbidden()),
        ("Gone", error.is_gone()),
        ("InternalError", error.is_internal_error()),
        ("Invalid", error.is_invalid()),
        ("MethodNotSupported", error.is_method_not_supported()),
        ("NotAcceptable", error.is_not_acceptable()),
        ("NotFound", error.is_not_found()),
        ("RequestEntityTooLarge", error.is_request_entity_too_large()),
        ("ServerTimeout", error.is_server_timeout()),
        ("ServiceUnavailable", error.is_service_unavailable()),
        ("StoreReadError", error.is_store_read_error()),
        ("Timeout", error.is_timeout()),
        ("TooManyRequests", error.is_too_many_requests()),
        ("Unauthorized", error.is_unauthorized()),
        ("UnexpectedServerError", error.is_unexpected_server_error()),
        ("UnsupportedMediaType", error.is_unsupported_media_type()),
    ];
    let met = all.into_iter().filter(|(_, is)| *is);
    met.map(|(name, _)| name).collect()
}

fn mapped(error: &Error) -> Value {
    if error.kind() != ErrorKind::Api {
        return json!({ "error": error.chain().to_string() });
    }
    let Some(status) = error.status() else {
        return json!({ "code": error.http_status().map(|code| code.as_u16()) });
    };
    let mut answer = json!({
        "code": status.code, "reason": status.reason, "message": status.message,
        "is": predicates(error).join(" "),
        "causes": status.details.causes.len(),
        "retryAfterSeconds": status.details.retry_after_seconds,
    });
    if let Some(delay) = error.suggested_delay() {
        answer["delay"] = delay.as_secs().into();
    }
    answer
}
