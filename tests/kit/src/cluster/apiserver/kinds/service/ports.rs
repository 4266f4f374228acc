//! A service's ports.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::Errors;
use super::super::formats;
use super::super::metadata::validate_label_key;
use super::super::path::Path;
use super::super::pod::{PROTOCOLS, validate_number_or_name};
use super::super::read::{get, list, number, text, text_option};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::go_text;

pub(super) fn validate_ports(ports: &[Value], path: &Path, errors: &mut Errors) {
    let mut names = BTreeSet::new();
    for (index, port) in ports.iter().enumerate() {
        let path = path.index(index);
        let name = text(port, "name");
        if name.is_empty() && ports.len() > 1 {
            errors.push(FieldError::required(path.child("name"), ""));
        } else if !name.is_empty() {
            for complaint in formats::dns_label(name) {
                errors.push(FieldError::invalid(path.child("name"), name, complaint));
            }
            if !names.insert(name) {
                errors.push(FieldError::duplicate(path.child("name"), name));
            }
        }
        let number = number(port, "port");
        for complaint in formats::port_number(number) {
            errors.push(FieldError::invalid(path.child("port"), number, complaint));
        }
        let protocol = text(port, "protocol");
        if !PROTOCOLS.contains(&protocol) {
            let path = path.child("protocol");
            errors.push(FieldError::not_supported(path, protocol, &PROTOCOLS));
        }
        validate_number_or_name(get(port, "targetPort"), &path.child("targetPort"), errors);
        if let Some(protocol) = text_option(port, "appProtocol") {
            validate_label_key(protocol, &path.child("appProtocol"), errors);
        }
    }
}

pub(super) fn validate_unique_ports(spec: &Value, path: &Path, errors: &mut Errors) {
    let ports = list(spec, "ports");
    for (index, port) in ports.iter().enumerate() {
        if text(spec, "type") == "ClusterIP" && number(port, "nodePort") != 0 {
            let detail = "may not be used when `type` is 'ClusterIP'";
            let path = path.index(index).child("nodePort");
            errors.push(FieldError::forbidden(path, detail));
        }
    }
    for field in ["nodePort", "port"] {
        let mut seen = BTreeSet::new();
        for (index, port) in ports.iter().enumerate() {
            let (protocol, number) = (text(port, "protocol"), number(port, field));
            if (field == "nodePort" && number == 0) || seen.insert((protocol, number)) {
                continue;
            }
            let path = path.index(index);
            errors.push(match field {
                "nodePort" => FieldError::duplicate(path.child(field), number),
                _ => FieldError::duplicate(path, port.clone()).showing(shown_key(protocol, number)),
            });
        }
    }
}

/// What makes a port unique, as Go prints a port that has nothing else.
fn shown_key(protocol: &str, port: i64) -> String {
    let protocol = go_text::json(&json!(protocol));
    format!(
        "{{\"Name\":\"\",\"Protocol\":{protocol},\"AppProtocol\":null,\"Port\":{port},\
         \"TargetPort\":0,\"NodePort\":0}}"
    )
}
