//! The `/scale` subresource: the replicas of Deployments, ReplicaSets and custom objects as an
//! `autoscaling/v1` Scale.

mod fields;
#[cfg(test)]
mod tests;
mod update;

use serde_json::{Value, json};

use fields::{integer, text};
pub(crate) use fields::{validate_spec, validate_status};
pub(crate) use update::{before_update, update_custom_object, update_workload};

use super::catalog::Scale;
use super::failure::{Cause, Details, Failure};
use super::go_text::quote;
use super::kinds::selector_text;

/// Where a Deployment or a ReplicaSet has what its Scale tells.
const WORKLOAD: [&str; 2] = [".spec.replicas", ".status.replicas"];

/// The Scale of a Deployment or a ReplicaSet.
///
/// # Errors
///
/// As the server answers a GET: a bad request if the selector is none.
pub(crate) fn of_workload(object: &Value) -> Result<Value, Failure> {
    let [spec, status] = WORKLOAD.map(|path| integer(object, path).ok().flatten());
    let selector = selector_text(&object["spec"]["selector"]).map_err(Failure::bad_request)?;
    Ok(scale(
        object,
        spec.unwrap_or_default(),
        status.unwrap_or_default(),
        &selector,
    ))
}

/// The Scale of a custom object.
///
/// # Errors
///
/// As the server answers a GET: an internal error if there are no replicas to scale.
pub(crate) fn of_custom_object(object: &Value, paths: &Scale) -> Result<Value, Failure> {
    let (scale, found) = read(object, paths).map_err(internal)?;
    if !found {
        let path = quote(&paths.spec_replicas);
        return Err(internal(format!(
            "the spec replicas field {path} does not exist"
        )));
    }
    Ok(scale)
}

fn internal(why: String) -> Failure {
    let mut failure = Failure::new(
        500,
        "InternalError",
        format!("Internal error occurred: {why}"),
    );
    let cause = Cause {
        message: why,
        ..Cause::default()
    };
    failure.details = Some(Box::new(Details {
        causes: vec![cause],
        ..Details::default()
    }));
    failure
}

/// The Scale, and whether the object says how many replicas it wants.
fn read(object: &Value, paths: &Scale) -> Result<(Value, bool), String> {
    let spec = integer(object, &paths.spec_replicas)?;
    let status = integer(object, &paths.status_replicas)?;
    let selector = match paths.label_selector.as_str() {
        "" => None,
        path => text(object, path)?,
    };
    let scale = scale(
        object,
        spec.unwrap_or_default(),
        status.unwrap_or_default(),
        selector.unwrap_or_default(),
    );
    Ok((scale, spec.is_some()))
}

/// Empty fields are left out, as the server does.
fn scale(object: &Value, spec: i64, status: i64, selector: &str) -> Value {
    let metadata: serde_json::Map<_, _> = [
        "name",
        "namespace",
        "uid",
        "resourceVersion",
        "creationTimestamp",
    ]
    .into_iter()
    .filter_map(|field| Some((field.to_owned(), object["metadata"].get(field)?.clone())))
    .collect();
    let mut scale = json!({
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": metadata,
        "spec": {},
        "status": {"replicas": as_int32(status)},
    });
    if as_int32(spec) != 0 {
        scale["spec"]["replicas"] = as_int32(spec).into();
    }
    if !selector.is_empty() {
        scale["status"]["selector"] = selector.into();
    }
    scale
}

/// The server narrows without looking.
const fn as_int32(number: i64) -> i32 {
    number as i32
}
