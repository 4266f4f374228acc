//! Verbs, answers that may be asked again, and connections that break.

use serde_json::{Value, json};

const OBJECT: &str =
    r#"{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"left"}}"#;

fn reply(status: u16, retry_after: Option<&str>) -> Value {
    let mut reply =
        json!({ "status": status, "headers": { "Content-Type": ["application/json"] } });
    if let Some(value) = retry_after {
        reply["headers"]["Retry-After"] = json!([value]);
    }
    if status < 300 {
        reply["body"] = OBJECT.into();
    }
    reply
}

/// How a request is asked; those with a body have one.
fn asked(verb: &str, end: &str, replies: &[Value]) -> Value {
    let body = match verb {
        "POST" | "PUT" | "PATCH" => OBJECT,
        _ => "",
    };
    json!({ "verb": verb, "end": end, "body": body, "replies": replies })
}

pub(crate) fn calls() -> Vec<Value> {
    let mut cases = answered();
    cases.extend(broken());
    cases.extend(mixed());
    cases.extend(limited());
    cases
}

/// Every verb, answered with every status and Retry-After, again and again.
fn answered() -> Vec<Value> {
    let verbs = [
        ("GET", "do"),
        ("POST", "do"),
        ("PUT", "do"),
        ("PATCH", "do"),
        ("DELETE", "do"),
        ("GET", "stream"),
        ("GET", "watch"),
    ];
    let statuses = [
        200, 301, 304, 400, 401, 403, 404, 408, 409, 410, 415, 422, 425, 429, 500, 501, 502, 503,
        504, 505, 599,
    ];
    let waits = [
        None,
        Some("1"),
        Some("0"),
        Some("Wed, 21 Oct 2026 07:28:00 GMT"),
        Some("soon"),
    ];
    let mut cases = Vec::new();
    for (verb, end) in verbs {
        for status in statuses {
            // A watch of a body that is no event is another matter.
            if status == 200 && end == "watch" {
                continue;
            }
            for wait in waits {
                cases.push(asked(verb, end, &[reply(status, wait)]));
            }
        }
    }
    for wait in [
        "120",
        "-1",
        "1.5",
        "+1",
        "01",
        "",
        "1s",
        "99999999999999999999",
    ] {
        cases.push(asked(
            "GET",
            "do",
            &[reply(429, Some(wait)), reply(200, None)],
        ));
    }
    cases
}

/// Every verb, on connections that break in every way.
fn broken() -> Vec<Value> {
    let mut cases = Vec::new();
    let verbs = [
        ("GET", "do"),
        ("POST", "do"),
        ("PUT", "do"),
        ("PATCH", "do"),
        ("DELETE", "do"),
        ("GET", "raw"),
        ("GET", "stream"),
        ("GET", "watch"),
    ];
    for (verb, end) in verbs {
        for fails in [
            "refused",
            "reset",
            "eof",
            "timeout",
            "goaway",
            "lost",
            "something",
        ] {
            let fails = json!({ "fails": fails });
            cases.push(asked(verb, end, std::slice::from_ref(&fails)));
            if end != "watch" {
                cases.push(asked(verb, end, &[fails, reply(200, None)]));
            }
        }
        if end != "watch" {
            for fails in ["cut", "reset in body"] {
                let mut cut = reply(200, None);
                cut["fails"] = fails.into();
                cases.push(asked(verb, end, &[cut]));
            }
        }
    }
    cases
}

/// One thing after the other.
fn mixed() -> Vec<Value> {
    let ok = reply(200, None);
    let later = reply(503, Some("2"));
    let reset = json!({ "fails": "reset" });
    let series = [
        vec![later.clone(), ok.clone()],
        vec![
            later.clone(),
            later.clone(),
            reply(429, Some("1")),
            ok.clone(),
        ],
        vec![later.clone(), reset.clone(), ok.clone()],
        vec![reset.clone(), later.clone(), ok],
        vec![later.clone(), reply(404, None)],
        vec![reset.clone(), reply(409, None)],
        vec![reset, json!({ "fails": "refused" })],
        vec![later, reply(500, None)],
    ];
    let mut cases = Vec::new();
    for replies in series {
        for verb in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            cases.push(asked(verb, "do", &replies));
        }
    }
    cases
}

/// Fewer attempts, and a body that can be sent once.
fn limited() -> Vec<Value> {
    let mut cases = Vec::new();
    for retries in [0, 1, 3, 20] {
        for verb in ["GET", "POST"] {
            let mut case = asked(verb, "do", &[reply(429, Some("1"))]);
            case["retries"] = retries.into();
            cases.push(case);
        }
        let mut case = asked("GET", "do", &[json!({ "fails": "reset" })]);
        case["retries"] = retries.into();
        cases.push(case);
    }
    cases
}
