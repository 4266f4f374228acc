//! Default values are valid and say nothing that would be pruned.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::cluster::apiserver::crd::embedded::{self, MetadataValidation};
use crate::cluster::apiserver::crd::json_schema::{JsonSchema, to_schema, value_schema};
use crate::cluster::apiserver::crd::{go_value, path, validation};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::schema::{ObjectShape, Schema, Shape, prune};

pub(super) fn validate(
    schema: &JsonSchema,
    at: &str,
    metadata: MetadataValidation<'_>,
) -> Vec<FieldError> {
    let walk = Walk {
        metadata,
        object: schema,
        steps: Vec::new(),
        in_metadata: false,
    };
    let mut errors = Vec::new();
    walk.check(schema, true, at, &mut errors);
    errors
}

/// A step from an object to what stands within it.
#[derive(Clone)]
enum Step {
    Field(String),
    Item,
}

#[derive(Clone)]
struct Walk<'a> {
    metadata: MetadataValidation<'a>,
    /// The innermost object that has an apiVersion, kind and metadata.
    object: &'a JsonSchema,
    /// The way from there.
    steps: Vec<Step>,
    in_metadata: bool,
}

impl<'a> Walk<'a> {
    fn check(
        mut self,
        schema: &'a JsonSchema,
        is_root: bool,
        at: &str,
        errors: &mut Vec<FieldError>,
    ) {
        if schema.embedded || is_root {
            self.in_metadata = false;
            self.object = schema;
            self.steps.clear();
        }
        if let Some(default) = &schema.default {
            let at = path::child(at, "default");
            errors.extend(if self.in_metadata {
                self.check_in_metadata(schema, default, &at)
            } else {
                self.check_default(schema, is_root, default, &at)
            });
        }
        if let Some(items) = schema.each_item() {
            self.after(Step::Item)
                .check(items, false, &path::child(at, "items"), errors);
        }
        for (name, property) in &schema.properties {
            let mut walk = self.after(Step::Field(name.clone()));
            let is_object_field = matches!(name.as_str(), "metadata" | "apiVersion" | "kind");
            walk.in_metadata |= (schema.embedded || is_root) && is_object_field;
            let at = path::key(&path::child(at, "properties"), name);
            walk.check(property, false, &at, errors);
        }
    }

    fn after(&self, step: Step) -> Self {
        let mut next = self.clone();
        next.steps.push(step);
        next
    }

    fn check_default(
        &self,
        schema: &JsonSchema,
        is_root: bool,
        default: &Value,
        at: &str,
    ) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if !is_pruned(schema, is_root, default) {
            errors.push(invalid(
                at,
                default,
                "must not have unknown fields".to_owned(),
            ));
        }
        if let Some(error) = embedded::undecodable(default, schema, at) {
            errors.push(error);
            return errors;
        }
        let mut problems = if is_root {
            embedded::validate_object(default, schema, at, self.metadata)
        } else {
            embedded::validate(default, schema, at, self.metadata)
        };
        if problems.is_empty() {
            problems = validation::validate(&without_int_or_string(schema), at, default);
        }
        errors.extend(problems);
        errors
    }

    /// Part of an object's metadata is judged in the object that it makes.
    fn check_in_metadata(&self, schema: &JsonSchema, default: &Value, at: &str) -> Vec<FieldError> {
        let wrap = |value: Value, step: &Step| match step {
            Step::Field(name) => json!({ name: value }),
            Step::Item => json!([value]),
        };
        let mut object = self.steps.iter().rev().fold(default.clone(), wrap);
        for (field, value) in [("apiVersion", "validation/v1"), ("kind", "Validation")] {
            if object[field].is_null() {
                object[field] = value.into();
            }
        }
        let problems = embedded::validate_object(&object, self.object, "", self.metadata);
        if problems.is_empty() {
            return validation::validate(&without_int_or_string(schema), at, default);
        }
        let all: Vec<_> = problems.iter().map(ToString::to_string).collect();
        let all = match all.as_slice() {
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        vec![invalid(
            at,
            default,
            format!("must result in valid metadata: {all}"),
        )]
    }
}

fn is_pruned(schema: &JsonSchema, is_root: bool, default: &Value) -> bool {
    if is_root {
        return prune::prune(&to_schema(schema), &mut default.clone()).is_empty();
    }
    // As a field, for a value of its own would be taken for a whole object.
    let holder = ObjectShape {
        properties: [("field".to_owned(), Arc::new(value_schema(schema)))].into(),
        ..ObjectShape::default()
    };
    let mut holding = json!({"field": default});
    prune::prune(&Schema::of(Shape::Object(holder)), &mut holding).is_empty()
}

fn invalid(at: &str, value: &Value, detail: String) -> FieldError {
    FieldError::invalid(at, value.clone(), detail).showing(go_value::bad_value(value))
}

/// The server judges defaults by types alone, and int-or-string is none.
fn without_int_or_string(schema: &JsonSchema) -> JsonSchema {
    let mut schema = schema.clone();
    schema.for_each_mut(&|schema| schema.int_or_string = false);
    schema
}
