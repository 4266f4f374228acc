use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::num::NonZeroU16;

use schemars::JsonSchema;
use serde_json::{Value, json};

use super::{assert_rewritten, assert_structural};

#[test]
fn numbers_keep_their_limits_and_known_formats() {
    let integer = |more: Value| {
        let mut schema = json!({ "type": "integer" });
        schema
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        schema
    };
    assert_structural::<i8>(integer(json!({ "minimum": -128, "maximum": 127 })));
    assert_structural::<NonZeroU16>(integer(json!({ "minimum": 1, "maximum": 65535 })));
    assert_structural::<i32>(integer(json!({ "format": "int32" })));
    assert_structural::<u32>(integer(json!({ "minimum": 0, "maximum": u32::MAX })));
    assert_structural::<i64>(integer(json!({ "format": "int64" })));
    assert_structural::<isize>(integer(json!({ "format": "int64" })));
    assert_structural::<u64>(integer(json!({ "minimum": 0 })));
    assert_structural::<i128>(integer(json!({})));
    assert_structural::<f32>(json!({ "type": "number", "format": "float" }));
}

#[test]
fn formats_that_mean_something_else_are_dropped() {
    assert_structural::<IpAddr>(json!({ "type": "string" }));
    for (format, kept) in [
        ("date-time", true),
        ("ipv4", true),
        ("uuid", true),
        ("k8s-short-name", true),
        ("duration", false),
        ("partial-date-time", false),
        ("int32", false),
    ] {
        let schema = json!({ "type": "string", "format": format });
        let plain = json!({ "type": "string" });
        assert_rewritten(schema.clone(), if kept { schema } else { plain });
    }
}

#[test]
fn free_values_are_kept_as_they_are() {
    let free = json!({ "nullable": true, "x-kubernetes-preserve-unknown-fields": true });
    assert_structural::<Value>(free.clone());
    assert_structural::<Option<Value>>(free.clone());
    assert_structural::<Vec<Value>>(json!({ "type": "array", "items": free }));
    assert_structural::<BTreeMap<String, Value>>(
        json!({ "type": "object", "x-kubernetes-preserve-unknown-fields": true }),
    );
}

#[test]
fn maps_have_values_of_one_schema() {
    let of_texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    assert_structural::<BTreeMap<String, String>>(of_texts.clone());
    assert_structural::<BTreeMap<u32, String>>(of_texts);
}

#[test]
fn lists_have_items_of_one_schema() {
    let of = |items: Value, length: u8| json!({ "type": "array", "items": items, "minItems": length, "maxItems": length });
    assert_structural::<(bool, bool)>(of(json!({ "type": "boolean" }), 2));
    assert_structural::<(i32, String)>(of(json!({ "x-kubernetes-int-or-string": true }), 2));
    assert_structural::<[bool; 3]>(of(json!({ "type": "boolean" }), 3));
    let set = json!({
        "type": "array",
        "items": { "type": "string" },
        "x-kubernetes-list-type": "set",
    });
    assert_structural::<BTreeSet<String>>(set);
    // Of a set, members cannot be null.
    let list = json!({ "type": "array", "items": { "type": "string", "nullable": true } });
    assert_structural::<BTreeSet<Option<String>>>(list);
}

#[derive(JsonSchema)]
struct Extended {
    /// Whatever it is.
    #[schemars(range(min = 1, max = 5), extend("x-kubernetes-validations" = [{ "rule": "self != 3" }]))]
    small: Option<i32>,
    #[schemars(extend("x-kubernetes-list-type" = "atomic"))]
    list: BTreeSet<String>,
    #[schemars(extend("x-kubernetes-embedded-resource" = true))]
    object: Value,
    #[serde(default)]
    none: Option<bool>,
    #[serde(default = "three")]
    three: u8,
    unit: (),
}

fn three() -> u8 {
    3
}

#[test]
fn what_fields_say_of_themselves_is_kept() {
    assert_structural::<Extended>(json!({
        "type": "object",
        "required": ["list", "object", "unit"],
        "properties": {
            "small": {
                "description": "Whatever it is.",
                "type": "integer",
                "format": "int32",
                "nullable": true,
                "minimum": 1,
                "maximum": 5,
                "x-kubernetes-validations": [{ "rule": "self != 3" }],
            },
            "list": {
                "type": "array",
                "items": { "type": "string" },
                "x-kubernetes-list-type": "atomic",
            },
            "object": {
                "type": "object",
                "x-kubernetes-embedded-resource": true,
                "x-kubernetes-preserve-unknown-fields": true,
            },
            // No default of null.
            "none": { "type": "boolean", "nullable": true },
            "three": { "type": "integer", "minimum": 0, "maximum": 255, "default": 3 },
            "unit": { "nullable": true, "x-kubernetes-preserve-unknown-fields": true },
        },
    }));
}

#[test]
fn limits_are_those_of_openapi() {
    assert_rewritten(
        json!({ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "title": "x", "examples": [] }),
        json!({
            "type": "number",
            "minimum": 0, "exclusiveMinimum": true,
            "maximum": 1, "exclusiveMaximum": true,
        }),
    );
    assert_rewritten(
        json!({ "type": "string", "not": { "const": "x" } }),
        json!({ "type": "string", "not": { "enum": ["x"] } }),
    );
}
