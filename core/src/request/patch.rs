use bytes::Bytes;
use serde_json::Value;

/// A change to an object, in one of the forms the API server takes.
///
/// Server-side apply has its own method, [`Api::apply`](crate::Api::apply).
///
/// ```
/// use outrigger::Patch;
/// use serde_json::json;
///
/// let scale = Patch::Merge(json!({ "spec": { "replicas": 3 } }));
/// assert_eq!(scale.content_type(), "application/merge-patch+json");
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Patch {
    /// JSON Patch (RFC 6902): a list of operations.
    Json(Value),
    /// JSON Merge Patch (RFC 7386): `null` removes, lists are replaced whole.
    Merge(Value),
    /// Strategic merge patch: lists merge by their keys. Not for custom resources.
    Strategic(Value),
}

impl Patch {
    /// The media type that tells the server which form it is.
    pub const fn content_type(&self) -> &'static str {
        match self {
            Self::Json(_) => "application/json-patch+json",
            Self::Merge(_) => "application/merge-patch+json",
            Self::Strategic(_) => "application/strategic-merge-patch+json",
        }
    }

    pub(crate) fn body(&self) -> Bytes {
        let (Self::Json(value) | Self::Merge(value) | Self::Strategic(value)) = self;
        value.to_string().into()
    }
}

/// Prints the form and not the content, which may be a Secret's.
impl std::fmt::Debug for Patch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Patch({})", self.content_type())
    }
}
