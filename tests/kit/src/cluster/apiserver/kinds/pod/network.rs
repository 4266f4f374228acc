//! What of a pod touches the host, and its names.

use serde_json::Value;

use super::super::Errors;
use super::super::addresses::validate_ip;
use super::super::formats;
use super::super::path::Path;
use super::super::read::{flag, flag_option, get, is_set, list, number, text, text_option, texts};
use super::Owner;
use super::spec::{has_host_users, on_host_network, ports};
use crate::cluster::apiserver::field_error::FieldError;

const NAMESERVERS: usize = 3;
const SEARCHES: usize = 32;
const SEARCH_LENGTH: usize = 2048;

/// On the host's network a container's port is the host's.
pub(super) fn validate_host_ports(spec: &Value, path: &Path, owner: Owner, errors: &mut Errors) {
    if !on_host_network(spec) {
        return;
    }
    let path = path.child("containers");
    for (index, container) in list(spec, "containers").iter().enumerate() {
        let path = path.index(index).child("ports");
        for (index, port) in ports(container).iter().enumerate() {
            let host = number(port, "hostPort");
            let counts = owner == Owner::Pod || host != 0;
            if counts && host != number(port, "containerPort") {
                let detail = "must match `containerPort` when `hostNetwork` is true";
                let path = path.index(index).child("hostPort");
                errors.push(FieldError::invalid(path, host, detail));
            }
        }
    }
}

pub(super) fn validate_dns(spec: &Value, path: &Path, errors: &mut Errors) {
    let config = get(spec, "dnsConfig");
    let servers = list(config, "nameservers");
    if text(spec, "dnsPolicy") == "None" && servers.is_empty() {
        let (path, what) = match config.is_null() {
            true => (path.clone(), "`dnsConfig`"),
            false => (path.child("nameservers"), "at least one DNS nameserver"),
        };
        let detail = format!("must provide {what} when `dnsPolicy` is None");
        errors.push(FieldError::required(path, detail));
        return;
    }
    let mut too_many = |field: &str, detail: String| {
        errors.push(FieldError::invalid(
            path.child(field),
            list(config, field),
            detail,
        ));
    };
    if servers.len() > NAMESERVERS {
        too_many(
            "nameservers",
            format!("must not have more than {NAMESERVERS} nameservers"),
        );
    }
    for (index, server) in texts(config, "nameservers").enumerate() {
        validate_ip(server, &path.child("nameservers").index(index), errors);
    }
    validate_searches(config, path, errors);
    for (index, option) in list(config, "options").iter().enumerate() {
        if text(option, "name").is_empty() {
            let path = path.child("options").index(index);
            errors.push(FieldError::required(path, "must not be empty"));
        }
    }
}

fn validate_searches(config: &Value, path: &Path, errors: &mut Errors) {
    let path = path.child("searches");
    let searches: Vec<_> = texts(config, "searches").collect();
    let mut too_many = |detail: String| {
        errors.push(FieldError::invalid(&path, list(config, "searches"), detail));
    };
    if searches.len() > SEARCHES {
        too_many(format!("must not have more than {SEARCHES} search paths"));
    }
    if searches.join(" ").len() > SEARCH_LENGTH {
        too_many(format!(
            "must not have more than {SEARCH_LENGTH} characters (including spaces) in the search \
             list"
        ));
    }
    for (index, search) in searches.into_iter().enumerate() {
        if search == "." {
            continue;
        }
        let search = search.strip_suffix('.').unwrap_or(search);
        for complaint in formats::dns_subdomain_with_underscores(search) {
            errors.push(FieldError::invalid(path.index(index), search, complaint));
        }
    }
}

/// Users of its own exclude other namespaces of the host.
pub(super) fn validate_host_users(spec: &Value, path: &Path, errors: &mut Errors) {
    if has_host_users(spec) {
        return;
    }
    // The server spells the last two paths so.
    for (field, shown) in [
        ("hostNetwork", "hostNetwork"),
        ("hostPID", "HostPID"),
        ("hostIPC", "HostIPC"),
    ] {
        if flag(spec, field) {
            let detail = "when `hostUsers` is false";
            errors.push(FieldError::forbidden(path.child(shown), detail));
        }
    }
}

pub(super) fn validate_hostname_override(spec: &Value, path: &Path, errors: &mut Errors) {
    let Some(name) = text_option(spec, "hostnameOverride") else {
        return;
    };
    let path = path.child("hostnameOverride");
    if flag_option(spec, "setHostnameAsFQDN") == Some(true) {
        let detail = "may not be specified when setHostnameAsFQDN is true";
        errors.push(FieldError::forbidden(&path, detail));
    }
    if on_host_network(spec) {
        let detail = "may not be specified when hostNetwork is true";
        errors.push(FieldError::forbidden(&path, detail));
    }
    if name.len() > 64 {
        errors.push(FieldError::too_long(&path, 64));
    }
    for complaint in formats::dns_subdomain(name) {
        errors.push(FieldError::invalid(&path, name, complaint));
    }
}

pub(super) fn validate_hostnames(spec: &Value, path: &Path, errors: &mut Errors) {
    for field in ["hostname", "subdomain"] {
        let name = text(spec, field);
        if is_set(spec, field) && !name.is_empty() {
            for complaint in formats::dns_label(name) {
                errors.push(FieldError::invalid(path.child(field), name, complaint));
            }
        }
    }
}

pub(super) fn validate_host_aliases(spec: &Value, path: &Path, errors: &mut Errors) {
    for (index, alias) in list(spec, "hostAliases").iter().enumerate() {
        let path = path.index(index);
        validate_ip(text(alias, "ip"), &path.child("ip"), errors);
        for (index, name) in texts(alias, "hostnames").enumerate() {
            for complaint in formats::dns_subdomain(name) {
                let path = path.child("hostnames").index(index);
                errors.push(FieldError::invalid(path, name, complaint));
            }
        }
    }
}
