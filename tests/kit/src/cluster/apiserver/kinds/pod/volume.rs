//! Volumes of a pod.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::Errors;
use super::super::formats;
use super::super::path::Path;
use super::super::quantity::Quantity;
use super::super::read::{get, is_set, list, number_option, text, text_option};
use super::projected::{validate_downward, validate_projected};
use super::spec::one_of;
use crate::cluster::apiserver::field_error::FieldError;

/// The volumes that are right, by name: those that can be mounted.
pub(super) type Volumes<'a> = BTreeMap<&'a str, &'a Value>;

/// In the order in which the server looks for them.
const SOURCES: [&str; 30] = [
    "emptyDir",
    "hostPath",
    "gitRepo",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "secret",
    "nfs",
    "iscsi",
    "glusterfs",
    "flocker",
    "persistentVolumeClaim",
    "rbd",
    "cinder",
    "cephfs",
    "quobyte",
    "downwardAPI",
    "fc",
    "flexVolume",
    "configMap",
    "azureFile",
    "vsphereVolume",
    "photonPersistentDisk",
    "portworxVolume",
    "azureDisk",
    "storageos",
    "projected",
    "scaleIO",
    "csi",
    "ephemeral",
    "image",
];

pub(super) fn validate_all<'a>(spec: &'a Value, path: &Path, errors: &mut Errors) -> Volumes<'a> {
    let mut volumes = Volumes::new();
    for (index, volume) in list(spec, "volumes").iter().enumerate() {
        let path = path.index(index);
        let mut wrong = Errors::new();
        validate_source(volume, &path, &mut wrong);
        let name = text(volume, "name");
        if name.is_empty() {
            wrong.push(FieldError::required(path.child("name"), ""));
        } else {
            for complaint in formats::dns_label(name) {
                wrong.push(FieldError::invalid(path.child("name"), name, complaint));
            }
        }
        if volumes.contains_key(name) {
            wrong.push(FieldError::duplicate(path.child("name"), name));
        }
        if wrong.is_empty() {
            volumes.insert(name, volume);
        }
        errors.append(&mut wrong);
    }
    volumes
}

/// Exactly one source; those after the first are only told to be too many.
fn validate_source(volume: &Value, path: &Path, errors: &mut Errors) {
    let mut found = false;
    for source in SOURCES {
        if !is_set(volume, source) {
            continue;
        }
        if found {
            let detail = "may not specify more than 1 volume type";
            // Two of them go by other names here.
            let name = match source {
                "cephfs" => "cephFS",
                "downwardAPI" => "downwarAPI",
                name => name,
            };
            errors.push(FieldError::forbidden(path.child(name), detail));
            continue;
        }
        found = true;
        validate_content(get(volume, source), source, &path.child(source), errors);
    }
    if !found {
        errors.push(FieldError::required(path, "must specify a volume type"));
    }
}

fn validate_content(content: &Value, source: &str, path: &Path, errors: &mut Errors) {
    match source {
        "emptyDir" => {
            let limit = Quantity::parse(text(content, "sizeLimit"));
            if limit.is_some_and(Quantity::is_negative) {
                let detail = "SizeLimit field must be a valid resource quantity";
                errors.push(FieldError::forbidden(path.child("sizeLimit"), detail));
            }
        }
        "hostPath" => validate_host_path(content, path, errors),
        "secret" => validate_keys(content, "secretName", path, errors),
        "configMap" => validate_keys(content, "name", path, errors),
        "nfs" => validate_nfs(content, path, errors),
        "persistentVolumeClaim" => require(content, "claimName", path, errors),
        "downwardAPI" => {
            validate_mode(content, "defaultMode", path, errors);
            for item in list(content, "items") {
                validate_downward(item, path, errors);
            }
        }
        "projected" => validate_projected(content, path, errors),
        "csi" => validate_csi(content, path, errors),
        "image" => {
            require(content, "reference", path, errors);
            let policies = ["Always", "IfNotPresent", "Never"];
            one_of(content, "pullPolicy", &policies, path, errors);
        }
        _ => {}
    }
}

