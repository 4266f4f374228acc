//! What a version's schema may say.

use serde_json::Value;

use super::{defaults, internal, list_map, schema_of, structural};
use crate::cluster::apiserver::crd::embedded::MetadataValidation;
use crate::cluster::apiserver::crd::json_schema::{Additional, Items, JsonSchema};
use crate::cluster::apiserver::crd::path;
use crate::cluster::apiserver::field_error::FieldError;

/// What the root of a schema may use where the status is a subresource.
const ALLOWED_AT_ROOT: [&str; 22] = [
    "Description",
    "Type",
    "Format",
    "Title",
    "Maximum",
    "ExclusiveMaximum",
    "Minimum",
    "ExclusiveMinimum",
    "MaxLength",
    "MinLength",
    "Pattern",
    "MaxItems",
    "MinItems",
    "UniqueItems",
    "MultipleOf",
    "Required",
    "Items",
    "Properties",
    "ExternalDocs",
    "Example",
    "XPreserveUnknownFields",
    "XValidations",
];

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

const UNSUPPORTED: [&str; 6] = [
    "id",
    "additionalItems",
    "patternProperties",
    "definitions",
    "dependencies",
    "$ref",
];

/// What is wrong with the `schema` of a version, which stands at `at`.
pub(super) fn validate(
    validation: &Value,
    has_status: bool,
    at: &str,
    metadata: MetadataValidation<'_>,
) -> Vec<FieldError> {
    let given = &validation["openAPIV3Schema"];
    let Some(schema) = schema_of(&serde_json::json!({"schema": validation})) else {
        return Vec::new();
    };
    let at = path::child(at, "openAPIV3Schema");
    let mut errors = Vec::new();
    if has_status {
        errors.extend(validate_root(given, &schema, &at));
    }
    if schema.nullable {
        let detail = "nullable cannot be true at the root";
        errors.push(FieldError::forbidden(path::child(&at, "nullable"), detail));
    }
    let unreadable = structural::unreadable(&schema);
    if unreadable.is_none() {
        let problems = structural::validate(&schema, &at);
        errors.extend(if problems.is_empty() {
            defaults::validate(&schema, &at, metadata)
        } else {
            problems
        });
    }
    Place::root(&at).check(&schema, &mut errors);
    if let (true, Some(problem)) = (errors.is_empty(), unreadable) {
        errors.push(FieldError::invalid(at, "", problem));
    }
    errors
}

fn validate_root(given: &Value, schema: &JsonSchema, at: &str) -> Option<FieldError> {
    for field in internal::fields_set(given) {
        if field == "Type" {
            if schema.type_name != "object" {
                let detail = "only \"object\" is allowed as the type at the root of the schema if the status \
                              subresource is enabled";
                return Some(FieldError::invalid(
                    path::child(at, "type"),
                    schema.type_name.as_str(),
                    detail,
                ));
            }
        } else if !ALLOWED_AT_ROOT.contains(&field) {
            let detail = format!(
                "only [{}] fields are allowed at the root of the schema if the status subresource is enabled",
                ALLOWED_AT_ROOT.join(" ")
            );
            return Some(
                FieldError::invalid(at, given.clone(), detail).showing(internal::schema(given)),
            );
        }
    }
    None
}

/// Where in the schema the check is.
#[derive(Clone, Copy)]
struct Place<'a> {
    at: &'a str,
    is_root: bool,
    /// Within an object's apiVersion, kind or metadata.
    in_metadata: bool,
    /// Why there may be no defaults.
    no_defaults: Option<&'a str>,
}

impl<'a> Place<'a> {
    const fn root(at: &'a str) -> Self {
        Self {
            at,
            is_root: true,
            in_metadata: false,
            no_defaults: None,
        }
    }
}

