//! A pod's class of service.

use std::cmp::Ordering;

use serde_json::Value;

use super::super::quantity::{Quantity, compare};
use super::super::read::{entries, get, is_set, text};

pub(super) fn class(spec: &Value) -> &'static str {
    if is_set(spec, "resources") {
        return of_resources(get(spec, "resources"));
    }
    let mut classes =
        super::containers(spec).map(|container| of_resources(get(container, "resources")));
    let Some(first) = classes.next() else {
        return "BestEffort";
    };
    if classes.all(|class| class == first) {
        first
    } else {
        "Burstable"
    }
}

fn of_resources(resources: &Value) -> &'static str {
    let nothing = |field| entries(resources, field).next().is_none();
    if nothing("requests") && nothing("limits") {
        return "BestEffort";
    }
    let cpu = of_resource(resources, "cpu");
    if cpu == of_resource(resources, "memory") {
        cpu
    } else {
        "Burstable"
    }
}

fn of_resource(resources: &Value, name: &str) -> &'static str {
    let request = text(get(resources, "requests"), name);
    let limit = text(get(resources, "limits"), name);
    if compare(request, limit) != Ordering::Equal {
        "Burstable"
    } else if Quantity::parse(request).is_none_or(Quantity::is_zero) {
        "BestEffort"
    } else {
        "Guaranteed"
    }
}
