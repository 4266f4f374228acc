//! What a real API server answered to these headers.

mod bodies;
mod presenting;

use proptest::prelude::*;
use serde_json::json;

use super::body::{body_type, patch_type};
use super::router::routed;
use super::transform::{TransformKind, Version};
use super::*;

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
