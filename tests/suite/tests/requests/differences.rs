//! Where Outrigger is not to send what client-go sends.

use outrigger_suite::difference::{Difference, Mismatch};
use serde_json::{Map, Value, json};

/// What is counted without a mismatch.
pub(crate) const NOT_OURS: &str = "parts of a request that our builder does not have";

/// The deliberate differences; each is needed by a call.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: NOT_OURS,
        reason: "Several values of one header, which no API server reads; options of logs and \
                 watches, which `Api` and `watch` have.",
        count: 6,
        explains: |_, _| false,
    },
    Difference {
        name: "Accept-Encoding is the transport's",
        reason: "Go's asks for gzip by itself; ours do where they can read it.",
        count: 1441,
        explains: |_, this| {
            this.place == "header Accept-Encoding" && this.is(&json_list("gzip"), &Value::Null)
        },
    },
    Difference {
        name: "Accept is JSON",
        reason: "We read nothing else, where client-go takes what there is.",
        count: 828,
        explains: |_, this| {
            let ours = json_list("application/json");
            this.place == "header Accept" && this.is(&json_list("application/json, */*"), &ours)
        },
    },
    Difference {
        name: "no protobuf",
        reason: "The built-in kinds are read and written as JSON too, which costs the server more.",
        count: 40,
        explains: |call, this| {
            let protobuf = "application/vnd.kubernetes.protobuf";
            let ours = json_list("application/json");
            let encoded = match this.place.as_str() {
                "header Accept" => {
                    this.is(&json_list(&format!("{protobuf},application/json")), &ours)
                }
                "header Content-Type" => this.is(&json_list(protobuf), &ours),
                "body" => this.is(
                    &json!({ "protobuf": true }),
                    &json!({ "json": written(call) }),
                ),
                _ => false,
            };
            call["protobuf"] == true && encoded
        },
    },
    Difference {
        name: "metadata is asked for as JSON",
        reason: "As above: the first of the media types, which is protobuf, is left out.",
        count: 153,
        explains: |call, this| {
            let theirs = this.theirs[0].as_str().unwrap_or_default();
            let (protobuf, json) = theirs.split_once(',').unwrap_or_default();
            let protobuf = protobuf.starts_with("application/vnd.kubernetes.protobuf");
            let header = call["client"] == "metadata" && this.place == "header Accept";
            header && protobuf && this.ours == json_list(json)
        },
    },
    Difference {
        name: "what Go's types print of nothing",
        reason: "They have no word for a member that is absent; ours leave it out.",
        count: 117,
        explains: |call, this| {
            let types = ["typed", "scale", "expansion"].map(Value::from);
            types.contains(&call["client"])
                && this.place == "body"
                && without_empty(&this.theirs) == without_empty(&this.ours)
        },
    },
    Difference {
        name: "DeleteOptions are of v1",
        reason: "Typed clients send them as if they were of the resource's group, which servers \
                 take for the same.",
        count: 6,
        explains: |call, this| {
            let body = call["client"] == "typed" && this.place == "body";
            let mut theirs = this.theirs.clone();
            if let Some(version) = theirs.pointer_mut("/json/apiVersion") {
                *version = "v1".into();
            }
            body && theirs["json"]["kind"] == "DeleteOptions" && theirs == this.ours
        },
    },
    Difference {
        name: "a JSON body says so",
        reason: "The scale client sends what it has encoded without a Content-Type.",
        count: 24,
        explains: |call, this| {
            let ours = json_list("application/json");
            let header = call["client"] == "scale" && this.place == "header Content-Type";
            header && this.is(&Value::Null, &ours)
        },
    },
    Difference {
        name: "a time limit is always told to the server",
        reason: "The dynamic client and lists of the metadata client alone do not say `timeout=`, \
                 which the typed ones do.",
        count: 19,
        explains: |call, this| {
            let one = matches!(call["client"].as_str(), Some("dynamic" | "metadata"));
            let ours = [&call["options"], &call["selection"]].map(|of| &of["timeoutSeconds"]);
            let ours = ours.into_iter().find_map(Value::as_u64).map(go_duration);
            let told = ours.is_some_and(|ours| this.is(&Value::Null, &json_list(&ours)));
            one && this.place == "query timeout" && told
        },
    },
    Difference {
        name: "a watch says that it is one",
        reason: "client-go's caller adds the parameter, and gets a list if it is forgotten.",
        count: 13,
        explains: |call, this| {
            let watch = call["steps"].as_array().and_then(|steps| steps.last());
            let added = this.place == "query watch" && this.is(&Value::Null, &json_list("true"));
            added && watch == Some(&json_list("watch"))
        },
    },
    Difference {
        name: "no object is in all namespaces",
        reason: "client-go says so too, but not of typed clients, streams and watches: there it \
                 lets the server find nothing.",
        count: 13,
        explains: |call, this| {
            let steps = call["steps"].as_array().map_or(&[][..], Vec::as_slice);
            let lenient = ["stream", "watch"].map(json_list);
            let lenient = steps.last().is_some_and(|last| lenient.contains(last));
            let refused = refused_with(this, "an empty namespace may not be set");
            refused && (lenient || call["client"] == "typed")
        },
    },
    Difference {
        name: "a URI begins with one slash",
        reason: "client-go adds one that is missing, and takes what is between two for a host, \
                 which it then leaves out.",
        count: 12,
        explains: |_, this| refused_with(this, "its path must begin with one /"),
    },
    Difference {
        name: "a URI is sent as it is written",
        reason: "client-go decodes it first, so that an encoded slash becomes another path.",
        count: 26,
        explains: |call, this| {
            let prefix = call["prefix"].as_str().unwrap_or_default();
            let steps = call["steps"].as_array().map_or(&[][..], Vec::as_slice);
            let uri = steps.iter().find(|step| step[0] == "uri");
            let uri = uri.and_then(|uri| uri[1].as_str()).unwrap_or_default();
            let ours = this.ours.as_str().unwrap_or_default();
            let rest = ours.strip_prefix(prefix.trim_end_matches('/'));
            let written = rest.is_some_and(|rest| uri.is_empty() || rest == uri);
            let theirs = this.theirs == cleaned(ours);
            this.place == "path"
                && (sent_otherwise(prefix) || sent_otherwise(uri))
                && written
                && theirs
        },
    },
    Difference {
        name: "subresources below one another are one text",
        reason: "So a slash is not refused there.",
        count: 1,
        explains: |call, this| {
            let steps = call["steps"].as_array().map_or(&[][..], Vec::as_slice);
            let step = |step: &Value| *step == json!(["subresource", "a/b"]);
            this.place == "outcome" && steps.iter().any(step)
        },
    },
    Difference {
        name: "an empty path is the root",
        reason: "client-go asks for what is below the server's path then, but without a slash.",
        count: 2,
        explains: |call, this| {
            let steps = call["steps"].as_array().map_or(&[][..], Vec::as_slice);
            let step = |step: &Value| *step == json!(["abspath", ""]);
            this.place == "path" && steps.iter().any(step)
        },
    },
    Difference {
        name: "a proxied path keeps its slash",
        reason: "Without one, an API server redirects, and what is proxied may be another thing.",
        count: 12,
        explains: |call, this| {
            let ours = this.ours.as_str().unwrap_or_default();
            let slash = this.theirs == ours.trim_end_matches('/');
            this.place == "path" && call["verb"] == "proxy" && slash
        },
    },
    Difference {
        name: "a reason in our words",
        reason: "The dynamic client has words of its own for a name that is missing, and Go's URLs \
                 for a % without its digits.",
        count: 8,
        explains: |_, this| {
            let theirs = this.theirs.as_str().unwrap_or_default();
            let theirs = theirs == "name is required" || theirs.contains("invalid URL escape");
            this.place == "reason" && theirs && this.ours.is_string()
        },
    },
];

