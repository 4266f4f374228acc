//! What a real API server said of these bodies.

use super::super::body::{BodyType, PatchType, body_type, patch_type};
use super::super::router::{Route, routed};

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
