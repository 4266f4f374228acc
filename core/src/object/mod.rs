//! Kubernetes objects: what names them, what types them, and the untyped form.

mod cached;
mod key;
mod resource;
mod status;
mod stored;
mod table;
mod unstructured;

#[cfg(feature = "k8s-openapi-0-29")]
mod k8s_openapi_0_29;

pub use self::cached::Cached;
pub use self::key::{InvalidObjectKey, ObjectKey};
pub use self::resource::{ApiResource, Object, Resource, Scope};
pub use self::status::{Status, StatusCause, StatusDetails};
pub(crate) use self::status::{null_is_default, reason_of};
pub(crate) use self::stored::{StoredObject, pointer, same_columns};
pub use self::table::{ColumnDefinition, RowCondition, TableRow};
pub use self::unstructured::{NotAnObject, Unstructured};

use serde::{Deserialize, Serialize};

/// What a list says of itself.
///
/// <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/list-meta/>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ListMeta {
    /// The moment of the cluster's history that the list shows; a watch starts from it.
    #[serde(deserialize_with = "null_is_default")]
    pub resource_version: String,
    /// The token that asks for the next page; empty when there is none.
    #[serde(rename = "continue", deserialize_with = "null_is_default")]
    pub continue_token: String,
    /// How many objects follow behind this page, where the server says so.
    pub remaining_item_count: Option<u64>,
}
