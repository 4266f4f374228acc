//! Cluster IPs and node ports: what is taken, and what a service gets.
//!
//! The cluster has one family of addresses, IPv4. The real server picks at random; this one takes
//! the lowest that is free.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use serde_json::Value;

use super::super::Errors;
use super::super::addresses::parse_ip;
use super::super::path::Path;
use super::super::read::{
    flag_option, get, is_set, list, list_mut, number, object_mut, set, text, texts,
};
use super::addresses::{family, validate_addresses};
use super::{is_balanced, is_headless, needs_health_check, needs_node_ports};
use crate::cluster::apiserver::field_error::FieldError;

/// The addresses and ports that services have taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServiceNetwork {
    addresses: BTreeSet<Ipv4Addr>,
    ports: BTreeSet<i64>,
}

const RANGE: &str = "10.0.0.0/24";
const FIRST_PORT: i64 = 30_000;
const LAST_PORT: i64 = 32_767;

impl ServiceNetwork {
    /// What these services have taken.
    pub(crate) fn taken_by<'a>(services: impl IntoIterator<Item = &'a Value>) -> Self {
        let mut network = Self::default();
        for service in services {
            let spec = get(service, "spec");
            let addresses = texts(spec, "clusterIPs").filter_map(parse_ip);
            network
                .addresses
                .extend(addresses.filter_map(|address| match address {
                    IpAddr::V4(address) => Some(address),
                    IpAddr::V6(_) => None,
                }));
            let ports = list(spec, "ports")
                .iter()
                .map(|port| number(port, "nodePort"));
            network.ports.extend(ports.filter(|port| *port != 0));
            network.ports.insert(number(spec, "healthCheckNodePort"));
        }
        network
    }

    fn next_address(&mut self) -> Option<String> {
        let free = (1..255)
            .map(|last| Ipv4Addr::new(10, 0, 0, last))
            .find(|address| !self.addresses.contains(address))?;
        self.addresses.insert(free);
        Some(free.to_string())
    }

    fn take_address(&mut self, text: &str) -> Result<(), String> {
        match parse_ip(text) {
            Some(IpAddr::V4(address)) if address.octets()[..3] == [10, 0, 0] => {
                match self.addresses.insert(address) {
                    true => Ok(()),
                    false => Err("provided IP is already allocated".to_owned()),
                }
            }
            _ => Err(format!(
                "the provided IP ({text}) is not in the valid range. The range of valid IPs is \
                 {RANGE}"
            )),
        }
    }

    fn next_port(&mut self) -> Option<i64> {
        let free = (FIRST_PORT..=LAST_PORT).find(|port| !self.ports.contains(port))?;
        self.ports.insert(free);
        Some(free)
    }

    fn take_port(&mut self, port: i64) -> Result<(), String> {
        if !(FIRST_PORT..=LAST_PORT).contains(&port) {
            return Err(format!(
                "provided port is not in the valid range. The range of valid ports is \
                 {FIRST_PORT}-{LAST_PORT}"
            ));
        }
        match self.ports.insert(port) {
            true => Ok(()),
            false => Err("provided port is already allocated".to_owned()),
        }
    }
}

/// Gives a service what it needs and has not got. What it had before an update must not count as
/// taken in the network.
pub(crate) fn allocate(service: &mut Value, network: &mut ServiceNetwork) -> Result<(), Errors> {
    let spec = object_mut(service, "spec");
    let address = get(spec, "clusterIP").clone();
    if address.as_str().is_some_and(|address| !address.is_empty())
        && list(spec, "clusterIPs").is_empty()
    {
        set(spec, "clusterIPs", vec![address]);
    }
    if text(spec, "type") != "ExternalName" {
        init_families(spec)?;
        allocate_address(spec, network)?;
    }
    if needs_node_ports(spec) {
        allocate_ports(spec, network)?;
    }
    if needs_health_check(spec) && number(spec, "healthCheckNodePort") == 0 {
        let port = network.next_port().ok_or_else(Errors::new)?;
        set(spec, "healthCheckNodePort", port);
    }
    Ok(())
}

fn init_families(spec: &mut Value) -> Result<(), Errors> {
    let headless = text(spec, "clusterIP") == "None";
    let unselective = get(spec, "selector")
        .as_object()
        .is_none_or(|labels| labels.is_empty());
    if !is_set(spec, "ipFamilyPolicy") {
        let policy = match headless && unselective {
            true => "RequireDualStack",
            false => "SingleStack",
        };
        set(spec, "ipFamilyPolicy", policy);
    }
    let mut errors = Errors::new();
    validate_addresses(spec, &Path::new("spec"), &mut errors);
    or_errors(errors)?;
    validate_count(spec)?;
    if !(headless && unselective) {
        validate_families(spec)?;
    }
    if list(spec, "ipFamilies").is_empty() {
        set(spec, "ipFamilies", vec![Value::from("IPv4")]);
    }
    let dual = text(spec, "ipFamilyPolicy") != "SingleStack";
    if headless && unselective && dual && list(spec, "ipFamilies").len() == 1 {
        let other = match texts(spec, "ipFamilies").next() {
            Some("IPv6") => ["IPv6", "IPv4"],
            _ => ["IPv4", "IPv6"],
        };
        set(spec, "ipFamilies", other.map(Value::from).to_vec());
    }
    Ok(())
}

