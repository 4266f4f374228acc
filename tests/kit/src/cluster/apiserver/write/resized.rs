//! What admission asks of a pod that is resized on its node.

use serde_json::Value;

use crate::cluster::apiserver::failure::{Cause, Failure};
use crate::cluster::apiserver::kinds;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object::text;
use crate::cluster::apiserver::scope::{Scope, Subresource};

/// The pod's node must be there, and have what the pod requests now.
pub(super) fn admit(
    model: &Model,
    scope: &Scope,
    new: &Value,
    before: &Value,
) -> Result<(), Failure> {
    let node_name = new["spec"]["nodeName"].as_str().unwrap_or_default();
    let changed = new["metadata"]["generation"] != before["metadata"]["generation"];
    if scope.subresource != Subresource::Resize || node_name.is_empty() || !changed {
        return Ok(());
    }
    let forbidden = |why: &str| Failure::forbidden("", "pods", text(new, "name"), why);
    let Some(node) = model.store.get("nodes", node_name) else {
        return Err(forbidden(&format!("node {node_name:?} not found")));
    };
    let os = node
        .labels()
        .get("kubernetes.io/os")
        .and_then(Value::as_str);
    let (why, reason) = match os.unwrap_or("linux") {
        "linux" => {
            let allocatable = &node.to_value()["status"]["allocatable"];
            let lacking = kinds::lacking_for_pod(&new["spec"], allocatable);
            if lacking.is_empty() {
                return Ok(());
            }
            let lacking = lacking.join("; ");
            let why = format!("node didn't have enough allocatable resources: {lacking}");
            (why, "NodeCapacity")
        }
        os => (
            format!("pod resize is only supported on linux nodes, node {node_name:?} is {os:?}"),
            "UnsupportedPlatform",
        ),
    };
    let mut failure = forbidden(&why);
    if let Some(details) = &mut failure.details {
        details.causes.push(Cause {
            reason,
            ..Cause::default()
        });
    }
    Err(failure)
}
