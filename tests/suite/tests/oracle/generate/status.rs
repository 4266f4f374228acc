//! What servers, proxies and load balancers answer.

use outrigger_suite::random::Random;
use serde_json::{Value, json};

const VERBS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const CODES: [u16; 30] = [
    200, 201, 202, 204, 206, 226, 300, 304, 400, 401, 403, 404, 405, 406, 408, 409, 410, 412, 413,
    415, 418, 422, 425, 429, 451, 500, 502, 503, 504, 599,
];
const REASONS: [&str; 20] = [
    "",
    "Unauthorized",
    "Forbidden",
    "NotFound",
    "AlreadyExists",
    "Conflict",
    "Gone",
    "Invalid",
    "ServerTimeout",
    "Timeout",
    "TooManyRequests",
    "BadRequest",
    "MethodNotAllowed",
    "NotAcceptable",
    "RequestEntityTooLarge",
    "UnsupportedMediaType",
    "InternalError",
    "Expired",
    "ServiceUnavailable",
    "Surprise",
];

fn asked(verb: &str, code: u16, media_type: Option<&str>, wait: Option<&str>, body: &str) -> Value {
    let mut headers = json!({});
    if let Some(media_type) = media_type {
        headers["Content-Type"] = json!([media_type]);
    }
    if let Some(wait) = wait {
        headers["Retry-After"] = json!([wait]);
    }
    json!({ "verb": verb, "reply": { "status": code, "headers": headers, "body": body } })
}

fn status(random: &mut Random, code: u16) -> Value {
    let mut status =
        json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure" });
    if !random.once_in(5) {
        let said = if random.once_in(5) {
            random.pick(&CODES)
        } else {
            code
        };
        status["code"] = said.into();
    }
    if !random.once_in(5) {
        status["reason"] = random.pick(&REASONS).into();
    }
    if !random.once_in(5) {
        status["message"] = random
            .pick(&[
                "widgets \"left\" not found",
                "no",
                "",
                "Too large resource version: 7",
            ])
            .into();
    }
    if random.once_in(3) {
        let seconds = random.pick(&[0, 1, 30, -1]);
        status["details"] =
            json!({ "name": "left", "kind": "widgets", "retryAfterSeconds": seconds });
        if random.once_in(2) {
            let reason = random.pick(&[
                "FieldValueInvalid",
                "UnexpectedServerResponse",
                "ResourceVersionTooLarge",
            ]);
            status["details"]["causes"] =
                json!([{ "reason": reason, "message": "m", "field": "spec" }]);
        }
    }
    match random.below(12) {
        0 => status["status"] = random.pick(&["Success", "", "Surprise"]).into(),
        1 => status["kind"] = random.pick(&["Widget", "", "status"]).into(),
        2 => status["apiVersion"] = random.pick(&["", "v2", "meta.k8s.io/v1"]).into(),
        3 => drop(
            status
                .as_object_mut()
                .map(|status| status.remove(random.pick(&["kind", "apiVersion", "status"]))),
        ),
        _ => {}
    }
    status
}

pub(crate) fn answered(random: &mut Random) -> Value {
    let code = random.pick(&CODES);
    let media_type = random.weighted(&[
        (8, Some("application/json")),
        (2, Some("text/plain")),
        (1, Some("text/html; charset=utf-8")),
        (1, None),
        (1, Some("application/xml")),
        (1, Some("application/json;charset=utf-8")),
        (1, Some("nonsense")),
    ]);
    let wait = random.weighted(&[
        (6, None),
        (1, Some("1")),
        (1, Some("0")),
        (1, Some("30")),
        (1, Some("soon")),
        (1, Some("-5")),
    ]);
    let body = match random.below(8) {
        0..=3 => status(random, code).to_string(),
        _ => BODIES[random.below(BODIES.len())].to_owned(),
    };
    asked(random.pick(&VERBS), code, media_type, wait, &body)
}

const BODIES: [&str; 16] = [
    "",
    " ",
    "no",
    "<html><body>502 Bad Gateway</body></html>",
    "{",
    "{}",
    "[]",
    "null",
    "\"no\"",
    "7",
    "404 page not found\n",
    "{\"kind\":\"Widget\",\"apiVersion\":\"example.com/v1\",\"metadata\":{\"name\":\"left\"}}",
    "{\"kind\":\"Status\"}",
    "{\"error\":\"no\"}",
    "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\"}",
    "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":\"x\"}",
];

/// Every code with every body.
pub(crate) fn fixed() -> Vec<Value> {
    let mut cases = Vec::new();
    for code in CODES {
        for verb in ["GET", "POST"] {
            cases.push(asked(verb, code, Some("text/plain"), None, "no"));
        }
        cases.push(asked("GET", code, None, None, ""));
        cases.push(asked(
            "GET",
            code,
            Some("application/json"),
            Some("7"),
            BODIES[14],
        ));
        cases.push(asked(
            "GET",
            code,
            Some("application/json"),
            None,
            BODIES[11],
        ));
    }
    for body in BODIES {
        for (code, media_type) in [
            (200, "application/json"),
            (404, "application/json"),
            (500, "text/html"),
        ] {
            cases.push(asked("GET", code, Some(media_type), None, body));
        }
    }
    cases
}
