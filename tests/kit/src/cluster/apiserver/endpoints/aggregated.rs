//! Discovery in one document (`APIGroupDiscoveryList`).

use bytes::Bytes;
use http::header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH, VARY};
use http::{Request, Response, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha512};

use super::builtin::{self, MODIFY, SCALE};
use super::served::{Served, World};
use crate::cluster::apiserver::catalog::Origin;
use crate::cluster::apiserver::negotiate::{AGGREGATED_DISCOVERY, aggregated_discovery};
use crate::cluster::apiserver::plain::{self, with_wishes};

/// The verbs of what CRDs define, in the order that the server has them.
const DEFINED_VERBS: [&str; 8] = [
    "delete",
    "deletecollection",
    "get",
    "list",
    "patch",
    "create",
    "update",
    "watch",
];
/// Those that are left while the CRD is being deleted.
const TERMINATING_VERBS: [&str; 5] = ["delete", "deletecollection", "get", "list", "watch"];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    kind: &'static str,
    api_version: &'static str,
    #[serde(flatten)]
    content: Content<'a>,
}

/// What the ETag is the hash of.
#[derive(Serialize)]
struct Content<'a> {
    metadata: Empty,
    items: Vec<Group<'a>>,
}

#[derive(Serialize)]
struct Empty {}

#[derive(Serialize)]
struct Group<'a> {
    metadata: GroupMetadata<'a>,
    versions: Vec<Version<'a>>,
}

#[derive(Serialize)]
struct GroupMetadata<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
}

#[derive(Serialize)]
struct Version<'a> {
    version: &'a str,
    resources: Vec<Entry<'a>>,
    freshness: &'static str,
}

/// A resource.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry<'a> {
    resource: &'a str,
    response_kind: Kind<'a>,
    scope: &'static str,
    singular_resource: &'a str,
    pub(super) verbs: &'a [&'a str],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    short_names: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    categories: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) subresources: Vec<Subentry<'a>>,
}

/// A subresource.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Subentry<'a> {
    #[serde(rename = "subresource")]
    pub(super) name: &'a str,
    #[serde(rename = "responseKind")]
    pub(super) kind: Kind<'a>,
    pub(super) verbs: &'a [&'a str],
}

/// A kind; group and version are empty when they are the document's.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Kind<'a> {
    pub(super) group: &'a str,
    pub(super) version: &'a str,
    pub(super) kind: &'a str,
}

/// `/api`, if the client wants it in one document.
pub(super) fn core<B>(request: &Request<B>, world: &World<'_>) -> Option<Response<Bytes>> {
    document(request, || vec![group(world, "")])
}

/// `/apis`, if the client wants it in one document.
pub(super) fn groups<B>(request: &Request<B>, world: &World<'_>) -> Option<Response<Bytes>> {
    document(request, || {
        let groups = world.groups().into_iter();
        groups.map(|name| group(world, name)).collect()
    })
}

fn document<'a, B>(
    request: &Request<B>,
    items: impl FnOnce() -> Vec<Group<'a>>,
) -> Option<Response<Bytes>> {
    let encoding = with_wishes(request, aggregated_discovery)?;
    let content = Content {
        metadata: Empty {},
        items: items(),
    };
    let etag = etag(&content);
    let mut response = if request.headers().get(IF_NONE_MATCH) == Some(&etag) {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        let document = Document {
            kind: "APIGroupDiscoveryList",
            api_version: "apidiscovery.k8s.io/v2",
            content,
        };
        plain::encoded(StatusCode::OK, encoding, AGGREGATED_DISCOVERY, &document)
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, etag);
    headers.insert(VARY, HeaderValue::from_static("Accept"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public"));
    Some(response)
}

/// The hash by which clients tell whether anything has changed.
pub(super) fn etag<T: Serialize>(content: &T) -> HeaderValue {
    let written = serde_json::to_vec(content).expect("maps have text for keys");
    let mut quoted = "\"".to_owned();
    for byte in Sha512::digest(written) {
        quoted.push_str(&format!("{byte:02X}"));
    }
    quoted.push('"');
    HeaderValue::try_from(quoted).expect("hexadecimal digits in quotes")
}

fn group<'a>(world: &World<'a>, name: &'a str) -> Group<'a> {
    let versions = world.versions(name).into_iter().map(|version| Version {
        version,
        resources: world
            .resources(name, version)
            .into_iter()
            .map(Entry::of)
            .collect(),
        freshness: "Current",
    });
    Group {
        metadata: GroupMetadata { name },
        versions: versions.collect(),
    }
}

impl<'a> Entry<'a> {
    pub(super) fn of(served: &'a Served<'a>) -> Self {
        let resource = served.resource;
        let is_built_in = resource.origin == Origin::BuiltIn;
        let (group, plural) = (resource.group.as_str(), resource.plural.as_str());
        Self {
            resource: plural,
            response_kind: own_kind(served),
            scope: if resource.namespaced {
                "Namespaced"
            } else {
                "Cluster"
            },
            singular_resource: &resource.singular,
            verbs: match (is_built_in, served.terminating) {
                (true, _) => builtin::verbs(group, plural),
                (false, false) => &DEFINED_VERBS,
                (false, true) => &TERMINATING_VERBS,
            },
            short_names: &resource.short_names,
            categories: &resource.categories,
            subresources: if is_built_in {
                built_in_subresources(served)
            } else {
                defined_subresources(served)
            },
        }
    }
}

/// The server says a kind's group and version of what CRDs define alone.
fn own_kind<'a>(served: &Served<'a>) -> Kind<'a> {
    let resource = served.resource;
    let (group, version) = match resource.origin {
        Origin::BuiltIn => ("", ""),
        Origin::Defined { .. } => (resource.group.as_str(), resource.version.as_str()),
    };
    Kind {
        group,
        version,
        kind: &resource.kind,
    }
}

fn built_in_subresources<'a>(served: &Served<'a>) -> Vec<Subentry<'a>> {
    let resource = served.resource;
    builtin::subresources(&resource.group, &resource.plural)
        .iter()
        .map(|sub| Subentry {
            name: sub.name,
            kind: sub.kind.map_or_else(|| own_kind(served), foreign),
            verbs: sub.verbs,
        })
        .collect()
}

fn defined_subresources<'a>(served: &Served<'a>) -> Vec<Subentry<'a>> {
    let resource = served.resource;
    let sub = |name, kind| Subentry {
        name,
        kind,
        verbs: &MODIFY[..],
    };
    let status = resource.status.then(|| sub("status", own_kind(served)));
    let scale = resource
        .scale
        .is_some()
        .then(|| sub("scale", foreign(SCALE)));
    status.into_iter().chain(scale).collect()
}

const fn foreign<'a>((group, version, kind): (&'a str, &'a str, &'a str)) -> Kind<'a> {
    Kind {
        group,
        version,
        kind,
    }
}
