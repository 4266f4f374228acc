//! Server-side apply.

use http::Method;
use serde_json::{Value, json};

use super::flaws::flaw;
use super::opinions::opinion;
use super::queries::target;
use super::writes::change;
use super::{Generator, Subject, set};
use crate::operation::Operation;

const APPLY: &str = "application/apply-patch+yaml";

/// Who applies. kubectl is treated in a way of its own.
const MANAGERS: [&str; 4] = ["alice", "bob", "carol", "kubectl"];

fn query(generator: &mut Generator) -> Vec<(&'static str, String)> {
    let random = &mut generator.random;
    let mut query = vec![("fieldManager", random.pick(&MANAGERS).to_owned())];
    if random.once_in(3) {
        query.push(("force", random.pick(&["true", "true", "false", "1"]).into()));
    }
    if random.once_in(12) {
        query.push(("dryRun", "All".into()));
    }
    if random.once_in(4) {
        let validation = random.pick(&["Strict", "Warn", "Ignore"]);
        query.push(("fieldValidation", validation.into()));
    }
    query
}

fn put(
    generator: &mut Generator,
    what: &'static str,
    subject: &Subject,
    subresource: &str,
    body: &Value,
) -> Operation {
    let query = query(generator);
    let path = format!("{}{subresource}", subject.path());
    let text = match generator.random.below(3) {
        0 => body.to_string(),
        1 => format!("{body:#}"),
        _ => yaml(body, 0),
    };
    Operation::new(what, Method::PATCH, target(&path, &query))
        .text(APPLY, text)
        .about(subject.key())
}

/// A value in block style.
fn yaml(value: &Value, indent: usize) -> String {
    let margin = "  ".repeat(indent);
    match value {
        Value::Object(fields) if !fields.is_empty() => fields
            .iter()
            .map(|(name, value)| format!("{margin}{name:?}:{}", below(value, indent)))
            .collect(),
        Value::Array(items) if !items.is_empty() => items
            .iter()
            .map(|item| format!("{margin}-{}", below(item, indent)))
            .collect(),
        scalar => format!("{margin}{scalar}\n"),
    }
}

fn below(value: &Value, indent: usize) -> String {
    match value {
        Value::Object(fields) if !fields.is_empty() => format!("\n{}", yaml(value, indent + 1)),
        Value::Array(items) if !items.is_empty() => format!("\n{}", yaml(value, indent + 1)),
        scalar => format!(" {scalar}\n"),
    }
}

/// Of several flaws the real server names some, in any order.
fn without_unknown(body: &mut Value) {
    if body["kind"] == "Gadget" {
        set(body, "/spec/unknown", None);
        if body.to_string().contains("unknown") {
            set(body, "/spec/parts", None);
        }
    }
}

fn named(subject: &Subject) -> Value {
    json!({
        "apiVersion": subject.kind.api_version, "kind": subject.kind.kind,
        "metadata": { "name": subject.name },
    })
}

/// What somebody has an opinion on.
fn configuration(generator: &mut Generator, subject: &Subject) -> Value {
    let mut body = match generator.random.once_in(3) {
        true => generator.valid(subject),
        false => named(subject),
    };
    let count = if body.as_object().is_some_and(|it| it.len() > 3) {
        0
    } else {
        3
    };
    for _ in 0..generator.random.below(1 + count) {
        let (pointer, value) = match generator.random.once_in(2) {
            true => change(generator, subject.kind.kind),
            false => opinion(&mut generator.random, subject.kind.kind),
        };
        set(&mut body, pointer, value);
    }
    if !generator.random.once_in(8) {
        without_unknown(&mut body);
    } else if !body["spec"]["unknown"].is_null() {
        set(&mut body, "/spec/parts", None);
    }
    for field in ["data", "binaryData"] {
        // To what may not change an empty map is another thing than none.
        if body[field] == json!({}) {
            set(&mut body, &format!("/{field}"), None);
        }
    }
    body
}

pub(super) fn apply(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let body = configuration(generator, &subject);
    put(generator, "apply", &subject, "", &body)
}

pub(super) fn apply_flawed(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let mut body = generator.valid(&subject);
    without_unknown(&mut body);
    let (pointer, value) = flaw(&mut generator.random, subject.kind);
    set(&mut body, pointer, value);
    put(generator, "apply with a flaw", &subject, "", &body)
}

