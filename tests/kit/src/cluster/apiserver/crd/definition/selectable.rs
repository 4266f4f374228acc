//! Fields that selectors may name.

use std::collections::BTreeSet;

use serde_json::Value;

use super::text;
use crate::cluster::apiserver::crd::json_schema::JsonSchema;
use crate::cluster::apiserver::crd::path;
use crate::cluster::apiserver::field_error::FieldError;

const LIMIT: usize = 8;

/// The schema is that which stands beside the fields, or what to say if none does: one that other
/// versions share does not.
pub(super) fn validate(
    fields: &Value,
    schema: Result<&JsonSchema, &str>,
    at: &str,
) -> Vec<FieldError> {
    let fields = fields.as_array().map_or(&[][..], Vec::as_slice);
    if fields.is_empty() {
        return Vec::new();
    }
    let schema = match schema {
        Ok(schema) => schema,
        Err(why_not) => return vec![FieldError::invalid(at, "", why_not)],
    };
    let mut errors = Vec::new();
    let mut unique = BTreeSet::new();
    for (index, field) in fields.iter().enumerate() {
        let at = path::child(&path::index(at, index), "jsonPath");
        let json_path = text(field, "jsonPath");
        match check(json_path, schema, &at) {
            Ok(problems) => {
                errors.extend(problems);
                if !unique.insert(json_path) {
                    errors.push(FieldError::duplicate(at, json_path));
                }
            }
            Err(error) => errors.push(error),
        }
    }
    if unique.len() > LIMIT {
        errors.push(FieldError::too_many(at, unique.len(), LIMIT));
    }
    errors
}

/// What is wrong with what a path leads to, or why it leads nowhere.
fn check(json_path: &str, schema: &JsonSchema, at: &str) -> Result<Vec<FieldError>, FieldError> {
    if json_path.is_empty() {
        return Err(FieldError::required(at, ""));
    }
    let target = find(json_path, schema).map_err(|problem| {
        FieldError::invalid(at, json_path, format!("is an invalid path: {problem}"))
    })?;
    let mut problems = Vec::new();
    if json_path == ".metadata" || json_path.starts_with(".metadata.") {
        problems.push("must not point to fields in metadata");
    }
    if !matches!(target.type_name.as_str(), "string" | "boolean" | "integer") {
        problems.push(
            "must point to a field of type string, boolean or integer. Enum string fields and \
             strings with formats are allowed.",
        );
    }
    let invalid = |detail| FieldError::invalid(at, json_path, detail);
    Ok(problems.into_iter().map(invalid).collect())
}

fn find<'a>(json_path: &str, schema: &'a JsonSchema) -> Result<&'a JsonSchema, String> {
    if json_path.contains('[') {
        return Err("array notation is not allowed".to_owned());
    }
    let Some(names) = json_path.strip_prefix('.') else {
        let end = json_path.find('.').unwrap_or(json_path.len());
        return Err(format!("expected [ or . but got: {}", &json_path[..end]));
    };
    let field = |schema: &'a JsonSchema, name| schema.field(name).filter(|_| !name.is_empty());
    let (names, last) = names
        .rsplit_once('.')
        .map_or((None, names), |(names, last)| (Some(names), last));
    let nowhere = || "does not refer to a valid field".to_owned();
    let mut names = names.into_iter().flat_map(|names| names.split('.'));
    let parent = names.try_fold(schema, field).ok_or_else(nowhere)?;
    if last.is_empty() {
        return Err("unexpected end of JSON path".to_owned());
    }
    field(parent, last).ok_or_else(nowhere)
}
