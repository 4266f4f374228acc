//! What the admission plugins that are on by default write into objects, before they are validated.

use serde_json::{Value, json};

use super::read::{list, object_mut, set, set_default, text};

/// Priority and DefaultTolerationSeconds.
pub(crate) fn admit_pod(object: &mut Value) {
    let spec = object_mut(object, "spec");
    if text(spec, "priorityClassName").is_empty() {
        set_default(spec, "priority", 0);
        set_default(spec, "preemptionPolicy", "PreemptLowerPriority");
    }
    let mut tolerations = list(spec, "tolerations").to_vec();
    for key in [
        "node.kubernetes.io/not-ready",
        "node.kubernetes.io/unreachable",
    ] {
        let tolerated = tolerations.iter().any(|toleration| {
            let effect = text(toleration, "effect");
            let own = text(toleration, "key");
            (own == key || own.is_empty()) && (effect == "NoExecute" || effect.is_empty())
        });
        if !tolerated {
            tolerations.push(json!({
                "key": key,
                "operator": "Exists",
                "effect": "NoExecute",
                "tolerationSeconds": 300,
            }));
        }
    }
    set(spec, "tolerations", tolerations);
}

/// TaintNodesByCondition: a new node takes no pods until it is ready.
pub(crate) fn admit_node(object: &mut Value) {
    let spec = object_mut(object, "spec");
    let key = "node.kubernetes.io/not-ready";
    let mut taints = list(spec, "taints").to_vec();
    let known = taints
        .iter()
        .any(|taint| text(taint, "key") == key && text(taint, "effect") == "NoSchedule");
    if !known {
        taints.push(json!({"key": key, "effect": "NoSchedule"}));
    }
    set(spec, "taints", taints);
}