pub(super) fn apply_status(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let mut body = named(&subject);
    let time = "2001-02-03T04:05:06Z";
    let condition = json!({
        "type": "Available", "status": "True", "reason": "R", "message": "m",
        "lastUpdateTime": time, "lastTransitionTime": time,
    });
    let own = match subject.kind.kind {
        "Deployment" => [
            json!({ "replicas": 2, "readyReplicas": 1 }),
            json!({ "conditions": [condition] }),
            json!({ "conditions": [{ "type": "Available", "status": "False" }] }),
        ],
        _ => [
            json!({ "phase": "Ready" }),
            json!({ "phase": "New", "observed": 1 }),
            json!({ "selector": "a=b", "observed": null }),
        ],
    };
    let status = match generator.random.once_in(2) {
        true => generator.random.pick(&own),
        false => generator.random.pick(&[
            json!({ "replicas": 3 }),
            json!({ "unknown": 1 }),
            json!({}),
            json!(null),
        ]),
    };
    set(&mut body, "/status", Some(status));
    if generator.random.once_in(3) {
        let (pointer, value) = opinion(&mut generator.random, subject.kind.kind);
        set(&mut body, pointer, value);
    }
    put(generator, "apply status", &subject, "/status", &body)
}

pub(super) fn apply_scale(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let spec = generator.random.pick(&[
        json!({ "replicas": 3 }),
        json!({ "replicas": 5 }),
        json!({ "replicas": 0 }),
        json!({ "replicas": "3" }),
        json!({ "replicas": -1 }),
        json!({}),
        json!({ "unknown": 1 }),
        json!(null),
    ]);
    let mut body = json!({
        "apiVersion": "autoscaling/v1", "kind": "Scale",
        "metadata": { "name": subject.name }, "spec": spec,
    });
    if generator.random.once_in(8) {
        let kind = generator.random.pick(&["Deployment", "", "Scales"]);
        body["kind"] = kind.into();
    }
    if generator.random.once_in(8) {
        body["status"] = json!({ "replicas": 9 });
    }
    put(generator, "apply scale", &subject, "/scale", &body)
}

pub(super) fn apply_wrong(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let key = subject.key();
    let mut body = configuration(generator, &subject);
    let edits: [(&str, Option<Value>); 22] = [
        ("/kind", Some("Secret".into())),
        ("/kind", None),
        ("/kind", Some(5.into())),
        ("/apiVersion", Some("v9".into())),
        ("/apiVersion", Some("a/b/c".into())),
        ("/apiVersion", None),
        ("/metadata/name", None),
        ("/metadata/name", Some("another".into())),
        ("/metadata/name", Some(7.into())),
        ("/metadata/namespace", Some("another".into())),
        ("/metadata/namespace", Some(subject.namespace.into())),
        (
            "/metadata/uid",
            Some("00000000-0000-4000-8000-000000000003".into()),
        ),
        ("/metadata/uid", Some(format!("{{{{uid {key}}}}}").into())),
        (
            "/metadata/resourceVersion",
            Some(format!("{{{{version {key}}}}}").into()),
        ),
        (
            "/metadata/resourceVersion",
            Some(format!("{{{{stale {key}}}}}").into()),
        ),
        ("/metadata/resourceVersion", Some("x".into())),
        ("/metadata/managedFields", Some(json!([]))),
        ("/metadata/managedFields", Some(json!([{}]))),
        ("/metadata/managedFields", Some(json!(null))),
        ("/metadata/generateName", Some("gen-".into())),
        ("/metadata", Some("x".into())),
        ("/metadata", None),
    ];
    let (pointer, value) = generator.random.pick(&edits);
    set(&mut body, pointer, value);
    put(generator, "apply with wrong metadata", &subject, "", &body)
}

/// Bodies that are not what one would send, one between each two lines of dashes.
pub(super) fn apply_text(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let all: Vec<_> = include_str!("applies/texts.txt").split("-----\n").collect();
    let text = generator
        .random
        .pick(&all)
        .replace("KIND", subject.kind.kind)
        .replace("VERSION", subject.kind.api_version)
        .replace("NAME", subject.name);
    let mut query = query(generator);
    match generator.random.below(12) {
        0 => query.retain(|(name, _)| *name != "fieldManager"),
        1 => query.push(("force", "maybe".into())),
        2 => query[0].1 = "x".repeat(129),
        3 => query[0].1 = String::new(),
        4 => query.push(("fieldValidation", "Bogus".into())),
        _ => {}
    }
    Operation::new(
        "apply of a text",
        Method::PATCH,
        target(&subject.path(), &query),
    )
    .text(APPLY, text)
    .about(subject.key())
}
