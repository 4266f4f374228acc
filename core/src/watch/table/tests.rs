use serde_json::{Value, json};

use super::*;
use crate::watch::{FrameError, ListHead, ListSplitter};

fn table(columns: &Value, rows: &Value) -> Value {
    json!({ "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": {"resourceVersion": "7"},
        "columnDefinitions": columns, "rows": rows })
}

fn row(name: &str) -> Value {
    json!({
        "cells": [name, 3, "\"]}\u{e9}", null],
        "object": { "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": {
            "name": name, "managedFields": [{ "manager": "m" }], "labels": { "a": "b" } } },
    })
}

fn as_stored(name: &str) -> Value {
    json!({ "metadata": { "name": name, "labels": { "a": "b" } },
        "cells": [name, 3, "\"]}\u{e9}", null] })
}

fn columns() -> Value {
    json!([{ "name": "Name", "type": "string", "format": "name", "description": "d", "priority": 0 },
        { "name": "IP", "type": "string", "priority": 1 }])
}

/// The elements of a list as they are stored, and the columns, cut at `border`.
fn split(text: &str, border: usize) -> Result<(Vec<Value>, Vec<String>), String> {
    let mut splitter = ListSplitter::new(4096, Form::TABLES);
    let mut found = Vec::new();
    let (head, tail) = text.as_bytes().split_at(border);
    for chunk in [head, tail] {
        let mut sink = |head: &ListHead, item: &[u8]| -> Result<(), FrameError> {
            let object = Form::TABLES.element(item, head.in_rows).unwrap();
            found.push(serde_json::from_slice(&object).unwrap());
            Ok(())
        };
        splitter
            .feed(chunk, &mut sink)
            .map_err(|error| error.to_string())?;
    }
    let head = splitter.finish().map_err(|error| error.to_string())?;
    let columns = head.columns.unwrap_or_default();
    let names = columns.iter().map(|column| column.name.clone()).collect();
    Ok((found, names))
}

#[test]
fn rows_are_objects_with_cells_wherever_the_columns_stand() {
    let (columns, rows) = (columns(), json!([row("a"), row("b")]));
    let before = table(&columns, &rows).to_string();
    let behind = format!("{{\"rows\":{rows},\"columnDefinitions\":{columns},\"kind\":\"Table\"}}");
    for text in [before, behind] {
        for border in (0..=text.len()).filter(|border| text.is_char_boundary(*border)) {
            let (found, names) = split(&text, border).unwrap();
            assert_eq!(found, [as_stored("a"), as_stored("b")], "border {border}");
            assert_eq!(names, ["Name", "IP"]);
        }
    }
}

#[test]
fn tables_may_be_empty() {
    for rows in [json!([]), Value::Null] {
        let (found, names) = split(&table(&columns(), &rows).to_string(), 0).unwrap();
        assert_eq!((found.len(), names.len()), (0, 2));
    }
    let text = table(&Value::Null, &json!([row("a")])).to_string();
    let (found, names) = split(&text, 0).unwrap();
    assert_eq!((found.len(), names.len()), (1, 0));
}

#[test]
fn a_list_that_is_no_table_gives_rows_without_cells() {
    let text = json!({ "kind": "PodList", "items": [
        { "metadata": { "name": "a", "managedFields": [] }, "spec": { "x": 1 } } ] });
    let (found, names) = split(&text.to_string(), 0).unwrap();
    assert_eq!(found, [json!({ "metadata": { "name": "a" } })]);
    assert_eq!(names.len(), 0);
}

#[test]
fn objects_have_no_rows_even_if_a_field_is_called_that() {
    let text = r#"{"kind":"XList","rows":[{"a":1}],"items":[{"b":2}]}"#;
    let mut splitter = ListSplitter::new(4096, Form::OBJECTS);
    let mut found = Vec::new();
    let mut sink = |head: &ListHead, item: &[u8]| -> Result<(), FrameError> {
        assert!(!head.in_rows);
        found.push(String::from_utf8_lossy(item).into_owned());
        Ok(())
    };
    splitter.feed(text.as_bytes(), &mut sink).unwrap();
    splitter.finish().unwrap();
    assert_eq!(found, [r#"{"b":2}"#]);
}

#[test]
fn broken_tables_say_so() {
    for (text, expected) in [
        (r#"{"rows":{}}"#, "malformed rows of a list"),
        (
            r#"{"rows":[],"columnDefinitions":{}}"#,
            "malformed columnDefinitions of a list",
        ),
        (
            r#"{"rows":[1]}"#,
            "expected an object in \"items\", found '1'",
        ),
        (
            r#"{"kind":"Table"}"#,
            "not a list: no \"items\" in a document of kind \"Table\"",
        ),
    ] {
        assert_eq!(split(text, 0).unwrap_err(), expected, "{text}");
    }
    for row in [r#"{"cells":[]}"#, r#"{"object":null}"#, r#"{"object":{}}"#] {
        assert!(Form::TABLES.element(row.as_bytes(), true).is_err(), "{row}");
    }
}

#[test]
fn a_table_of_one_row_is_an_object() {
    let text = table(&columns(), &json!([row("a")])).to_string();
    let single = Form::TABLES.single(text.as_bytes()).unwrap();
    let object: Value = serde_json::from_slice(&single.object).unwrap();
    assert_eq!(object, as_stored("a"));
    assert_eq!(single.columns.unwrap()[1].priority, 1);
    for none in [Value::Null, json!([])] {
        let text = table(&none, &json!([row("a")])).to_string();
        let single = Form::TABLES.single(text.as_bytes()).unwrap();
        assert!(single.columns.is_none(), "later events name none");
    }
    for rows in [json!([]), json!([row("a"), row("b")])] {
        let text = table(&columns(), &rows).to_string();
        assert!(Form::TABLES.single(text.as_bytes()).is_err());
    }
}

#[test]
fn somebody_elses_table_is_an_object() {
    let text = json!({ "kind": "Table", "apiVersion": "furniture.example.com/v1",
        "metadata": { "name": "oak" }, "rows": 4 });
    let text = text.to_string();
    let single = Form::TABLES.single(text.as_bytes()).unwrap();
    assert_eq!(&single.object[..], br#"{"metadata":{"name":"oak"}}"#);
    let whole = Form::OBJECTS.single(text.as_bytes()).unwrap();
    assert_eq!(&whole.object[..], text.as_bytes());
}

#[test]
fn conditions_are_kept_and_empty_metadata_is_no_trouble() {
    let json = br#"{"cells":["a"],"conditions":[{"type":"Completed"}],"object":{"metadata":{}}}"#;
    let object = Form::TABLES.element(json, true).unwrap();
    let expected = br#"{"metadata":{},"cells":["a"],"conditions":[{"type":"Completed"}]}"#;
    assert_eq!(&object[..], expected);
}
