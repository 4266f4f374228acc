//! What the server warns of in an object that is valid all the same.

use std::collections::BTreeSet;

use serde_json::Value;

use super::formats;
use super::read::{get, list, text};
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::crd::definition;
use crate::cluster::apiserver::go_text::quote;
use crate::cluster::apiserver::object::finalizers;

/// Of a new object.
pub(crate) fn of_new(resource: &ResourceType, object: &Value) -> Vec<String> {
    let mut warnings: Vec<String> = of_name(resource, object).into_iter().collect();
    warnings.extend(of_pods(resource, object));
    warnings.extend(of_definition(resource, object, None));
    warnings.extend(of_finalizers(resource, object, &Value::Null));
    warnings
}

/// Of a changed object.
pub(crate) fn of_changed(resource: &ResourceType, new: &Value, old: &Value) -> Vec<String> {
    let generation = |object: &Value| object["metadata"]["generation"].clone();
    let mut warnings = Vec::new();
    if generation(new) != generation(old) {
        warnings.extend(of_pods(resource, new));
    }
    warnings.extend(of_definition(resource, new, Some(old)));
    warnings.extend(of_finalizers(resource, new, old));
    warnings
}

/// What a CRD's schemas have and the server does not know.
fn of_definition(resource: &ResourceType, new: &Value, old: Option<&Value>) -> Vec<String> {
    match resource.kind.as_str() {
        "CustomResourceDefinition" if resource.is_built_in() => definition::warnings::of(new, old),
        _ => Vec::new(),
    }
}

/// Names that pods cannot have.
fn of_name(resource: &ResourceType, object: &Value) -> Option<String> {
    let what = match (resource.group.as_str(), resource.kind.as_str()) {
        ("apps", "Deployment" | "ReplicaSet") | ("batch", "Job") => "Pod names and hostnames",
        ("", "Pod") => "the Pod's hostname",
        _ => return None,
    };
    let name = text(get(object, "metadata"), "name");
    let mut complaints = formats::dns_label(name);
    // The rest of what a label must be follows from this one.
    if name.contains('.') {
        complaints = vec!["must not contain dots".into()];
    }
    (!complaints.is_empty()).then(|| {
        format!(
            "metadata.name: this is used in {what}, which can result in surprising behavior; a \
             DNS label is recommended: [{}]",
            complaints.join(" ")
        )
    })
}

/// Of a pod, or of a template of pods.
fn of_pods(resource: &ResourceType, object: &Value) -> Vec<String> {
    let path = match (resource.group.as_str(), resource.kind.as_str()) {
        ("", "Pod") => "spec",
        ("apps" | "batch", _) => "spec.template.spec",
        _ => return Vec::new(),
    };
    let Some(spec) = object.pointer(&format!("/{}", path.replace('.', "/"))) else {
        return Vec::new();
    };
    let mut warnings: Vec<String> = of_grace(spec, path).into_iter().collect();
    for field in ["initContainers", "containers"] {
        for (index, container) in list(spec, field).iter().enumerate() {
            warnings.extend(of_variables(container, &format!("{path}.{field}[{index}]")));
        }
    }
    warnings
}

fn of_grace(spec: &Value, path: &str) -> Option<String> {
    let seconds = spec["terminationGracePeriodSeconds"].as_i64()?;
    (seconds < 0).then(|| {
        format!(
            "{path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and \
             will be treated as 1"
        )
    })
}

/// Variables that stand twice.
fn of_variables(container: &Value, path: &str) -> Vec<String> {
    let mut known = BTreeSet::new();
    let variables = list(container, "env").iter().enumerate();
    variables
        .filter(|(_, variable)| !known.insert(text(variable, "name").to_owned()))
        .map(|(index, variable)| {
            format!(
                "{path}.env[{index}]: hides previous definition of {}, which may be dropped when \
                 using apply",
                quote(text(variable, "name"))
            )
        })
        .collect()
}

/// Finalizers that anybody could have meant.
fn of_finalizers(resource: &ResourceType, new: &Value, old: &Value) -> Vec<String> {
    if resource.is_built_in() {
        return Vec::new();
    }
    let before = finalizers(old);
    let fresh = finalizers(new).into_iter();
    fresh
        .filter(|it| !it.contains('/') && !before.contains(it))
        .map(|it| {
            format!(
                "metadata.finalizers: {}: prefer a domain-qualified finalizer name to avoid \
                 accidental conflicts with other finalizer writers",
                quote(&it)
            )
        })
        .collect()
}
