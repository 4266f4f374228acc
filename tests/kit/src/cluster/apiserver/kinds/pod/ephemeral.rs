//! Containers that join a running pod.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::Errors;
use super::super::path::Path;
use super::super::read::{get, is_set, list, same, text};
use super::container::validate_common;
use super::volume::Volumes;
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::go_text::quote;

const FIELD: &str = "ephemeralContainers";

/// What only containers may have that a pod is made for.
const FORBIDDEN: [&str; 9] = [
    "ports",
    "resources",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
];

pub(super) fn validate_all(spec: &Value, volumes: &Volumes<'_>, path: &Path, errors: &mut Errors) {
    let path = path.child(FIELD);
    let others: BTreeSet<&str> = ["containers", "initContainers"]
        .iter()
        .flat_map(|field| list(spec, field))
        .map(|container| text(container, "name"))
        .collect();
    let mut names = others.clone();
    for (index, container) in list(spec, FIELD).iter().enumerate() {
        let path = path.index(index);
        validate_common(container, spec, volumes, &path, errors);
        let name = text(container, "name");
        if !names.insert(name) {
            errors.push(FieldError::duplicate(path.child("name"), name));
        }
        let image = text(container, "image");
        if image.trim() != image {
            let detail = "must not have leading or trailing whitespace";
            errors.push(FieldError::invalid(path.child("image"), image, detail));
        }
        let target = text(container, "targetContainerName");
        if !target.is_empty() && !others.contains(target) {
            let path = path.child("targetContainerName");
            errors.push(FieldError::not_found(path, target));
        }
        forbid(container, &path, errors);
    }
}

fn forbid(container: &Value, path: &Path, errors: &mut Errors) {
    let detail = "cannot be set for an Ephemeral Container";
    let empty = Value::Object(serde_json::Map::new());
    for field in FORBIDDEN {
        let value = get(container, field);
        if is_set(container, field) && *value != empty && !same(value, &Value::Null) {
            errors.push(FieldError::forbidden(path.child(field), detail));
        }
    }
    for (index, mount) in list(container, "volumeMounts").iter().enumerate() {
        for field in ["subPath", "subPathExpr"] {
            if !text(mount, field).is_empty() {
                let path = path.child("volumeMounts").index(index).child(field);
                errors.push(FieldError::forbidden(path, detail));
            }
        }
    }
}

/// They may be added, and nothing else.
pub(crate) fn validate_update(new: &Value, old: &Value, errors: &mut Errors) {
    super::validate_pod(new, errors);
    let path = Path::new("spec").child(FIELD);
    if is_static(old) {
        let detail = "static pods do not support ephemeral containers";
        *errors = vec![FieldError::forbidden("[]", detail)];
        return;
    }
    for before in list(get(old, "spec"), FIELD) {
        let name = text(before, "name");
        let now = list(get(new, "spec"), FIELD);
        let now = now
            .iter()
            .rfind(|container| text(container, "name") == name);
        let detail = match now {
            None => format!(
                "existing ephemeral containers {} may not be removed\n",
                quote(name)
            ),
            // The real server goes on with what has changed, field by field of its own types.
            Some(now) if !same(now, before) => {
                format!(
                    "existing ephemeral containers {} may not be changed\n",
                    quote(name)
                )
            }
            Some(_) => continue,
        };
        errors.push(FieldError::forbidden(&path, detail));
    }
}

/// Whether a kubelet has the pod from elsewhere and only mirrors it here.
pub(super) fn is_static(pod: &Value) -> bool {
    is_set(
        get(get(pod, "metadata"), "annotations"),
        "kubernetes.io/config.mirror",
    )
}