pub(super) fn require(object: &Value, field: &str, path: &Path, errors: &mut Errors) {
    if text(object, field).is_empty() {
        errors.push(FieldError::required(path.child(field), ""));
    }
}

fn validate_host_path(content: &Value, path: &Path, errors: &mut Errors) {
    let directory = text(content, "path");
    if directory.is_empty() {
        errors.push(FieldError::required(path.child("path"), ""));
        return;
    }
    no_backsteps(directory, &path.child("path"), errors);
    let kinds = [
        "",
        "BlockDevice",
        "CharDevice",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket",
    ];
    let kind = text(content, "type");
    if !kinds.contains(&kind) {
        errors.push(FieldError::not_supported(path.child("type"), kind, &kinds));
    }
}

fn validate_nfs(content: &Value, path: &Path, errors: &mut Errors) {
    require(content, "server", path, errors);
    require(content, "path", path, errors);
    let directory = text(content, "path");
    if !directory.starts_with('/') {
        let detail = "must be an absolute path";
        errors.push(FieldError::invalid(path.child("path"), directory, detail));
    }
}

fn validate_csi(content: &Value, path: &Path, errors: &mut Errors) {
    let driver = text(content, "driver");
    let path = path.child("driver");
    if driver.is_empty() {
        errors.push(FieldError::required(path, ""));
        return;
    }
    if driver.len() > 63 {
        errors.push(FieldError::too_long(&path, 63));
    }
    for complaint in formats::dns_subdomain(&driver.to_lowercase()) {
        errors.push(FieldError::invalid(&path, driver, complaint));
    }
}

/// A Secret or ConfigMap, named by `name`, and which of its keys go where.
fn validate_keys(content: &Value, name: &str, path: &Path, errors: &mut Errors) {
    require(content, name, path, errors);
    validate_mode(content, "defaultMode", path, errors);
    for (index, item) in list(content, "items").iter().enumerate() {
        validate_key_to_path(item, &path.child("items").index(index), errors);
    }
}

pub(super) fn validate_key_to_path(item: &Value, path: &Path, errors: &mut Errors) {
    require(item, "key", path, errors);
    require(item, "path", path, errors);
    local_path(text(item, "path"), &path.child("path"), errors);
    validate_mode(item, "mode", path, errors);
}

pub(super) fn validate_mode(object: &Value, field: &str, path: &Path, errors: &mut Errors) {
    if let Some(mode) = number_option(object, field)
        && !(0..=0o777).contains(&mode)
    {
        let detail = "must be a number between 0 and 0777 (octal), both inclusive";
        errors.push(FieldError::invalid(path.child(field), mode, detail));
    }
}

/// Relative, without steps back, and not starting with dots that the kubelet needs itself.
pub(super) fn local_path(file: &str, path: &Path, errors: &mut Errors) {
    descending(file, path, errors);
    if file.starts_with("..") && !file.starts_with("../") {
        errors.push(FieldError::invalid(path, file, "must not start with '..'"));
    }
}

/// Relative, without steps back.
pub(super) fn descending(file: &str, path: &Path, errors: &mut Errors) {
    if file.starts_with('/') {
        errors.push(FieldError::invalid(path, file, "must be a relative path"));
    }
    no_backsteps(file, path, errors);
}

pub(super) fn no_backsteps(file: &str, path: &Path, errors: &mut Errors) {
    if has_backsteps(file) {
        errors.push(FieldError::invalid(path, file, "must not contain '..'"));
    }
}

pub(super) fn has_backsteps(file: &str) -> bool {
    file.split('/').any(|part| part == "..")
}

/// Whether the volume can be used as a block device.
pub(super) fn is_claim(volume: &Value) -> bool {
    is_set(volume, "persistentVolumeClaim") || is_set(volume, "ephemeral")
}

/// A profile of seccomp or AppArmor that is a file on the node.
pub(super) fn localhost_profile(profile: &Value) -> Option<&str> {
    text_option(profile, "localhostProfile")
}
