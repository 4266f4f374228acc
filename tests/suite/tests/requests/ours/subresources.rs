//! Subresources, and what is not about one object.

use std::time::Duration;

use http::Method;
use k8s_openapi_0_29::api::apps::v1::Deployment;
use k8s_openapi_0_29::api::authorization::v1::SubjectAccessReview;
use k8s_openapi_0_29::api::certificates::v1::CertificateSigningRequest;
use k8s_openapi_0_29::api::core::v1::{Namespace, Node, Pod, Service, ServiceAccount};
use outrigger::api::kinds::ProxiedKind;
use outrigger::api::{ProxyTarget, Scale, TokenRequest};
use outrigger::object::Object;
use outrigger::{Api, ApiResource, Client, Patch, Result, Scope};
use serde_json::Value;

use super::{api, options, text};

/// The body of a call as a `K`.
fn body<K: Object>(call: &Value) -> K {
    serde_json::from_value(call["body"].clone()).unwrap()
}

pub(super) async fn scale(client: &Client, call: &Value) -> Result<()> {
    let (api, name, given) = (
        api::dynamic(client, call),
        text(call, "name"),
        &call["options"],
    );
    scale_of(&api, name, call, given).await
}

async fn scale_of<K: Object>(api: &Api<K>, name: &str, call: &Value, given: &Value) -> Result<()> {
    match text(call, "verb") {
        "get" | "getScale" => {
            let scales = api.subresource::<Scale>("scale");
            scales.get_with(name, &options::get(given)).await.map(drop)
        }
        "update" | "updateScale" => {
            let options = options::replace(given);
            api.replace_scale(name, &body(call), &options)
                .await
                .map(drop)
        }
        "applyScale" => {
            let scales = api.subresource::<Scale>("scale");
            let options = options::apply(given);
            scales.apply(name, &call["body"], &options).await.map(drop)
        }
        _ => {
            let patch = Patch::Merge(call["body"].clone());
            let options = options::patch(given);
            api.patch_scale(name, &patch, &options).await.map(drop)
        }
    }
}

pub(super) async fn expansion(client: &Client, call: &Value) -> Result<()> {
    let (name, given) = (text(call, "name"), &call["options"]);
    let namespace = text(call, "namespace");
    match text(call, "resource") {
        "pods" => pod(&client.namespaced(namespace), call).await,
        "services" => proxy(&client.namespaced::<Service>(namespace), call).await,
        "serviceaccounts" => token(&client.namespaced(namespace), call).await,
        "deployments" => {
            let deployments = client.namespaced::<Deployment>(namespace);
            scale_of(&deployments, name, call, given).await
        }
        "nodes" => {
            let patch = Patch::Strategic(call["body"].clone());
            let nodes = client.cluster::<Node>();
            let options = options::patch(given);
            nodes.patch_status(name, &patch, &options).await.map(drop)
        }
        "namespaces" => {
            let namespaces = client.cluster::<Namespace>();
            let options = options::replace(given);
            namespaces
                .finalize(name, &body(call), &options)
                .await
                .map(drop)
        }
        "certificatesigningrequests" => {
            let requests = client.cluster::<CertificateSigningRequest>();
            let options = options::replace(given);
            requests
                .replace_approval(name, &body(call), &options)
                .await
                .map(drop)
        }
        "subjectaccessreviews" => {
            let group = "authorization.k8s.io";
            let kind = ("SubjectAccessReview", "subjectaccessreviews");
            let resource = ApiResource::new(group, "v1", kind.0, kind.1, Scope::Cluster);
            let reviews = Api::<SubjectAccessReview>::of(client.clone(), resource);
            reviews
                .create(&body(call), &options::create(given))
                .await
                .map(drop)
        }
        other => panic!("there are no expansions of {other}"),
    }
}

async fn pod(pods: &Api<Pod>, call: &Value) -> Result<()> {
    let (name, given) = (text(call, "name"), &call["options"]);
    match text(call, "verb") {
        "log" => pods.log_stream(name, &options::log(given)).await.map(drop),
        "proxy" => proxy(pods, call).await,
        "evict" => {
            let options = options::delete(&call["body"]["deleteOptions"]);
            pods.evict(name, &options).await
        }
        "bind" => {
            let node = text(&call["body"]["target"], "name");
            pods.bind(name, node, &options::create(given)).await
        }
        "ephemeralcontainers" => {
            let (pod, options) = (body(call), options::replace(given));
            pods.replace_ephemeral_containers(name, &pod, &options)
                .await
                .map(drop)
        }
        "resize" => {
            let options = options::replace(given);
            pods.replace_resize(name, &body(call), &options)
                .await
                .map(drop)
        }
        other => panic!("pods have no {other}"),
    }
}

async fn proxy<K: ProxiedKind>(api: &Api<K>, call: &Value) -> Result<()> {
    let given = &call["options"];
    let mut target = ProxyTarget::new(text(call, "name"));
    if text(given, "scheme") == "https" {
        target = target.https();
    }
    if !text(given, "port").is_empty() {
        target = target.port(text(given, "port"));
    }
    let mut request = api.proxy(Method::GET, target, text(given, "path"));
    for (key, value) in given["params"].as_object().into_iter().flatten() {
        request = request.param(key.clone(), value.as_str().unwrap());
    }
    request.raw().await.map(drop)
}

async fn token(accounts: &Api<ServiceAccount>, call: &Value) -> Result<()> {
    let (name, given) = (text(call, "name"), &call["options"]);
    let spec = &call["body"]["spec"];
    let seconds = spec["expirationSeconds"].as_u64().unwrap();
    let bound = &spec["boundObjectRef"];
    let request = TokenRequest::new()
        .audience(spec["audiences"][0].as_str().unwrap())
        .expires_in(Duration::from_secs(seconds))
        .bound_to(text(bound, "kind"), text(bound, "name"), text(bound, "uid"));
    let options = options::create(given);
    accounts
        .create_token(name, &request, &options)
        .await
        .map(drop)
}
