#![allow(dead_code, reason = "the types are read by schemars alone")]

use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};

use super::Definition;
use crate::object::{ApiResource, Scope};

#[derive(JsonSchema)]
struct Palette {
    name: String,
    #[serde(flatten)]
    paint: Paint,
}

#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Paint {
    Oil { glossy: bool },
    Chalk { hard: bool },
}

/// Objects whose content is `schema`.
fn palettes(schema: Value) -> Definition {
    let resource = ApiResource::new("example.com", "v1", "Palette", "palettes", Scope::Cluster);
    Definition::new(resource).content(schema)
}

fn with_status(schema: Value) -> Definition {
    palettes(schema).status(json!({ "type": "object" }))
}

#[track_caller]
fn assert_refused(definition: Definition, complaint: &str) {
    let error = definition.build().unwrap_err();
    assert_eq!((error.path(), error.to_string().as_str()), ("", complaint));
}

#[test]
fn beside_a_status_the_top_says_no_more_than_the_server_takes() {
    let flattened = || schema_for!(Palette).to_value();
    let definition = palettes(flattened()).build().unwrap();
    let one_of = "/spec/versions/0/schema/openAPIV3Schema/oneOf";
    assert!(definition.path(one_of).is_some());
    assert_refused(
        with_status(flattened()),
        "kube-apiserver takes no `oneOf` at the top of objects that have a status",
    );
    for (keyword, value) in [
        (
            "anyOf",
            json!([{ "required": ["a"] }, { "required": ["b"] }]),
        ),
        ("default", json!({})),
        ("maxProperties", json!(3)),
        ("x-kubernetes-map-type", json!("atomic")),
    ] {
        let schema = json!({ "type": "object", keyword: value });
        palettes(schema.clone()).build().unwrap();
        let top = "at the top of objects that have a status";
        let complaint = format!("kube-apiserver takes no `{keyword}` {top}");
        assert_refused(with_status(schema), &complaint);
    }
    let taken = json!({
        "type": "object",
        "description": "Colours.",
        "required": ["a"],
        "properties": { "a": { "type": "string" } },
        "additionalProperties": { "type": "string" },
        "x-kubernetes-validations": [{ "rule": "self.a != ''" }],
    });
    with_status(taken).build().unwrap();
}

#[test]
fn the_top_is_an_object_and_not_null() {
    let text_or_number = json!({ "x-kubernetes-int-or-string": true });
    for schema in [
        json!({}),
        json!(true),
        json!({ "type": "string" }),
        text_or_number,
    ] {
        assert_refused(palettes(schema), "the whole must be an object");
    }
    assert_refused(
        palettes(json!({ "type": ["object", "null"] })),
        "kube-apiserver takes no `nullable` at the top of objects",
    );
}
