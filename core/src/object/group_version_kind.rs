use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ApiResource, GroupVersion, Resource, Scope};

/// What an object is: its kind, with the group and the version that define it.
///
/// ```
/// use outrigger::object::GroupVersionKind;
///
/// let kind = GroupVersionKind::from_type("apps/v1", "Deployment");
/// assert_eq!(kind, GroupVersionKind::new("apps", "v1", "Deployment"));
/// assert_eq!(kind.to_string(), "apps/v1, Kind=Deployment");
/// assert_eq!(kind.api_version(), "apps/v1");
/// ```
///
/// serde has it as `meta/v1` has it: an object of `group`, `version` and `kind`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GroupVersionKind {
    /// The API group; empty for the core group.
    pub group: Cow<'static, str>,
    /// The version within the group, such as `v1`.
    pub version: Cow<'static, str>,
    /// The kind, such as `Pod`.
    pub kind: Cow<'static, str>,
}

impl GroupVersionKind {
    /// A kind of a group, empty for the core group, in a version of it.
    pub fn new(
        group: impl Into<Cow<'static, str>>,
        version: impl Into<Cow<'static, str>>,
        kind: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            group: group.into(),
            version: version.into(),
            kind: kind.into(),
        }
    }

    /// The kind of a type's objects.
    pub fn of<K: Resource>() -> Self {
        Self::new(K::GROUP, K::VERSION, K::KIND)
    }

    /// The kind that an object's `apiVersion` and `kind` name. Of an `apiVersion` that cannot be
    /// read, group and version are empty.
    pub fn from_type(api_version: &str, kind: impl Into<Cow<'static, str>>) -> Self {
        api_version
            .parse::<GroupVersion>()
            .unwrap_or_default()
            .kind(kind)
    }

    /// Reads what a user may mean by `Deployment.v1.apps` or `Deployment.apps`: a kind with its
    /// version, which takes two dots, and a kind without one, of which the group is all behind the
    /// first dot. Who knows the server's groups can tell which of the two it is.
    ///
    /// ```
    /// use outrigger::object::GroupVersionKind;
    ///
    /// let (with_version, without) = GroupVersionKind::parse_arg("Widget.example.com");
    /// assert_eq!(with_version, Some(GroupVersionKind::new("com", "example", "Widget")));
    /// assert_eq!(without.to_string(), "Widget.example.com");
    /// ```
    ///
    /// Source: `ParseKindArg` of apimachinery's `runtime/schema`.
    pub fn parse_arg(text: &str) -> (Option<Self>, GroupKind) {
        let full = super::group_version_resource::three_parts(text)
            .map(|[kind, version, group]| Self::new(group, version, kind));
        (full, GroupKind::parse(text))
    }

    /// Whether it names nothing at all.
    pub fn is_empty(&self) -> bool {
        self.group.is_empty() && self.version.is_empty() && self.kind.is_empty()
    }

    /// The group and the version.
    pub fn group_version(&self) -> GroupVersion {
        GroupVersion::new(self.group.clone(), self.version.clone())
    }

    /// The kind, whatever its version.
    pub fn group_kind(&self) -> GroupKind {
        GroupKind::new(self.group.clone(), self.kind.clone())
    }

    /// The `apiVersion` of its objects.
    pub fn api_version(&self) -> String {
        self.group_version().to_string()
    }

    /// The resource of this kind, whose name in URLs the kind does not tell.
    pub fn resource(&self, plural: impl Into<Cow<'static, str>>, scope: Scope) -> ApiResource {
        let Self {
            group,
            version,
            kind,
        } = self.clone();
        ApiResource::new(group, version, kind, plural, scope)
    }
}

/// `group/version, Kind=kind`, where the group may be empty: `/v1, Kind=Pod`.
impl fmt::Display for GroupVersionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}, Kind={}", self.group, self.version, self.kind)
    }
}

impl From<&ApiResource> for GroupVersionKind {
    fn from(resource: &ApiResource) -> Self {
        Self::new(
            resource.group.clone(),
            resource.version.clone(),
            resource.kind.clone(),
        )
    }
}

/// A kind and its group, whatever the version.
///
/// ```
/// use outrigger::object::GroupKind;
///
/// let kind: GroupKind = "Deployment.apps".parse()?;
/// assert_eq!(kind, GroupKind::new("apps", "Deployment"));
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GroupKind {
    /// The API group; empty for the core group.
    pub group: Cow<'static, str>,
    /// The kind, such as `Pod`.
    pub kind: Cow<'static, str>,
}

impl GroupKind {
    /// A kind of a group, empty for the core group.
    pub fn new(group: impl Into<Cow<'static, str>>, kind: impl Into<Cow<'static, str>>) -> Self {
        Self {
            group: group.into(),
            kind: kind.into(),
        }
    }

    /// Reads `Kind.group`; all behind the first dot is the group.
    pub fn parse(text: &str) -> Self {
        let (kind, group) = text.split_once('.').unwrap_or((text, ""));
        Self::new(group.to_owned(), kind.to_owned())
    }

    /// Whether it names nothing at all.
    pub fn is_empty(&self) -> bool {
        self.group.is_empty() && self.kind.is_empty()
    }

    /// This kind in a version of its group.
    pub fn version(&self, version: impl Into<Cow<'static, str>>) -> GroupVersionKind {
        GroupVersionKind::new(self.group.clone(), version, self.kind.clone())
    }
}

/// `Kind.group`, or the kind alone for the core group.
impl fmt::Display for GroupKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if !self.group.is_empty() {
            write!(f, ".{}", self.group)?;
        }
        Ok(())
    }
}

/// [`GroupKind::parse`], which never fails.
impl FromStr for GroupKind {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::parse(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `schema.ParseKindArg` makes of these.
    #[test]
    fn arguments_are_read_in_both_ways() {
        for (text, full, group, kind) in [
            ("", None, "", ""),
            ("Pod", None, "", "Pod"),
            ("Deployment.apps", None, "apps", "Deployment"),
            (
                "Deployment.v1.apps",
                Some(("apps", "v1", "Deployment")),
                "v1.apps",
                "Deployment",
            ),
            ("A.b.c.d", Some(("c.d", "b", "A")), "b.c.d", "A"),
            ("..", Some(("", "", "")), ".", ""),
            ("Pod.v1.", Some(("", "v1", "Pod")), "v1.", "Pod"),
        ] {
            let full =
                full.map(|(group, version, kind)| GroupVersionKind::new(group, version, kind));
            let expected = (full, GroupKind::new(group, kind));
            assert_eq!(GroupVersionKind::parse_arg(text), expected, "{text:?}");
        }
    }

    #[test]
    fn kinds_print_as_apimachinery_prints_them() {
        let pod = GroupVersionKind::new("", "v1", "Pod");
        assert_eq!(pod.to_string(), "/v1, Kind=Pod");
        assert_eq!(pod.api_version(), "v1");
        assert_eq!(pod.group_kind().to_string(), "Pod");
        assert_eq!(
            GroupVersionKind::from_type("a/b/c", "Pod"),
            GroupVersionKind::new("", "", "Pod")
        );
        let resource = pod.resource("pods", Scope::Namespaced);
        assert_eq!(resource.to_string(), "pods.v1");
        assert_eq!(GroupVersionKind::from(&resource), pod);
    }
}
