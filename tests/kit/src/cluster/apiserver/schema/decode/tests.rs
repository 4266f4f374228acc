//! What a real server answered to such objects; most of the cases are in `cases.json`.

use serde_json::{Value, json};

use super::super::builtin::schema;
use super::{Decoded, decode, strict_error, unfit};
use crate::cluster::apiserver::json::Document;

fn decoded(name: &str, text: &str) -> Result<Decoded, String> {
    let schema = schema(name).expect("it is described");
    let document = Document::parse(text.as_bytes()).expect("it is JSON");
    decode(schema, document.root())
}

/// Calls with the columns of each case: the type, the object's text, and what comes of it.
fn each(table: &str, check: impl Fn(&str, &str, &[Value])) {
    let tables: Value = serde_json::from_str(include_str!("cases.json")).expect("it is JSON");
    let cases = tables[table].as_array().expect("there is such a table");
    assert!(!cases.is_empty());
    for case in cases {
        let columns = case.as_array().expect("a case is a list");
        let [Value::String(name), Value::String(text), rest @ ..] = &columns[..] else {
            panic!("{case} has a type and a text")
        };
        check(name, text, rest);
    }
}

#[test]
fn values_of_the_wrong_type() {
    each("wrong types", |name, text, expected| {
        let [what, field, go_type] = expected else {
            panic!("{text} has three answers")
        };
        let unquoted = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_default();
        let message = format!(
            "json: cannot unmarshal {} into Go struct field {} of type {}",
            unquoted(what),
            unquoted(field),
            unquoted(go_type)
        );
        assert_eq!(decoded(name, text).err(), Some(message), "{text}");
    });
}

#[test]
fn values_that_cannot_be_read() {
    each("unreadable", |name, text, expected| {
        let error = decoded(name, text).err();
        assert_eq!(error.as_deref(), expected[0].as_str(), "{text}");
    });
}

#[test]
fn what_cannot_be_read_counts_more_than_a_wrong_type() {
    let text = r#"{"spec": 5, "metadata": {"creationTimestamp": "x"}}"#;
    let error = decoded("apps/v1.Deployment", text).expect_err("it has two errors");
    assert!(error.starts_with("parsing time"), "{error}");
}

#[test]
fn what_a_strict_decoder_complains_about() {
    each("strict", |name, text, expected| {
        let strict = decoded(name, text).expect(text).strict;
        assert_eq!(json!(strict), expected[0], "{text}");
    });
}

#[test]
fn a_hundred_complaints_are_enough() {
    let fields: Vec<_> = (0..120).map(|index| format!("\"f{index}\":1")).collect();
    let text = format!("{{{}}}", fields.join(","));
    let decoded = decoded("apps/v1.Deployment", &text).expect("unknown fields are dropped");
    assert_eq!(decoded.strict.len(), 100);
    assert_eq!(decoded.strict[99], r#"unknown field "f99""#);
}

#[test]
fn what_is_written_again() {
    each("written", |name, text, expected| {
        let object = decoded(name, text).expect(text).object;
        let pointer = expected[0].as_str().expect("it says where to look");
        assert_eq!(object.pointer(pointer), Some(&expected[1]), "{text}");
        let again = decoded(name, &object.to_string()).expect("it was written");
        assert_eq!(again.object, object, "{text}");
    });
}

#[test]
fn empty_objects() {
    let template = json!({"metadata": {}, "spec": {"containers": null}});
    let cases = [
        ("core/v1.ConfigMap", json!({})),
        ("core/v1.Namespace", json!({"spec": {}, "status": {}})),
        (
            "core/v1.Pod",
            json!({"spec": {"containers": null}, "status": {}}),
        ),
        (
            "core/v1.Service",
            json!({"spec": {}, "status": {"loadBalancer": {}}}),
        ),
        ("coordination/v1.Lease", json!({"spec": {}})),
        (
            "apps/v1.Deployment",
            json!({"spec": {"selector": null, "strategy": {}, "template": template}, "status": {}}),
        ),
        (
            "apps/v1.ReplicaSet",
            json!({"spec": {"selector": null, "template": template}, "status": {"replicas": 0}}),
        ),
    ];
    for (name, mut expected) in cases {
        expected["metadata"] = json!({});
        assert_eq!(decoded(name, "{}").expect(name).object, expected, "{name}");
    }
}

#[test]
fn nesting_is_bounded_only_where_it_is_kept() {
    let nested = format!("{}{}", "[".repeat(9_000), "]".repeat(9_000));
    let unknown = format!(r#"{{"unknown": {nested}}}"#);
    assert!(decoded("core/v1.ConfigMap", &unknown).is_ok());
    let kept = format!(r#"{{"metadata": {{"managedFields": [{{"fieldsV1": {nested}}}]}}}}"#);
    assert_eq!(
        decoded("core/v1.ConfigMap", &kept).err().as_deref(),
        Some("exceeded max depth")
    );
}

#[test]
fn messages() {
    let text = r#"{"a":1,"metadata":{"b":1}}"#;
    let strict = decoded("core/v1.ConfigMap", text).expect(text).strict;
    assert_eq!(
        unfit("ConfigMap", "v1", "ConfigMap", &strict_error(&strict)),
        r#"ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "a", unknown field "metadata.b""#
    );
}
