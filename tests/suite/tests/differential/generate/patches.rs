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

fn merge_patch(
    generator: &mut Generator,
    what: &'static str,
    subject: &Subject,
    body: &Value,
) -> Operation {
    let query = generator.write_query();
    Operation::new(what, Method::PATCH, target(&subject.path(), &query))
        .text(MERGE, body.to_string())
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
    merge_patch(generator, "merge patch", &subject, &body)
}

pub(super) fn merge_wrong(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    if generator.random.once_in(2) {
        let (pointer, value) = flaw(&mut generator.random, subject.kind);
        let mut body = json!({});
        if !pointer.contains("/0/") {
            set(&mut body, pointer, Some(value.unwrap_or(Value::Null)));
        }
        return merge_patch(generator, "merge patch with a flaw", &subject, &body);
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
    merge_patch(generator, "merge patch of metadata", &subject, &body)
}

pub(super) fn json(generator: &mut Generator) -> Operation {
    json_patch(generator, "JSON patch", include_str!("patches/good.txt"))
}

pub(super) fn json_wrong(generator: &mut Generator) -> Operation {
    json_patch(
        generator,
        "wrong JSON patch",
        include_str!("patches/wrong.txt"),
    )
}

/// One of the patches in a file of one to a line.
fn json_patch(generator: &mut Generator, what: &'static str, patches: &str) -> Operation {
    let subject = generator.subject();
    let patches: Vec<_> = patches.lines().collect();
    let patch = generator.random.pick(&patches);
    let round = generator.random.below(4).to_string();
    let patch = patch
        .replace("{name}", subject.name)
        .replace("{round}", &round)
        .replace("KEY", &subject.key());
    let query = generator.write_query();
    Operation::new(what, Method::PATCH, target(&subject.path(), &query))
        .text(JSON_PATCH, patch)
        .about(subject.key())
}
