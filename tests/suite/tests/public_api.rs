//! The core's public signatures name no crate beyond a short list, so that no other crate's major
//! version is ever ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use outrigger_suite::cargo::{cargo, run, target};
use serde_json::Value;

/// std and what stands in ARCHITECTURE.md, invariant 9.
const ALLOWED: [&str; 10] = [
    "std",
    "core",
    "alloc",
    "http",
    "bytes",
    "futures_core",
    "serde",
    "serde_core",
    "serde_json",
    "outrigger",
];

/// The crates whose types and traits stand in what rustdoc shows of the core.
fn public_crates(features: &str) -> BTreeSet<String> {
    let folder = target().join("rustdoc");
    let mut rustdoc = cargo();
    // The JSON form is not stable yet; this is the one place that reads it.
    rustdoc
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &folder);
    rustdoc.args(["rustdoc", "--quiet", "--package", "outrigger", "--lib"]);
    rustdoc.args(["--features", features]);
    run(rustdoc.args(["--", "-Zunstable-options", "--output-format=json"]));
    let text = fs::read_to_string(folder.join("doc/outrigger.json")).expect("rustdoc's output");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let mut ids = BTreeSet::new();
    for item in document["index"].as_object().expect("an index").values() {
        // Blanket and auto trait impls are not of our making, nor is what is in them.
        let ours = &item["inner"]["impl"];
        let others = item["crate_id"] != 0;
        if others || !ours["blanket_impl"].is_null() || ours["is_synthetic"] == true {
            continue;
        }
        referenced(&item["inner"], &mut ids);
    }
    let names: BTreeMap<u64, &str> = document["external_crates"]
        .as_object()
        .expect("crates")
        .iter()
        .filter_map(|(id, found)| Some((id.parse().ok()?, found["name"].as_str()?)))
        .collect();
    let crate_of = |id: &u64| {
        let path = &document["paths"][id.to_string()];
        names
            .get(&path["crate_id"].as_u64()?)
            .map(|name| (*name).to_owned())
    };
    ids.iter().filter_map(crate_of).collect()
}

/// Collects the ids of all types and traits that an item names: `{ "path": …, "id": … }`.
fn referenced(value: &Value, ids: &mut BTreeSet<u64>) {
    match value {
        Value::Object(map) => {
            if map.contains_key("path")
                && let Some(id) = map.get("id").and_then(Value::as_u64)
            {
                ids.insert(id);
            }
            map.values().for_each(|inner| referenced(inner, ids));
        }
        Value::Array(items) => items.iter().for_each(|inner| referenced(inner, ids)),
        _ => {}
    }
}

#[test]
fn signatures_name_only_the_allowed_crates() {
    for (features, expected) in [
        ("informer,write-yaml", &[][..]),
        ("informer,write-yaml,schemars-1", &["schemars"]),
    ] {
        let found = public_crates(features);
        assert!(
            found.contains("http") && found.contains("bytes"),
            "this reads nothing: {found:?}"
        );
        let more: Vec<_> = found
            .iter()
            .filter(|name| !ALLOWED.contains(&name.as_str()))
            .collect();
        assert_eq!(more, expected, "in public signatures with {features:?}");
    }
}
