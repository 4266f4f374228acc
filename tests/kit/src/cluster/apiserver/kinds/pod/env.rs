//! Environment variables of containers, and the references to fields that volumes use too.

use serde_json::Value;

use super::super::Errors;
use super::super::config_map::validate_key;
use super::super::formats;
use super::super::metadata::{NameRule, validate_label_key};
use super::super::path::Path;
use super::super::quantity::Quantity;
use super::super::read::{dig, get, is_set, list, text};
use crate::cluster::apiserver::field_error::FieldError;

const FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// The fields of a pod that a volume can show.
pub(super) const VOLUME_FIELDS: [&str; 5] = [
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
];

const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

pub(super) fn validate(container: &Value, path: &Path, errors: &mut Errors) {
    for (index, variable) in list(container, "env").iter().enumerate() {
        let path = path.index(index);
        match text(variable, "name") {
            "" => errors.push(FieldError::required(path.child("name"), "")),
            name => validate_variable(name, &path.child("name"), errors),
        }
        if is_set(variable, "valueFrom") {
            let path = path.child("valueFrom");
            let given = !text(variable, "value").is_empty();
            validate_source(get(variable, "valueFrom"), given, &path, errors);
        }
    }
}

fn validate_variable(name: &str, path: &Path, errors: &mut Errors) {
    for complaint in formats::variable_name(name) {
        errors.push(FieldError::invalid(path, name, complaint));
    }
}

/// `given`: the variable has a value of its own.
fn validate_source(source: &Value, given: bool, path: &Path, errors: &mut Errors) {
    let mut sources = 0;
    for kind in [
        "fieldRef",
        "resourceFieldRef",
        "configMapKeyRef",
        "secretKeyRef",
        "fileKeyRef",
    ] {
        if !is_set(source, kind) {
            continue;
        }
        sources += 1;
        let (reference, path) = (get(source, kind), path.child(kind));
        match kind {
            "fieldRef" => validate_field(reference, &FIELDS, &path, errors),
            "resourceFieldRef" => validate_resource(reference, false, &path, errors),
            "fileKeyRef" => validate_file(reference, &path, errors),
            _ => validate_key_reference(reference, &path, errors),
        }
    }
    let detail = match sources {
        0 => {
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, \
             `secretKeyRef` or `fileKeyRef`"
        }
        _ if given => "may not be specified when `value` is not empty",
        1 => return,
        _ => "may not have more than one field specified at a time",
    };
    errors.push(FieldError::invalid(path, "", detail));
}

/// A reference to a field of the pod; labels and annotations may have a subscript.
pub(super) fn validate_field(reference: &Value, known: &[&str], path: &Path, errors: &mut Errors) {
    for field in ["apiVersion", "fieldPath"] {
        if text(reference, field).is_empty() {
            errors.push(FieldError::required(path.child(field), ""));
            return;
        }
    }
    let field = text(reference, "fieldPath");
    let version = text(reference, "apiVersion");
    if let Some(complaint) = unconvertible(version, field) {
        let detail = format!("error converting fieldPath: {complaint}");
        errors.push(FieldError::invalid(path.child("fieldPath"), field, detail));
        return;
    }
    match subscript(field) {
        Some(("metadata.annotations", key)) => {
            validate_label_key(&key.to_lowercase(), path, errors);
        }
        Some(("metadata.labels", key)) => validate_label_key(key, path, errors),
        Some((field, _)) => {
            errors.push(FieldError::invalid(
                path,
                field,
                "does not support subscript",
            ));
        }
        None if known.contains(&field) => {}
        None => {
            let path = path.child("fieldPath");
            errors.push(FieldError::not_supported(path, field, known));
        }
    }
}

fn unconvertible(version: &str, field: &str) -> Option<String> {
    if version != "v1" {
        return Some(format!("unsupported pod version: {version}"));
    }
    let known = |field: &str| {
        let more = [
            "spec.host",
            "spec.restartPolicy",
            "spec.schedulerName",
            "status.phase",
        ];
        FIELDS.contains(&field) || VOLUME_FIELDS.contains(&field) || more.contains(&field)
    };
    match subscript(field) {
        Some(("metadata.annotations" | "metadata.labels", _)) => None,
        Some(_) => Some(format!("field label does not support subscript: {field}")),
        None if known(field) => None,
        None => Some(format!("field label not supported: {field}")),
    }
}

/// `metadata.labels['key']`
fn subscript(field: &str) -> Option<(&str, &str)> {
    let parts = field.strip_suffix("']")?.split_once("['")?;
    (!parts.0.is_empty()).then_some(parts)
}

