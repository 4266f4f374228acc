//! What a value does wrong, before it becomes a field error.

use serde_json::Value;

use crate::cluster::apiserver::crd::{go_value, path};
use crate::cluster::apiserver::field_error::{FieldError, FieldErrorKind};
use crate::cluster::apiserver::go_text::{json, quote};

/// One thing wrong.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Violation {
    /// From the root of what is validated: `spec.size`; none for what belongs to no single field.
    name: Option<String>,
    kind: FieldErrorKind,
    value: Value,
    /// Identifies it: the same is reported once.
    message: String,
    /// Where the field error says something else than the message.
    detail: Option<String>,
}

impl Violation {
    /// A message of its own, which the server files under the root.
    pub(super) fn overall(message: String) -> Self {
        Self {
            name: None,
            kind: FieldErrorKind::Invalid,
            value: "".into(),
            message,
            detail: None,
        }
    }

    pub(super) fn invalid(name: &str, value: impl Into<Value>, what: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            kind: FieldErrorKind::Invalid,
            value: value.into(),
            message: format!("{name} in body {what}"),
            detail: None,
        }
    }

    pub(super) fn type_mismatch(name: &str, wanted: &str, found: &str) -> Self {
        let what = format!("must be of type {wanted}: {}", quote(found));
        Self {
            kind: FieldErrorKind::TypeInvalid,
            ..Self::invalid(name, found, &what)
        }
    }

    pub(super) fn required(name: &str) -> Self {
        Self {
            kind: FieldErrorKind::Required,
            detail: Some(String::new()),
            ..Self::invalid(name, Value::Null, "is required")
        }
    }

    pub(super) fn not_among(name: &str, value: &Value, allowed: &[Value]) -> Self {
        let text = |value: &Value| match value {
            Value::String(text) => quote(text),
            value => quote(&json(value)),
        };
        let supported: Vec<_> = allowed.iter().map(text).collect();
        let shown: Vec<_> = allowed.iter().map(json).collect();
        let what = format!("should be one of [{}]", shown.join(" "));
        Self {
            kind: FieldErrorKind::NotSupported,
            detail: Some(format!("supported values: {}", supported.join(", "))),
            ..Self::invalid(name, value.clone(), &what)
        }
    }

    pub(super) fn too_long(name: &str, limit: i64) -> Self {
        let unit = if limit == 1 { "byte" } else { "bytes" };
        let what = format!("should be at most {limit} chars long");
        Self {
            kind: FieldErrorKind::TooLong,
            detail: Some(match limit {
                0.. => format!("may not be more than {limit} {unit}"),
                _ => "value is too long".to_owned(),
            }),
            ..Self::invalid(name, Value::Null, &what)
        }
    }

    /// `things` are items or properties; the field error calls both items.
    pub(super) fn too_many(name: &str, count: usize, limit: i64, things: &str) -> Self {
        let unit = if limit == 1 { "item" } else { "items" };
        let what = format!("should have at most {limit} {things}");
        Self {
            kind: FieldErrorKind::TooMany,
            detail: Some(match limit {
                0.. => format!("must have at most {limit} {unit}"),
                _ => "has too many items".to_owned(),
            }),
            ..Self::invalid(name, count, &what)
        }
    }

    pub(super) fn forbidden_property(name: &str, property: &str) -> Self {
        Self {
            message: format!("{name}.{property} in body is a forbidden property"),
            ..Self::invalid(name, property, "")
        }
    }

    pub(super) fn bad_factor(name: &str, factor: Value, message: String) -> Self {
        Self {
            message,
            ..Self::invalid(name, factor, "")
        }
    }

    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// As a field error, the validated value standing at `root`.
    pub(super) fn at(self, root: &str) -> FieldError {
        let name = self.name.as_deref().unwrap_or_default();
        let name = name.strip_prefix('.').unwrap_or(name);
        let place = if name.is_empty() {
            root.to_owned()
        } else {
            path::child(root, name)
        };
        let detail = self.detail.unwrap_or(self.message);
        let shown = go_value::bad_value(&self.value);
        let error = FieldError::new(self.kind, path::shown(&place), self.value, detail);
        error.showing(shown)
    }
}
