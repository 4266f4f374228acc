//! Requests and limits.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::Value;

use super::super::Errors;
use super::super::formats;
use super::super::path::Path;
use super::super::quantity::{Quantity, compare};
use super::super::read::{entries, get, is_set, list, pairs, text};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::kinds::metadata::validate_label_key;

const HUGE_PAGES: &str = "hugepages-";

/// Names of a resource that is counted, without a domain.
const STANDARD: [&str; 20] = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "storage",
    "requests.storage",
    "services.nodeports",
    "services.loadbalancers",
];

const WHOLE: [&str; 9] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

/// The names of the pod's resource claims.
pub(super) fn claim_names(spec: &Value) -> BTreeSet<&str> {
    list(spec, "resourceClaims")
        .iter()
        .map(|claim| text(claim, "name"))
        .collect()
}

/// A container's resources.
pub(super) fn validate(
    resources: &Value,
    claims: &BTreeSet<&str>,
    path: &Path,
    errors: &mut Errors,
) {
    validate_all(resources, validate_container_resource, path, errors);
    let path = path.child("claims");
    for (index, claim) in list(resources, "claims").iter().enumerate() {
        let (name, path) = (text(claim, "name"), path.index(index));
        if name.is_empty() {
            errors.push(FieldError::required(path, ""));
        } else if !claims.contains(name) {
            let mut error = FieldError::not_found(path, name);
            error.detail = "must be one of the names in pod.spec.resourceClaims".to_owned();
            let known: Vec<_> = claims.iter().copied().collect();
            error.detail += &match known.as_slice() {
                [] => " which is empty".to_owned(),
                known => format!(": {}", known.join(", ")),
            };
            errors.push(error);
        }
    }
}

/// A pod's own resources, which bound its containers'.
pub(super) fn validate_pod(spec: &Value, path: &Path, errors: &mut Errors) {
    if !is_set(spec, "resources") {
        return;
    }
    let (resources, path) = (get(spec, "resources"), path.child("resources"));
    if is_set(resources, "claims") {
        let detail = "claims may not be set for Resources at pod-level";
        errors.push(FieldError::forbidden(path.child("claims"), detail));
    }
    validate_all(resources, validate_pod_resource, &path, errors);
}

type NameCheck = fn(&str, &Path, &mut Errors);

fn validate_all(resources: &Value, check: NameCheck, path: &Path, errors: &mut Errors) {
    let limits_path = path.child("limits");
    for (name, quantity) in pairs(resources, "limits") {
        validate_one(name, quantity, check, &limits_path, errors);
    }
    for (name, quantity) in pairs(resources, "requests") {
        validate_one(name, quantity, check, &path.child("requests"), errors);
        let limit = get(get(resources, "limits"), name);
        validate_against(name, quantity, limit.as_str(), path, errors);
    }
    let has = |test: fn(&str) -> bool| {
        let names = entries(resources, "limits").chain(entries(resources, "requests"));
        names.into_iter().any(|(name, _)| test(name))
    };
    if has(is_huge) && !has(|name| matches!(name, "cpu" | "memory")) {
        errors.push(FieldError::forbidden(
            path,
            "HugePages require cpu or memory",
        ));
    }
}

fn validate_one(name: &str, quantity: &str, check: NameCheck, path: &Path, errors: &mut Errors) {
    let path = path.key(name);
    check(name, &path, errors);
    validate_quantity(name, quantity, &path, errors);
    if is_huge(name) && !is_divisible(name, quantity) {
        let detail = format!("{quantity} is not positive integer multiple of {name}");
        errors.push(FieldError::invalid(path, quantity, detail));
    }
}

/// Not negative, and whole where only whole ones exist.
pub(crate) fn validate_quantity(name: &str, text: &str, path: &Path, errors: &mut Errors) {
    let quantity = Quantity::parse(text).unwrap_or(Quantity::ZERO);
    if quantity.is_negative() {
        let detail = "must be greater than or equal to 0";
        errors.push(FieldError::invalid(path, text, detail));
    }
    if (WHOLE.contains(&name) || is_extended(name)) && !quantity.is_integer() {
        errors.push(FieldError::invalid(path, text, "must be an integer"));
    }
}

/// A request is at most the limit; where nothing can be overcommitted, it is the limit.
fn validate_against(
    name: &str,
    request: &str,
    limit: Option<&str>,
    path: &Path,
    errors: &mut Errors,
) {
    let flexible = is_native(name) && !is_huge(name);
    let Some(limit) = limit else {
        if !flexible {
            let detail = "Limit must be set for non overcommitable resources";
            errors.push(FieldError::required(path.child("limits"), detail));
        }
        return;
    };
    let order = compare(request, limit);
    let must = match (flexible, order) {
        (_, Ordering::Equal) | (true, Ordering::Less) => return,
        (false, _) => "equal to",
        (true, Ordering::Greater) => "less than or equal to",
    };
    let detail = format!("must be {must} {name} limit of {limit}");
    errors.push(FieldError::invalid(path.child("requests"), request, detail));
}

fn validate_resource_name(name: &str, path: &Path, errors: &mut Errors) -> bool {
    let before = errors.len();
    validate_label_key(name, path, errors);
    let standard = STANDARD.contains(&name) || is_huge(name);
    let quota = name.starts_with("requests.hugepages-");
    if errors.len() == before && !name.contains('/') && !standard && !quota {
        let detail = "must be a standard resource type or fully qualified";
        errors.push(FieldError::invalid(path, name, detail));
    }
    errors.len() == before
}

fn validate_container_resource(name: &str, path: &Path, errors: &mut Errors) {
    validate_resource_name(name, path, errors);
    let detail = if !name.contains('/') {
        if matches!(name, "cpu" | "memory" | "ephemeral-storage") || is_huge(name) {
            return;
        }
        "must be a standard resource for containers"
    } else if is_native(name) || is_extended(name) {
        return;
    } else {
        "doesn't follow extended resource name standard"
    };
    errors.push(FieldError::invalid(path, name, detail));
}

fn validate_pod_resource(name: &str, path: &Path, errors: &mut Errors) {
    let known = ["cpu", "hugepages-", "memory"];
    if validate_resource_name(name, path, errors)
        && !matches!(name, "cpu" | "memory")
        && !is_huge(name)
    {
        errors.push(FieldError::not_supported(path, name, &known));
    }
}

fn is_huge(name: &str) -> bool {
    name.starts_with(HUGE_PAGES)
}

fn is_divisible(name: &str, quantity: &str) -> bool {
    let size = name.strip_prefix(HUGE_PAGES).and_then(Quantity::parse);
    let (Some(size), Some(quantity)) = (size, Quantity::parse(quantity)) else {
        return false;
    };
    size > Quantity::ZERO && size.is_integer() && quantity.whole() % size.whole() == 0
}

/// Kubernetes' own.
fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

fn is_extended(name: &str) -> bool {
    !is_native(name)
        && !name.starts_with("requests.")
        && formats::label_key(&format!("requests.{name}")).is_empty()
}
