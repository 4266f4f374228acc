//! Every verb: method, path, query, body.

use std::time::Duration;

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::request::{FieldValidation, Preconditions, PropagationPolicy, ResourceVersionMatch};
use outrigger::rt::BoxFuture;
use outrigger::{
    Api, ApiResource, ApplyOptions, CreateOptions, DeleteOptions, GetOptions, ListOptions, Patch,
    PatchOptions, ReplaceOptions, Result, Scope, Unstructured, WatchOptions,
};
use outrigger_test::{Answer, MockTransport, RecordedRequest};
use serde_json::{Value, json};

use crate::{Widget, client, config_map, mock, widget};

/// `METHOD path?query content-type body`, as much of it as there is.
fn text(request: &RecordedRequest) -> String {
    assert_eq!(request.header("accept"), Some("application/json"));
    assert!(
        request
            .header("user-agent")
            .unwrap()
            .starts_with("outrigger/")
    );
    assert_eq!(request.uri().authority().unwrap(), "test");
    let line = request.to_string();
    match request.header("content-type") {
        None => line,
        Some(media_type) => format!("{line} {media_type} {}", request.json()),
    }
}

type Call<'a> = BoxFuture<'a, Result<()>>;

fn call<'a, T>(asked: impl Future<Output = Result<T>> + Send + 'a) -> Call<'a> {
    Box::pin(async { asked.await.map(drop) })
}

