//! FieldsV1: the JSON form of a set of fields.

use serde_json::{Map, Value};

use super::field_set::{FieldSet, Node};
use super::path_element::{PathElement, PathElementError};

/// Stands for the path of the object it is in.
const SELF: &str = ".";

impl FieldSet {
    /// Of a `fieldsV1`.
    ///
    /// # Errors
    /// What the real server finds wrong with it.
    pub(crate) fn from_fields_v1(fields: &Value) -> Result<Self, String> {
        Ok(read(fields)?.children)
    }

    pub(crate) fn to_fields_v1(&self) -> Value {
        Value::Object(to_map(self))
    }
}

fn read(fields: &Value) -> Result<Node, String> {
    let mut node = Node::default();
    match fields {
        Value::Null => {}
        Value::Object(map) => {
            for (key, below) in map {
                read_entry(key, below, &mut node)?;
            }
        }
        other => return Err(format!("ReadMapCB: expect {{ or n, but found {other}")),
    }
    // Where nothing is below, the path itself is meant.
    node.member |= node.children.is_empty();
    Ok(node)
}

fn read_entry(key: &str, below: &Value, node: &mut Node) -> Result<(), String> {
    if key == SELF {
        node.member = true;
        return Ok(());
    }
    match PathElement::parse(key) {
        Ok(element) => node.children.put(element, read(below)?),
        Err(PathElementError::UnknownKind) => {}
        Err(PathElementError::Invalid(why)) => {
            return Err(format!("parsing key as path element: {why}"));
        }
    }
    Ok(())
}

fn to_map(set: &FieldSet) -> Map<String, Value> {
    let entry = |(element, node): (&PathElement, &Node)| {
        let mut below = to_map(&node.children);
        if node.member && !below.is_empty() {
            below.insert(SELF.to_owned(), Value::Object(Map::new()));
        }
        (element.print(), Value::Object(below))
    };
    set.nodes().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::super::field_set::tests::sets;
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn from_text(text: &str) -> Result<FieldSet, String> {
        FieldSet::from_fields_v1(&serde_json::from_str(text).unwrap())
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_the_same(set in sets()) {
            prop_assert_eq!(FieldSet::from_fields_v1(&set.to_fields_v1()), Ok(set));
        }
    }

    #[test]
    fn reads_what_is_not_as_it_would_print_it() {
        for (given, printed) in [
            ("null", "{}"),
            ("{}", "{}"),
            (r#"{".":{}}"#, "{}"),
            (r#"{"f:b":{},"f:a":null}"#, r#"{"f:a":{},"f:b":{}}"#),
            (r#"{"f:a":{".":1}}"#, r#"{"f:a":{}}"#),
            (r#"{"z:a":5}"#, "{}"),
            (r#"{"f:a":{"z:b":{}}}"#, r#"{"f:a":{}}"#),
            (
                r#"{"k:{\"b\":1,\"a\":2}":{}}"#,
                r#"{"k:{\"a\":2,\"b\":1}":{}}"#,
            ),
        ] {
            let set = from_text(given).unwrap();
            assert_eq!(set.to_fields_v1().to_string(), printed, "{given}");
        }
    }

    #[test]
    fn refuses_what_is_no_set() {
        for given in [
            json!(1),
            json!([]),
            json!("a"),
            json!({"f:a": 5}),
            json!({"a": {}}),
        ] {
            assert!(FieldSet::from_fields_v1(&given).is_err(), "{given}");
        }
    }
}
