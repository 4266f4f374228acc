//! Creates and replaces.

use http::Method;
use serde_json::{Value, json};

use super::flaws::flaw;
use super::objects::{data, finalizers, labels, owner, spec_fields};
use super::queries::target;
use super::{Generator, Subject, set};
use crate::operation::Operation;
use crate::text::BAD_PREFIX;

fn post(generator: &mut Generator, what: &'static str, subject: &Subject) -> Operation {
    let query = generator.write_query();
    Operation::new(what, Method::POST, target(&subject.collection(), &query))
}

pub(super) fn create(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let object = generator.valid(&subject);
    post(generator, "create", &subject)
        .json(&object)
        .about(subject.key())
}

/// Each prefix is used once, so that lists are in the same order whatever the suffix is.
pub(super) fn create_generated(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let mut object = generator.valid(&subject);
    let prefix = match generator.random.below(12) {
        0 => BAD_PREFIX.to_owned(),
        1 => format!("gen-{}-{}", generator.made, "x".repeat(300)),
        _ => format!("gen-{}-", generator.made),
    };
    set(&mut object, "/metadata/generateName", Some(prefix.into()));
    if !generator.random.once_in(10) {
        set(&mut object, "/metadata/name", None);
    }
    let key = format!(
        "{}/{}/gen-{}",
        subject.kind.plural, subject.namespace, generator.made
    );
    post(generator, "create with generateName", &subject)
        .json(&object)
        .about(key)
}

pub(super) fn create_flawed(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let mut object = generator.valid(&subject);
    let (pointer, value) = flaw(&mut generator.random, subject.kind);
    set(&mut object, pointer, value);
    post(generator, "create with a flaw", &subject)
        .json(&object)
        .about(subject.key())
}

/// A change that the server takes, mostly.
pub(super) fn change(generator: &mut Generator, kind: &str) -> (&'static str, Option<Value>) {
    let random = &mut generator.random;
    let number = random.below(4);
    match (random.below(10), kind) {
        (0, _) => ("/metadata/labels", Some(labels(random))),
        (1, _) => (
            "/metadata/annotations",
            Some(json!({ "example.com/note": number.to_string() })),
        ),
        (2, _) => ("/metadata/finalizers", Some(finalizers(random))),
        (3, _) => ("/metadata/finalizers", None),
        (4, _) if number == 0 => ("/metadata/ownerReferences", Some(json!([owner(random)]))),
        (5, _) => ("/metadata/labels/round", Some(number.to_string().into())),
        (_, "ConfigMap") => match number {
            0 => ("/data", Some(data(random))),
            1 => ("/data/round", Some(random.below(9).to_string().into())),
            2 => ("/binaryData", Some(json!({ "b": "AQI=" }))),
            _ => ("/data", None),
        },
        (_, "Deployment") => match number {
            0 => ("/spec/replicas", Some(random.below(9).into())),
            1 => (
                "/spec/template/metadata/annotations",
                Some(json!({ "at": random.below(9).to_string() })),
            ),
            2 => ("/spec/paused", Some(random.once_in(2).into())),
            _ => (
                "/spec/template/spec/terminationGracePeriodSeconds",
                Some(random.below(60).into()),
            ),
        },
        _ => match number {
            0 => ("/spec/size", Some((1 + random.below(100)).into())),
            1 => (
                "/spec/parts",
                spec_fields(random)
                    .into_iter()
                    .find(|(name, _)| *name == "parts")
                    .map(|(_, value)| value),
            ),
            2 => ("/spec/serial", Some(random.pick(&["s1", "s2"]).into())),
            _ => ("/status/phase", Some("Ready".into())),
        },
    }
}

fn put(
    generator: &mut Generator,
    what: &'static str,
    subject: &Subject,
    edits: Vec<(&'static str, Option<Value>)>,
) -> Operation {
    let query = generator.write_query();
    let otherwise = generator.valid(subject);
    Operation::new(what, Method::PUT, target(&subject.path(), &query))
        .edited(&subject.key(), otherwise, edits)
        .about(subject.key())
}

pub(super) fn replace(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    if generator.random.once_in(6) {
        // A whole new object, as `kubectl replace` sends it.
        let mut object = generator.valid(&subject);
        if generator.random.once_in(2) {
            let version = format!("{{{{version {}}}}}", subject.key());
            set(
                &mut object,
                "/metadata/resourceVersion",
                Some(version.into()),
            );
        }
        let query = generator.write_query();
        return Operation::new(
            "replace whole",
            Method::PUT,
            target(&subject.path(), &query),
        )
        .json(&object)
        .about(subject.key());
    }
    let mut edits = vec![change(generator, subject.kind.kind)];
    if generator.random.once_in(4) {
        edits.push(change(generator, subject.kind.kind));
    }
    if generator.random.once_in(8) {
        edits.clear();
    }
    put(generator, "replace", &subject, edits)
}

pub(super) fn replace_wrong(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let stale = format!("{{{{stale {}}}}}", subject.key());
    let wrong = [
        ("/metadata/resourceVersion", Some(json!(stale))),
        ("/metadata/resourceVersion", Some(json!(stale))),
        ("/metadata/resourceVersion", None),
        ("/metadata/resourceVersion", None),
        ("/metadata/resourceVersion", Some(json!("0"))),
        ("/metadata/resourceVersion", Some(json!("x"))),
        ("/metadata/resourceVersion", Some(json!("999999999999"))),
        ("/metadata/resourceVersion", Some(json!(5))),
        (
            "/metadata/uid",
            Some(json!("00000000-0000-4000-8000-000000000001")),
        ),
        ("/metadata/uid", None),
        ("/metadata/name", Some(json!("another"))),
        ("/metadata/name", None),
        ("/metadata/namespace", Some(json!("another"))),
        ("/metadata/namespace", None),
        ("/kind", Some(json!("Secret"))),
        ("/kind", None),
        ("/apiVersion", Some(json!("batch/v1"))),
        ("/apiVersion", None),
        (
            "/metadata/creationTimestamp",
            Some(json!("2001-02-03T04:05:06Z")),
        ),
        ("/metadata/creationTimestamp", None),
        ("/metadata/generation", Some(json!(77))),
        (
            "/metadata/deletionTimestamp",
            Some(json!("2001-02-03T04:05:06Z")),
        ),
        ("/metadata/deletionGracePeriodSeconds", Some(json!(9))),
        ("/metadata/selfLink", Some(json!("/x"))),
        ("/metadata/generateName", Some(json!("other-"))),
        ("/metadata/managedFields", Some(json!([]))),
        ("/metadata/managedFields", Some(json!([{}]))),
        ("/metadata/managedFields", None),
        ("/metadata", None),
    ];
    let mut edits = vec![generator.random.pick(&wrong)];
    if generator.random.once_in(2) {
        edits.push(change(generator, subject.kind.kind));
    }
    put(generator, "replace with wrong metadata", &subject, edits)
}

pub(super) fn replace_flawed(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let mut edit = flaw(&mut generator.random, subject.kind);
    // What is seen of an object may have no array to reach into.
    while edit.0.contains("/0/") {
        edit = flaw(&mut generator.random, subject.kind);
    }
    put(generator, "replace with a flaw", &subject, vec![edit])
}
