//! The row of a CustomResourceDefinition, and of kinds that nobody prints.

use serde_json::Value;

use super::read::{comma_separated, flag, list, text, text_or};

pub(super) const RESOURCE: &str = "customresourcedefinitions.apiextensions.k8s.io";

pub(super) fn row(object: &Value) -> Vec<Value> {
    vec![
        text(object, "/metadata/name").into(),
        text(object, "/spec/scope").into(),
        served_versions(object).into(),
        created(object).into(),
        text(object, "/spec/group").into(),
        text(object, "/spec/names/kind").into(),
        comma_separated(object, "/spec/names/shortNames").into(),
        is_established(object).into(),
    ]
}

/// A kind without columns of its own shows its name and when it was created.
pub(super) fn default_row(object: &Value) -> Vec<Value> {
    vec![
        text(object, "/metadata/name").into(),
        created(object).into(),
    ]
}

/// The age is left for the client to tell; Go's zero time stands for none.
fn created(object: &Value) -> &str {
    text_or(
        object,
        "/metadata/creationTimestamp",
        "0001-01-01T00:00:00Z",
    )
}

fn served_versions(definition: &Value) -> String {
    let mut versions: Vec<_> = list(definition, "/spec/versions")
        .iter()
        .filter(|version| flag(version, "/served"))
        .map(|version| {
            let storage = if flag(version, "/storage") {
                "(storage)"
            } else {
                ""
            };
            format!("{}{storage}", text(version, "/name"))
        })
        .collect();
    versions.sort_unstable();
    versions.join(",")
}

fn is_established(definition: &Value) -> bool {
    list(definition, "/status/conditions")
        .iter()
        .any(|condition| {
            text(condition, "/type") == "Established" && text(condition, "/status") == "True"
        })
}
