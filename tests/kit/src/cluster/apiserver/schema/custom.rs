//! What the server makes of a custom resource it is sent: untyped JSON, but for its metadata,
//! coerced to the CRD's schema.

use serde_json::Value;

use super::decode::{Decoded, decode_as};
use super::{Schema, Shape, builtin, defaults, prune};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::json::{Document, Json, StrictErrors};

/// Decodes a custom resource: checks and normalises metadata (embedded ones too), drops unknown
/// fields and nulls that may not be, fills in defaults.
///
/// The error is what stands after `cannot be handled as a …: `.
pub(crate) fn decode(schema: &Schema, json: Json<'_>) -> Result<Decoded, String> {
    let mut repeated = StrictErrors::default();
    let mut object = json.to_value(&mut repeated)?;
    let mut strict = repeated.into_messages();
    let metadata = match object.get("metadata") {
        Some(given) => Some(object_meta(given, "metadata", &mut strict)?),
        None => None,
    };
    strict.extend(prune::prune(schema, &mut object).into_iter().map(unknown));
    defaults::drop_nulls(schema, &mut object);
    let mut embedded = Vec::new();
    coerce(schema, "", &mut object, &mut embedded)?;
    embedded.sort();
    strict.append(&mut embedded);
    if let Some(metadata) = metadata {
        object["metadata"] = metadata;
    }
    defaults::apply(schema, &mut object);
    Ok(Decoded { object, strict })
}

/// The problem of a custom resource without a kind; unlike for built-in ones, the path does not
/// tell it.
pub(crate) fn missing_kind(body: &[u8]) -> String {
    format!(
        "Object 'Kind' is missing in '{}'",
        String::from_utf8_lossy(body)
    )
}

fn unknown(path: String) -> String {
    format!("unknown field \"{path}\"")
}

/// Reads metadata as Go does. A repeated field is long gone here.
fn object_meta(given: &Value, path: &str, strict: &mut Vec<String>) -> Result<Value, String> {
    let schema = builtin::schema("meta/v1.ObjectMeta").expect("metadata is described");
    let document = Document::of(given);
    let decoded = decode_as("v1.ObjectMeta", schema, document.root())?;
    let prefix = "unknown field \"";
    let messages = decoded.strict.iter();
    let paths = messages.filter_map(|message| message.strip_prefix(prefix));
    strict.extend(paths.map(|rest| format!("{prefix}{path}.{rest}")));
    Ok(decoded.object)
}

/// Gives the metadata of embedded resources their form.
fn coerce(
    schema: &Schema,
    path: &str,
    value: &mut Value,
    strict: &mut Vec<String>,
) -> Result<(), String> {
    match (&schema.shape, value) {
        (Shape::Object(shape), Value::Object(object)) => {
            for (name, value) in object.iter_mut() {
                let property = shape.properties.get(name);
                let below = match property {
                    None if shape.additional.is_some() => format!("{path}[{name}]"),
                    _ if path.is_empty() => name.clone(),
                    _ => format!("{path}.{name}"),
                };
                if shape.embedded {
                    reserved(name, &below, value, strict)?;
                }
                if let Some(schema) = property.or(shape.additional.as_ref()) {
                    coerce(schema, &below, value, strict)?;
                }
            }
        }
        (Shape::List(list), Value::Array(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                coerce(&list.items, &format!("{path}[{index}]"), item, strict)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The fields that every resource has.
fn reserved(
    name: &str,
    path: &str,
    value: &mut Value,
    strict: &mut Vec<String>,
) -> Result<(), String> {
    let invalid =
        |value: &Value, why: String| FieldError::invalid(path, value.clone(), why).to_string();
    match name {
        "apiVersion" | "kind" if !value.is_string() => {
            Err(invalid(value, "must be a string".to_owned()))
        }
        "metadata" => {
            *value = object_meta(value, path, strict).map_err(|error| invalid(value, error))?;
            Ok(())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
