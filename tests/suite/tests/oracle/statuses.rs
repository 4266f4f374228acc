//! What is to be learnt of a failure from its Status, or from the one that stands in for it.

use serde_json::{Value, json};

/// The reasons, and the code that says the same where no reason is known; 0 where none does.
const REASONS: [(&str, u64); 19] = [
    ("AlreadyExists", 0),
    ("BadRequest", 400),
    ("Conflict", 409),
    ("Expired", 0),
    ("Forbidden", 403),
    ("Gone", 410),
    ("InternalError", 500),
    ("Invalid", 422),
    ("MethodNotAllowed", 405),
    ("NotAcceptable", 406),
    ("NotFound", 404),
    ("RequestEntityTooLarge", 413),
    ("ServerTimeout", 0),
    ("ServiceUnavailable", 503),
    ("StoreReadError", 0),
    ("Timeout", 504),
    ("TooManyRequests", 429),
    ("Unauthorized", 401),
    ("UnsupportedMediaType", 415),
];

/// The HTTP code of an answer; 1000 of what is none.
pub(crate) fn code(case: &Value) -> u64 {
    case["reply"]["status"].as_u64().unwrap_or(1000)
}

/// The body of an answer, as JSON.
pub(crate) fn status(case: &Value) -> Value {
    let body = case["reply"]["body"].as_str().unwrap_or_default();
    serde_json::from_str(body).unwrap_or_default()
}

/// What an answer says that it is.
pub(crate) fn media_type(case: &Value) -> Option<&str> {
    case["reply"]["headers"]["Content-Type"][0].as_str()
}

/// Whether the server said what is wrong, in a Status.
pub(crate) fn said(case: &Value) -> bool {
    let media_type = media_type(case).and_then(|text| text.split(';').next());
    let json = matches!(media_type, None | Some("application/json"));
    let status = status(case);
    json && reads(&status) && status["kind"] == "Status" && status["status"] == "Failure"
}

/// Whether it is a Status of a failure as ours know it.
pub(crate) fn is_failure(status: &Value) -> bool {
    let version = status["apiVersion"].as_str().unwrap_or_default();
    let known = ["", "v1", "meta.k8s.io/v1"].contains(&version);
    known && reads(status) && status["kind"] == "Status" && status["status"] == "Failure"
}

/// Whether it can be decoded.
fn reads(status: &Value) -> bool {
    status["code"].is_null() || status["code"].is_number()
}

/// The seconds of the answer's `Retry-After`.
fn header(case: &Value) -> Option<i64> {
    let header = case["reply"]["headers"]["Retry-After"][0].as_str();
    header.and_then(|text| text.parse().ok())
}

/// What is made of an answer without a Status, but for the message.
pub(crate) fn stand_in(case: &Value) -> Value {
    let code = code(case);
    let reason = match code {
        409 if case["verb"] == "POST" => "AlreadyExists",
        410 | 413 => "",
        _ => {
            let mut reasons = REASONS.iter();
            let found = reasons.find(|(_, one)| *one == code);
            found.map_or(if code < 500 { "" } else { "InternalError" }, |(it, _)| it)
        }
    };
    let cause = json!({ "reason": "UnexpectedServerResponse" });
    let details = json!({ "causes": [cause], "retryAfterSeconds": header(case).unwrap_or(0) });
    json!({ "code": code, "reason": reason, "details": details })
}

/// The Status of an answer outside 2xx, its code and its reason filled in.
pub(crate) fn completed(case: &Value) -> Value {
    let (mut status, stand_in) = (status(case), stand_in(case));
    for name in ["code", "reason"] {
        if client_go_reads(&status, name) == client_go_reads(&Value::Null, name) {
            status[name] = stand_in[name].clone();
        }
    }
    status
}

/// What ours tell of a failure of this Status; null of what a Status says nothing of.
pub(crate) fn told(case: &Value, status: &Value, place: &str) -> Value {
    let seconds = status["details"]["retryAfterSeconds"].as_i64();
    let seconds = seconds.unwrap_or_default().max(0);
    match place {
        "causes" => causes(status).len().into(),
        "retryAfterSeconds" => seconds.into(),
        "delay" => {
            let timeout = status["reason"] == "ServerTimeout";
            let suggested = (seconds > 0 || timeout).then_some(seconds);
            let header = header(case).map(|seconds| seconds.max(0));
            header.or(suggested).into()
        }
        _ => client_go_reads(status, place),
    }
}

/// What client-go tells of one.
pub(crate) fn client_go_reads(status: &Value, place: &str) -> Value {
    let details = &status["details"];
    let seconds = details["retryAfterSeconds"].as_i64().unwrap_or_default();
    match place {
        "code" => status["code"].as_u64().unwrap_or_default().into(),
        "reason" | "message" => status[place].as_str().unwrap_or_default().into(),
        "is" => predicates(status).into(),
        _ if details.is_null() => Value::Null,
        "causes" => causes(status).len().into(),
        "retryAfterSeconds" => seconds.into(),
        "delay" => {
            let timeout = status["reason"] == "ServerTimeout";
            (seconds > 0 || timeout).then_some(seconds).into()
        }
        _ => Value::Null,
    }
}

fn causes(status: &Value) -> &[Value] {
    let causes = status["details"]["causes"].as_array();
    causes.map_or(&[], Vec::as_slice)
}

/// The names of client-go's predicates that are met.
fn predicates(status: &Value) -> String {
    let (reason, code) = (&status["reason"], status["code"].as_u64().unwrap_or(0));
    let unknown = REASONS.iter().all(|(known, _)| reason != known);
    let is = |(one, its): &&(&str, u64)| {
        let by_code = unknown || [413, 429].contains(its);
        reason == one || (*its != 0 && *its == code && by_code)
    };
    let met = REASONS.iter().filter(is).map(|(reason, _)| match *reason {
        "MethodNotAllowed" => "MethodNotSupported",
        reason => reason,
    });
    let mut names: Vec<_> = met.collect();
    let mut causes = causes(status).iter();
    if causes.any(|cause| cause["reason"] == "UnexpectedServerResponse") {
        names.push("UnexpectedServerError");
    }
    names.sort_unstable();
    names.join(" ")
}
