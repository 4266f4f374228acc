//! The documents of discovery, as the server writes them.

use serde::Deserialize;

use super::{DiscoveredResource, DiscoveryFailure};
use crate::object::{ApiResource, Scope, null_is_default};

/// `apidiscovery.k8s.io/v2` APIGroupDiscoveryList.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GroupDiscoveryList {
    #[serde(deserialize_with = "null_is_default")]
    items: Vec<GroupDiscovery>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct GroupDiscovery {
    #[serde(deserialize_with = "null_is_default")]
    metadata: Named,
    #[serde(deserialize_with = "null_is_default")]
    versions: Vec<VersionDiscovery>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    #[serde(deserialize_with = "null_is_default")]
    name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct VersionDiscovery {
    #[serde(deserialize_with = "null_is_default")]
    version: String,
    #[serde(deserialize_with = "null_is_default")]
    resources: Vec<ResourceDiscovery>,
    #[serde(deserialize_with = "null_is_default")]
    freshness: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ResourceDiscovery {
    #[serde(deserialize_with = "null_is_default")]
    resource: String,
    response_kind: Option<GroupVersionKind>,
    #[serde(deserialize_with = "null_is_default")]
    scope: String,
    #[serde(deserialize_with = "null_is_default")]
    singular_resource: String,
    #[serde(deserialize_with = "null_is_default")]
    verbs: Vec<String>,
    #[serde(deserialize_with = "null_is_default")]
    short_names: Vec<String>,
    #[serde(deserialize_with = "null_is_default")]
    categories: Vec<String>,
    #[serde(deserialize_with = "null_is_default")]
    subresources: Vec<SubresourceDiscovery>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SubresourceDiscovery {
    #[serde(deserialize_with = "null_is_default")]
    subresource: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct GroupVersionKind {
    #[serde(deserialize_with = "null_is_default")]
    kind: String,
}

impl GroupDiscoveryList {
    /// Sorts the list into what can be used and what the server knows to be out of date.
    pub(super) fn read(
        self,
        resources: &mut Vec<DiscoveredResource>,
        failures: &mut Vec<DiscoveryFailure>,
    ) {
        for group in self.items {
            let name = group.metadata.name;
            // A stale version is not usable, so the next one is the preferred one.
            let mut preferred = true;
            for version in group.versions {
                if version.freshness == "Stale" {
                    failures.push(DiscoveryFailure {
                        group: name.clone(),
                        version: version.version,
                        reason: "the server has only stale discovery".to_owned(),
                    });
                    continue;
                }
                let read = |found| aggregated_resource(&name, &version.version, found, preferred);
                resources.extend(version.resources.into_iter().filter_map(read));
                preferred = false;
            }
        }
    }
}

/// A resource without a kind serves nothing; the server lists it for its subresources alone.
fn aggregated_resource(
    group: &str,
    version: &str,
    found: ResourceDiscovery,
    preferred: bool,
) -> Option<DiscoveredResource> {
    let kind = found.response_kind?.kind;
    if kind.is_empty() {
        return None;
    }
    let scope = if found.scope == "Namespaced" {
        Scope::Namespaced
    } else {
        Scope::Cluster
    };
    let group = group.to_owned();
    Some(DiscoveredResource {
        resource: ApiResource::new(group, version.to_owned(), kind, found.resource, scope),
        singular: found.singular_resource,
        short_names: found.short_names,
        categories: found.categories,
        verbs: found.verbs,
        subresources: found
            .subresources
            .into_iter()
            .map(|sub| sub.subresource)
            .collect(),
        preferred,
    })
}

/// `v1` APIVersions, the answer of `/api`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ApiVersions {
    #[serde(deserialize_with = "null_is_default")]
    pub(super) versions: Vec<String>,
}

/// `v1` APIGroupList, the answer of `/apis`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ApiGroupList {
    #[serde(deserialize_with = "null_is_default")]
    pub(super) groups: Vec<ApiGroup>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ApiGroup {
    #[serde(deserialize_with = "null_is_default")]
    pub(super) name: String,
    #[serde(deserialize_with = "null_is_default")]
    pub(super) versions: Vec<ApiGroupVersion>,
    #[serde(deserialize_with = "null_is_default")]
    pub(super) preferred_version: ApiGroupVersion,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ApiGroupVersion {
    #[serde(deserialize_with = "null_is_default")]
    pub(super) version: String,
}

/// `v1` APIResourceList, the answer of `/api/v1` and `/apis/<group>/<version>`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ApiResourceList {
    #[serde(deserialize_with = "null_is_default")]
    resources: Vec<LegacyResource>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct LegacyResource {
    #[serde(deserialize_with = "null_is_default")]
    name: String,
    #[serde(deserialize_with = "null_is_default")]
    singular_name: String,
    #[serde(deserialize_with = "null_is_default")]
    namespaced: bool,
    #[serde(deserialize_with = "null_is_default")]
    kind: String,
    #[serde(deserialize_with = "null_is_default")]
    verbs: Vec<String>,
    #[serde(deserialize_with = "null_is_default")]
    short_names: Vec<String>,
    #[serde(deserialize_with = "null_is_default")]
    categories: Vec<String>,
}

impl ApiResourceList {
    /// The resources of one group version; `pods/status` is a subresource of `pods`.
    pub(super) fn read(
        self,
        group: &str,
        version: &str,
        preferred: bool,
    ) -> Vec<DiscoveredResource> {
        let (subresources, resources): (Vec<_>, Vec<_>) = self
            .resources
            .into_iter()
            .partition(|found| found.name.contains('/'));
        let subresources_of = |name: &str| {
            let own = |sub: &LegacyResource| {
                let (parent, rest) = sub.name.split_once('/')?;
                (parent == name).then(|| rest.to_owned())
            };
            subresources.iter().filter_map(own).collect()
        };
        let read = |found: LegacyResource| DiscoveredResource {
            subresources: subresources_of(&found.name),
            resource: ApiResource::new(
                group.to_owned(),
                version.to_owned(),
                found.kind,
                found.name,
                if found.namespaced {
                    Scope::Namespaced
                } else {
                    Scope::Cluster
                },
            ),
            singular: found.singular_name,
            short_names: found.short_names,
            categories: found.categories,
            verbs: found.verbs,
            preferred,
        };
        resources.into_iter().map(read).collect()
    }
}
