//! Discovery, a document for each group and each version.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::aggregated::{Entry, Subentry};
use super::builtin;
use super::served::{Served, World};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApiVersions<'a> {
    kind: &'static str,
    versions: [&'static str; 1],
    #[serde(rename = "serverAddressByClientCIDRs")]
    addresses: [Address<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Address<'a> {
    #[serde(rename = "clientCIDR")]
    client_cidr: &'static str,
    server_address: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApiGroupList<'a> {
    kind: &'static str,
    api_version: &'static str,
    groups: Vec<ApiGroup<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApiGroup<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_version: Option<&'static str>,
    name: &'a str,
    versions: Vec<GroupVersion<'a>>,
    preferred_version: Option<GroupVersion<'a>>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct GroupVersion<'a> {
    group_version: String,
    version: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApiResourceList<'a> {
    kind: &'static str,
    /// Missing for the core group.
    #[serde(skip_serializing_if = "Option::is_none")]
    api_version: Option<&'static str>,
    group_version: String,
    resources: Vec<ApiResource<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ApiResource<'a> {
    name: String,
    singular_name: &'a str,
    namespaced: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    group: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    version: &'a str,
    kind: &'a str,
    verbs: &'a [&'a str],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    short_names: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    categories: &'a [String],
    #[serde(skip_serializing_if = "String::is_empty")]
    storage_version_hash: String,
}

/// `/api`
pub(super) const fn versions<'a>(world: &World<'a>) -> ApiVersions<'a> {
    ApiVersions {
        kind: "APIVersions",
        versions: ["v1"],
        addresses: [Address {
            client_cidr: "0.0.0.0/0",
            server_address: world.address,
        }],
    }
}

/// `/apis`
pub(super) fn groups<'a>(world: &World<'a>) -> ApiGroupList<'a> {
    let groups = world.groups().into_iter().map(|name| ApiGroup {
        kind: None,
        api_version: None,
        ..group(world, name)
    });
    ApiGroupList {
        kind: "APIGroupList",
        api_version: "v1",
        groups: groups.collect(),
    }
}

/// `/apis/<group>`
pub(super) fn group<'a>(world: &World<'a>, name: &'a str) -> ApiGroup<'a> {
    let versions = world
        .versions(name)
        .into_iter()
        .map(|version| GroupVersion {
            group_version: format!("{name}/{version}"),
            version,
        });
    let versions: Vec<_> = versions.collect();
    ApiGroup {
        kind: Some("APIGroup"),
        api_version: Some("v1"),
        name,
        preferred_version: versions.first().cloned(),
        versions,
    }
}

/// `/api/v1` and `/apis/<group>/<version>`
pub(super) fn resources<'a>(world: &World<'a>, group: &str, version: &str) -> ApiResourceList<'a> {
    let served = world.resources(group, version).into_iter();
    ApiResourceList {
        kind: "APIResourceList",
        api_version: (!group.is_empty()).then_some("v1"),
        group_version: match group {
            "" => version.to_owned(),
            group => format!("{group}/{version}"),
        },
        resources: served.flat_map(with_subresources).collect(),
    }
}

fn with_subresources<'a>(served: &'a Served<'a>) -> Vec<ApiResource<'a>> {
    let (entry, resource) = (Entry::of(served), served.resource);
    let main = ApiResource {
        name: resource.plural.clone(),
        singular_name: &resource.singular,
        namespaced: resource.namespaced,
        group: "",
        version: "",
        kind: &resource.kind,
        verbs: entry.verbs,
        short_names: &resource.short_names,
        categories: &resource.categories,
        storage_version_hash: storage_version_hash(served),
    };
    let subresources = entry.subresources.into_iter().map(|sub: Subentry<'a>| {
        // Kinds of the resource's own group are told without it.
        let is_foreign = sub.kind.group != resource.group && !sub.kind.version.is_empty();
        ApiResource {
            name: format!("{}/{}", resource.plural, sub.name),
            singular_name: "",
            namespaced: resource.namespaced,
            group: if is_foreign { sub.kind.group } else { "" },
            version: if is_foreign { sub.kind.version } else { "" },
            kind: sub.kind.kind,
            verbs: sub.verbs,
            short_names: &[],
            categories: &[],
            storage_version_hash: String::new(),
        }
    });
    std::iter::once(main).chain(subresources).collect()
}

/// What changes when objects are stored in another version.
fn storage_version_hash(served: &Served<'_>) -> String {
    let resource = served.resource;
    let version = builtin::hashed_version(&resource.group, &resource.plural)
        .unwrap_or(served.storage_version);
    let hash = Sha256::digest(format!("{}/{version}/{}", resource.group, resource.kind));
    STANDARD.encode(&hash[..8])
}
