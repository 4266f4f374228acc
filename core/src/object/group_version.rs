use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ApiResource, GroupVersionKind, GroupVersionResource};

/// An API group and a version of it: what an object's `apiVersion` says.
///
/// ```
/// use outrigger::object::GroupVersion;
///
/// let apps: GroupVersion = "apps/v1".parse()?;
/// assert_eq!((&*apps.group, &*apps.version), ("apps", "v1"));
/// let core: GroupVersion = "v1".parse()?;
/// assert_eq!((&*core.group, core.to_string()), ("", "v1".to_owned()));
/// assert_eq!(apps.kind("Deployment").to_string(), "apps/v1, Kind=Deployment");
/// # Ok::<(), outrigger::object::InvalidGroupVersion>(())
/// ```
///
/// serde reads and writes it as that one text. Source: apimachinery's `runtime/schema`, which checks
/// no more than the number of slashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupVersion {
    /// The API group; empty for the core group.
    pub group: Cow<'static, str>,
    /// The version within the group, such as `v1`.
    pub version: Cow<'static, str>,
}

impl GroupVersion {
    /// A group, empty for the core group, and a version of it.
    pub fn new(group: impl Into<Cow<'static, str>>, version: impl Into<Cow<'static, str>>) -> Self {
        Self {
            group: group.into(),
            version: version.into(),
        }
    }

    /// A version of the core group: `GroupVersion::core("v1")` is that of Pods.
    pub fn core(version: impl Into<Cow<'static, str>>) -> Self {
        Self::new("", version)
    }

    /// Whether it names neither a group nor a version.
    pub fn is_empty(&self) -> bool {
        self.group.is_empty() && self.version.is_empty()
    }

    /// A kind of this group and version.
    pub fn kind(&self, kind: impl Into<Cow<'static, str>>) -> GroupVersionKind {
        GroupVersionKind::new(self.group.clone(), self.version.clone(), kind)
    }

    /// A resource of this group and version, by its plural name.
    pub fn resource(&self, plural: impl Into<Cow<'static, str>>) -> GroupVersionResource {
        GroupVersionResource::new(self.group.clone(), self.version.clone(), plural)
    }
}

/// `group/version`, or `version` alone for the core group.
impl fmt::Display for GroupVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.group.is_empty() {
            return f.write_str(&self.version);
        }
        write!(f, "{}/{}", self.group, self.version)
    }
}

/// The error of parsing a [`GroupVersion`]: more than one `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidGroupVersion(String);

impl fmt::Display for InvalidGroupVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unexpected GroupVersion string: {}", self.0)
    }
}

impl std::error::Error for InvalidGroupVersion {}

/// Reads `group/version` or `version`. No text and `/` are both empty.
///
/// Source: `ParseGroupVersion` of apimachinery's `runtime/schema`.
impl FromStr for GroupVersion {
    type Err = InvalidGroupVersion;

    fn from_str(text: &str) -> Result<Self, InvalidGroupVersion> {
        match text.split_once('/') {
            None => Ok(Self::core(text.to_owned())),
            Some((_, version)) if version.as_bytes().contains(&b'/') => {
                Err(InvalidGroupVersion(text.to_owned()))
            }
            Some((group, version)) => Ok(Self::new(group.to_owned(), version.to_owned())),
        }
    }
}

impl From<&ApiResource> for GroupVersion {
    fn from(resource: &ApiResource) -> Self {
        Self::new(resource.group.clone(), resource.version.clone())
    }
}

impl Serialize for GroupVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for GroupVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What `schema.ParseGroupVersion` makes of these.
    #[test]
    fn group_versions_are_read_as_apimachinery_reads_them() {
        for (text, group, version, printed) in [
            ("", "", "", ""),
            ("/", "", "", ""),
            ("v1", "", "v1", "v1"),
            ("/v1", "", "v1", "v1"),
            ("apps/v1", "apps", "v1", "apps/v1"),
            ("apps/", "apps", "", "apps/"),
            ("a.b/v1beta1", "a.b", "v1beta1", "a.b/v1beta1"),
            (" v1", "", " v1", " v1"),
        ] {
            let parsed: GroupVersion = text.parse().unwrap();
            assert_eq!(parsed, GroupVersion::new(group, version), "{text:?}");
            assert_eq!(parsed.to_string(), printed, "{text:?}");
        }
        for text in ["a/b/c", "//", "/a/", "a//b"] {
            let error = text.parse::<GroupVersion>().unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("unexpected GroupVersion string: {text}")
            );
        }
    }

    #[test]
    fn serde_has_it_as_one_text() {
        let apps = GroupVersion::new("apps", "v1");
        assert_eq!(serde_json::to_string(&apps).unwrap(), r#""apps/v1""#);
        assert_eq!(
            serde_json::from_str::<GroupVersion>(r#""apps/v\u0031""#).unwrap(),
            apps
        );
        assert!(serde_json::from_str::<GroupVersion>(r#""a/b/c""#).is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(group in "[a-z.]{0,9}", version in "[a-z0-9]{0,5}") {
            let value = GroupVersion::new(group, version);
            prop_assert_eq!(value.to_string().parse(), Ok(value));
        }
    }
}
