use serde::Serialize;
use serde_json::{Map, Value};

use crate::json::members;
use crate::object::{GroupVersionKind, HasMetadata};

/// Names an object that another one belongs to: the garbage collector deletes an object when none
/// of its owners is left.
///
/// An owner is in the same namespace, or in none.
///
/// ```
/// use outrigger::object::{GroupVersionKind, HasMetadata, ObjectMeta, OwnerReference};
///
/// # let owner = ObjectMeta { name: "web".into(), uid: "1-2-3".into(), ..Default::default() };
/// # let mut child = ObjectMeta::default();
/// let kind = GroupVersionKind::new("apps", "v1", "Deployment");
/// child.add_owner_reference(OwnerReference::controller(&owner, &kind));
/// assert_eq!(child.controller_reference().map(|owner| owner.name), Some("web".to_owned()));
/// ```
///
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnerReference {
    /// The owner's `apiVersion`.
    pub api_version: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its uid.
    pub uid: String,
    /// Whether it is the one that manages the object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller: Option<bool>,
    /// Whether the owner cannot be deleted in the foreground before this object is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_owner_deletion: Option<bool>,
    /// What else the server says, which this version of the crate does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

members!(OwnerReference {
    "apiVersion" => api_version,
    "kind" => kind,
    "name" => name,
    "uid" => uid,
    "controller" => controller,
    "blockOwnerDeletion" => block_owner_deletion,
    .. => other,
});

impl OwnerReference {
    /// A reference to `owner`, which is of this kind. The server refuses one without a uid, which
    /// objects have that it has stored.
    pub fn new(owner: &impl HasMetadata, kind: &GroupVersionKind) -> Self {
        Self {
            api_version: kind.api_version(),
            kind: kind.kind.to_string(),
            name: owner.name().to_owned(),
            uid: owner.uid().to_owned(),
            ..Self::default()
        }
    }

    /// A reference to `owner` as the one that manages the object: `controller` and
    /// `blockOwnerDeletion` are true. An object has one such at most.
    ///
    /// Source: `NewControllerRef` of apimachinery's `meta/v1`.
    pub fn controller(owner: &impl HasMetadata, kind: &GroupVersionKind) -> Self {
        Self {
            controller: Some(true),
            block_owner_deletion: Some(true),
            ..Self::new(owner, kind)
        }
    }
}
