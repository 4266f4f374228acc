//! The fields that a field selector can name, and their values.

use serde_json::Value;

use super::kind::Kind;
use super::read::{dig, flag, get, list, number, text};
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::go_text;

const METADATA: [&str; 2] = ["metadata.name", "metadata.namespace"];

const POD: [&str; 11] = [
    "metadata.name",
    "metadata.namespace",
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.podIPs",
    "status.nominatedNodeName",
];

const EVENT: [&str; 13] = [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
    "metadata.namespace",
    "metadata.name",
];

/// The name under which the field is known, or the message of the 400 for asking for it.
pub(crate) fn supported(resource: &ResourceType, field: &str) -> Result<String, String> {
    let kind = Kind::of(resource);
    let known: &[&str] = match kind {
        Kind::Pod if field == "spec.host" => return Ok("spec.nodeName".to_owned()),
        Kind::Pod => &POD,
        Kind::Event => &EVENT,
        Kind::Node => &["metadata.name", "spec.unschedulable"],
        Kind::Namespace => &["metadata.name", "status.phase"],
        Kind::Secret => &["metadata.name", "metadata.namespace", "type"],
        Kind::Service => &[
            "metadata.name",
            "metadata.namespace",
            "spec.clusterIP",
            "spec.type",
        ],
        Kind::Job => &["metadata.name", "metadata.namespace", "status.successful"],
        Kind::Custom if !resource.namespaced => &["metadata.name"],
        _ => &METADATA,
    };
    if known.contains(&field) || resource.selectable_fields.iter().any(|it| it == field) {
        return Ok(field.to_owned());
    }
    let quoted = go_text::quote(field);
    Err(match kind {
        Kind::Job => format!("field label {quoted} not supported for Job"),
        Kind::Pod
        | Kind::Event
        | Kind::Node
        | Kind::Namespace
        | Kind::Secret
        | Kind::Service
        | Kind::Custom => format!("field label not supported: {field}"),
        _ => format!(
            "{quoted} is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
        ),
    })
}

/// The value of a supported field; empty if there is none.
pub(crate) fn value(resource: &ResourceType, object: &Value, field: &str) -> String {
    let spec = get(object, "spec");
    match (Kind::of(resource), field) {
        (Kind::Pod, "spec.hostNetwork") => flag(spec, "hostNetwork").to_string(),
        (Kind::Pod, "status.podIP") => {
            let first = list(get(object, "status"), "podIPs").first();
            first.map_or(String::new(), |address| text(address, "ip").to_owned())
        }
        // It can be asked for, but no pod has it.
        (Kind::Pod, "status.podIPs") => String::new(),
        (Kind::Node, "spec.unschedulable") => flag(spec, "unschedulable").to_string(),
        (Kind::Job, "status.successful") => number(get(object, "status"), "succeeded").to_string(),
        (Kind::Event, "source") => match text(get(object, "source"), "component") {
            "" => text(object, "reportingComponent").to_owned(),
            component => component.to_owned(),
        },
        (_, field) => {
            let path: Vec<_> = field.split('.').collect();
            match dig(object, &path) {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Bool(flag) => flag.to_string(),
                _ => String::new(),
            }
        }
    }
}
