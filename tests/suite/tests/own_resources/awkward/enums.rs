//! Enums of every representation.

use serde_json::{Value, json};

use super::{AdjacentKind, Case, ExternalKind, InternalKind, MixedKind, PlainKind, UntaggedKind};

fn one(value: Value) -> Value {
    json!({ "one": value })
}

pub(super) fn external() -> Case {
    let circle = json!({ "circle": 1.5 });
    let external = |shape: Value| json!({ "shape": shape, "all": [circle], "by_name": { "x": { "line": [1, 2] } } });
    Case::of::<ExternalKind>(
        vec![
            external(circle.clone()),
            external(json!({ "rectangle": { "width": 3 } })),
            external(json!({ "other": { "leaf": ["A"] } })),
            external(json!({ "other": null })),
            json!({ "shape": circle, "maybe": null, "all": [], "by_name": {} }),
        ],
        vec![
            external(json!({})),
            external(json!({ "circle": "x" })),
            external(json!({ "circle": 1, "line": [1, 2] })),
            external(json!({ "rectangle": { "height": 3 } })),
            external(json!({ "line": [1, 2, 3] })),
            external(json!("circle")),
        ],
    )
}

pub(super) fn internal() -> Case {
    Case::of::<InternalKind>(
        vec![
            one(json!({ "type": "Http", "port": 80, "target": "x" })),
            one(json!({ "type": "Exec", "command": ["x"], "target": 3 })),
            one(json!({ "type": "Leaf", "leaf": ["B"] })),
            one(json!({ "type": "Named", "mode": "x" })),
            one(json!({ "type": "Switched", "mode": false })),
            one(json!({ "type": "None" })),
        ],
        vec![
            one(json!({ "type": "Http", "port": 80, "target": 3 })),
            one(json!({ "type": "Exec", "command": ["x"], "target": "x" })),
            one(json!({ "type": "Http", "port": 80 })),
            one(json!({ "type": "Named", "mode": "none" })),
            one(json!({ "type": "Named", "mode": true })),
            one(json!({ "type": "Switched", "mode": "x" })),
            one(json!({ "type": "Ftp" })),
            one(json!({ "port": 80, "target": "x" })),
        ],
    )
}

pub(super) fn adjacent() -> Case {
    Case::of::<AdjacentKind>(
        vec![
            one(json!({ "kind": "Number", "value": 3 })),
            one(json!({ "kind": "Text", "value": "x" })),
            one(json!({ "kind": "Fields", "value": { "a": 3 } })),
            one(json!({ "kind": "None" })),
        ],
        vec![
            one(json!({ "kind": "Number", "value": "x" })),
            one(json!({ "kind": "Number", "value": 300 })),
            one(json!({ "kind": "Fields", "value": {} })),
            one(json!({ "kind": "Fields", "value": { "a": "x" } })),
            one(json!({ "kind": "Text", "value": { "a": 3 } })),
            one(json!({ "kind": "Text" })),
        ],
    )
}

pub(super) fn untagged() -> Case {
    let untagged =
        |one: Value, port: Value| json!({ "one": one, "port": port, "ports": [port, 1, "http"] });
    Case::of::<UntaggedKind>(
        vec![
            untagged(json!("x"), json!(80)),
            untagged(json!([1, 2]), json!("http")),
            untagged(json!({ "name": "x" }), json!(80)),
            untagged(json!({ "size": 3, "name": true }), json!(80)),
            json!({ "one": "x", "port": 1, "ports": [], "maybe": null }),
        ],
        vec![
            untagged(json!(3), json!(80)),
            untagged(json!(true), json!(80)),
            untagged(json!(["x"]), json!(80)),
            untagged(json!({ "size": "x" }), json!(80)),
            untagged(json!({ "other": 1 }), json!(80)),
            untagged(json!("x"), json!(true)),
            untagged(json!("x"), json!({})),
        ],
    )
}

pub(super) fn mixed() -> Case {
    Case::of::<MixedKind>(
        vec![
            one(json!("all")),
            one(json!({ "named": ["x"] })),
            json!({ "one": "none", "maybe": "all" }),
            json!({ "one": "none", "maybe": null }),
        ],
        vec![
            one(json!("some")),
            one(json!({})),
            one(json!({ "named": "x" })),
            one(json!({ "named": [3] })),
            one(json!(3)),
            one(json!(["all"])),
            one(json!(true)),
        ],
    )
}

pub(super) fn plain() -> Case {
    Case::of::<PlainKind>(
        vec![
            json!({ "plain": "A", "documented": "C", "maybe": null, "maybe_documented": null }),
            json!({ "plain": "A", "documented": "A", "maybe": "B", "maybe_documented": "B" }),
        ],
        vec![
            json!({ "plain": "C", "documented": "A" }),
            json!({ "plain": "A", "documented": "D" }),
            json!({ "plain": "A", "documented": "A", "maybe": "" }),
        ],
    )
}
