//! What can be wrong with an object, one thing at a time. Some of it turns out to be right.
//!
//! No map has two wrong entries: servers complain of them in the order in which Go happens to
//! iterate.

use std::sync::LazyLock;

use outrigger_suite::random::Random;
use serde_json::Value;

use crate::kinds::Kind;

/// A pointer, and what stands there or that nothing does.
pub(super) type Flaw = (&'static str, Option<Value>);

type Table = LazyLock<Vec<(String, Option<Value>)>>;

static METADATA: Table = LazyLock::new(|| table(include_str!("flaws/metadata.json")));
static CONFIG_MAP: Table = LazyLock::new(|| table(include_str!("flaws/configmap.json")));
static DEPLOYMENT: Table = LazyLock::new(|| table(include_str!("flaws/deployment.json")));
static POD: Table = LazyLock::new(|| table(include_str!("flaws/pod.json")));
static GADGET: Table = LazyLock::new(|| table(include_str!("flaws/gadget.json")));
static REPLACE: Table = LazyLock::new(|| table(include_str!("flaws/replace.json")));
static SCALE: Table = LazyLock::new(|| table(include_str!("flaws/scale.json")));

/// A flaw of an object of this kind.
pub(super) fn flaw(random: &mut Random, kind: &Kind) -> Flaw {
    let table = match (random.below(5), kind.kind) {
        (0 | 1, _) => &METADATA,
        (_, "ConfigMap") => &CONFIG_MAP,
        (2, "Deployment") => &POD,
        (_, "Deployment") => &DEPLOYMENT,
        _ => &GADGET,
    };
    pick(random, table)
}

/// What a replace of the object of this key had better not change.
pub(super) fn wrong_replace(random: &mut Random, key: &str) -> Flaw {
    about(key, pick(random, &REPLACE))
}

/// What the body of a scale of the object of this key can hold besides.
pub(super) fn odd_scale(random: &mut Random, key: &str) -> Flaw {
    about(key, pick(random, &SCALE))
}

fn pick(random: &mut Random, table: &'static Table) -> Flaw {
    let (pointer, value) = &table[random.below(table.len())];
    (pointer, value.clone())
}

fn about(key: &str, (pointer, value): Flaw) -> Flaw {
    match value {
        Some(Value::String(text)) => (pointer, Some(text.replace("KEY", key).into())),
        other => (pointer, other),
    }
}

/// A table is a list of `[pointer, value]`, the value left out where the field is to be.
fn table(text: &str) -> Vec<(String, Option<Value>)> {
    let entries: Vec<Vec<Value>> = serde_json::from_str(text).expect("a file of entries");
    let entry = |entry: Vec<Value>| {
        let mut parts = entry.into_iter();
        let pointer = parts
            .next()
            .and_then(|pointer| Some(pointer.as_str()?.to_owned()));
        (pointer.expect("a pointer"), parts.next().map(expanded))
    };
    entries.into_iter().map(entry).collect()
}

/// `{"repeat": n}` stands for a text of that length.
fn expanded(value: Value) -> Value {
    match value {
        Value::Object(fields) => match fields.get("repeat").and_then(Value::as_u64) {
            Some(times) => "x".repeat(times as usize).into(),
            None => fields
                .into_iter()
                .map(|(key, value)| (key, expanded(value)))
                .collect(),
        },
        other => other,
    }
}
