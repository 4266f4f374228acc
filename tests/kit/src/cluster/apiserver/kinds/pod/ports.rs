//! Ports of containers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::Errors;
use super::super::formats;
use super::super::path::Path;
use super::super::read::{get, list, number, text};
use super::spec::one_of;
use crate::cluster::apiserver::field_error::FieldError;

pub(crate) const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];

pub(super) fn validate(container: &Value, path: &Path, errors: &mut Errors) {
    let mut names = BTreeSet::new();
    for (index, port) in list(container, "ports").iter().enumerate() {
        let path = path.index(index);
        validate_name(text(port, "name"), &mut names, &path.child("name"), errors);
        if number(port, "containerPort") == 0 {
            errors.push(FieldError::required(path.child("containerPort"), ""));
        } else {
            validate_number(port, "containerPort", &path, errors);
        }
        if number(port, "hostPort") != 0 {
            validate_number(port, "hostPort", &path, errors);
        }
        one_of(port, "protocol", &PROTOCOLS, &path, errors);
    }
}

fn validate_name<'a>(
    name: &'a str,
    names: &mut BTreeSet<&'a str>,
    path: &Path,
    errors: &mut Errors,
) {
    if name.is_empty() {
        return;
    }
    let complaints = formats::port_name(name);
    if complaints.is_empty() && !names.insert(name) {
        errors.push(FieldError::duplicate(path, name));
    }
    for complaint in complaints {
        errors.push(FieldError::invalid(path, name, complaint));
    }
}

fn validate_number(port: &Value, field: &str, path: &Path, errors: &mut Errors) {
    let number = number(port, field);
    for complaint in formats::port_number(number) {
        errors.push(FieldError::invalid(path.child(field), number, complaint));
    }
}

/// A port's number, or the name of one.
pub(crate) fn validate_reference(object: &Value, path: &Path, errors: &mut Errors) {
    let path = path.child("port");
    validate_number_or_name(get(object, "port"), &path, errors);
}

pub(crate) fn validate_number_or_name(port: &Value, path: &Path, errors: &mut Errors) {
    if let Some(name) = port.as_str() {
        for complaint in formats::port_name(name) {
            errors.push(FieldError::invalid(path, name, complaint));
        }
    } else {
        let number = port.as_i64().unwrap_or_default();
        for complaint in formats::port_number(number) {
            errors.push(FieldError::invalid(path, number, complaint));
        }
    }
}

/// No two containers of a pod use the same port of the host.
pub(super) fn validate_host_ports(containers: &[Value], path: &Path, errors: &mut Errors) {
    let mut used = BTreeSet::new();
    for (index, container) in containers.iter().enumerate() {
        let path = path.index(index).child("ports");
        for (index, port) in list(container, "ports").iter().enumerate() {
            let number = number(port, "hostPort");
            if number == 0 {
                continue;
            }
            let (protocol, address) = (text(port, "protocol"), text(port, "hostIP"));
            let key = format!("{protocol}/{address}/{number}");
            if used.contains(&key) {
                let path = path.index(index).child("hostPort");
                errors.push(FieldError::duplicate(path, key));
            } else {
                used.insert(key);
            }
        }
    }
}
