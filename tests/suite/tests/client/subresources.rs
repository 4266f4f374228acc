//! Subresources: what is sent for each, and what a wrong kind gets.

use http::Method;
use k8s_openapi_0_29::api::core::v1::{Node, Pod, Service};
use outrigger::api::{ProxyTarget, Scale, TokenRequest};
use outrigger::request::{LogOptions, LogSource};
use outrigger::rt::Timestamp;
use outrigger::{
    Api, ApiResource, ApplyOptions, Client, CreateOptions, DeleteOptions, ErrorKind, ListOptions,
    Patch, PatchOptions, ReplaceOptions, Scope, Unstructured,
};
use outrigger_test::{Answer, MockTransport};
use serde_json::json;
use std::time::Duration;

use crate::{client, mock};

/// What a call sends: `METHOD path?query content-type body`.
pub(crate) fn sent<T>(
    mock: &MockTransport,
    call: impl Future<Output = outrigger::Result<T>> + Send,
) -> String {
    let done = mock.timer().run(call);
    assert!(done.is_ok(), "{:?}", done.err());
    let requests = mock.requests();
    let request = requests.last().unwrap();
    match request.header("content-type") {
        None => request.to_string(),
        Some(media_type) => format!("{request} {media_type} {}", request.json()),
    }
}

const POD: &str = "/api/v1/namespaces/shop/pods/p";
const EMPTY: &str = r#"{"apiVersion":"v1","kind":"Pod","metadata":{}}"#;

#[test]
fn status_and_other_views_of_the_object_itself() {
    let mock = mock();
    let pods: Api<Pod> = client(&mock).default_namespaced();
    let (pod, patch) = (Pod::default(), Patch::Merge(json!({ "a": 1 })));
    let (replace, patching) = (ReplaceOptions::new(), PatchOptions::new());
    let apply = ApplyOptions::by("me");
    let merge = r#"application/merge-patch+json {"a":1}"#;
    let json = "application/json";
    let applied = "fieldManager=me&force=false application/apply-patch+yaml";
    let rows = [
        (
            sent(&mock, pods.get_status("p")),
            format!("GET {POD}/status"),
        ),
        (
            sent(&mock, pods.replace_status("p", &pod, &replace.dry_run())),
            format!("PUT {POD}/status?dryRun=All {json} {EMPTY}"),
        ),
        (
            sent(&mock, pods.patch_status("p", &patch, &patching)),
            format!("PATCH {POD}/status {merge}"),
        ),
        (
            sent(&mock, pods.apply_status("p", &pod, &apply)),
            format!("PATCH {POD}/status?{applied} {EMPTY}"),
        ),
        (
            sent(&mock, pods.get_ephemeral_containers("p")),
            format!("GET {POD}/ephemeralcontainers"),
        ),
        (
            sent(
                &mock,
                pods.patch_ephemeral_containers("p", &patch, &patching),
            ),
            format!("PATCH {POD}/ephemeralcontainers {merge}"),
        ),
        (
            sent(&mock, pods.apply_resize("p", &pod, &apply)),
            format!("PATCH {POD}/resize?{applied} {EMPTY}"),
        ),
    ];
    for (sent, expected) in rows {
        assert_eq!(sent, expected);
    }
}

