//! What a service's cluster IPs and IP families must be.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::Errors;
use super::super::addresses::{parse_ip, validate_ip};
use super::super::path::Path;
use super::super::read::{get, list, text, text_option, texts};
use super::is_headless;
use crate::cluster::apiserver::field_error::FieldError;

pub(super) fn validate_addresses(spec: &Value, path: &Path, errors: &mut Errors) {
    if text(spec, "type") == "ExternalName" {
        return;
    }
    validate_first(spec, &path.child("clusterIPs"), errors);
    validate_families(spec, path, errors);
    let path = path.child("clusterIPs");
    let addresses = list(spec, "clusterIPs");
    let before = errors.len();
    for (index, address) in texts(spec, "clusterIPs").enumerate() {
        if (index, address) != (0, "None") {
            validate_ip(address, &path.index(index), errors);
        } else if addresses.len() > 1 {
            let detail = "'None' must be the first and only value";
            errors.push(FieldError::invalid(&path, addresses, detail));
        }
    }
    let all_valid = errors.len() == before;
    if addresses.len() > 2 {
        let detail = "may only hold up to 2 values";
        errors.push(FieldError::invalid(&path, addresses, detail));
    }
    if !all_valid || is_headless(spec) {
        return;
    }
    let families: BTreeSet<_> = texts(spec, "clusterIPs").map(family).collect();
    if addresses.len() > 1 && families.len() < 2 {
        let detail = "may specify no more than one IP for each IP family";
        errors.push(FieldError::invalid(&path, addresses, detail));
    }
    let pairs = texts(spec, "clusterIPs").zip(texts(spec, "ipFamilies"));
    for (index, (address, expected)) in pairs.enumerate() {
        if family(address) != expected && matches!(expected, "IPv4" | "IPv6") {
            let detail =
                format!("expected an {expected} value as indicated by `ipFamilies[{index}]`");
            errors.push(FieldError::invalid(path.index(index), address, detail));
        }
    }
}

pub(super) fn family(address: &str) -> &'static str {
    match parse_ip(address) {
        Some(address) if address.is_ipv6() => "IPv6",
        _ => "IPv4",
    }
}

/// `clusterIP` is the first of `clusterIPs`.
fn validate_first(spec: &Value, path: &Path, errors: &mut Errors) {
    let addresses = list(spec, "clusterIPs");
    let detail = match (text(spec, "clusterIP"), texts(spec, "clusterIPs").next()) {
        ("", Some(_)) => "must be empty when `clusterIP` is not specified",
        ("", None) => return,
        (_, None) => {
            errors.push(FieldError::required(path, ""));
            return;
        }
        (one, Some(first)) if one == first => return,
        _ => "first value must match `clusterIP`",
    };
    errors.push(FieldError::invalid(path, addresses, detail));
}

fn validate_families(spec: &Value, path: &Path, errors: &mut Errors) {
    let known = ["IPv4", "IPv6"];
    let mut seen = BTreeSet::new();
    for (index, family) in texts(spec, "ipFamilies").enumerate() {
        let path = path.child("ipFamilies").index(index);
        if !known.contains(&family) {
            errors.push(FieldError::not_supported(&path, family, &known));
        }
        if !seen.insert(family) {
            errors.push(FieldError::duplicate(path, family));
        }
    }
    let known = ["PreferDualStack", "RequireDualStack", "SingleStack"];
    if let Some(policy) = text_option(spec, "ipFamilyPolicy")
        && !known.contains(&policy)
    {
        let path = path.child("ipFamilyPolicy");
        let policy = get(spec, "ipFamilyPolicy").clone();
        errors.push(FieldError::not_supported(path, policy, &known));
    }
}
