//! The verbs of `Api`, typed and dynamic.

use k8s_openapi_0_29::api::apps::v1::Deployment;
use k8s_openapi_0_29::api::core::v1::{Node, Pod};
use k8s_openapi_0_29::api::storage::v1::StorageClass;
use outrigger::object::{GroupVersion, Object};
use outrigger::rest::{RestClient, RestRequest};
use outrigger::{Api, ApiResource, Client, Patch, Resource, Result, Scope, Unstructured};
use serde_json::Value;

use super::{options, text};

pub(super) async fn call(client: &Client, call: &Value) -> Result<()> {
    match text(call, "client") {
        "dynamic" => return verbs(dynamic(client, call), call).await,
        "metadata" => return verbs(dynamic(client, call).metadata(), call).await,
        _ => {}
    }
    match text(call, "resource") {
        "pods" => verbs(typed::<Pod>(client, call), call).await,
        "nodes" => verbs(typed::<Node>(client, call), call).await,
        "deployments" => verbs(typed::<Deployment>(client, call), call).await,
        "storageclasses" => verbs(typed::<StorageClass>(client, call), call).await,
        other => panic!("there is no resource {other}"),
    }
}

fn within<K>(api: Api<K>, call: &Value) -> Api<K> {
    match text(call, "namespace") {
        "" => api,
        namespace => api.within(namespace),
    }
}

fn typed<K: Resource>(client: &Client, call: &Value) -> Api<K> {
    within(client.all(), call)
}

pub(super) fn dynamic(client: &Client, call: &Value) -> Api<Unstructured> {
    let plural = text(call, "resource").to_owned();
    let scope = match plural.as_str() {
        "nodes" | "clusterwidgets" => Scope::Cluster,
        _ => Scope::Namespaced,
    };
    let (group, version) = (
        text(call, "group").to_owned(),
        text(call, "version").to_owned(),
    );
    // Bodies have a kind of their own.
    let resource = ApiResource::new(group, version, "Unknown", plural, scope);
    within(Api::dynamic(client.clone(), resource), call)
}

/// The layer below, for the resource of a call.
pub(super) fn rest(client: &Client, call: &Value) -> RestClient {
    let (group, version) = (text(call, "group"), text(call, "version"));
    let path = if group.is_empty() { "/api" } else { "/apis" };
    client.rest(
        path,
        &GroupVersion::new(group.to_owned(), version.to_owned()),
    )
}

/// A request about the object of a call.
fn about(request: RestRequest, call: &Value) -> RestRequest {
    let request = match text(call, "namespace") {
        "" => request,
        namespace => request.namespace(namespace),
    };
    let request = request.resource(text(call, "resource"));
    request.name(text(call, "name"))
}

async fn verbs<K: Object>(api: Api<K>, call: &Value) -> Result<()> {
    let (name, given) = (text(call, "name"), &call["options"]);
    let object = || serde_json::from_value::<K>(call["body"].clone()).unwrap();
    match text(call, "verb") {
        "get" => api.get_with(name, &options::get(given)).await.map(drop),
        "list" => api.list(&options::list(given)).await.map(drop),
        "watch" => api.watch(&options::watch(given)).await.map(drop),
        "create" => api
            .create(&object(), &options::create(given))
            .await
            .map(drop),
        "update" => api
            .replace(name, &object(), &options::replace(given))
            .await
            .map(drop),
        "apply" => api
            .apply(name, &call["body"], &options::apply(given))
            .await
            .map(drop),
        "patch" => patch(&api, call).await,
        "delete" => api.delete(name, &options::delete(given)).await.map(drop),
        "deleteCollection" => {
            let (options, selection) = (options::delete(given), options::list(&call["selection"]));
            api.delete_collection(&options, &selection).await.map(drop)
        }
        "updateStatus" => {
            let options = options::replace(given);
            api.replace_status(name, &object(), &options)
                .await
                .map(drop)
        }
        "applyStatus" => {
            let options = options::apply(given);
            api.apply_status(name, &call["body"], &options)
                .await
                .map(drop)
        }
        other => panic!("there is no verb {other}"),
    }
}

async fn patch<K: Object>(api: &Api<K>, call: &Value) -> Result<()> {
    let body = call["body"].clone();
    let patch = match text(call, "patch") {
        "application/json-patch+json" => Patch::Json(body),
        "application/merge-patch+json" => Patch::Merge(body),
        "application/strategic-merge-patch+json" => Patch::Strategic(body),
        other => return raw_patch(api, call, other).await,
    };
    let options = options::patch(&call["options"]);
    api.patch(text(call, "name"), &patch, &options)
        .await
        .map(drop)
}

/// A patch of a media type that is not among those of `Patch`.
async fn raw_patch<K: Object>(api: &Api<K>, call: &Value, media_type: &str) -> Result<()> {
    let request = rest(api.client(), call).patch(media_type);
    let request = about(request, call).params(&options::patch(&call["options"]));
    let request = match call["options"]["force"].as_bool() {
        Some(force) => request.param("force", &force.to_string()),
        None => request,
    };
    let request = match text(call, "client") {
        "metadata" => request.accept(
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
        ),
        _ => request,
    };
    request
        .body(call["body"].to_string())
        .send()
        .await
        .map(drop)
}
