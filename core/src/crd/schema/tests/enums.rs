use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{assert_rewritten, assert_structural};

#[derive(JsonSchema)]
enum Plain {
    A,
    B,
}

/// Of some kind.
#[derive(JsonSchema)]
enum Documented {
    /// The first.
    A,
    B,
}

#[test]
fn plain_enums_are_one_list_of_values() {
    assert_structural::<Plain>(json!({ "type": "string", "enum": ["A", "B"] }));
    assert_structural::<Documented>(json!({
        "type": "string",
        "description": "Of some kind.\n\n- `A`: The first.",
        "enum": ["B", "A"],
    }));
    // kube-apiserver finds null among no values.
    let optional = json!({ "type": "string", "nullable": true, "allOf": [{ "enum": ["A", "B"] }] });
    assert_structural::<Option<Plain>>(optional);
}

#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
enum External {
    /// How large.
    Size(u8),
    Both {
        a: bool,
        #[serde(default)]
        b: bool,
    },
}

#[test]
fn variants_with_data_stand_side_by_side() {
    let boolean = json!({ "type": "boolean" });
    let mut expected = json!({
        "type": "object",
        "properties": {
            "size": { "type": "integer", "minimum": 0, "maximum": 255, "description": "How large." },
            "both": {
                "type": "object",
                "required": ["a"],
                "properties": { "a": boolean, "b": { "type": "boolean", "default": false } },
            },
        },
        "oneOf": [{ "required": ["size"] }, { "required": ["both"] }],
    });
    assert_structural::<External>(expected.clone());
    expected["nullable"] = true.into();
    assert_structural::<Option<External>>(expected);
}

#[derive(JsonSchema)]
#[serde(tag = "type")]
enum Internal {
    A {
        own: bool,
        shared: String,
    },
    B {
        shared: bool,
        #[serde(default)]
        defaulted: bool,
    },
    C,
}

#[test]
fn tags_say_which_fields_are_there() {
    let tagged = |tag: &str| json!({ "enum": [tag] });
    let no_boolean = json!({ "enum": [true, false] });
    let no_string = json!({ "minLength": 1, "maxLength": 0 });
    let mut b = json!({
        "required": ["shared"],
        "properties": { "type": tagged("B"), "shared": no_string },
    });
    // All that is neither a text nor a boolean is refused by both.
    for limits in [
        json!({ "minItems": 1, "maxItems": 0 }),
        json!({ "minimum": 1, "maximum": 0 }),
        json!({ "minProperties": 1, "maxProperties": 0 }),
    ] {
        let shared = b["properties"]["shared"].as_object_mut().unwrap();
        shared.extend(limits.as_object().unwrap().clone());
    }
    let mut a = b.clone();
    a["required"] = json!(["own", "shared"]);
    a["properties"]["type"] = tagged("A");
    let shared = a["properties"]["shared"].as_object_mut().unwrap();
    shared.retain(|keyword, _| !keyword.ends_with("Length"));
    shared.insert("not".into(), no_boolean);
    assert_structural::<Internal>(json!({
        "type": "object",
        "required": ["type"],
        "properties": {
            "type": { "type": "string", "enum": ["A", "B", "C"] },
            "own": { "type": "boolean" },
            "shared": { "x-kubernetes-preserve-unknown-fields": true },
            // The server would set it in all variants.
            "defaulted": { "type": "boolean" },
        },
        "oneOf": [a, b, { "properties": { "type": tagged("C") } }],
    }));
}

#[derive(JsonSchema)]
#[serde(untagged)]
enum IntOrString {
    Int(i32),
    Text(String),
}

#[derive(JsonSchema)]
#[serde(untagged)]
enum Untagged {
    A { a: bool },
    B { a: bool, b: bool },
}

#[test]
fn untagged_enums_may_be_more_than_one() {
    assert_structural::<IntOrString>(json!({ "x-kubernetes-int-or-string": true }));
    let boolean = json!({ "type": "boolean" });
    // Whatever is a `B` is an `A` too, so that nothing more can be said.
    assert_structural::<Untagged>(json!({
        "type": "object",
        "required": ["a"],
        "properties": { "a": boolean, "b": boolean },
    }));
}

#[derive(JsonSchema)]
enum Mixed {
    All,
    Named(Vec<String>),
}

