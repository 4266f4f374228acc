//! As much OpenAPI as kubectl needs to find out that fields are validated by the server.
//!
//! There are paths with the parameters of their patches, and no schemas: `kubectl explain` has
//! nothing to read here. Strategic merge is not told of, so that kubectl uses its own knowledge
//! of patch keys, which needs no schemas.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH, LOCATION, VARY};
use http::{Request, Response, StatusCode};
use serde_json::{Map, Value, json};

use super::aggregated::etag;
use super::served::{Served, World};
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::negotiate::accepts_json;
use crate::cluster::apiserver::plain::{JSON, with_type, with_wishes};
use crate::cluster::apiserver::request_info::query_value;

/// The query parameters of every patch.
const PARAMETERS: [(&str, &str); 4] = [
    ("dryRun", "string"),
    ("fieldManager", "string"),
    ("fieldValidation", "string"),
    ("force", "boolean"),
];
const PATCHES: [&str; 3] = [
    "application/apply-patch+yaml",
    "application/json-patch+json",
    "application/merge-patch+json",
];

/// `/openapi/v2`: a document of nothing.
pub(super) fn v2<B>(request: &Request<B>) -> Response<Bytes> {
    let document = json!({
        "swagger": "2.0",
        "info": info(),
        "paths": {},
        "definitions": {},
    });
    let etag = etag(&document);
    written(request, &document, &etag)
}

/// `/openapi/v3`: where each version's document is.
pub(super) fn v3_index(world: &World<'_>) -> Response<Bytes> {
    let paths: Map<_, _> = documents(world)
        .into_iter()
        .map(|(name, document)| {
            let url = json!({ "serverRelativeURL": url(&name, &etag(&document)) });
            (name, url)
        })
        .collect();
    let index = json!({ "paths": paths }).to_string();
    with_type(StatusCode::OK, "text/plain; charset=utf-8", index)
}

/// `/openapi/v3/<name>`: a version's document.
pub(super) fn v3_document<B>(
    request: &Request<B>,
    world: &World<'_>,
    name: &str,
) -> Response<Bytes> {
    let Some(document) = documents(world).remove(name) else {
        return empty(StatusCode::NOT_FOUND);
    };
    let etag = etag(&document);
    let hash = query_value(request.uri(), "hash").filter(|hash| !hash.is_empty());
    let is_right = |hash: &String| etag.as_bytes() == format!("\"{hash}\"").as_bytes();
    match hash {
        Some(hash) if !is_right(&hash) => moved(&url(name, &etag), &etag),
        Some(_) => {
            let mut response = written(request, &document, &etag);
            let forever = HeaderValue::from_static("public, immutable");
            response.headers_mut().insert(CACHE_CONTROL, forever);
            response
        }
        None => written(request, &document, &etag),
    }
}

fn info() -> Value {
    json!({ "title": "Kubernetes", "version": "1.37" })
}

/// The URL under which a document never changes.
fn url(name: &str, etag: &HeaderValue) -> String {
    let hash = String::from_utf8_lossy(etag.as_bytes());
    format!("/openapi/v3/{name}?hash={}", hash.trim_matches('"'))
}

fn moved(to: &str, etag: &HeaderValue) -> Response<Bytes> {
    let mut response = empty(StatusCode::MOVED_PERMANENTLY);
    let headers = response.headers_mut();
    if let Ok(to) = HeaderValue::try_from(to) {
        headers.insert(LOCATION, to);
    }
    headers.insert(ETAG, etag.clone());
    headers.insert(VARY, HeaderValue::from_static("Accept"));
    response
}

fn written<B>(request: &Request<B>, document: &Value, etag: &HeaderValue) -> Response<Bytes> {
    let mut response = if !with_wishes(request, accepts_json) {
        empty(StatusCode::NOT_ACCEPTABLE)
    } else if request.headers().get(IF_NONE_MATCH) == Some(etag) {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        with_type(StatusCode::OK, JSON, document.to_string())
    };
    let headers = response.headers_mut();
    if headers.contains_key(http::header::CONTENT_TYPE) {
        headers.insert(ETAG, etag.clone());
    }
    headers.insert(VARY, HeaderValue::from_static("Accept"));
    response
}

fn empty(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

/// The documents by name: `api/v1`, `apis/apps/v1`.
fn documents(world: &World<'_>) -> BTreeMap<String, Value> {
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for Served { resource, .. } in world.served {
        let (name, path) = path(resource);
        let patch = json!({ "patch": patch(resource) });
        paths.entry(name).or_default().insert(path, patch);
    }
    let document = |(name, paths)| {
        let document = json!({
            "openapi": "3.0.0",
            "info": info(),
            "paths": paths,
            "components": { "schemas": {} },
        });
        (name, document)
    };
    paths.into_iter().map(document).collect()
}

/// The name of a resource's document, and the path of its objects.
fn path(resource: &ResourceType) -> (String, String) {
    let prefix = if resource.group.is_empty() {
        "api"
    } else {
        "apis"
    };
    let name = format!("{prefix}/{}", resource.api_version());
    let scope = if resource.namespaced {
        "namespaces/{namespace}/"
    } else {
        ""
    };
    let path = format!("/{name}/{scope}{}/{{name}}", resource.plural);
    (name, path)
}

fn patch(resource: &ResourceType) -> Value {
    let parameters: Vec<_> = PARAMETERS
        .iter()
        .map(|(name, kind)| {
            let schema = json!({ "type": kind, "uniqueItems": true });
            json!({ "name": name, "in": "query", "schema": schema })
        })
        .collect();
    let content: Map<_, _> = PATCHES
        .iter()
        .map(|media_type| ((*media_type).to_owned(), json!({})))
        .collect();
    json!({
        "parameters": parameters,
        "requestBody": { "content": content, "required": true },
        "responses": { "200": { "description": "OK" } },
        "x-kubernetes-action": "patch",
        "x-kubernetes-group-version-kind": {
            "group": resource.group,
            "kind": resource.kind,
            "version": resource.version,
        },
    })
}
