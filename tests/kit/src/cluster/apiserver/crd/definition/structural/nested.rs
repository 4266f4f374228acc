//! What stands within `allOf`, `anyOf`, `oneOf` and `not`.

use super::{Level, property_path};
use crate::cluster::apiserver::crd::json_schema::{Additional, JsonSchema};
use crate::cluster::apiserver::crd::path;
use crate::cluster::apiserver::field_error::FieldError;

pub(super) fn is_int_or_string(alternatives: &[JsonSchema]) -> bool {
    let only = |type_name: &str| JsonSchema {
        type_name: type_name.to_owned(),
        ..JsonSchema::default()
    };
    alternatives == [only("integer"), only("string")]
}

pub(super) fn all_of_int_or_string(schema: &JsonSchema) -> bool {
    schema
        .all_of
        .first()
        .is_some_and(|first| is_int_or_string(&first.any_of))
}

/// The combinations of a level; the two ways of spelling int-or-string out are skipped.
pub(super) fn check_values(
    schema: &JsonSchema,
    skip_any_of: bool,
    skip_first_all_of: bool,
    level: Level,
    at: &str,
    errors: &mut Vec<FieldError>,
) {
    if !skip_any_of {
        check_each_nested(&schema.any_of, "anyOf", level, at, errors);
    }
    for (index, nested) in schema.all_of.iter().enumerate() {
        let at = path::index(&path::child(at, "allOf"), index);
        check_nested(nested, skip_first_all_of && index == 0, level, &at, errors);
    }
    check_each_nested(&schema.one_of, "oneOf", level, at, errors);
    if let Some(not) = &schema.not {
        check_nested(not, false, level, &path::child(at, "not"), errors);
    }
    if let Some((pattern, problem)) = schema
        .pattern
        .as_ref()
        .and_then(|p| Some((p.text(), p.error()?)))
    {
        let detail = format!("must be a valid regular expression, but isn't: {problem}");
        errors.push(FieldError::invalid(
            path::child(at, "pattern"),
            pattern,
            detail,
        ));
    }
}

fn check_each_nested(
    schemas: &[JsonSchema],
    keyword: &str,
    level: Level,
    at: &str,
    errors: &mut Vec<FieldError>,
) {
    for (index, nested) in schemas.iter().enumerate() {
        let at = path::index(&path::child(at, keyword), index);
        check_nested(nested, false, level, &at, errors);
    }
}

fn check_nested(
    nested: &JsonSchema,
    skip_any_of: bool,
    level: Level,
    at: &str,
    errors: &mut Vec<FieldError>,
) {
    check_values(nested, skip_any_of, false, level, at, errors);
    if let Some(items) = nested.each_item() {
        check_nested(items, false, level, &path::child(at, "items"), errors);
    }
    for (name, property) in &nested.properties {
        let at = property_path(at, name);
        check_nested(property, false, Level::Field, &at, errors);
    }
    for (keyword, must) in misplaced(nested) {
        let detail = format!("{must} to be structural");
        errors.push(FieldError::forbidden(path::child(at, keyword), detail));
    }
    if nested.properties.contains_key("metadata") {
        let detail = "must not be specified in a nested context";
        errors.push(FieldError::forbidden(property_path(at, "metadata"), detail));
    }
}

/// The keywords that have no place in a combination, and what they must be.
fn misplaced(nested: &JsonSchema) -> Vec<(&'static str, &'static str)> {
    let has_values = !matches!(nested.additional, None | Some(Additional::Allowed(false)));
    let texts = [
        ("type", nested.type_name.is_empty()),
        ("title", nested.title.is_empty()),
        ("description", nested.description.is_empty()),
        (
            "x-kubernetes-list-map-keys",
            nested.list_map_keys.is_empty(),
        ),
        ("x-kubernetes-validations", nested.validations.is_empty()),
    ];
    let options = [
        ("additionalProperties", !has_values),
        ("default", nested.default.is_none()),
        ("x-kubernetes-list-type", nested.list_type.is_none()),
        ("x-kubernetes-map-type", nested.map_type.is_none()),
    ];
    let flags = [
        ("nullable", nested.nullable),
        (
            "x-kubernetes-preserve-unknown-fields",
            nested.preserves_unknown(),
        ),
        ("x-kubernetes-embedded-resource", nested.embedded),
        ("x-kubernetes-int-or-string", nested.int_or_string),
    ];
    let texts = texts.map(|(keyword, fine)| (keyword, "must be empty", fine));
    let options = options.map(|(keyword, fine)| (keyword, "must be undefined", fine));
    let flags = flags.map(|(keyword, given)| (keyword, "must be false", !given));
    let all = texts.into_iter().chain(options).chain(flags);
    all.filter(|(_, _, fine)| !fine)
        .map(|(keyword, must, _)| (keyword, must))
        .collect()
}

/// Whatever a combination speaks of must be described outside of it.
pub(super) fn check_complete(
    values: &JsonSchema,
    described: Option<&JsonSchema>,
    described_at: &str,
    at: &str,
    errors: &mut Vec<FieldError>,
) {
    let Some(described) = described else {
        let detail = format!("because it is defined in {at}");
        errors.push(FieldError::required(described_at, detail));
        return;
    };
    let mut nested: Vec<(&JsonSchema, String)> = Vec::new();
    nested.extend(
        values
            .not
            .as_deref()
            .map(|not| (not, path::child(at, "not"))),
    );
    for (keyword, schemas) in [
        ("allOf", &values.all_of),
        ("anyOf", &values.any_of),
        ("oneOf", &values.one_of),
    ] {
        let place = path::child(at, keyword);
        nested.extend(
            schemas
                .iter()
                .enumerate()
                .map(|(index, schema)| (schema, path::index(&place, index))),
        );
    }
    for (nested, at) in nested {
        check_nested_complete(nested, described, described_at, &at, errors);
    }
}

fn check_nested_complete(
    nested: &JsonSchema,
    described: &JsonSchema,
    described_at: &str,
    at: &str,
    errors: &mut Vec<FieldError>,
) {
    check_complete(nested, Some(described), described_at, at, errors);
    if let Some(items) = nested.each_item() {
        let (at, described_at) = (path::child(at, "items"), path::child(described_at, "items"));
        match described.each_item() {
            Some(described) => check_nested_complete(items, described, &described_at, &at, errors),
            None => check_complete(items, None, &described_at, &at, errors),
        }
    }
    for (name, property) in &nested.properties {
        let (at, described_at) = (property_path(at, name), property_path(described_at, name));
        match described.properties.get(name) {
            Some(described) => {
                check_nested_complete(property, described, &described_at, &at, errors)
            }
            None => check_complete(property, None, &described_at, &at, errors),
        }
    }
}
