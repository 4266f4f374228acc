use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::super::{ListKind, ListShape, ObjectShape, Schema, Shape, StringFormat};
use super::{Document, decode};

fn text() -> Schema {
    Schema::of(Shape::String(StringFormat::Plain))
}

fn named(properties: Vec<(&str, Schema)>) -> ObjectShape {
    let properties = properties.into_iter();
    ObjectShape {
        properties: properties
            .map(|(name, schema)| (name.to_owned(), Arc::new(schema)))
            .collect::<BTreeMap<_, _>>(),
        ..ObjectShape::default()
    }
}

/// The schema that the real server was given for the cases.
fn widget() -> Schema {
    let mut color = text();
    color.default = Some(json!("red"));
    let mut maybe = text();
    maybe.nullable = true;
    let mut k = text();
    k.default = Some(json!("d"));
    let item = Schema::of(Shape::Object(named(vec![("name", text()), ("k", k)])));
    let list = Schema::of(Shape::List(ListShape {
        items: Arc::new(item),
        kind: ListKind::Atomic,
    }));
    let a = || Schema::of(Shape::Object(named(vec![("a", text())])));
    let mut open = named(vec![("s", a())]);
    open.preserve_unknown = true;
    let mut embedded = named(vec![("x", text())]);
    embedded.embedded = true;
    let map = ObjectShape {
        additional: Some(Arc::new(a())),
        ..ObjectShape::default()
    };
    let spec = named(vec![
        ("size", Schema::of(Shape::Integer { bits: 64 })),
        ("n", Schema::of(Shape::Number)),
        ("color", color),
        ("maybe", maybe),
        ("list", list),
        ("open", Schema::of(Shape::Object(open))),
        ("emb", Schema::of(Shape::Object(embedded))),
        ("map", Schema::of(Shape::Object(map))),
    ]);
    Schema::of(Shape::Object(named(vec![(
        "spec",
        Schema::of(Shape::Object(spec)),
    )])))
}

#[test]
fn what_a_real_server_makes_of_it() {
    let cases = [
        (
            r#"{"metadata":{"name":"a","foo":5,"labels":{"a":null}},"bar":1,"a":2,"spec":{"foo":1,"foo":2}}"#,
            json!({"metadata": {"name": "a", "labels": {"a": ""}}, "spec": {"color": "red"}}),
            "duplicate field \"spec.foo\", unknown field \"metadata.foo\", unknown field \"a\", unknown field \"bar\", unknown field \"spec.foo\"",
        ),
        (
            r#"{"metadata":{"name":"a","creationTimestamp":null,"ownerReferences":[],"finalizers":null},"spec":null}"#,
            json!({"metadata": {"name": "a"}}),
            "",
        ),
        (r#"{"metadata":null}"#, json!({"metadata": {}}), ""),
        (
            r#"{"spec":[{"a":1}]}"#,
            json!({"spec": [{}]}),
            "unknown field \"spec[0].a\"",
        ),
        (
            r#"{"spec":{"size":null,"color":null,"maybe":null,"list":null}}"#,
            json!({"spec": {"color": "red", "maybe": null}}),
            "",
        ),
        (
            r#"{"spec":{"size":1.0,"n":1e2}}"#,
            json!({"spec": {"size": 1, "n": 100, "color": "red"}}),
            "",
        ),
        (
            r#"{"spec":{"list":[{"name":null,"z":1},{"k":null}],"map":{"a":{"z":1},"b":{}},"open":{"q":{"r":null},"s":{"a":"1","b":2}}}}"#,
            json!({"spec": {"color": "red", "list": [{"k": "d"}, {"k": "d"}], "map": {"a": {}, "b": {}},
                "open": {"q": {"r": null}, "s": {"a": "1"}}}}),
            "unknown field \"spec.list[0].z\", unknown field \"spec.map.a.z\", unknown field \"spec.open.s.b\"",
        ),
        (
            r#"{"spec":{"emb":{"apiVersion":"v1","kind":"X","metadata":{"name":"q","foo":1,"labels":{},"creationTimestamp":null},"x":"1","y":2}}}"#,
            json!({"spec": {"color": "red", "emb": {"apiVersion": "v1", "kind": "X", "metadata": {"name": "q"}, "x": "1"}}}),
            "unknown field \"spec.emb.y\", unknown field \"spec.emb.metadata.foo\"",
        ),
    ];
    for (given, expected, strict) in cases {
        let document = Document::parse(given.as_bytes()).expect(given);
        let decoded = decode(&widget(), document.root()).expect(given);
        assert_eq!(decoded.object, expected, "{given}");
        assert_eq!(decoded.strict.join(", "), strict, "{given}");
    }
}

#[test]
fn what_a_real_server_refuses() {
    let cases = [
        (
            r#"{"metadata":5}"#,
            "json: cannot unmarshal number into Go value of type v1.ObjectMeta",
        ),
        (
            r#"{"metadata":[]}"#,
            "json: cannot unmarshal array into Go value of type v1.ObjectMeta",
        ),
        (
            r#"{"metadata":{"labels":{"a":5}}}"#,
            "json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string",
        ),
        (
            r#"{"metadata":{"creationTimestamp":"x","zzz":5}}"#,
            r#"parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006""#,
        ),
        (
            r#"{"spec":{"n":1e999}}"#,
            "json: cannot unmarshal number 1e999 into Go value of type float64",
        ),
        (
            r#"{"spec":{"emb":{"apiVersion":5,"kind":"X"}}}"#,
            "spec.emb.apiVersion: Invalid value: 5: must be a string",
        ),
        (
            r#"{"spec":{"emb":{"metadata":{"labels":5}}}}"#,
            r#"spec.emb.metadata: Invalid value: {"labels":5}: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type map[string]string"#,
        ),
        (
            r#"{"spec":{"emb":{"metadata":5}}}"#,
            "spec.emb.metadata: Invalid value: 5: json: cannot unmarshal number into Go value of type v1.ObjectMeta",
        ),
    ];
    for (given, expected) in cases {
        let document = Document::parse(given.as_bytes()).expect(given);
        let error = decode(&widget(), document.root()).expect_err(given);
        assert_eq!(error, expected, "{given}");
    }
}
