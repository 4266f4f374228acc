use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};

use super::{assert_structural, structural_schema};

#[derive(JsonSchema)]
struct Tree {
    root: Node,
}

#[derive(JsonSchema)]
struct Node {
    children: Vec<Self>,
}

#[derive(JsonSchema)]
struct CutTree {
    root: CutNode,
}

#[derive(JsonSchema)]
struct CutNode {
    #[schemars(extend("x-kubernetes-preserve-unknown-fields" = true))]
    next: Option<Box<Self>>,
}

#[test]
fn a_type_in_itself_is_named_or_cut() {
    let error = structural_schema(&schema_for!(Tree).to_value()).unwrap_err();
    assert_eq!(error.path(), "root.children[*]");
    let text = error.to_string();
    assert!(
        text.starts_with("root.children[*]: `Node` contains itself"),
        "{text}"
    );
    assert!(structural_schema(&schema_for!(Node).to_value()).is_err());
    let free = json!({
        "type": "object",
        "nullable": true,
        "x-kubernetes-preserve-unknown-fields": true,
    });
    let root = json!({ "type": "object", "properties": { "next": free } });
    assert_structural::<CutTree>(json!({
        "type": "object",
        "required": ["root"],
        "properties": { "root": root },
    }));
}

#[test]
fn what_has_no_form_is_named() {
    let field = |schema: Value| json!({ "properties": { "a": { "properties": { "b": schema } } } });
    let rules = |rule: &str| {
        let rules = json!([{ "rule": rule }]);
        json!({ "properties": { "c": { "type": "string", "x-kubernetes-validations": rules } } })
    };
    for (schema, complaint) in [
        (
            json!({ "if": {}, "then": {} }),
            "a.b: `if` has no form in a structural schema",
        ),
        (json!(false), "a.b: the schema accepts no value"),
        (
            json!({ "items": { "contains": {} } }),
            "a.b[*]: `contains` has no form",
        ),
        (json!(3), "a.b: a schema must be an object or a boolean"),
        (
            json!({ "$ref": "#/$defs/x" }),
            "a.b: `#/$defs/x` names nothing",
        ),
        (
            json!({ "$ref": "https://example.com" }),
            "a.b: `https://example.com` names nothing",
        ),
        (
            json!({ "type": "string", "allOf": [{ "type": "boolean" }] }),
            "a.b: two schemas of one value have no type in common",
        ),
        (
            json!({ "enum": ["x"], "allOf": [{ "enum": ["y"] }] }),
            "a.b: two schemas of one value have no value in common",
        ),
        (
            json!({ "oneOf": [rules("self == 'x'"), rules("self == 'y'")] }),
            "a.b.c: x-kubernetes-validations must be the same in all alternatives",
        ),
        (
            json!({ "not": { "minLength": 3 } }),
            "a.b: only `enum`, `const` and `required`",
        ),
    ] {
        let error = structural_schema(&field(schema)).unwrap_err().to_string();
        assert!(error.starts_with(complaint), "{error}");
    }
}

#[test]
fn size_is_bounded() {
    // Each level names the one below twice: 2^40 parts in 40 lines.
    let mut definitions = json!({ "0": {} });
    for level in 1..40 {
        let below = json!({ "$ref": format!("#/$defs/{}", level - 1) });
        definitions[level.to_string()] = json!({ "properties": { "a": below, "b": below } });
    }
    let schema = json!({ "$ref": "#/$defs/39", "$defs": definitions });
    let error = structural_schema(&schema).unwrap_err().to_string();
    assert!(error.ends_with("the schema is too large"), "{error}");
    let mut deep = json!({});
    for _ in 0..200 {
        deep = json!({ "type": "array", "items": deep });
    }
    assert!(structural_schema(&deep).is_err());
}
