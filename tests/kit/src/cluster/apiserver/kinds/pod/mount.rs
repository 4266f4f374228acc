//! Volumes mounted into containers, and block devices.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::Errors;
use super::super::path::Path;
use super::super::read::{dig, flag, is_set, list, text, text_option};
use super::spec::optional_one_of;
use super::volume::{Volumes, descending, has_backsteps, is_claim};
use crate::cluster::apiserver::field_error::FieldError;

pub(super) fn validate(container: &Value, volumes: &Volumes<'_>, path: &Path, errors: &mut Errors) {
    let mut mounted = BTreeSet::new();
    let devices = list(container, "volumeDevices");
    for (index, mount) in list(container, "volumeMounts").iter().enumerate() {
        let item = path.index(index);
        let (name, place) = (text(mount, "name"), text(mount, "mountPath"));
        if name.is_empty() {
            errors.push(FieldError::required(item.child("name"), ""));
        }
        if !volumes.contains_key(name) {
            errors.push(FieldError::not_found(item.child("name"), name));
        }
        if place.is_empty() {
            errors.push(FieldError::required(item.child("mountPath"), ""));
        }
        if !mounted.insert(place) {
            errors.push(FieldError::invalid(
                item.child("mountPath"),
                place,
                "must be unique",
            ));
        }
        if devices.iter().any(|device| text(device, "name") == name) {
            let detail = "must not already exist in volumeDevices";
            errors.push(FieldError::invalid(item.child("name"), name, detail));
        }
        if devices
            .iter()
            .any(|device| text(device, "devicePath") == place)
        {
            let detail = "must not already exist as a path in volumeDevices";
            errors.push(FieldError::invalid(item.child("mountPath"), place, detail));
        }
        validate_sub_paths(mount, path, &item, errors);
        validate_propagation(mount, container, path, errors);
        validate_recursive_read_only(mount, path, errors);
    }
}

/// The server leaves the index out of the paths of most of these.
fn validate_sub_paths(mount: &Value, path: &Path, item: &Path, errors: &mut Errors) {
    let (plain, expanded) = (text(mount, "subPath"), text(mount, "subPathExpr"));
    if !plain.is_empty() {
        descending(plain, &path.child("subPath"), errors);
    }
    if expanded.is_empty() {
        return;
    }
    if !plain.is_empty() {
        let detail = "subPathExpr and subPath are mutually exclusive";
        errors.push(FieldError::invalid(
            item.child("subPathExpr"),
            expanded,
            detail,
        ));
    }
    descending(expanded, &path.child("subPathExpr"), errors);
}

fn validate_propagation(mount: &Value, container: &Value, path: &Path, errors: &mut Errors) {
    let field = "mountPropagation";
    let kinds = ["Bidirectional", "HostToContainer", "None"];
    optional_one_of(mount, field, &kinds, path, errors);
    let privileged = flag(dig(container, &["securityContext"]), "privileged");
    if text(mount, field) == "Bidirectional" && !privileged {
        let detail = "Bidirectional mount propagation is available only to privileged containers";
        errors.push(FieldError::forbidden(path.child(field), detail));
    }
}

fn validate_recursive_read_only(mount: &Value, path: &Path, errors: &mut Errors) {
    let field = "recursiveReadOnly";
    let kinds = ["Disabled", "Enabled", "IfPossible"];
    optional_one_of(mount, field, &kinds, path, errors);
    if !matches!(text(mount, field), "Enabled" | "IfPossible") {
        return;
    }
    if !flag(mount, "readOnly") {
        let detail = "may only be specified when readOnly is true";
        errors.push(FieldError::forbidden(path.child(field), detail));
    }
    if text_option(mount, "mountPropagation").is_some_and(|kind| kind != "None") {
        let detail = "may only be specified when mountPropagation is None or not specified";
        errors.push(FieldError::forbidden(path.child(field), detail));
    }
}

pub(super) fn validate_devices(
    container: &Value,
    volumes: &Volumes<'_>,
    path: &Path,
    errors: &mut Errors,
) {
    let mounts = list(container, "volumeMounts");
    let (mut names, mut places) = (BTreeSet::new(), BTreeSet::new());
    for (index, device) in list(container, "volumeDevices").iter().enumerate() {
        let path = path.index(index);
        let (name, place) = (text(device, "name"), text(device, "devicePath"));
        if names.contains(name) {
            errors.push(FieldError::invalid(
                path.child("name"),
                name,
                "must be unique",
            ));
        }
        validate_device_volume(name, volumes, &path.child("name"), errors);
        if !is_set(device, "devicePath") || place.is_empty() {
            errors.push(FieldError::required(path.child("devicePath"), ""));
        }
        validate_device_place(place, &mut places, &path, errors);
        if mounts.iter().any(|mount| text(mount, "name") == name) {
            let detail = "must not already exist in volumeMounts";
            errors.push(FieldError::invalid(path.child("name"), name, detail));
        }
        if mounts.iter().any(|mount| text(mount, "mountPath") == place) {
            let detail = "must not already exist as a path in volumeMounts";
            errors.push(FieldError::invalid(path.child("devicePath"), place, detail));
        }
        names.insert(name);
    }
}

/// A claim can be a block device; other volumes cannot.
fn validate_device_volume(name: &str, volumes: &Volumes<'_>, path: &Path, errors: &mut Errors) {
    match volumes.get(name) {
        None => errors.push(FieldError::not_found(path, name)),
        Some(volume) if is_claim(volume) => {}
        Some(_) => {
            let detail = "can only use volume source type of PersistentVolumeClaim or Ephemeral \
                          for block mode";
            errors.push(FieldError::invalid(path, name, detail));
        }
    }
}

fn validate_device_place<'a>(
    place: &'a str,
    places: &mut BTreeSet<&'a str>,
    path: &Path,
    errors: &mut Errors,
) {
    let path = path.child("devicePath");
    if places.contains(place) {
        errors.push(FieldError::invalid(&path, place, "must be unique"));
    }
    if has_backsteps(place) {
        let detail = "can not contain backsteps ('..')";
        errors.push(FieldError::invalid(&path, place, detail));
    } else {
        places.insert(place);
    }
}
