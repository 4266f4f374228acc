//! The documents of discovery, as the server writes them.

use super::{DiscoveredResource, DiscoveryFailure};
use crate::json::members;
use crate::object::{ApiResource, Scope};

/// What any document of discovery says. Which one it is, is known from what was asked and from the
/// content type of the answer.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Of an `apidiscovery.k8s.io/v2` APIGroupDiscoveryList.
    items: Vec<GroupDiscovery>,
    /// Of a `v1` APIVersions, the answer of `/api`.
    pub(super) versions: Vec<String>,
    /// Of a `v1` APIGroupList, the answer of `/apis`.
    pub(super) groups: Vec<ApiGroup>,
    /// Of a `v1` APIResourceList, the answer of `/api/v1` and `/apis/<group>/<version>`.
    resources: Vec<LegacyResource>,
}

members!(Document {
    "items" => items,
    "versions" => versions,
    "groups" => groups,
    "resources" => resources,
});

#[derive(Debug, Default)]
struct GroupDiscovery {
    metadata: Named,
    versions: Vec<VersionDiscovery>,
}

members!(GroupDiscovery {
    "metadata" => metadata,
    "versions" => versions,
});

#[derive(Debug, Default)]
struct Named {
    name: String,
}

members!(Named {
    "name" => name,
});

#[derive(Debug, Default)]
struct VersionDiscovery {
    version: String,
    resources: Vec<ResourceDiscovery>,
    freshness: String,
}

members!(VersionDiscovery {
    "version" => version,
    "resources" => resources,
    "freshness" => freshness,
});

#[derive(Debug, Default)]
struct ResourceDiscovery {
    resource: String,
    response_kind: Option<GroupVersionKind>,
    scope: String,
    singular_resource: String,
    verbs: Vec<String>,
    short_names: Vec<String>,
    categories: Vec<String>,
    subresources: Vec<SubresourceDiscovery>,
}

members!(ResourceDiscovery {
    "resource" => resource,
    "responseKind" => response_kind,
    "scope" => scope,
    "singularResource" => singular_resource,
    "verbs" => verbs,
    "shortNames" => short_names,
    "categories" => categories,
    "subresources" => subresources,
});

#[derive(Debug, Default)]
struct SubresourceDiscovery {
    subresource: String,
}

members!(SubresourceDiscovery {
    "subresource" => subresource,
});

#[derive(Debug, Default)]
struct GroupVersionKind {
    kind: String,
}

members!(GroupVersionKind {
    "kind" => kind,
});

impl Document {
    /// Sorts an aggregated document into what can be used and what the server knows to be out of date.
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

#[derive(Debug, Default)]
pub(super) struct ApiGroup {
    pub(super) name: String,
    pub(super) versions: Vec<ApiGroupVersion>,
    pub(super) preferred_version: ApiGroupVersion,
}

members!(ApiGroup {
    "name" => name,
    "versions" => versions,
    "preferredVersion" => preferred_version,
});

#[derive(Debug, Default)]
pub(super) struct ApiGroupVersion {
    pub(super) version: String,
}

members!(ApiGroupVersion {
    "version" => version,
});

#[derive(Debug, Default)]
struct LegacyResource {
    name: String,
    singular_name: String,
    namespaced: bool,
    kind: String,
    verbs: Vec<String>,
    short_names: Vec<String>,
    categories: Vec<String>,
}

members!(LegacyResource {
    "name" => name,
    "singularName" => singular_name,
    "namespaced" => namespaced,
    "kind" => kind,
    "verbs" => verbs,
    "shortNames" => short_names,
    "categories" => categories,
});

impl Document {
    /// The resources of one group version, not aggregated; `pods/status` is a subresource of `pods`.
    pub(super) fn read_legacy(
        self,
        group: &str,
        version: &str,
        preferred: bool,
    ) -> Vec<DiscoveredResource> {
        let (subresources, resources): (Vec<_>, Vec<_>) = self
            .resources
            .into_iter()
            .partition(|found| found.name.as_bytes().contains(&b'/'));
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