#[test]
fn scales_are_patched_as_kubectl_does() {
    let mock = MockTransport::new();
    mock.react("*", "*", |_| {
        Some(Answer::json(&json!({
            "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": { "name": "w", "resourceVersion": "7" },
            "spec": { "replicas": 3 }, "status": { "replicas": 2, "selector": "app=w" },
        })))
    });
    let resource = ApiResource::new("apps", "v1", "Deployment", "deployments", Scope::Namespaced);
    let api = Api::dynamic(client(&mock), resource).within("shop");
    let path = "/apis/apps/v1/namespaces/shop/deployments/w/scale";
    let mut scale = Scale::default();
    assert_eq!(
        sent(&mock, async {
            scale = api.scale("w", 3).await?;
            Ok(())
        }),
        format!(r#"PATCH {path} application/merge-patch+json {{"spec":{{"replicas":3}}}}"#)
    );
    assert_eq!((scale.spec.replicas, scale.status.replicas), (3, 2));
    assert_eq!(scale.status.selector, "app=w");
    scale.spec.replicas = 5;
    let replaced = sent(
        &mock,
        api.replace_scale("w", &scale, &ReplaceOptions::new()),
    );
    assert!(replaced.starts_with(&format!("PUT {path} application/json ")));
    for part in [
        r#""kind":"Scale""#,
        r#""resourceVersion":"7""#,
        r#""replicas":5"#,
    ] {
        assert!(replaced.contains(part), "{replaced}");
    }
}

#[test]
fn what_pods_are_asked_to_do() {
    let mock = mock();
    let pods: Api<Pod> = client(&mock).default_namespaced();
    let options = DeleteOptions::new().grace_period(Duration::from_secs(5));
    let eviction = r#""apiVersion":"policy/v1","#;
    let named = r#""metadata":{"name":"p","namespace":"shop"}"#;
    assert_eq!(
        sent(&mock, pods.evict("p", &DeleteOptions::new())),
        format!(r#"POST {POD}/eviction application/json {{{eviction}"kind":"Eviction",{named}}}"#),
    );
    assert_eq!(
        sent(&mock, pods.evict("p", &options)),
        format!(
            r#"POST {POD}/eviction application/json {{{eviction}"deleteOptions":{{"gracePeriodSeconds":5}},"kind":"Eviction",{named}}}"#
        ),
    );
    assert_eq!(
        sent(&mock, pods.bind("p", "n1", &CreateOptions::new())),
        format!(
            r#"POST {POD}/binding application/json {{"apiVersion":"v1","kind":"Binding",{named},"target":{{"apiVersion":"v1","kind":"Node","name":"n1"}}}}"#
        ),
    );
}

#[test]
fn every_option_of_a_log_is_sent() {
    let mock = mock();
    let pods: Api<Pod> = client(&mock).default_namespaced();
    assert_eq!(
        sent(&mock, pods.log("p", &LogOptions::new())),
        format!("GET {POD}/log")
    );
    let mut options = LogOptions::new()
        .container("c")
        .follow()
        .previous()
        .since(Duration::from_millis(1))
        .timestamps()
        .tail(0)
        .source(LogSource::Stderr);
    options.limit_bytes = Some(9);
    options.since_time = Some(Timestamp::from_unix(Duration::from_secs(951_782_400)));
    options.insecure_skip_tls_verify_backend = true;
    assert_eq!(
        sent(&mock, pods.log_stream("p", &options)),
        format!(
            "GET {POD}/log?container=c&follow=true&insecureSkipTLSVerifyBackend=true&limitBytes=9\
             &previous=true&sinceSeconds=1&sinceTime=2000-02-29T00%3A00%3A00Z&stream=Stderr\
             &tailLines=0&timestamps=true"
        ),
    );
    assert!(mock.requests().last().unwrap().is_long_lived());
    let endless = mock.timer().run(pods.log("p", &options)).unwrap_err();
    assert_eq!(endless.kind(), ErrorKind::InvalidRequest);
}

#[test]
fn proxied_requests_keep_what_they_are_asked_for() {
    let mock = mock();
    let http = client(&mock);
    let services: Api<Service> = http.default_namespaced();
    let path = "/api/v1/namespaces/shop/services";
    let web = || ProxyTarget::new("web").https().port("admin");
    for (request, expected) in [
        (
            services.proxy(Method::GET, "web", ""),
            format!("GET {path}/web/proxy/"),
        ),
        (
            services.proxy(Method::GET, "web", "/"),
            format!("GET {path}/web/proxy/"),
        ),
        (
            services
                .proxy(Method::GET, web(), "a b//./c/")
                .param("q", "1"),
            format!("GET {path}/https:web:admin/proxy/a%20b/c/?q=1"),
        ),
        (
            services.proxy(Method::POST, web(), "/x").body("y"),
            format!("POST {path}/https:web:admin/proxy/x"),
        ),
        (
            http.cluster::<Node>().proxy(Method::GET, "n1", "/metrics"),
            "GET /api/v1/nodes/n1/proxy/metrics".to_owned(),
        ),
    ] {
        mock.timer().run(request.send()).unwrap();
        assert_eq!(mock.requests().last().unwrap().to_string(), expected);
    }
}

#[test]
fn a_wrong_kind_and_a_missing_namespace_are_told_before_anything_is_sent() {
    let mock = mock();
    let of = |http: &Client, plural: &'static str| {
        let resource = ApiResource::new("", "v1", "Thing", plural, Scope::Namespaced);
        Api::dynamic(http.clone(), resource)
    };
    let http = client(&mock);
    let (things, pods) = (of(&http, "things").within("shop"), of(&http, "pods"));
    let (log, delete) = (LogOptions::new(), DeleteOptions::new());
    let (token, create) = (TokenRequest::new(), CreateOptions::new());
    let proxied = things.proxy(Method::GET, "t", "/").raw();
    let run =
        |call: std::pin::Pin<Box<dyn Future<Output = Option<outrigger::Error>> + Send + '_>>| {
            let error = mock.timer().run(call).unwrap();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            error.to_string()
        };
    let texts = [
        run(Box::pin(async { things.log("t", &log).await.err() })),
        run(Box::pin(async { things.evict("t", &delete).await.err() })),
        run(Box::pin(async {
            things.create_token("t", &token, &create).await.err()
        })),
        run(Box::pin(async { proxied.await.err() })),
        run(Box::pin(async { pods.log("p", &log).await.err() })),
        run(Box::pin(async { pods.evict("p", &delete).await.err() })),
    ];
    let expected = [
        "only pods have logs, not things",
        "only pods have evictions, not things",
        "only serviceaccounts have tokens, not things",
        "only pods, services, nodes have a proxy, not things",
        "an empty namespace may not be set when a resource name is provided",
        "an empty namespace may not be set during creation",
    ];
    for (text, expected) in texts.iter().zip(expected) {
        assert!(text.ends_with(expected), "{text}");
    }
    assert!(mock.requests().is_empty());
}

#[test]
fn a_collection_is_deleted_by_what_selects_it() {
    let mock = MockTransport::new();
    mock.react("*", "*", |_| {
        Some(Answer::json(
            &json!({ "kind": "Status", "status": "Success" }),
        ))
    });
    let pods: Api<Unstructured> = Api::dynamic(
        client(&mock),
        ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced),
    );
    let selection = ListOptions::new()
        .labels("app=web")
        .fields("status.phase=Failed");
    assert_eq!(
        sent(
            &mock,
            pods.within("shop")
                .delete_collection(&DeleteOptions::new(), &selection)
        ),
        "DELETE /api/v1/namespaces/shop/pods?fieldSelector=status.phase%3DFailed&\
         labelSelector=app%3Dweb application/json {\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\"}",
    );
}