/// `volume`: the container must be named.
pub(super) fn validate_resource(reference: &Value, volume: bool, path: &Path, errors: &mut Errors) {
    let resource = text(reference, "resource");
    let huge = ["limits.hugepages-", "requests.hugepages-"]
        .iter()
        .any(|prefix| resource.starts_with(prefix));
    if volume && text(reference, "containerName").is_empty() {
        errors.push(FieldError::required(path.child("containerName"), ""));
    } else if resource.is_empty() {
        errors.push(FieldError::required(path.child("resource"), ""));
    } else if !RESOURCES.contains(&resource) && !huge {
        let path = path.child("resource");
        errors.push(FieldError::not_supported(path, resource, &RESOURCES));
    }
    validate_divisor(resource, text(reference, "divisor"), huge, path, errors);
}

fn validate_divisor(resource: &str, divisor: &str, huge: bool, path: &Path, errors: &mut Errors) {
    if Quantity::parse(divisor).is_none_or(Quantity::is_zero) {
        return;
    }
    let sizes = [
        "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei",
    ];
    let (allowed, listed, of) = match resource {
        "limits.cpu" | "requests.cpu" => (divisor == "1m" || divisor == "1", "1m and 1", "cpu"),
        resource => {
            let of = match resource {
                "limits.memory" | "requests.memory" => "memory",
                _ if huge => "hugepages",
                "limits.ephemeral-storage" | "requests.ephemeral-storage" => {
                    "local ephemeral storage"
                }
                _ => return,
            };
            let listed = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";
            (sizes.contains(&divisor), listed, of)
        }
    };
    if !allowed {
        let detail = format!("only divisor's values {listed} are supported with the {of} resource");
        errors.push(FieldError::invalid(path.child("divisor"), resource, detail));
    }
}

fn validate_key_reference(reference: &Value, path: &Path, errors: &mut Errors) {
    let name = text(reference, "name");
    for complaint in NameRule::Subdomain.complaints(name, false) {
        errors.push(FieldError::invalid(path.child("name"), name, complaint));
    }
    match text(reference, "key") {
        "" => errors.push(FieldError::required(path.child("key"), "")),
        key => validate_key(key, &path.child("key"), errors),
    }
}

fn validate_file(reference: &Value, path: &Path, errors: &mut Errors) {
    match text(reference, "key") {
        "" => errors.push(FieldError::required(path.child("key"), "")),
        key => validate_variable(key, &path.child("key"), errors),
    }
    match text(reference, "volumeName") {
        "" => errors.push(FieldError::required(path.child("volumeName"), "")),
        name => {
            for complaint in formats::dns_label(name) {
                errors.push(FieldError::invalid(
                    path.child("volumeName"),
                    name,
                    complaint,
                ));
            }
        }
    }
    match text(reference, "path") {
        "" => errors.push(FieldError::required(path.child("path"), "")),
        file => super::volume::no_backsteps(file, &path.child("path"), errors),
    }
}

/// A file of variables stands in an empty directory of the pod.
pub(super) fn validate_file_volumes(spec: &Value, path: &Path, errors: &mut Errors) {
    for field in ["initContainers", "containers"] {
        for (index, container) in list(spec, field).iter().enumerate() {
            let path = path.child(field).index(index).child("env");
            for (index, variable) in list(container, "env").iter().enumerate() {
                let reference = dig(variable, &["valueFrom", "fileKeyRef"]);
                if !reference.is_null() {
                    let path = path.index(index).child("valueFrom.fileKeyRef.volumeName");
                    validate_file_volume(spec, text(reference, "volumeName"), &path, errors);
                }
            }
        }
    }
}

fn validate_file_volume(spec: &Value, name: &str, path: &Path, errors: &mut Errors) {
    let volumes = list(spec, "volumes");
    match volumes.iter().rfind(|volume| text(volume, "name") == name) {
        None => errors.push(FieldError::not_found(path, name)),
        Some(volume) if is_set(volume, "emptyDir") => {}
        Some(_) => {
            let detail = "referenced volume must be of type emptyDir";
            errors.push(FieldError::invalid(path, name, detail));
        }
    }
}

pub(super) fn validate_from(container: &Value, path: &Path, errors: &mut Errors) {
    for (index, source) in list(container, "envFrom").iter().enumerate() {
        let item = path.index(index);
        let prefix = text(source, "prefix");
        if !prefix.is_empty() {
            validate_variable(prefix, &item.child("prefix"), errors);
        }
        let mut sources = 0;
        for kind in ["configMapRef", "secretRef"] {
            if !is_set(source, kind) {
                continue;
            }
            sources += 1;
            let path = item.child(kind).child("name");
            match text(get(source, kind), "name") {
                "" => errors.push(FieldError::required(path, "")),
                name => {
                    for complaint in NameRule::Subdomain.complaints(name, true) {
                        errors.push(FieldError::invalid(&path, name, complaint));
                    }
                }
            }
        }
        let detail = match sources {
            0 => "must specify one of: `configMapRef` or `secretRef`",
            1 => continue,
            _ => "may not have more than one field specified at a time",
        };
        // The server points at the list here, not at the entry.
        errors.push(FieldError::invalid(path, "", detail));
    }
}