/// A list of one text: a header's values, or a step.
fn json_list(text: &str) -> Value {
    json!([text])
}

/// The object that a call writes, or the options of a deletion.
fn written(call: &Value) -> Value {
    match &call["body"] {
        Value::Null => json!({ "apiVersion": "v1", "kind": "DeleteOptions" }),
        body => body.clone(),
    }
}

/// Seconds as Go prints a duration: `1h0m0s`.
fn go_duration(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds}s"),
        (0, _) => format!("{minutes}m{seconds}s"),
        _ => format!("{hours}h{minutes}m{seconds}s"),
    }
}

/// Whether client-go sends another path than the one that was written.
fn sent_otherwise(written: &str) -> bool {
    written.contains("%2F") || written.contains("..") || written.starts_with("//")
}

/// A path as client-go makes it of one that was written: decoded, and without `..` and `//`.
fn cleaned(path: &str) -> String {
    let mut parts = Vec::new();
    let decoded = path.replace("%2F", "/");
    for part in decoded.split('/').filter(|part| !part.is_empty()) {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Whether we refuse to send what client-go sends, for this reason.
fn refused_with(mismatch: &Mismatch, reason: &str) -> bool {
    let error = mismatch.ours["error"].as_str().unwrap_or_default();
    mismatch.place == "outcome" && mismatch.theirs["error"].is_null() && error.contains(reason)
}

/// A value without members that say nothing: the zero values of Go.
fn without_empty(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map
                .iter()
                .map(|(key, value)| (key.clone(), without_empty(value)));
            kept.filter(|(_, value)| !is_zero(value)).collect()
        }
        Value::Array(items) => items.iter().map(without_empty).collect(),
        other => other.clone(),
    }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(_) => false,
        Value::Object(map) => Map::is_empty(map),
    }
}
