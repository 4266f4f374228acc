//! `pods/binding`: the scheduler's word.

use serde_json::{Value, json};

use super::super::{Author, steps, store, topology};
use super::decode::{Taken, check_name, decode};
use super::done;
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::kinds::{self, metadata::NameRule};
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::object;
use crate::cluster::apiserver::query::WriteQuery;
use crate::cluster::apiserver::schema::encode;
use crate::cluster::apiserver::scope::Scope;
use crate::cluster::apiserver::store::Record;

const BINDING: Taken = Taken {
    group: "",
    kind: "Binding",
    api_version: "v1",
    go_type: "core/v1.Binding",
    preconditions: true,
};

pub(super) fn bind(
    model: &mut Model,
    scope: &Scope,
    call: &Call,
    options: &WriteQuery,
) -> Result<Value, Failure> {
    let binding = decode(model, scope, call, options, &BINDING)?;
    check_name(scope, &binding, "Binding")?;
    validate(&binding)?;
    let old = model.store.get("pods", &scope.key());
    let old = old.ok_or_else(|| scope.not_found())?.clone();
    check_preconditions(scope, &binding, &old, options.dry_run)?;
    let mut pod = steps::present(scope, &old);
    check_unbound(scope, &pod)?;
    assign(model, &mut pod, &binding, &call.now.to_string());
    encode::normalize(&scope.resource.schema, &mut pod);
    let author = Author::of(call, options.clone());
    store(model, scope, &pod, &author, Some(&old))?;
    Ok(done())
}

/// What is wrong with a binding is told as an error that nobody has classified.
fn validate(binding: &Value) -> Result<(), Failure> {
    let target = &binding["target"];
    let text = |field: &str| target[field].as_str().unwrap_or_default();
    let (kind, node) = (text("kind"), text("name"));
    let mut errors = Vec::new();
    if !matches!(kind, "" | "Node") {
        let known = ["Node", "<empty>"];
        errors.push(FieldError::not_supported("target.kind", kind, &known));
    }
    if node.is_empty() {
        errors.push(FieldError::required("target.name", ""));
    } else if matches!(kind, "" | "Node") {
        for complaint in NameRule::Subdomain.complaints(node, false) {
            errors.push(FieldError::invalid("target.name", node, complaint));
        }
    }
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    match texts.as_slice() {
        [] => Ok(()),
        [one] => Err(Failure::new(500, "", one)),
        many => Err(Failure::new(500, "", format!("[{}]", many.join(", ")))),
    }
}

/// A binding may be meant for this pod and no other, or for this state of it.
fn check_preconditions(
    scope: &Scope,
    binding: &Value,
    old: &Record,
    dry_run: bool,
) -> Result<(), Failure> {
    let version = old.revision().to_string();
    for (what, wanted, found) in [
        ("UID", object::text(binding, "uid"), old.uid()),
        (
            "ResourceVersion",
            object::text(binding, "resourceVersion"),
            &version,
        ),
    ] {
        if wanted.is_empty() || wanted == found {
            continue;
        }
        let why = format!(
            "StorageError: invalid object, Code: 4, Key: {}, ResourceVersion: 0, \
             AdditionalErrorMsg: Precondition failed: {what} in precondition: {wanted}, {what} in \
             object meta: {found}",
            scope.etcd_key(dry_run)
        );
        return Err(Failure::conflict("", "pods", &scope.name, &why));
    }
    Ok(())
}

fn check_unbound(scope: &Scope, pod: &Value) -> Result<(), Failure> {
    let (spec, name) = (&pod["spec"], &scope.name);
    let node = spec["nodeName"].as_str().unwrap_or_default();
    let gates = spec["schedulingGates"].as_array();
    let why = if pod["metadata"].get("deletionTimestamp").is_some() {
        format!("pod {name} is being deleted, cannot be assigned to a host")
    } else if !node.is_empty() {
        format!("pod {name} is already assigned to node {node:?}")
    } else if gates.is_some_and(|gates| !gates.is_empty()) {
        format!("pod {name} has non-empty .spec.schedulingGates")
    } else {
        return Ok(());
    };
    Err(Failure::conflict("", "pods/binding", name, &why))
}

fn assign(model: &Model, pod: &mut Value, binding: &Value, now: &str) {
    let target = &binding["target"];
    pod["spec"]["nodeName"] = target["name"].clone();
    if let Some(status) = pod["status"].as_object_mut() {
        status.remove("nominatedNodeName");
    }
    merge(pod, "annotations", &binding["metadata"]["annotations"]);
    merge(pod, "labels", &binding["metadata"]["labels"]);
    if target["kind"] == "Node" {
        topology::label(model, pod);
    }
    let condition = json!({ "type": "PodScheduled", "status": "True", "lastProbeTime": null });
    kinds::set_pod_condition(pod, condition, now);
}

fn merge(pod: &mut Value, field: &str, more: &Value) {
    for (key, value) in more.as_object().into_iter().flatten() {
        pod["metadata"][field][key] = value.clone();
    }
}
