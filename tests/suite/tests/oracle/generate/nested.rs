//! Objects, and paths into them.

use outrigger_suite::random::Random;
use serde_json::{Map, Value, json};

const KEYS: [&str; 6] = ["a", "b", "spec", "", "x/y", "~é"];
const READS: [&str; 10] = [
    "field", "string", "bool", "int64", "float64", "number", "slice", "strings", "map", "texts",
];

fn scalar(random: &mut Random) -> Value {
    random.pick(&[
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(3),
        json!(-7),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(1.5),
        json!(-0.25),
        json!(3.0),
        json!(1e20),
        json!(""),
        json!("text"),
        json!("1"),
    ])
}

fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 4 } else { 10 }) {
        0..=3 => scalar(random),
        4 => (0..random.below(3))
            .map(|_| json!(random.pick(&KEYS)))
            .collect(),
        5 => (0..random.below(3))
            .map(|_| value(random, depth - 1))
            .collect(),
        6 => {
            let pairs = (0..random.below(3)).map(|_| {
                (
                    random.pick(&KEYS).to_owned(),
                    Value::from(random.pick(&KEYS)),
                )
            });
            Value::Object(pairs.collect())
        }
        _ => object(random, depth - 1),
    }
}

fn object(random: &mut Random, depth: usize) -> Value {
    let count = 1 + random.below(3);
    let pairs = (0..count).map(|_| (random.pick(&KEYS).to_owned(), value(random, depth)));
    Value::Object(pairs.collect::<Map<_, _>>())
}

/// A path that leads somewhere, most of the time.
fn path(random: &mut Random, object: &Value) -> Vec<String> {
    let mut path = Vec::new();
    let mut at = Some(object);
    for _ in 0..1 + random.below(4) {
        let keys: Vec<&String> = at
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::keys)
            .collect();
        let key = match keys.is_empty() || random.once_in(6) {
            true if random.once_in(2) => break,
            true => random.pick(&KEYS).to_owned(),
            false => random.pick(&keys).clone(),
        };
        at = at.and_then(|value| value.get(&key));
        path.push(key);
    }
    if path.is_empty() {
        path.push("a".to_owned());
    }
    path
}

pub(crate) fn access(random: &mut Random) -> Value {
    let object = object(random, 3);
    let path = path(random, &object);
    let accessor = match random.below(4) {
        0 => random.pick(&["set", "set", "remove"]),
        _ => random.pick(&READS),
    };
    let mut given = json!({ "object": object, "as": accessor, "path": path });
    if accessor == "set" {
        given["value"] = value(random, 1);
    }
    given
}
