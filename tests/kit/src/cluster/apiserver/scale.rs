//! The `/scale` subresource: the replicas of Deployments, ReplicaSets and custom objects as an
//! `autoscaling/v1` Scale.

use serde_json::{Value, json};

use super::catalog::Scale;
use super::failure::Failure;
use super::field_error::FieldError;

/// Where a Deployment or a ReplicaSet has what its Scale tells.
const WORKLOAD: [&str; 2] = [".spec.replicas", ".status.replicas"];

/// The Scale of a Deployment or a ReplicaSet. `selector` is its label selector as text.
pub(crate) fn of_workload(object: &Value, selector: &str) -> Value {
    let [spec, status] =
        WORKLOAD.map(|path| integer(object, path).ok().flatten().unwrap_or_default());
    scale(object, spec, status, selector)
}

/// The Scale of a custom object.
///
/// # Errors
///
/// As the server answers a GET: an internal error if there are no replicas to scale.
pub(crate) fn of_custom_object(object: &Value, paths: &Scale) -> Result<Value, Failure> {
    let (scale, found) = read(object, paths).map_err(internal)?;
    if !found {
        let path = super::go_text::quote(&paths.spec_replicas);
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
    failure.details = Some(Box::new(super::failure::Details {
        causes: vec![super::failure::Cause {
            message: why,
            ..super::failure::Cause::default()
        }],
        ..super::failure::Details::default()
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

/// The object with the replicas of a new Scale, and the resourceVersion if that names one.
///
/// # Errors
///
/// As the server answers an update. `name` is that of the object, `plural` that of its resource.
pub(crate) fn update_workload(
    object: &Value,
    scale: &Value,
    plural: &str,
) -> Result<Value, Failure> {
    let name = object["metadata"]["name"].as_str().unwrap_or_default();
    let replicas = scale["spec"]["replicas"].as_i64().unwrap_or_default();
    if replicas < 0 {
        let detail = "must be greater than or equal to 0";
        let error = FieldError::invalid("spec.replicas", replicas, detail);
        return Err(Failure::invalid("autoscaling", "Scale", name, &[error]));
    }
    let wanted = scale["metadata"]["uid"].as_str().unwrap_or_default();
    let uid = object["metadata"]["uid"].as_str().unwrap_or_default();
    if !wanted.is_empty() && wanted != uid {
        let why = format!(
            "Precondition failed: UID in precondition: {wanted}, UID in object meta: {uid}"
        );
        return Err(Failure::conflict(
            "apps",
            &format!("{plural}/scale"),
            name,
            &why,
        ));
    }
    let mut next = object.clone();
    next["spec"]["replicas"] = replicas.into();
    set_resource_version(&mut next, scale, true);
    Ok(next)
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
    read(object, paths).map_err(internal)?;
    let mut next = object.clone();
    let replicas = scale["spec"]["replicas"].as_i64().unwrap_or_default();
    let mut at = &mut next;
    for name in fields(&paths.spec_replicas) {
        if at.is_null() {
            *at = json!({});
        }
        let Some(fields) = at.as_object_mut() else {
            let why = format!(
                "value cannot be set because {} is not a map[string]interface{{}}",
                paths.spec_replicas
            );
            return Err(internal(why));
        };
        at = fields.entry(name).or_insert(Value::Null);
    }
    *at = replicas.into();
    set_resource_version(&mut next, scale, false);
    Ok(next)
}

/// A workload takes over an empty one too: the update is unconditional then.
fn set_resource_version(object: &mut Value, scale: &Value, always: bool) {
    let given = scale["metadata"]["resourceVersion"]
        .as_str()
        .unwrap_or_default();
    if always || !given.is_empty() {
        object["metadata"]["resourceVersion"] = given.into();
    }
}

/// What is wrong with the replicas that a custom object wants.
pub(crate) fn validate_spec(object: &Value, paths: &Scale) -> Vec<FieldError> {
    validate_replicas(object, &paths.spec_replicas)
        .into_iter()
        .collect()
}

/// What is wrong with the replicas and the selector in a custom object's status.
pub(crate) fn validate_status(object: &Value, paths: &Scale) -> Vec<FieldError> {
    let mut errors: Vec<_> = validate_replicas(object, &paths.status_replicas)
        .into_iter()
        .collect();
    let path = paths.label_selector.as_str();
    if let (false, Err(problem)) = (path.is_empty(), text(object, path)) {
        errors.push(FieldError::invalid(path, "", problem));
    }
    errors
}

fn validate_replicas(object: &Value, path: &str) -> Option<FieldError> {
    let (replicas, detail) = match integer(object, path) {
        Err(problem) => (0, problem),
        Ok(Some(replicas @ ..0)) => (replicas, "should be a non-negative integer".to_owned()),
        Ok(Some(replicas)) if replicas > i64::from(i32::MAX) => (
            replicas,
            format!("should be less than or equal to {}", i32::MAX),
        ),
        Ok(_) => return None,
    };
    Some(FieldError::invalid(path, replicas, detail))
}

fn fields(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('.').unwrap_or(path).split('.')
}

fn find<'a>(object: &'a Value, path: &str) -> Result<Option<&'a Value>, String> {
    let mut at = object;
    let mut walked = String::new();
    for name in fields(path) {
        match at {
            Value::Null => return Ok(None),
            Value::Object(fields) => match fields.get(name) {
                Some(value) => at = value,
                None => return Ok(None),
            },
            other => {
                return Err(mismatch(
                    &format!("{walked}.{name}"),
                    other,
                    "map[string]interface{}",
                ));
            }
        }
        walked = format!("{walked}.{name}");
    }
    Ok(Some(at))
}

fn integer(object: &Value, path: &str) -> Result<Option<i64>, String> {
    let value = find(object, path)?;
    let wrong = |value| mismatch(path, value, "int64");
    value
        .map(|value| value.as_i64().ok_or_else(|| wrong(value)))
        .transpose()
}

fn text<'a>(object: &'a Value, path: &str) -> Result<Option<&'a str>, String> {
    let value = find(object, path)?;
    let wrong = |value| mismatch(path, value, "string");
    value
        .map(|value| value.as_str().ok_or_else(|| wrong(value)))
        .transpose()
}

fn mismatch(path: &str, value: &Value, wanted: &str) -> String {
    let found = match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_i64() => "int64",
        Value::Number(_) => "float64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    };
    let shown = super::crd::go_value::plain(value);
    format!("{path} accessor error: {shown} is of the type {found}, expected {wanted}")
}
