use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ApiResource, GroupVersion};

/// What a URL names: a resource by its plural name, with its group and a version of it.
///
/// ```
/// use outrigger::object::{GroupVersion, GroupVersionResource};
///
/// let deployments = GroupVersion::new("apps", "v1").resource("deployments");
/// assert_eq!(deployments.to_string(), "apps/v1, Resource=deployments");
/// ```
///
/// serde has it as `meta/v1` has it: an object of `group`, `version` and `resource`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GroupVersionResource {
    /// The API group; empty for the core group.
    pub group: Cow<'static, str>,
    /// The version within the group, such as `v1`.
    pub version: Cow<'static, str>,
    /// The plural name, such as `pods`.
    pub resource: Cow<'static, str>,
}

impl GroupVersionResource {
    /// A resource of a group, empty for the core group, in a version of it.
    pub fn new(
        group: impl Into<Cow<'static, str>>,
        version: impl Into<Cow<'static, str>>,
        resource: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            group: group.into(),
            version: version.into(),
            resource: resource.into(),
        }
    }

    /// Reads what a user may mean by `deployments.v1.apps` or `deployments.apps`: a resource with
    /// its version, which takes two dots, and a resource without one, of which the group is all
    /// behind the first dot. Who knows the server's groups can tell which of the two it is.
    ///
    /// Source: `ParseResourceArg` of apimachinery's `runtime/schema`.
    pub fn parse_arg(text: &str) -> (Option<Self>, GroupResource) {
        let full =
            three_parts(text).map(|[resource, version, group]| Self::new(group, version, resource));
        (full, GroupResource::parse(text))
    }

    /// Whether it names nothing at all.
    pub fn is_empty(&self) -> bool {
        self.group.is_empty() && self.version.is_empty() && self.resource.is_empty()
    }

    /// The group and the version.
    pub fn group_version(&self) -> GroupVersion {
        GroupVersion::new(self.group.clone(), self.version.clone())
    }

    /// The resource, whatever its version.
    pub fn group_resource(&self) -> GroupResource {
        GroupResource::new(self.group.clone(), self.resource.clone())
    }
}

/// `group/version, Resource=resource`, where the group may be empty: `/v1, Resource=pods`.
impl fmt::Display for GroupVersionResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            group,
            version,
            resource,
        } = self;
        write!(f, "{group}/{version}, Resource={resource}")
    }
}

impl From<&ApiResource> for GroupVersionResource {
    fn from(resource: &ApiResource) -> Self {
        Self::new(
            resource.group.clone(),
            resource.version.clone(),
            resource.plural.clone(),
        )
    }
}

/// A resource and its group, whatever the version.
///
/// ```
/// use outrigger::object::GroupResource;
///
/// let widgets: GroupResource = "widgets.example.com".parse()?;
/// assert_eq!(widgets, GroupResource::new("example.com", "widgets"));
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GroupResource {
    /// The API group; empty for the core group.
    pub group: Cow<'static, str>,
    /// The plural name, such as `pods`.
    pub resource: Cow<'static, str>,
}

impl GroupResource {
    /// A resource of a group, empty for the core group.
    pub fn new(
        group: impl Into<Cow<'static, str>>,
        resource: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            group: group.into(),
            resource: resource.into(),
        }
    }

    /// Reads `resource.group`; all behind the first dot is the group.
    pub fn parse(text: &str) -> Self {
        let (resource, group) = text.split_once('.').unwrap_or((text, ""));
        Self::new(group.to_owned(), resource.to_owned())
    }

    /// Whether it names nothing at all.
    pub fn is_empty(&self) -> bool {
        self.group.is_empty() && self.resource.is_empty()
    }

    /// This resource in a version of its group.
    pub fn version(&self, version: impl Into<Cow<'static, str>>) -> GroupVersionResource {
        GroupVersionResource::new(self.group.clone(), version, self.resource.clone())
    }
}

/// `resource.group`, or the resource alone for the core group.
impl fmt::Display for GroupResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.resource)?;
        if !self.group.is_empty() {
            write!(f, ".{}", self.group)?;
        }
        Ok(())
    }
}

/// [`GroupResource::parse`], which never fails.
impl FromStr for GroupResource {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::parse(text))
    }
}

/// The texts before, between and behind the first two dots.
pub(super) fn three_parts(text: &str) -> Option<[String; 3]> {
    let (first, rest) = text.split_once('.')?;
    let (second, third) = rest.split_once('.')?;
    Some([first, second, third].map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Scope;

    /// What `schema.ParseResourceArg` makes of these.
    #[test]
    fn arguments_are_read_in_both_ways() {
        for (text, full, group, resource) in [
            ("pods", None, "", "pods"),
            ("widgets.com", None, "com", "widgets"),
            (
                "widgets.example.com",
                Some(("com", "example", "widgets")),
                "example.com",
                "widgets",
            ),
            (".", None, "", ""),
        ] {
            let full = full.map(|(group, version, resource)| {
                GroupVersionResource::new(group, version, resource)
            });
            let expected = (full, GroupResource::new(group, resource));
            assert_eq!(GroupVersionResource::parse_arg(text), expected, "{text:?}");
        }
    }

    #[test]
    fn resources_print_as_apimachinery_prints_them() {
        let pods = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
        let pods = GroupVersionResource::from(&pods);
        assert_eq!(pods.to_string(), "/v1, Resource=pods");
        assert_eq!(pods.group_resource().to_string(), "pods");
        assert_eq!(GroupResource::new("a.b", "c").to_string(), "c.a.b");
    }
}
