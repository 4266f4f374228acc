//! What a new Scale does to the object.

use serde_json::Value;

use super::fields::set;
use super::{internal, read};
use crate::cluster::apiserver::catalog::Scale;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::go_text::quote;

/// The object with the replicas of a new Scale, and its resourceVersion: without one the update is
/// unconditional.
///
/// # Errors
///
/// As the server answers an update.
pub(crate) fn update_workload(object: &Value, scale: &Value) -> Result<Value, Failure> {
    let replicas = replicas_of(scale);
    if replicas < 0 {
        let name = object["metadata"]["name"].as_str().unwrap_or_default();
        let detail = "must be greater than or equal to 0";
        let error = FieldError::invalid("spec.replicas", replicas, detail);
        return Err(Failure::invalid("autoscaling", "Scale", name, &[error]));
    }
    let mut next = object.clone();
    next["spec"]["replicas"] = replicas.into();
    next["metadata"]["resourceVersion"] = resource_version(scale).into();
    Ok(next)
}

/// What stands in a Scale for replicas that the object does not name: a patch that does not name
/// them either leaves it so.
const UNSET: i64 = i32::MIN as i64;

/// The Scale of a custom object that an update starts from.
///
/// # Errors
///
/// As the server answers an update.
pub(crate) fn before_update(object: &Value, paths: &Scale) -> Result<Value, Failure> {
    let (mut scale, found) = read(object, paths).map_err(internal)?;
    if !found {
        scale["spec"]["replicas"] = UNSET.into();
    }
    Ok(scale)
}

/// The custom object with the replicas of a new Scale, and the resourceVersion if that names one.
///
/// # Errors
///
/// As the server answers an update.
pub(crate) fn update_custom_object(
    object: &Value,
    scale: &Value,
    paths: &Scale,
) -> Result<Value, Failure> {
    let replicas = replicas_of(scale);
    if replicas == UNSET {
        let path = quote(&paths.spec_replicas);
        let why = format!("the spec replicas field {path} cannot be empty");
        return Err(Failure::bad_request(why));
    }
    let mut next = object.clone();
    set(&mut next, &paths.spec_replicas, replicas).map_err(internal)?;
    if !resource_version(scale).is_empty() {
        next["metadata"]["resourceVersion"] = resource_version(scale).into();
    }
    Ok(next)
}

fn replicas_of(scale: &Value) -> i64 {
    scale["spec"]["replicas"].as_i64().unwrap_or_default()
}

fn resource_version(scale: &Value) -> &str {
    scale["metadata"]["resourceVersion"]
        .as_str()
        .unwrap_or_default()
}
