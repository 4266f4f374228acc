//! Rows of the core group's kinds, Pods excepted.

use std::collections::BTreeSet;

use outrigger::rt::Timestamp;
use serde_json::Value;

use super::age::{age, age_of, moment};
use super::labels;
use super::read::{at, comma_separated, entries, flag, list, number, text, text_or};

pub(super) fn namespace(object: &Value, now: Timestamp) -> Vec<Value> {
    vec![
        text(object, "/metadata/name").into(),
        text(object, "/status/phase").into(),
        age_of(object, now).into(),
    ]
}

pub(super) fn config_map(object: &Value, now: Timestamp) -> Vec<Value> {
    vec![
        text(object, "/metadata/name").into(),
        (entries(object, "/data") + entries(object, "/binaryData")).into(),
        age_of(object, now).into(),
    ]
}

pub(super) fn secret(object: &Value, now: Timestamp) -> Vec<Value> {
    vec![
        text(object, "/metadata/name").into(),
        text(object, "/type").into(),
        entries(object, "/data").into(),
        age_of(object, now).into(),
    ]
}

pub(super) fn node(object: &Value, now: Timestamp) -> Vec<Value> {
    let info = at(object, "/status/nodeInfo");
    let mut kernel = text_or(info, "/kernelVersion", "<unknown>").to_owned();
    let architecture = text(info, "/architecture");
    if !architecture.is_empty() {
        kernel.push_str(&format!(" ({architecture})"));
    }
    vec![
        text(object, "/metadata/name").into(),
        node_status(object).into(),
        node_roles(object).into(),
        age_of(object, now).into(),
        text(info, "/kubeletVersion").into(),
        address(object, "InternalIP").into(),
        address(object, "ExternalIP").into(),
        text_or(info, "/osImage", "<unknown>").into(),
        kernel.into(),
        text_or(info, "/containerRuntimeVersion", "<unknown>").into(),
    ]
}

fn node_status(node: &Value) -> String {
    let mut conditions = list(node, "/status/conditions").iter();
    let ready = conditions.rfind(|condition| text(condition, "/type") == "Ready");
    let ready = match ready.map(|condition| text(condition, "/status")) {
        Some("True") => "Ready",
        Some(_) => "NotReady",
        None => "Unknown",
    };
    if flag(node, "/spec/unschedulable") {
        format!("{ready},SchedulingDisabled")
    } else {
        ready.to_owned()
    }
}

/// From labels `node-role.kubernetes.io/<role>` and `kubernetes.io/role=<role>`.
fn node_roles(node: &Value) -> String {
    let labels = at(node, "/metadata/labels").as_object();
    let roles: BTreeSet<_> = labels
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| match key.as_str() {
            "kubernetes.io/role" => value.as_str(),
            key => key.strip_prefix("node-role.kubernetes.io/"),
        })
        .filter(|role| !role.is_empty())
        .collect();
    let roles: Vec<_> = roles.into_iter().collect();
    labels::or_none(roles.join(","))
}

fn address<'a>(node: &'a Value, of_type: &str) -> &'a str {
    list(node, "/status/addresses")
        .iter()
        .find(|address| text(address, "/type") == of_type)
        .map_or("<none>", |address| text(address, "/address"))
}

pub(super) fn event(object: &Value, now: Timestamp) -> Vec<Value> {
    let first = match moment(object, "/firstTimestamp") {
        Some(_) => age(object, "/firstTimestamp", now),
        None => age(object, "/eventTime", now),
    };
    let (last, count) = if !at(object, "/series").is_null() {
        let last = age(object, "/series/lastObservedTime", now);
        (last, number(object, "/series/count"))
    } else {
        let last = match moment(object, "/lastTimestamp") {
            Some(_) => age(object, "/lastTimestamp", now),
            None => first.clone(),
        };
        // Of an event that happened once the newer API gives no count.
        let count = match number(object, "/count") {
            0 => 1,
            count => count,
        };
        (last, count)
    };
    let kind = text(object, "/involvedObject/kind").to_lowercase();
    let target = match text(object, "/involvedObject/name") {
        "" => kind,
        name => format!("{kind}/{name}"),
    };
    vec![
        last.into(),
        text(object, "/type").into(),
        text(object, "/reason").into(),
        target.into(),
        text(object, "/involvedObject/fieldPath").into(),
        event_source(object).into(),
        text(object, "/message").trim().into(),
        first.into(),
        count.into(),
        text(object, "/metadata/name").into(),
    ]
}

fn event_source(event: &Value) -> String {
    let reporter = text(event, "/reportingComponent");
    let component = text_or(event, "/source/component", reporter);
    match text_or(event, "/source/host", text(event, "/reportingInstance")) {
        "" => component.to_owned(),
        instance => format!("{component}, {instance}"),
    }
}

pub(super) fn service(object: &Value, now: Timestamp) -> Vec<Value> {
    let ports: Vec<_> = list(object, "/spec/ports").iter().map(port).collect();
    vec![
        text(object, "/metadata/name").into(),
        text(object, "/spec/type").into(),
        text_or(object, "/spec/clusterIPs/0", "<none>").into(),
        external_ip(object).into(),
        labels::or_none(ports.join(",")).into(),
        age_of(object, now).into(),
        labels::in_words(at(object, "/spec/selector")).into(),
    ]
}

fn port(port: &Value) -> String {
    let (number, node_port) = (number(port, "/port"), number(port, "/nodePort"));
    let protocol = text(port, "/protocol");
    if node_port > 0 {
        format!("{number}:{node_port}/{protocol}")
    } else {
        format!("{number}/{protocol}")
    }
}

fn external_ip(service: &Value) -> String {
    let given = comma_separated(service, "/spec/externalIPs");
    match text(service, "/spec/type") {
        "ClusterIP" | "NodePort" => labels::or_none(given),
        "LoadBalancer" => {
            let balanced = ingress(service);
            let both: Vec<_> = [balanced, given]
                .into_iter()
                .filter(|it| !it.is_empty())
                .collect();
            if both.is_empty() {
                "<pending>".to_owned()
            } else {
                both.join(",")
            }
        }
        "ExternalName" => text(service, "/spec/externalName").to_owned(),
        _ => "<unknown>".to_owned(),
    }
}

/// The load balancer's addresses, or its names where it has none.
fn ingress(service: &Value) -> String {
    let points = list(service, "/status/loadBalancer/ingress").iter();
    let points: BTreeSet<_> = points
        .map(|point| text_or(point, "/ip", text(point, "/hostname")))
        .filter(|point| !point.is_empty())
        .collect();
    let points: Vec<_> = points.into_iter().collect();
    points.join(",")
}
