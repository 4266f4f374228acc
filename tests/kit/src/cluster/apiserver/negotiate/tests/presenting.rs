//! What a real API server made of objects.

use std::time::Duration;

use outrigger::rt::Timestamp;
use serde_json::{Value, json};

use super::super::accepted;
use super::super::presenter::{Presenter, Subject};
use super::super::router::Route;
use super::super::transform::{TransformKind, Version};
use super::{TABLE, transform, wish};
use crate::cluster::apiserver::catalog::{Origin, ResourceType};
use crate::cluster::apiserver::schema::{Schema, Shape};

fn resource(group: &str, kind: &str, plural: &str, origin: Origin) -> ResourceType {
    ResourceType {
        group: group.to_owned(),
        version: "v1".to_owned(),
        kind: kind.to_owned(),
        list_kind: format!("{kind}List"),
        plural: plural.to_owned(),
        singular: kind.to_lowercase(),
        short_names: Vec::new(),
        categories: Vec::new(),
        namespaced: true,
        status: true,
        scale: None,
        selectable_fields: Vec::new(),
        origin,
        schema: Schema::of(Shape::Any).into(),
    }
}

fn config_maps() -> Subject {
    Subject::of(&resource("", "ConfigMap", "configmaps", Origin::BuiltIn))
}

fn gadgets() -> Subject {
    let origin = Origin::Defined {
        printer_columns: Vec::new(),
    };
    Subject::of(&resource("x.example.com", "Gadget", "gadgets", origin))
}

const NOW: Timestamp = Timestamp::from_unix(Duration::from_secs(1_795_274_400));

fn present(subject: &Subject, accept: &str, query: &str) -> Presenter {
    let accepted = accepted(wish(accept), Route::Custom).expect("acceptable");
    Presenter::new(subject.clone(), accepted.transform, query).expect("a query")
}

fn config_map() -> Value {
    json!({
        "metadata": {
            "name": "a", "resourceVersion": "7", "creationTimestamp": "2026-11-21T15:19:40Z",
        },
        "data": {"x": "1"},
    })
}

#[test]
fn rows_carry_what_the_query_asks_for() {
    let metadata = &config_map()["metadata"];
    let partial = json!({
        "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
    });
    let whole = json!({
        "kind": "ConfigMap", "apiVersion": "v1", "metadata": metadata, "data": {"x": "1"},
    });
    for (query, object) in [
        ("", &partial),
        ("includeObject=", &partial),
        ("includeObject=Metadata", &partial),
        ("includeObject=None&includeObject=Object", &Value::Null),
        ("includeObject=Object", &whole),
    ] {
        let subject = config_maps();
        let table = present(&subject, TABLE, query).object(&config_map(), NOW);
        let mut table = table.expect("a table");
        assert_eq!(table["columnDefinitions"].as_array().map(Vec::len), Some(3));
        table["columnDefinitions"].take();
        assert_eq!(
            table,
            json!({
                "kind": "Table", "apiVersion": "meta.k8s.io/v1",
                "metadata": {"resourceVersion": "7"}, "columnDefinitions": null,
                "rows": [{"cells": ["a", 1, "20s"], "object": object}],
            }),
            "{query}"
        );
    }
    let subject = config_maps();
    let table = transform(TransformKind::Table, Version::V1);
    let failure = Presenter::new(subject.clone(), table, "includeObject=Foo").expect_err("Foo");
    assert_eq!(
        (failure.code, failure.message.as_str()),
        (
            400,
            "Unable to convert to Table as requested: includeObject: Invalid value: \"Foo\": \
             must be 'Metadata', 'Object', 'None', or empty"
        )
    );
    assert!(Presenter::new(subject, None, "includeObject=Foo").is_ok());
}

#[test]
fn lists_keep_their_metadata() {
    let metadata = json!({"resourceVersion": "9", "continue": "c", "remainingItemCount": 3});
    let subject = config_maps();
    let list = |accept, items: &[Value]| {
        let presented = present(&subject, accept, "").list(items, &metadata, NOW);
        presented.expect("a list").unwrap_or_default()
    };
    let table = list(TABLE, &[config_map(), config_map()]);
    assert_eq!(table["metadata"], metadata);
    assert_eq!(table["rows"].as_array().map(Vec::len), Some(2));
    assert_eq!(list(TABLE, &[])["rows"], json!([]));
    assert_eq!(list("", &[config_map()]), Value::Null);
    let partials = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1beta1";
    assert_eq!(
        list(partials, &[config_map()]),
        json!({
            "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1beta1",
            "metadata": metadata,
            "items": [{
                "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1beta1",
                "metadata": config_map()["metadata"],
            }],
        })
    );
    assert_eq!(list(partials, &[])["items"], Value::Null);
}

#[test]
fn one_is_no_list_and_a_list_is_not_one() {
    const ONE: &str = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    const LIST: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    for (subject, one, list) in [
        (
            config_maps(),
            "you requested PartialObjectMetadataList, but the requested object is not a list \
             (*core.ConfigMap)",
            "you requested PartialObjectMetadata, but the requested object is a list \
             (*core.ConfigMapList)",
        ),
        (
            gadgets(),
            "content is not a list",
            "you requested PartialObjectMetadata, but the requested object is a list \
             (*unstructured.UnstructuredList)",
        ),
    ] {
        let failure = present(&subject, LIST, "").object(&config_map(), NOW);
        assert_eq!(failure.expect_err("one").message, one);
        let failure = present(&subject, ONE, "").list(&[], &json!({}), NOW);
        assert_eq!(failure.expect_err("a list").message, list);
        assert_eq!(present(&subject, LIST, "").event(&config_map(), NOW), None);
    }
}

#[test]
fn the_first_event_of_a_watch_names_the_columns() {
    let subject = gadgets();
    let mut watch = present(&subject, TABLE, "includeObject=None");
    let first = watch.event(&config_map(), NOW).expect("a table");
    assert_eq!(first["columnDefinitions"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        first["rows"],
        json!([{"cells": ["a", "20s"], "object": null}])
    );
    let metadata = json!({
        "resourceVersion": "9",
        "creationTimestamp": null,
        "annotations": {"k8s.io/initial-events-end": "true"},
    });
    let bookmark = watch.event(&json!({"metadata": metadata}), NOW);
    assert_eq!(
        bookmark,
        Some(json!({
            "kind": "Table", "apiVersion": "meta.k8s.io/v1",
            "metadata": {"resourceVersion": "9"}, "columnDefinitions": null,
            "rows": [{
                "cells": ["", null],
                "object": {
                    "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
                    "metadata": {
                        "resourceVersion": "9",
                        "annotations": {"k8s.io/initial-events-end": "true"},
                    },
                },
            }],
        }))
    );
    let status = json!({"kind": "Status", "apiVersion": "v1", "code": 410});
    assert_eq!(watch.event(&status, NOW), Some(status));
}