#[test]
fn texts_and_objects_are_kept_apart_by_limits() {
    assert_structural::<Mixed>(json!({
        "x-kubernetes-preserve-unknown-fields": true,
        "properties": { "Named": { "type": "array", "items": { "type": "string" } } },
        "oneOf": [
            { "enum": ["All"] },
            {
                "required": ["Named"],
                "minLength": 1, "maxLength": 0,
                "minItems": 1, "maxItems": 0,
                "minimum": 1, "maximum": 0,
                "not": { "enum": [true, false] },
            },
        ],
    }));
}

#[test]
fn what_an_alternative_refuses_is_kept_beside_the_types_of_others() {
    let text = json!({ "type": "string", "not": { "const": "none" } });
    let others = json!({
        "minItems": 1, "maxItems": 0,
        "minimum": 1, "maximum": 0,
        "minProperties": 1, "maxProperties": 0,
    });
    let (mut of_text, mut of_boolean) = (others.clone(), others);
    of_text["not"] = json!({ "enum": ["none"] });
    of_text["allOf"] = json!([{ "not": { "enum": [true, false] } }]);
    of_boolean["minLength"] = 1.into();
    of_boolean["maxLength"] = 0.into();
    assert_rewritten(
        json!({ "oneOf": [text, { "type": "boolean" }] }),
        json!({
            "x-kubernetes-preserve-unknown-fields": true,
            "oneOf": [of_text, of_boolean],
        }),
    );
}

#[derive(JsonSchema, Serialize)]
struct Flat {
    a: bool,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

#[derive(JsonSchema)]
struct FlatEnum {
    a: bool,
    #[serde(flatten)]
    external: External,
}

#[test]
fn flattened_parts_stand_beside_the_fields() {
    assert_structural::<Flat>(json!({
        "type": "object",
        "required": ["a"],
        "properties": { "a": { "type": "boolean" } },
        "x-kubernetes-preserve-unknown-fields": true,
    }));
    assert_structural::<FlatEnum>(json!({
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": { "type": "boolean" },
            "size": { "type": "integer", "minimum": 0, "maximum": 255, "description": "How large." },
            "both": {
                "type": "object",
                "required": ["a"],
                "properties": {
                    "a": { "type": "boolean" },
                    "b": { "type": "boolean", "default": false },
                },
            },
        },
        "oneOf": [{ "required": ["size"] }, { "required": ["both"] }],
    }));
}

#[test]
fn one_of_becomes_any_of_where_more_may_hold() {
    let number = |limit: &str| json!({ "type": "integer", limit: 10 });
    assert_rewritten(
        json!({ "oneOf": [number("minimum"), number("maximum")] }),
        json!({ "type": "integer", "anyOf": [{ "minimum": 10 }, { "maximum": 10 }] }),
    );
}

#[test]
fn what_all_of_says_is_put_together() {
    assert_rewritten(
        json!({
            "type": "string",
            "minLength": 1,
            "allOf": [
                { "minLength": 2, "maxLength": 5 },
                { "anyOf": [{ "pattern": "a" }, { "pattern": "b" }] },
            ],
        }),
        json!({
            "type": "string",
            "minLength": 1,
            "maxLength": 5,
            "allOf": [{ "minLength": 2 }],
            "anyOf": [{ "pattern": "a" }, { "pattern": "b" }],
        }),
    );
}

#[test]
fn a_field_of_one_alternative_may_be_anything_in_another() {
    let number = json!({ "type": "object", "additionalProperties": { "type": "integer" } });
    let text = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let free = json!({ "nullable": true, "x-kubernetes-preserve-unknown-fields": true });
    assert_rewritten(json!({ "anyOf": [text, true] }), free.clone());
    assert_rewritten(
        json!({ "anyOf": [text, { "description": "Anything." }] }),
        free,
    );
    assert_rewritten(
        json!({ "anyOf": [text, number] }),
        json!({
            "type": "object",
            "properties": { "a": { "x-kubernetes-int-or-string": true } },
            "x-kubernetes-preserve-unknown-fields": true,
        }),
    );
    // Of an optional part, there may be nothing; its fields are still named.
    let a = json!({ "type": "string" });
    assert_rewritten(
        json!({ "type": "object", "anyOf": [{ "properties": { "a": a }, "required": ["a"] }, {}] }),
        json!({ "type": "object", "properties": { "a": a } }),
    );
}