#[track_caller]
fn check(calls: Vec<(Call<'_>, &str)>, mock: &MockTransport) {
    for (call, expected) in calls {
        mock.timer().run(call).unwrap();
        assert_eq!(text(mock.requests().last().unwrap()), expected);
    }
}

#[test]
fn getting_typed_objects() {
    let mock = mock();
    let maps: Api<ConfigMap> = client(&mock).default_namespaced();
    let mut version = GetOptions::new();
    version.resource_version = "0".into();
    let path = "GET /api/v1/namespaces/shop/configmaps";
    let at_version = format!("{path}/c?resourceVersion=0");
    check(
        vec![
            (call(maps.get("c")), &format!("{path}/c")),
            (call(maps.get("a:b")), &format!("{path}/a:b")),
            (call(maps.get_opt("c")), &format!("{path}/c")),
            (call(maps.get_with("c", &version)), &at_version),
        ],
        &mock,
    );
}

#[test]
fn listing_and_watching_typed_objects() {
    let mock = mock();
    let maps: Api<ConfigMap> = client(&mock).default_namespaced();
    let all: Api<ConfigMap> = client(&mock).all();
    let everything = ListOptions::new();
    let some = ListOptions::new()
        .labels("app in (web)")
        .fields("metadata.name=c")
        .limit(5)
        .resource_version("3", Some(ResourceVersionMatch::NotOlderThan));
    let more = some.clone().continue_from("more");
    let watch = WatchOptions::since("9").timeout(Duration::from_secs(30));
    let path = "GET /api/v1/namespaces/shop/configmaps";
    let selects = "fieldSelector=metadata.name%3Dc&labelSelector=app+in+%28web%29&limit=5";
    let version = "resourceVersion=3&resourceVersionMatch=NotOlderThan";
    let watches =
        "allowWatchBookmarks=true&resourceVersion=9&timeout=30s&timeoutSeconds=30&watch=true";
    check(
        vec![
            (call(maps.list(&everything)), path),
            (call(all.list(&everything)), "GET /api/v1/configmaps"),
            (
                call(maps.list(&some)),
                &format!("{path}?{selects}&{version}"),
            ),
            (
                call(maps.list(&more)),
                &format!("{path}?continue=more&{selects}"),
            ),
            (call(maps.watch(&watch)), &format!("{path}?{watches}")),
        ],
        &mock,
    );
}

#[test]
fn writing_an_own_type() {
    let mock = mock();
    let widgets: Api<Widget> = client(&mock).all();
    let body =
        r#"{"apiVersion":"example.com/v1alpha1","kind":"Widget","metadata":{"name":"w"},"size":3}"#;
    let (path, json) = ("/apis/example.com/v1alpha1/widgets", "application/json");
    let create = CreateOptions::new().dry_run().field_manager("me");
    let create = create.field_validation(FieldValidation::Strict);
    let replace = ReplaceOptions::new().field_manager("me");
    let apply = ApplyOptions::by("me").force();
    let object = widget();
    check(
        vec![
            (
                call(widgets.create(&object, &CreateOptions::new())),
                &format!("POST {path} {json} {body}"),
            ),
            (
                call(widgets.create(&object, &create)),
                &format!(
                    "POST {path}?dryRun=All&fieldManager=me&fieldValidation=Strict {json} {body}"
                ),
            ),
            (
                call(widgets.replace("w", &object, &replace)),
                &format!("PUT {path}/w?fieldManager=me {json} {body}"),
            ),
            (
                call(widgets.apply("w", &object, &apply)),
                &format!(
                    "PATCH {path}/w?fieldManager=me&force=true application/apply-patch+yaml {body}"
                ),
            ),
        ],
        &mock,
    );
    assert_eq!(mock.timer().run(widgets.get("w")).unwrap(), object);
}

/// Config maps without a type.
fn untyped(mock: &MockTransport) -> Api<Unstructured> {
    let resource = ApiResource::new("", "v1", "ConfigMap", "configmaps", Scope::Namespaced);
    Api::dynamic(client(mock), resource).within("shop")
}

#[test]
fn patching_untyped_objects() {
    let mock = mock();
    let maps = untyped(&mock);
    let change = json!({ "data": { "a": "b" } });
    let operations = json!([{ "op": "remove", "path": "/data" }]);
    let options = PatchOptions::new().dry_run();
    for (patch, form, body) in [
        (Patch::Merge(change.clone()), "merge", &change),
        (Patch::Strategic(change.clone()), "strategic-merge", &change),
        (Patch::Json(operations.clone()), "json", &operations),
    ] {
        let path = "/api/v1/namespaces/shop/configmaps/c?dryRun=All";
        let expected = format!("PATCH {path} application/{form}-patch+json {body}");
        let calls = vec![(call(maps.patch("c", &patch, &options)), expected.as_str())];
        check(calls, &mock);
    }
}

#[test]
fn deleting_untyped_objects() {
    let mock = mock();
    let maps = untyped(&mock);
    let mut sure = DeleteOptions::new()
        .grace_period(Duration::ZERO)
        .propagation(PropagationPolicy::Foreground)
        .preconditions(Preconditions::uid("u-1"));
    sure.dry_run = true;
    for (options, body) in [
        (
            DeleteOptions::new(),
            json!({ "kind": "DeleteOptions", "apiVersion": "v1" }),
        ),
        (
            sure,
            json!({
                "kind": "DeleteOptions", "apiVersion": "v1", "dryRun": ["All"],
                "gracePeriodSeconds": 0, "propagationPolicy": "Foreground",
                "preconditions": { "uid": "u-1" },
            }),
        ),
    ] {
        let path = "/api/v1/namespaces/shop/configmaps/c";
        let expected = format!("DELETE {path} application/json {body}");
        check(vec![(call(maps.delete("c", &options)), &expected)], &mock);
    }
}

#[test]
fn a_server_may_have_a_path() {
    let mock = MockTransport::new();
    let path = "/k8s/clusters/c-1/apis/example.com/v1alpha1/widgets/w";
    mock.get(path)
        .answer(Answer::api_error(404, "NotFound", "no"));
    let client = outrigger::Client::builder(mock.backend(), "https://test/k8s/clusters/c-1/");
    let widgets: Api<Widget> = client.build().unwrap().all();
    let error = mock.timer().run(widgets.get("w")).unwrap_err();
    // What was asked is named as the API names it, wherever the server is.
    assert_eq!(
        error.to_string(),
        "get /apis/example.com/v1alpha1/widgets/w: no (404)"
    );
}

#[test]
fn what_cannot_be_asked_is_not_sent() {
    let mock = MockTransport::new();
    let maps: Api<ConfigMap> = client(&mock).namespaced("shop");
    let all: Api<ConfigMap> = client(&mock).all();
    let apply = ApplyOptions::by("");
    let patch: Value = json!({});
    let (create, me) = (CreateOptions::new(), ApplyOptions::by("me"));
    let (empty, dots) = ("resource name may not be empty", "may not be '..'");
    for (call, expected) in [
        (call(maps.get("")), empty),
        (call(maps.get("..")), dots),
        (
            call(maps.get("a/b")),
            "invalid resource name \"a/b\": may not contain '/'",
        ),
        (call(all.get("c")), "when a resource name is provided"),
        (call(all.create(&config_map(), &create)), "during creation"),
        (
            call(maps.apply("c", &patch, &apply)),
            "needs a field manager",
        ),
        (call(maps.apply("c", &7, &me)), "must be a JSON object"),
    ] {
        let error = mock.timer().run(call).unwrap_err();
        assert_eq!(error.kind(), outrigger::ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(mock.requests().is_empty());
}
