//! What a real API server answered to these headers.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use outrigger::rt::Timestamp;

use super::*;
use crate::cluster::apiserver::catalog::{Origin, ResourceType};
use crate::cluster::apiserver::schema::{Schema, Shape};

const TABLE: &str = "application/json;as=Table;g=meta.k8s.io;v=v1";

fn wish(accept: &str) -> Wishes<'_> {
    Wishes {
        accept,
        ..Wishes::default()
    }
}

const fn transform(kind: TransformKind, version: Version) -> Option<Transform> {
    Some(Transform { kind, version })
}

#[test]
fn accept_headers_are_read_as_the_real_server_reads_them() {
    use Encoding::{Json, PrettyJson, Yaml};
    use TransformKind::{PartialObjectMetadata, Table};
    for (accept, encoding, transform) in [
        ("", Json, None),
        ("*/*", Json, None),
        ("application/*", Json, None),
        ("*", Json, None),
        ("application/yaml", Yaml, None),
        ("application/json;charset=utf-8", Json, None),
        ("application/json;sv=v1", Json, None),
        ("application/json;stream=watch", Json, None),
        ("application/json;q=0", Json, None),
        ("application/json;pretty=1", PrettyJson, None),
        ("application/json;pretty=true", Json, None),
        ("application/yaml;q=0.3, application/json;q=0.2", Yaml, None),
        ("application/json;q=0.2,application/yaml;q=0.3", Yaml, None),
        (
            "application/vnd.kubernetes.protobuf,application/json",
            Json,
            None,
        ),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", Json, None),
        (TABLE, Json, transform(Table, Version::V1)),
        (
            "application/yaml;as=Table;g=meta.k8s.io;v=v1beta1",
            Yaml,
            transform(Table, Version::V1Beta1),
        ),
        (
            "application/json;as=Table;v=v9;g=meta.k8s.io,application/json",
            Json,
            None,
        ),
        (
            "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
            Json,
            transform(PartialObjectMetadata, Version::V1),
        ),
        ("*/*,application/yaml", Yaml, None),
    ] {
        let accepted = accepted(wish(accept), Route::Custom);
        let expected = Accepted {
            encoding,
            transform,
        };
        assert_eq!(accepted.ok(), Some(expected), "{accept}");
    }
}

#[test]
fn what_nobody_takes_is_refused() {
    for accept in [
        "text/plain",
        "application/vnd.kubernetes.protobuf",
        "application",
        ",",
        "text/*",
        "application/json;as=Foo;v=v1;g=meta.k8s.io",
        "application/json;as=Table;v=v9;g=meta.k8s.io",
        "application/json;as=Table",
        "application/json;sv=v2",
        "application/json;stream=x",
        "application/yaml;stream=watch",
    ] {
        let failure = accepted(wish(accept), Route::Custom).expect_err(accept);
        assert_eq!((failure.code, failure.reason), (406, "NotAcceptable"));
        assert_eq!(
            failure.message,
            "only the following media types are accepted: application/json, application/yaml, \
             application/vnd.kubernetes.protobuf"
        );
    }
    assert!(accepted(wish(TABLE), Route::Document).is_err());
    assert!(accepted(wish("application/json;sv=v1"), Route::Document).is_err());
}

#[test]
fn people_get_json_indented() {
    for (query, user_agent, pretty) in [
        ("", "kubectl/v1.37.1", false),
        ("", "curl/8", true),
        ("", "Wget/1", true),
        ("", "Mozilla/5.0 (X11)", true),
        ("pretty=false", "curl/8", false),
        ("pretty=no", "curl/8", false),
        ("pretty", "curl/8", true),
        ("pretty=1", "x", true),
        ("a=b&pretty=T", "x", true),
    ] {
        let wishes = Wishes {
            accept: "",
            user_agent,
            query,
        };
        let encoding = accepted(wishes, Route::Custom).expect("JSON").encoding;
        assert_eq!(
            encoding == Encoding::PrettyJson,
            pretty,
            "{query} {user_agent}"
        );
    }
}

#[test]
fn failures_are_written_in_a_form_that_goes_without_transforms() {
    for (accept, encoding) in [
        ("", Encoding::Json),
        (TABLE, Encoding::PrettyJson),
        (
            "application/json;q=0.1;as=Table;g=meta.k8s.io;v=v1,*/*",
            Encoding::Json,
        ),
        ("application/yaml", Encoding::Yaml),
        ("text/plain", Encoding::PrettyJson),
        ("application/json;sv=v1", Encoding::PrettyJson),
    ] {
        assert_eq!(of_failure(wish(accept)), encoding, "{accept}");
    }
}

#[test]
fn watches_speak_json_alone() {
    let watch = |accept| accepted(wish(accept), Route::Collection).and_then(Accepted::stream);
    let accepted = watch("application/json;pretty=1").expect("JSON");
    assert_eq!(accepted.encoding, Encoding::Json);
    let failure = watch("application/yaml,application/json").expect_err("YAML");
    assert_eq!(
        failure.message,
        "only the following media types are accepted: application/json;stream=watch, \
         application/vnd.kubernetes.protobuf;stream=watch"
    );
}

#[test]
fn discovery_is_aggregated_for_those_who_ask() {
    for (accept, encoding) in [
        ("", None),
        ("*/*", None),
        ("application/json", None),
        (
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList;profile=nopeer",
            Some(Encoding::Json),
        ),
        (
            "*/*;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
            Some(Encoding::Json),
        ),
        (
            "application/json,application/yaml;q=0.5;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
            Some(Encoding::Yaml),
        ),
        (
            "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
            None,
        ),
    ] {
        assert_eq!(aggregated_discovery(wish(accept)), encoding, "{accept}");
    }
}