impl Place<'_> {
    fn check(&self, schema: &JsonSchema, errors: &mut Vec<FieldError>) {
        self.check_keywords(schema, errors);
        if schema.unique_items {
            let detail =
                "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
            errors.push(FieldError::forbidden(
                path::child(self.at, "uniqueItems"),
                detail,
            ));
        }
        self.check_additional(schema, errors);
        for (name, property) in &schema.properties {
            self.check_property(schema, name, property, errors);
        }
        if let Some(not) = &schema.not {
            self.below(&path::child(self.at, "not")).check(not, errors);
        }
        for (keyword, schemas) in [
            ("allOf", &schema.all_of),
            ("oneOf", &schema.one_of),
            ("anyOf", &schema.any_of),
        ] {
            for (index, nested) in schemas.iter().enumerate() {
                let at = path::index(&path::child(self.at, keyword), index);
                self.below(&at).check(nested, errors);
            }
        }
        let at = path::child(self.at, "items");
        match &schema.items {
            Some(Items::Each(each)) => self.below(&at).check(each, errors),
            Some(Items::ByPlace(schemas)) => {
                for (index, nested) in schemas.iter().enumerate() {
                    self.below(&path::index(&at, index)).check(nested, errors);
                }
            }
            Some(Items::Nothing) | None => {}
        }
        list_map::validate(schema, self.at, errors);
        self.check_rules(schema, errors);
    }

    fn below<'a>(&'a self, at: &'a str) -> Place<'a> {
        Place {
            at,
            is_root: false,
            ..*self
        }
    }

    fn check_additional(&self, schema: &JsonSchema, errors: &mut Vec<FieldError>) {
        let at = path::child(self.at, "additionalProperties");
        let narrows = !matches!(schema.additional, None | Some(Additional::Allowed(true)));
        if narrows && !schema.properties.is_empty() {
            let detail = "additionalProperties and properties are mutual exclusive";
            errors.push(FieldError::forbidden(at.as_str(), detail));
        }
        if let Some(each) = schema.each_value() {
            let reason = "inside additionalProperties applying to object metadata";
            let place = Place {
                no_defaults: if self.in_metadata {
                    Some(reason)
                } else {
                    self.no_defaults
                },
                ..self.below(&at)
            };
            place.check(each, errors);
        }
    }

    fn check_property(
        &self,
        schema: &JsonSchema,
        name: &str,
        property: &JsonSchema,
        errors: &mut Vec<FieldError>,
    ) {
        let at = path::key(&path::child(self.at, "properties"), name);
        let is_object_field = matches!(name, "metadata" | "kind" | "apiVersion");
        let reason = format!("in top-level {name}");
        let mut place = self.below(&at);
        if (self.is_root || schema.embedded) && is_object_field {
            place.in_metadata = true;
            if self.is_root {
                place.no_defaults = Some(&reason);
            }
        }
        place.check(property, errors);
    }

    fn check_keywords(&self, schema: &JsonSchema, errors: &mut Vec<FieldError>) {
        let type_name = schema.type_name.as_str();
        let type_at = path::child(self.at, "type");
        if !type_name.is_empty() && !TYPES.contains(&type_name) {
            let error = FieldError::not_supported(type_at.as_str(), type_name, &TYPES);
            errors.push(error);
        }
        let mut forbid = |keyword: &str, detail: String| {
            errors.push(FieldError::forbidden(path::child(self.at, keyword), detail));
        };
        if let (Some(_), Some(reason)) = (&schema.default, self.no_defaults) {
            forbid("default", format!("must not be set {reason}"));
        }
        for keyword in UNSUPPORTED {
            if schema.unsupported.contains(&keyword) {
                forbid(keyword, format!("{keyword} is not supported"));
            }
        }
        if type_name == "null" {
            let detail = "type cannot be set to null, use nullable as an alternative";
            forbid("type", detail.to_owned());
        }
        if matches!(&schema.items, Some(Items::ByPlace(schemas)) if !schemas.is_empty()) {
            let detail = "items must be a schema object and not an array";
            forbid("items", detail.to_owned());
        }
        if self.in_metadata && schema.embedded {
            let detail = "must not be used inside of resource meta";
            forbid("x-kubernetes-embedded-resource", detail.to_owned());
        }
    }

    /// CEL rules must at least have a text.
    fn check_rules(&self, schema: &JsonSchema, errors: &mut Vec<FieldError>) {
        let has_breaks = |text: &str| text.contains(['\n', '\r']);
        for (index, rule) in schema.validations.iter().enumerate() {
            let at = path::index(&path::child(self.at, "x-kubernetes-validations"), index);
            let text = rule["rule"].as_str().unwrap_or_default().trim();
            let message = rule["message"].as_str().unwrap_or_default();
            let message_at = path::child(&at, "message");
            if text.is_empty() {
                errors.push(FieldError::required(
                    path::child(&at, "rule"),
                    "rule is not specified",
                ));
            } else if !message.is_empty() && message.trim().is_empty() {
                errors.push(FieldError::invalid(
                    message_at,
                    message,
                    "must be non-empty if specified",
                ));
            } else if has_breaks(message.trim()) {
                errors.push(FieldError::invalid(
                    message_at,
                    message,
                    "must not contain line breaks",
                ));
            } else if has_breaks(text) && message.trim().is_empty() {
                let detail = "message must be specified if rule contains line breaks";
                errors.push(FieldError::required(message_at, detail));
            }
        }
    }
}
