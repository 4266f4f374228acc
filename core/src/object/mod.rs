//! Kubernetes objects: what names them, what types them, and the untyped form.

#[cfg(feature = "informer")]
mod cached;
mod group_version;
mod group_version_kind;
mod group_version_resource;
mod has_metadata;
mod key;
mod meta;
mod metadata_fields;
mod pointer;
mod resource;
mod status;
mod table;
mod unstructured;

#[cfg(feature = "k8s-openapi-0-29")]
mod k8s_openapi_0_29;
#[cfg(feature = "schemars-1")]
mod schemars_1;

#[cfg(feature = "informer")]
pub use self::cached::Cached;
#[cfg(feature = "informer")]
pub(crate) use self::cached::StoredObject;
pub use self::group_version::{GroupVersion, InvalidGroupVersion};
pub use self::group_version_kind::{GroupKind, GroupVersionKind};
pub use self::group_version_resource::{GroupResource, GroupVersionResource};
pub use self::has_metadata::HasMetadata;
pub use self::key::{InvalidObjectKey, ObjectKey};
pub(crate) use self::meta::null_texts;
pub use self::meta::{
    Condition, Duration, IntOrString, InvalidDuration, ManagedFieldsEntry, MicroTime,
    NotAPercentage, ObjectMeta, OwnerReference, PartialObjectMetadata, Time, TypeMeta, conditions,
};
pub use self::metadata_fields::MetadataFields;
pub(crate) use self::pointer::{pointer, unescaped};
pub use self::resource::{ApiResource, Object, Resource, Scope, scope};
pub use self::status::{Status, StatusCause, StatusDetails};
pub(crate) use self::status::{UNEXPECTED_RESPONSE, null_is_default, reason_of};
pub use self::table::{ColumnDefinition, RowCondition, TableRow};
pub use self::unstructured::{
    ConvertError, FieldError, FieldPath, NotAnObject, Unstructured, UnstructuredList,
};
pub(crate) use self::unstructured::{plain, read, read_item, unmanaged};

use serde::Serialize;

use crate::json::members;

/// What a list says of itself.
///
/// <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/list-meta/>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListMeta {
    /// The moment of the cluster's history that the list shows; a watch starts from it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub resource_version: String,
    /// The token that asks for the next page; empty when there is none.
    #[serde(rename = "continue", skip_serializing_if = "String::is_empty")]
    pub continue_token: String,
    /// How many objects follow behind this page, where the server says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining_item_count: Option<u64>,
}

members!(ListMeta {
    "resourceVersion" => resource_version,
    "continue" => continue_token,
    "remainingItemCount" => remaining_item_count,
});
