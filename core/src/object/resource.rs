use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub mod scope {
    //! Whether the objects of a resource live in namespaces, as types: what a kind has no use for
    //! does not compile.
    //!
    //! ```compile_fail
    //! # fn example<Node: outrigger::Resource<Scope = outrigger::scope::Cluster>>(client: outrigger::Client) {
    //! let nodes = client.namespaced::<Node>("shop"); // nodes are in no namespace
    //! # }
    //! ```

    use super::Scope;

    /// The objects belong to the cluster as a whole.
    #[derive(Clone, Copy, Debug)]
    pub enum Cluster {}

    /// The objects belong to namespaces.
    #[derive(Clone, Copy, Debug)]
    pub enum Namespaced {}

    /// [`Cluster`] or [`Namespaced`].
    pub trait ResourceScope: sealed::Sealed {
        /// The same as a value.
        const SCOPE: Scope;
    }

    impl ResourceScope for Cluster {
        const SCOPE: Scope = Scope::Cluster;
    }

    impl ResourceScope for Namespaced {
        const SCOPE: Scope = Scope::Namespaced;
    }

    mod sealed {
        pub trait Sealed {}
        impl Sealed for super::Cluster {}
        impl Sealed for super::Namespaced {}
    }
}

/// Whether the objects of a resource live in namespaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// One set of objects for the whole cluster, such as Nodes.
    Cluster,
    /// Objects belong to a namespace, such as Pods.
    Namespaced,
}

/// A resource as the API server serves it: where its objects are and what they are called.
///
/// client-go splits this into GroupVersionResource, GroupVersionKind and scope; a request needs
/// all of it.
///
/// ```
/// use outrigger::{ApiResource, Scope};
///
/// let widgets = ApiResource::new("example.com", "v1", "Widget", "widgets", Scope::Namespaced);
/// assert_eq!(widgets.api_version(), "example.com/v1");
/// assert_eq!(widgets.to_string(), "widgets.v1.example.com");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct ApiResource {
    /// The API group; empty for the core group.
    pub group: Cow<'static, str>,
    /// The version within the group, such as `v1`.
    pub version: Cow<'static, str>,
    /// The kind of its objects, such as `Pod`.
    pub kind: Cow<'static, str>,
    /// The plural name that stands in URLs, such as `pods`.
    pub plural: Cow<'static, str>,
    /// Whether its objects live in namespaces.
    pub scope: Scope,
}

impl ApiResource {
    /// A resource of these names.
    pub fn new(
        group: impl Into<Cow<'static, str>>,
        version: impl Into<Cow<'static, str>>,
        kind: impl Into<Cow<'static, str>>,
        plural: impl Into<Cow<'static, str>>,
        scope: Scope,
    ) -> Self {
        Self {
            group: group.into(),
            version: version.into(),
            kind: kind.into(),
            plural: plural.into(),
            scope,
        }
    }

    /// `group/version`, or `version` alone for the core group: an object's `apiVersion`.
    pub fn api_version(&self) -> Cow<'static, str> {
        if self.group.is_empty() {
            self.version.clone()
        } else {
            format!("{}/{}", self.group, self.version).into()
        }
    }
}

/// `plural.version.group`, a name that `kubectl get` takes; without the group for the core group.
impl std::fmt::Display for ApiResource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.plural, self.version)?;
        if !self.group.is_empty() {
            write!(f, ".{}", self.group)?;
        }
        Ok(())
    }
}

/// What an [`Api`](crate::Api) can send and receive: any type that serde reads and writes.
///
/// Implemented for every such type; never implement it yourself.
pub trait Object: Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Object for T {}

/// A type whose objects one resource of the API server holds.
///
/// Implemented for the kinds of k8s-openapi behind the feature `k8s-openapi-0-29`. Implement it
/// for your own types:
///
/// ```
/// use outrigger::{Resource, scope};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Widget {
///     metadata: serde_json::Value,
///     spec: WidgetSpec,
/// }
///
/// #[derive(Serialize, Deserialize)]
/// struct WidgetSpec {
///     size: u32,
/// }
///
/// impl Resource for Widget {
///     const GROUP: &'static str = "example.com";
///     const VERSION: &'static str = "v1";
///     const KIND: &'static str = "Widget";
///     const PLURAL: &'static str = "widgets";
///     type Scope = scope::Namespaced;
/// }
///
/// assert_eq!(Widget::api_resource().api_version(), "example.com/v1");
/// ```
///
/// The core adds `apiVersion` and `kind` to a body that lacks them, so the type need not.
pub trait Resource: Object {
    /// The API group; empty for the core group.
    const GROUP: &'static str;
    /// The version within the group.
    const VERSION: &'static str;
    /// The kind of the objects.
    const KIND: &'static str;
    /// The plural name that stands in URLs.
    const PLURAL: &'static str;
    /// Whether the objects live in namespaces: [`scope::Namespaced`] or [`scope::Cluster`].
    type Scope: scope::ResourceScope;

    /// The resource as a value.
    fn api_resource() -> ApiResource {
        ApiResource::new(
            Self::GROUP,
            Self::VERSION,
            Self::KIND,
            Self::PLURAL,
            <Self::Scope as scope::ResourceScope>::SCOPE,
        )
    }
}
