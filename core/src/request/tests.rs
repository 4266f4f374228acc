mod builder;

use serde_json::json;

use super::*;
use crate::error::ErrorKind;
use crate::object::{ApiResource, Scope};

fn pods() -> ApiResource {
    ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced)
}

fn widgets() -> ApiResource {
    ApiResource::new("example.com", "v1", "Widget", "Widgets", Scope::Namespaced)
}

fn nodes() -> ApiResource {
    ApiResource::new("", "v1", "Node", "nodes", Scope::Cluster)
}

const fn at<'a>(resource: &'a ApiResource, namespace: Option<&'a str>) -> ResourcePath<'a> {
    ResourcePath {
        resource,
        namespace,
        subresource: None,
        form: Form::OBJECTS,
    }
}

/// Verb, method and URI.
fn asked(request: &Request) -> String {
    let http = request.as_http();
    format!("{} {} {}", request.verb(), http.method(), http.uri())
}

#[test]
fn a_query_is_not_printed() {
    let request = Request::raw_get("/api/v1/pods?continue=secret").unwrap();
    assert_eq!(asked(&request), "get GET /api/v1/pods?continue=secret");
    assert_eq!(format!("{request:?}"), "get GET /api/v1/pods");
}

#[test]
fn urls_are_client_gos() {
    let (pods, widgets, nodes) = (pods(), widgets(), nodes());
    let list = ListOptions::new().labels("a=b").limit(2);
    let watch_options = WatchOptions::since("7").timeout(std::time::Duration::from_secs(300));
    for (request, expected) in [
        (
            list_(&pods, None, &list),
            "list GET /api/v1/pods?labelSelector=a%3Db&limit=2",
        ),
        (
            list_(&pods, Some("shop"), &list),
            "list GET /api/v1/namespaces/shop/pods?labelSelector=a%3Db&limit=2",
        ),
        (
            watch(&at(&widgets, None), &watch_options),
            "watch GET /apis/example.com/v1/widgets?allowWatchBookmarks=true&resourceVersion=7&timeout=5m0s&timeoutSeconds=300&watch=true",
        ),
        (
            get(&at(&nodes, None), "system:node é", &GetOptions::new()),
            "get GET /api/v1/nodes/system:node%20%C3%A9",
        ),
        (
            create(
                &at(&widgets, Some("x")),
                json!({}),
                &CreateOptions::new().dry_run().field_manager("me"),
            ),
            "create POST /apis/example.com/v1/namespaces/x/widgets?dryRun=All&fieldManager=me",
        ),
        (
            apply(
                &at(&pods, Some("x")),
                "web",
                json!({}),
                &ApplyOptions::by("me").force(),
            ),
            "patch PATCH /api/v1/namespaces/x/pods/web?fieldManager=me&force=true",
        ),
    ] {
        assert_eq!(asked(&request.unwrap()), expected);
    }
}

#[test]
fn rows_are_asked_for_with_their_objects_metadata() {
    let pods = pods();
    let path = ResourcePath {
        form: Form::TABLES,
        ..at(&pods, Some("x"))
    };
    for (request, expected) in [
        (
            list(&path, &ListOptions::new().limit(2)),
            "list GET /api/v1/namespaces/x/pods?includeObject=Metadata&limit=2",
        ),
        (
            watch(&path, &WatchOptions::since("7")),
            "watch GET /api/v1/namespaces/x/pods?allowWatchBookmarks=true&includeObject=Metadata&resourceVersion=7&watch=true",
        ),
        (
            get(&path, "web", &GetOptions::new()),
            "get GET /api/v1/namespaces/x/pods/web?includeObject=Metadata",
        ),
    ] {
        let request = request.unwrap();
        assert_eq!(asked(&request), expected);
        assert_eq!(
            request.as_http().headers()[ACCEPT],
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
        );
    }
}

fn list_(
    resource: &ApiResource,
    namespace: Option<&str>,
    options: &ListOptions,
) -> Result<Request> {
    list(&at(resource, namespace), options)
}

#[test]
fn impossible_requests_are_refused_with_what_was_asked() {
    let (pods, nodes) = (pods(), nodes());
    let get_ = |namespace, name| get(&at(&pods, namespace), name, &GetOptions::new());
    for (request, expected) in [
        (
            get_(None, "web"),
            "get pods.v1: an empty namespace may not be set when a resource name is provided",
        ),
        (
            get_(Some("x"), ""),
            "get pods.v1: resource name may not be empty",
        ),
        (
            get_(Some("x"), ".."),
            "get pods.v1: invalid resource name \"..\": may not be '..'",
        ),
        (
            get_(Some("x"), "a/b"),
            "get pods.v1: invalid resource name \"a/b\": may not contain '/'",
        ),
        (
            get_(Some("a%2f"), "b"),
            "get pods.v1: invalid namespace \"a%2f\": may not contain '%'",
        ),
        (
            get_(Some(""), "b"),
            "get pods.v1: namespace may not be empty",
        ),
        (
            create(&at(&pods, None), json!({}), &CreateOptions::new()),
            "create pods.v1: an empty namespace may not be set during creation",
        ),
        (
            create(&at(&nodes, None), json!([]), &CreateOptions::new()),
            "create nodes.v1: the body must be a JSON object",
        ),
        (
            Request::raw_get("version"),
            "get a request URI: its path must begin with one /",
        ),
    ] {
        let error = request.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn bodies_name_their_type() {
    let request = create(
        &at(&widgets(), Some("x")),
        json!({"spec": 1}),
        &CreateOptions::new(),
    );
    let body: Value = serde_json::from_slice(request.unwrap().as_http().body()).unwrap();
    assert_eq!(
        body,
        json!({"apiVersion": "example.com/v1", "kind": "Widget", "spec": 1})
    );
}

#[test]
fn deletes_carry_their_options_in_the_body() {
    let options = DeleteOptions::new()
        .grace_period(std::time::Duration::ZERO)
        .propagation(PropagationPolicy::Foreground)
        .preconditions(Preconditions::uid("u1"));
    let request = delete(&at(&pods(), Some("x")), "web", &options).unwrap();
    let body: Value = serde_json::from_slice(request.as_http().body()).unwrap();
    assert_eq!(
        body,
        json!({
            "kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0,
            "propagationPolicy": "Foreground", "preconditions": { "uid": "u1" },
        })
    );
}

#[test]
fn patches_name_their_form() {
    let request = patch(
        &at(&nodes(), None),
        "n1",
        &Patch::Json(json!([])),
        &PatchOptions::new(),
    );
    let request = request.unwrap();
    assert_eq!(
        request.as_http().headers()["content-type"],
        "application/json-patch+json"
    );
    assert_eq!(request.as_http().body(), "[]");
}
