use std::fmt;

use http::Method;

/// What a request does, in Kubernetes' words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Verb {
    /// Create one object (`POST`).
    Create,
    /// Delete one object (`DELETE`).
    Delete,
    /// Delete the objects of a collection (`DELETE`).
    DeleteCollection,
    /// Read one object (`GET`).
    Get,
    /// Read a collection (`GET`).
    List,
    /// Change parts of one object (`PATCH`).
    Patch,
    /// Replace one object (`PUT`).
    Update,
    /// Follow the changes of a collection (`GET` with `watch=true`).
    Watch,
}

impl Verb {
    /// The HTTP method.
    pub const fn method(self) -> Method {
        match self {
            Self::Create => Method::POST,
            Self::Delete | Self::DeleteCollection => Method::DELETE,
            Self::Get | Self::List | Self::Watch => Method::GET,
            Self::Patch => Method::PATCH,
            Self::Update => Method::PUT,
        }
    }

    /// The verb as RBAC spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Delete => "delete",
            Self::DeleteCollection => "deletecollection",
            Self::Get => "get",
            Self::List => "list",
            Self::Patch => "patch",
            Self::Update => "update",
            Self::Watch => "watch",
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