/// Whether the number of addresses and families fits the policy.
fn validate_count(spec: &Value) -> Result<(), Errors> {
    let path = Path::new("spec");
    let policy = text(spec, "ipFamilyPolicy");
    let mut errors = Errors::new();
    for (field, what) in [("clusterIPs", "cluster IPs"), ("ipFamilies", "IP families")] {
        if policy == "SingleStack" && list(spec, field).len() == 2 {
            let path = path.child("ipFamilyPolicy");
            let detail = format!(
                "must be 'RequireDualStack' or 'PreferDualStack' when multiple {what} are specified"
            );
            errors.push(FieldError::invalid(path, policy, detail));
        }
    }
    for (index, address) in texts(spec, "clusterIPs").enumerate() {
        let unnamed = index >= list(spec, "ipFamilies").len();
        if address != "None" && unnamed && family(address) == "IPv6" {
            let path = path.child("clusterIPs").index(index);
            let detail = "IPv6 is not configured on this cluster";
            errors.push(FieldError::invalid(path, list(spec, "clusterIPs"), detail));
        }
    }
    or_errors(errors)
}

/// Whether this cluster, which has IPv4 only, can give what is asked for.
fn validate_families(spec: &Value) -> Result<(), Errors> {
    let path = Path::new("spec");
    let policy = text(spec, "ipFamilyPolicy");
    let mut errors = Errors::new();
    if policy == "RequireDualStack" {
        let detail = "this cluster is not configured for dual-stack services";
        errors.push(FieldError::invalid(
            path.child("ipFamilyPolicy"),
            policy,
            detail,
        ));
    }
    for (index, family) in texts(spec, "ipFamilies").enumerate() {
        if family != "IPv4" {
            let path = path.child("ipFamilies").index(index);
            errors.push(FieldError::invalid(
                path,
                family,
                "not configured on this cluster",
            ));
        }
    }
    or_errors(errors)
}

fn or_errors(errors: Errors) -> Result<(), Errors> {
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

fn allocate_address(spec: &mut Value, network: &mut ServiceNetwork) -> Result<(), Errors> {
    if is_headless(spec) {
        return Ok(());
    }
    let path = "spec.clusterIPs";
    let wanted = texts(spec, "clusterIPs").next().unwrap_or_default();
    let address = match wanted {
        "" => network.next_address().ok_or_else(Errors::new)?,
        wanted => {
            network.take_address(wanted).map_err(|why| {
                let detail = format!("failed to allocate IP {wanted}: {why}");
                vec![FieldError::invalid(path, list(spec, "clusterIPs"), detail)]
            })?;
            wanted.to_owned()
        }
    };
    set(spec, "clusterIP", address.as_str());
    set(spec, "clusterIPs", vec![Value::from(address)]);
    Ok(())
}

fn allocate_ports(spec: &mut Value, network: &mut ServiceNetwork) -> Result<(), Errors> {
    let given =
        !is_balanced(spec) || flag_option(spec, "allocateLoadBalancerNodePorts") != Some(false);
    // Ports of one number (for TCP and UDP, say) get one node port.
    let mut numbers = BTreeMap::new();
    for port in list(spec, "ports") {
        let asked = number(port, "nodePort");
        if asked != 0 {
            numbers.entry(number(port, "port")).or_insert(asked);
        }
    }
    let mut taken = BTreeSet::new();
    for (index, port) in list_mut(spec, "ports").iter_mut().enumerate() {
        let asked = number(port, "nodePort");
        if asked == 0 && !given {
            continue;
        }
        let shared = numbers.get(&number(port, "port")).copied();
        let wanted = if asked == 0 { shared } else { Some(asked) };
        let wanted = match wanted {
            Some(wanted) if taken.contains(&wanted) && shared == Some(wanted) => wanted,
            Some(wanted) => match network.take_port(wanted) {
                Ok(()) => wanted,
                Err(why) => {
                    let path = Path::new("spec.ports").index(index).child("nodePort");
                    return Err(vec![FieldError::invalid(path, wanted, why)]);
                }
            },
            None => network.next_port().ok_or_else(Errors::new)?,
        };
        numbers.insert(number(port, "port"), shared.unwrap_or(wanted));
        taken.insert(wanted);
        set(port, "nodePort", wanted);
    }
    Ok(())
}