#[test]
fn the_router_looks_first() {
    const FIVE: &str = "application/json, application/yaml, application/vnd.kubernetes.protobuf, \
         application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";
    for (route, accept, available) in [
        (Route::BuiltIn, "", None),
        (Route::BuiltIn, "*/*;q=0.1", None),
        (Route::BuiltIn, "x/y, application/yaml ;q=0", None),
        (Route::BuiltIn, "application/vnd.kubernetes.protobuf", None),
        (Route::BuiltIn, "application/*", Some(MEDIA_TYPES)),
        (Route::BuiltIn, "*", Some(MEDIA_TYPES)),
        (Route::RoutedDocument, ",", Some(MEDIA_TYPES)),
        (Route::Collection, "text/plain", Some(FIVE)),
        (Route::Version, "application/yaml", Some("application/json")),
        (Route::Custom, "text/plain", None),
        (Route::Document, "text/plain", None),
    ] {
        let answer = routed(route, None, accept);
        let message =
            available.map(|it| format!("406: Not Acceptable\n\nAvailable representations: {it}"));
        assert_eq!(answer.err().map(|it| it.message), message, "{accept}");
    }
    let failure = routed(Route::BuiltIn, Some("application/json"), "x/y").expect_err("no patch");
    assert_eq!(
        failure.to_status(),
        json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": "415: Unsupported Media Type", "reason": "UnsupportedMediaType",
            "details": {}, "code": 415,
        })
    );
}

#[test]
fn patches_are_named_letter_for_letter() {
    use PatchType::{Apply, Json, Merge, StrategicMerge};
    for (content_type, routes, built_in, custom) in [
        ("application/json-patch+json", true, Some(Json), Some(Json)),
        (
            "application/merge-patch+json",
            true,
            Some(Merge),
            Some(Merge),
        ),
        (
            "application/merge-patch+json;x",
            true,
            Some(Merge),
            Some(Merge),
        ),
        (
            "application/apply-patch+yaml",
            true,
            Some(Apply),
            Some(Apply),
        ),
        (
            "application/strategic-merge-patch+json",
            true,
            Some(StrategicMerge),
            None,
        ),
        ("application/merge-patch+json ; x", true, None, None),
        ("text/plain, application/merge-patch+json", true, None, None),
        ("application/merge-patch+json, text/plain", true, None, None),
        ("APPLICATION/merge-patch+json", false, None, None),
        ("application/apply-patch+cbor", false, None, None),
        ("application/json", false, None, None),
        ("", false, None, None),
    ] {
        let answer = routed(Route::BuiltIn, Some(content_type), "");
        assert_eq!(answer.is_ok(), routes, "{content_type}");
        let patch = |route| patch_type(content_type, route).ok();
        assert_eq!(patch(Route::BuiltIn), built_in, "{content_type}");
        assert_eq!(patch(Route::Custom), custom, "{content_type}");
    }
    let failure = patch_type("x/y", Route::Custom).expect_err("no patch");
    assert_eq!(
        failure.message,
        "the body of the request was in an unknown format - accepted media types include: \
         application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
    );
}

#[test]
fn content_types_are_read_as_the_real_server_reads_them() {
    for (content_type, body) in [
        ("", Some(BodyType::Json)),
        ("application/json", Some(BodyType::Json)),
        ("application/json; charset=utf-8", Some(BodyType::Json)),
        ("application/json;", Some(BodyType::Json)),
        ("application/json; charset=utf-8;", Some(BodyType::Json)),
        (
            "application/json; a=b; a=b; c=\"d;\\\"e\"",
            Some(BodyType::Json),
        ),
        ("APPLICATION/JSON", Some(BodyType::Json)),
        ("application/yaml", Some(BodyType::Yaml)),
        ("application/json; charset", None),
        ("application/json; a=b; a=c", None),
        ("application/json; a=\"b", None),
        ("application/json;;", None),
        ("application/json; =x", None),
        ("application/json, text/plain", None),
        ("application /json", None),
        ("application/", None),
        ("/json", None),
        (";", None),
        ("*/*", None),
        ("text/plain", None),
    ] {
        assert_eq!(body_type(content_type).ok(), body, "{content_type}");
    }
}

proptest! {
    #[test]
    fn no_header_makes_it_panic(
        accept in r#"[a*/;,= q.0-9"\\é-]{0,40}|application/(json|yaml)[;,=/ asgvq*."é]{0,20}"#,
    ) {
        let _ = accepted(wish(&accept), Route::Custom);
        let _ = of_failure(wish(&accept));
        let _ = routed(Route::Collection, Some(&accept), &accept);
        let _ = body_type(&accept);
        let _ = patch_type(&accept, Route::Custom);
    }
}

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

fn present<'a>(subject: &'a Subject, accept: &str, query: &str) -> Presenter<'a> {
    let accepted = accepted(wish(accept), Route::Custom).expect("acceptable");
    Presenter::new(subject, accepted.transform, query).expect("a query")
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
    let failure = Presenter::new(&subject, table, "includeObject=Foo").expect_err("Foo");
    assert_eq!(
        (failure.code, failure.message.as_str()),
        (
            400,
            "Unable to convert to Table as requested: includeObject: Invalid value: \"Foo\": \
             must be 'Metadata', 'Object', 'None', or empty"
        )
    );
    assert!(Presenter::new(&subject, None, "includeObject=Foo").is_ok());
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
