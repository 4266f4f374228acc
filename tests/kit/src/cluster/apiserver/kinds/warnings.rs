//! What the server warns of in an object that is valid all the same.

use serde_json::Value;

use super::formats;
use super::read::{get, text};
use crate::cluster::apiserver::catalog::ResourceType;

/// Of a new object.
pub(crate) fn of_new(resource: &ResourceType, object: &Value) -> Vec<String> {
    let what = match (resource.group.as_str(), resource.kind.as_str()) {
        ("apps", "Deployment" | "ReplicaSet") | ("batch", "Job") => "Pod names and hostnames",
        ("", "Pod") => "the Pod's hostname",
        _ => return Vec::new(),
    };
    let name = text(get(object, "metadata"), "name");
    let mut complaints = formats::dns_label(name);
    // The rest of what a label must be follows from this one.
    if name.contains('.') {
        complaints = vec!["must not contain dots".into()];
    }
    if complaints.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "metadata.name: this is used in {what}, which can result in surprising behavior; a DNS \
         label is recommended: [{}]",
        complaints.join(" ")
    )]
}
