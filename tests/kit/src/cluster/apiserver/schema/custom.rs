//! What the server makes of a custom resource it is sent: untyped JSON, but for its metadata,
//! coerced to the CRD's schema.

use serde_json::Value;

use super::decode::{Decoded, decode_as};
use super::{Schema, Shape, builtin, defaults, prune};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::json::{Document, Json, StrictErrors};

/// Decodes a custom resource: checks and normalises metadata (embedded ones too), drops unknown
/// fields and nulls that may not be, fills in defaults.
///
/// The error is what stands after `cannot be handled as a …: `.
pub(crate) fn decode(schema: &Schema, json: Json<'_>) -> Result<Decoded, String> {
    let mut repeated = StrictErrors::default();
    let mut object = json.to_value(&mut repeated)?;
    let mut strict = repeated.into_messages();
    let metadata = match object.get("metadata") {
        Some(given) => Some(object_meta(given, "metadata", &mut strict)?),
        None => None,
    };
    strict.extend(prune::prune(schema, &mut object).into_iter().map(unknown));
    defaults::drop_nulls(schema, &mut object);
    let mut embedded = Vec::new();
    coerce(schema, "", &mut object, &mut embedded)?;
    embedded.sort();
    strict.append(&mut embedded);
    if let Some(metadata) = metadata {
        object["metadata"] = metadata;
    }
    defaults::apply(schema, &mut object);
    Ok(Decoded { object, strict })
}

/// The problem of a custom resource without a kind; unlike for built-in ones, the path does not
/// tell it.
pub(crate) fn missing_kind(body: &[u8]) -> String {
    format!(
        "Object 'Kind' is missing in '{}'",
        String::from_utf8_lossy(body)
    )
}

fn unknown(path: String) -> String {
    format!("unknown field \"{path}\"")
}

/// Reads metadata as Go does. A repeated field is long gone here.
fn object_meta(given: &Value, path: &str, strict: &mut Vec<String>) -> Result<Value, String> {
    let schema = builtin::schema("meta/v1.ObjectMeta").expect("metadata is described");
    let document = Document::of(given);
    let decoded = decode_as("v1.ObjectMeta", schema, document.root())?;
    let prefix = "unknown field \"";
    let messages = decoded.strict.iter();
    let paths = messages.filter_map(|message| message.strip_prefix(prefix));
    strict.extend(paths.map(|rest| format!("{prefix}{path}.{rest}")));
    Ok(decoded.object)
}

/// Gives the metadata of embedded resources their form.
fn coerce(
    schema: &Schema,
    path: &str,
    value: &mut Value,
    strict: &mut Vec<String>,
) -> Result<(), String> {
    match (&schema.shape, value) {
        (Shape::Object(shape), Value::Object(object)) => {
            for (name, value) in object.iter_mut() {
                let property = shape.properties.get(name);
                let below = match property {
                    None if shape.additional.is_some() => format!("{path}[{name}]"),
                    _ if path.is_empty() => name.clone(),
                    _ => format!("{path}.{name}"),
                };
                if shape.embedded {
                    reserved(name, &below, value, strict)?;
                }
                if let Some(schema) = property.or(shape.additional.as_ref()) {
                    coerce(schema, &below, value, strict)?;
                }
            }
        }
        (Shape::List(list), Value::Array(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                coerce(&list.items, &format!("{path}[{index}]"), item, strict)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The fields that every resource has.
fn reserved(
    name: &str,
    path: &str,
    value: &mut Value,
    strict: &mut Vec<String>,
) -> Result<(), String> {
    let invalid =
        |value: &Value, why: String| FieldError::invalid(path, value.clone(), why).to_string();
    match name {
        "apiVersion" | "kind" if !value.is_string() => {
            Err(invalid(value, "must be a string".to_owned()))
        }
        "metadata" => {
            *value = object_meta(value, path, strict).map_err(|error| invalid(value, error))?;
            Ok(())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
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
}
