use std::cmp::Ordering;

use super::builtin;
use crate::cluster::apiserver::catalog::ResourceType;

/// All that discovery tells of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct World<'a> {
    /// In any order; one for each version of a resource.
    pub(crate) served: &'a [Served<'a>],
    /// Where clients outside of the cluster reach the server: `192.0.2.2:6443`.
    pub(crate) address: &'a str,
}

/// A version of a resource, and what discovery says of it besides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Served<'a> {
    pub(crate) resource: &'a ResourceType,
    /// The version in which the objects are stored.
    pub(crate) storage_version: &'a str,
    /// The CRD is being deleted, and takes no more objects.
    pub(crate) terminating: bool,
}

impl<'a> World<'a> {
    pub(super) fn has_group(&self, group: &str) -> bool {
        !group.is_empty() && self.served.iter().any(|it| it.resource.group == group)
    }

    pub(super) fn has_version(&self, group: &str, version: &str) -> bool {
        !group.is_empty() && !self.resources(group, version).is_empty()
    }

    /// The groups that have a name, in the order of their priority.
    pub(super) fn groups(&self) -> Vec<&'a str> {
        let mut groups: Vec<_> = self
            .served
            .iter()
            .map(|it| it.resource.group.as_str())
            .collect();
        groups.retain(|group| !group.is_empty());
        groups.sort_by_key(|group| (builtin::rank(group), *group));
        groups.dedup();
        groups
    }

    /// A group's versions, the preferred one first.
    pub(super) fn versions(&self, group: &str) -> Vec<&'a str> {
        let of_group = self.served.iter().filter(|it| it.resource.group == group);
        let mut versions: Vec<_> = of_group.map(|it| it.resource.version.as_str()).collect();
        versions.sort_by(|a, b| preferred_first(a, b));
        versions.dedup();
        versions
    }

    /// The resources of a version, by name.
    pub(super) fn resources(&self, group: &str, version: &str) -> Vec<&'a Served<'a>> {
        let mut resources: Vec<_> = self
            .served
            .iter()
            .filter(|it| it.resource.group == group && it.resource.version == version)
            .collect();
        resources.sort_by_key(|it| it.resource.plural.as_str());
        resources
    }
}

/// `v10`, `v2`, `v2beta1`, `v1alpha1`; then what is no version of Kubernetes' kind, by name.
fn preferred_first(a: &str, b: &str) -> Ordering {
    match (parsed(a), parsed(b)) {
        (Some(a), Some(b)) => b.cmp(&a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

/// How stable a version is, its major and its minor number.
fn parsed(version: &str) -> Option<(u8, u64, u64)> {
    let rest = version.strip_prefix('v')?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (major, rest) = rest.split_at(end);
    let major = major.parse().ok()?;
    let (stability, minor) = match rest {
        "" => return Some((2, major, 0)),
        rest => match rest.strip_prefix("beta") {
            Some(minor) => (1, minor),
            None => (0, rest.strip_prefix("alpha")?),
        },
    };
    let is_number = minor.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| minor.parse().ok().map(|minor| (stability, major, minor)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_kubernetes_orders_them() {
        let expected = [
            "v10",
            "v2",
            "v1",
            "v0",
            "v11beta2",
            "v10beta3",
            "v3beta1",
            "v12alpha1",
            "v11alpha2",
            "foo1",
            "foo10",
            "v1beta",
            "v1gamma1",
        ];
        let mut versions = expected;
        versions.reverse();
        versions.sort_by(|a, b| preferred_first(a, b));
        assert_eq!(versions, expected);
    }
}
