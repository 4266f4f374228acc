//! The fields that an endpoint does not write, so that nobody owns them by writing there.

use super::field_set::FieldSet;
use crate::cluster::apiserver::catalog::{Origin, ResourceType};

/// What the real server's strategy for this endpoint resets. The main endpoint has no
/// subresource, but "".
pub(super) fn reset_fields(resource: &ResourceType, subresource: &str) -> FieldSet {
    let paths: &[&[&str]] = match subresource {
        "" | "finalize" if resource.status => &[&["status"]],
        "status" if resource.origin != Origin::BuiltIn => &[&["metadata"], &["spec"]],
        "status" => match resource.kind.as_str() {
            "Deployment" => &[&["spec"], &["metadata", "labels"]],
            "Pod" => &[
                &["spec"],
                &["metadata", "deletionTimestamp"],
                &["metadata", "ownerReferences"],
            ],
            _ => &[&["spec"]],
        },
        _ => &[],
    };
    FieldSet::of_fields(paths)
}
