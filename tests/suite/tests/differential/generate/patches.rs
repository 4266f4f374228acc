//! Merge patches and JSON patches.

use http::Method;
use serde_json::{Value, json};

use super::flaws::flaw;
use super::queries::target;
use super::writes::change;
use super::{Generator, Subject, set};
use crate::operation::Operation;

const MERGE: &str = "application/merge-patch+json";
const JSON_PATCH: &str = "application/json-patch+json";

fn patch(
    generator: &mut Generator,
    what: &'static str,
    subject: &Subject,
    content_type: &str,
    body: &Value,
) -> Operation {
    let query = generator.write_query();
    Operation::new(what, Method::PATCH, target(&subject.path(), &query))
        .text(content_type, body.to_string())
        .about(subject.key())
}

pub(super) fn merge(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let mut body = json!({});
    for _ in 0..=generator.random.below(2) {
        let (pointer, value) = change(generator, subject.kind.kind);
        set(&mut body, pointer, Some(value.unwrap_or(Value::Null)));
    }
    if generator.random.once_in(10) {
        body = json!({});
    }
    patch(generator, "merge patch", &subject, MERGE, &body)
}

pub(super) fn merge_wrong(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    if generator.random.once_in(2) {
        let (pointer, value) = flaw(&mut generator.random, subject.kind);
        let mut body = json!({});
        if !pointer.contains("/0/") {
            set(&mut body, pointer, Some(value.unwrap_or(Value::Null)));
        }
        return patch(generator, "merge patch with a flaw", &subject, MERGE, &body);
    }
    let version = format!("{{{{version {}}}}}", subject.key());
    let stale = format!("{{{{stale {}}}}}", subject.key());
    let body = generator.random.pick(&[
        json!({ "metadata": { "resourceVersion": stale, "labels": { "tier": "b" } } }),
        json!({ "metadata": { "resourceVersion": version, "labels": { "tier": "c" } } }),
        json!({ "metadata": { "uid": "00000000-0000-4000-8000-000000000003" } }),
        json!({ "metadata": { "name": "another" } }),
        json!({ "metadata": { "namespace": "another" } }),
        json!({ "metadata": null }),
        json!({ "kind": "Secret" }),
        json!({ "apiVersion": "v9" }),
        json!([]),
        json!("x"),
        json!(null),
        json!({ "metadata": { "labels": "x" } }),
    ]);
    patch(generator, "merge patch of metadata", &subject, MERGE, &body)
}

pub(super) fn json(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let random = &mut generator.random;
    let round = random.below(4).to_string();
    let body = random.pick(&[
        json!([{ "op": "add", "path": "/metadata/labels", "value": { "tier": "a", "round": round } }]),
        json!([{ "op": "add", "path": "/metadata/labels/tier", "value": "b" }]),
        json!([{ "op": "replace", "path": "/metadata/labels/tier", "value": "c" }]),
        json!([{ "op": "remove", "path": "/metadata/labels/round" }]),
        json!([{ "op": "add", "path": "/metadata/annotations", "value": { "a~b/c": "x" } }, { "op": "test", "path": "/metadata/annotations/a~0b~1c", "value": "x" }]),
        json!([{ "op": "copy", "from": "/metadata/name", "path": "/metadata/labels/example.com~1copied" }]),
        json!([{ "op": "move", "from": "/metadata/labels/tier", "path": "/metadata/labels/moved" }]),
        json!([{ "op": "test", "path": "/metadata/name", "value": subject.name }, { "op": "add", "path": "/metadata/labels", "value": { "tier": round } }]),
        json!([{ "op": "add", "path": "/metadata/finalizers", "value": [] }, { "op": "add", "path": "/metadata/finalizers/-", "value": "example.com/hold" }]),
        json!([{ "op": "remove", "path": "/metadata/finalizers" }]),
        json!([{ "op": "remove", "path": "/metadata/finalizers/0" }]),
        json!([{ "op": "add", "path": "/spec/replicas", "value": 2 }]),
        json!([{ "op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "nginx:2" }]),
        json!([{ "op": "add", "path": "/spec/template/spec/containers/-", "value": { "name": "side", "image": "x" } }]),
        json!([{ "op": "remove", "path": "/spec/template/spec/containers/1" }]),
        json!([{ "op": "add", "path": "/spec/size", "value": 9 }]),
        json!([{ "op": "add", "path": "/spec/parts", "value": [{ "name": "x" }] }]),
        json!([{ "op": "add", "path": "/data", "value": { "k": round } }]),
        json!([{ "op": "add", "path": "/data/more", "value": round }]),
        json!([]),
    ]);
    patch(generator, "JSON patch", &subject, JSON_PATCH, &body)
}

pub(super) fn json_wrong(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let stale = format!("{{{{stale {}}}}}", subject.key());
    let body = generator.random.pick(&[
        json!([{ "op": "test", "path": "/metadata/name", "value": "another" }]),
        json!([{ "op": "test", "path": "/metadata/labels", "value": null }]),
        json!([{ "op": "test", "path": "/nowhere/at/all", "value": 1 }]),
        json!([{ "op": "remove", "path": "/nowhere" }]),
        json!([{ "op": "remove", "path": "/metadata/labels/nowhere" }]),
        json!([{ "op": "replace", "path": "/nowhere", "value": 1 }]),
        json!([{ "op": "add", "path": "/nowhere/deep", "value": 1 }]),
        json!([{ "op": "add", "path": "nowhere", "value": 1 }]),
        json!([{ "op": "add", "path": "", "value": {} }]),
        json!([{ "op": "add", "value": {} }]),
        json!([{ "op": "add", "path": "/metadata/labels" }]),
        json!([{ "op": "bogus", "path": "/data", "value": {} }]),
        json!([{ "path": "/data" }]),
        json!([{ "op": "move", "path": "/data" }]),
        json!([{ "op": "copy", "from": "/nowhere", "path": "/data" }]),
        json!([{ "op": "add", "path": "/metadata/finalizers/7", "value": "example.com/x" }]),
        json!([{ "op": "add", "path": "/metadata/finalizers/x", "value": "example.com/x" }]),
        json!([{ "op": "add", "path": "/metadata/finalizers/-1", "value": "example.com/x" }]),
        json!([{ "op": "replace", "path": "/metadata/name", "value": "another" }]),
        json!([{ "op": "replace", "path": "/metadata/uid", "value": "00000000-0000-4000-8000-000000000004" }]),
        json!([{ "op": "replace", "path": "/metadata/resourceVersion", "value": stale }]),
        json!([{ "op": "remove", "path": "/metadata" }]),
        json!([{ "op": "remove", "path": "/spec" }]),
        json!([{ "op": "replace", "path": "/kind", "value": "Secret" }]),
        json!([{ "op": "add", "path": "/spec/replicas", "value": "three" }]),
        json!([{ "op": "add", "path": "/unknown", "value": 1 }]),
        json!([{ "op": "add", "path": "/metadata/labels", "value": { "bad key!": "x" } }]),
        json!([{ "op": "add", "path": "/data", "value": "text" }]),
        json!({}),
        json!({ "op": "remove", "path": "/data" }),
        json!("x"),
        json!([1]),
        json!(null),
    ]);
    patch(generator, "wrong JSON patch", &subject, JSON_PATCH, &body)
}
