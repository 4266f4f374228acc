//! Creates and replaces.

use http::Method;
use outrigger_suite::random::Random;
use serde_json::{Value, json};

use super::flaws::{flaw, wrong_replace};
use super::objects::{data, finalizers, labels, owner, parts};
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

type Edit = (&'static str, Option<Value>);

/// A change that the server takes, mostly.
pub(super) fn change(generator: &mut Generator, kind: &str) -> Edit {
    let random = &mut generator.random;
    let number = random.below(4);
    match random.below(10) {
        0 => ("/metadata/labels", Some(labels(random))),
        1 => {
            let note = json!({ "example.com/note": number.to_string() });
            ("/metadata/annotations", Some(note))
        }
        2 => ("/metadata/finalizers", Some(finalizers(random))),
        3 => ("/metadata/finalizers", None),
        4 if number == 0 => ("/metadata/ownerReferences", Some(json!([owner(random)]))),
        5 => ("/metadata/labels/round", Some(number.to_string().into())),
        _ => content(random, kind, number),
    }
}

fn content(random: &mut Random, kind: &str, number: usize) -> Edit {
    let digit = random.below(9);
    match (kind, number) {
        ("ConfigMap", 0) => ("/data", Some(data(random))),
        ("ConfigMap", 1) => ("/data/round", Some(digit.to_string().into())),
        ("ConfigMap", 2) => ("/binaryData", Some(json!({ "b": "AQI=" }))),
        ("ConfigMap", _) => ("/data", None),
        ("Deployment", 0) => ("/spec/replicas", Some(digit.into())),
        ("Deployment", 1) => {
            let at = json!({ "at": digit.to_string() });
            ("/spec/template/metadata/annotations", Some(at))
        }
        ("Deployment", 2) => ("/spec/paused", Some((digit > 4).into())),
        ("Deployment", _) => {
            let period = "/spec/template/spec/terminationGracePeriodSeconds";
            (period, Some(digit.into()))
        }
        (_, 0) => ("/spec/size", Some((1 + digit).into())),
        (_, 1) => ("/spec/parts", Some(parts(random))),
        (_, 2) => ("/spec/serial", Some(random.pick(&["s1", "s2"]).into())),
        _ => ("/status/phase", Some("Ready".into())),
    }
}

fn put(
    generator: &mut Generator,
    what: &'static str,
    subject: &Subject,
    edits: Vec<Edit>,
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
    let mut edits = vec![wrong_replace(&mut generator.random, &subject.key())];
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
