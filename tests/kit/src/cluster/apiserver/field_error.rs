use std::fmt;

use serde_json::Value;

use super::go_text;

/// What is wrong with one field (apimachinery's `field.Error`).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FieldError {
    pub(crate) kind: FieldErrorKind,
    /// As the server writes it: `spec.template.spec.containers[0].name`, `metadata.labels`,
    /// `data[a b]`.
    pub(crate) path: String,
    /// What was found there, for the kinds whose text quotes it.
    pub(crate) value: Value,
    /// The value as its Go type writes it, where that is not the JSON of `value`: a struct's fields
    /// stand in their declared order, and some bear Go's names.
    pub(crate) shown: Option<String>,
    pub(crate) detail: String,
}

/// The kinds of field errors; each has its cause reason and its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldErrorKind {
    NotFound,
    Required,
    Duplicate,
    Invalid,
    NotSupported,
    Forbidden,
    TooLong,
    TooMany,
    Internal,
    TypeInvalid,
}

impl FieldError {
    pub(crate) fn new(
        kind: FieldErrorKind,
        path: impl Into<String>,
        value: impl Into<Value>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            path: path.into(),
            value: value.into(),
            shown: None,
            detail: detail.into(),
        }
    }

    /// Quotes `text` instead of the value's JSON.
    pub(crate) fn showing(mut self, text: impl Into<String>) -> Self {
        self.shown = Some(text.into());
        self
    }

    pub(crate) fn required(path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(FieldErrorKind::Required, path, Value::Null, detail)
    }

    pub(crate) fn invalid(
        path: impl Into<String>,
        value: impl Into<Value>,
        detail: impl Into<String>,
    ) -> Self {
        Self::new(FieldErrorKind::Invalid, path, value, detail)
    }

    pub(crate) fn forbidden(path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(FieldErrorKind::Forbidden, path, Value::Null, detail)
    }

    /// Does not quote the value at all.
    pub(crate) fn hiding_value(self) -> Self {
        self.showing("")
    }

    pub(crate) fn duplicate(path: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::new(FieldErrorKind::Duplicate, path, value, "")
    }

    pub(crate) fn not_found(path: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::new(FieldErrorKind::NotFound, path, value, "")
    }

    /// `supported` in the order in which the message names them.
    pub(crate) fn not_supported(
        path: impl Into<String>,
        value: impl Into<Value>,
        supported: &[&str],
    ) -> Self {
        let quoted: Vec<_> = supported
            .iter()
            .map(|value| go_text::quote(value))
            .collect();
        let detail = match quoted.as_slice() {
            [] => String::new(),
            all => format!("supported values: {}", all.join(", ")),
        };
        Self::new(FieldErrorKind::NotSupported, path, value, detail)
    }

    pub(crate) fn too_long(path: impl Into<String>, bytes: usize) -> Self {
        let unit = if bytes == 1 { "byte" } else { "bytes" };
        let detail = format!("may not be more than {bytes} {unit}");
        Self::new(FieldErrorKind::TooLong, path, Value::Null, detail)
    }

    pub(crate) fn too_many(path: impl Into<String>, items: usize, limit: usize) -> Self {
        let unit = if limit == 1 { "item" } else { "items" };
        let detail = format!("must have at most {limit} {unit}");
        Self::new(FieldErrorKind::TooMany, path, items, detail)
    }

    /// The message without the path: what stands in a Status cause.
    pub(crate) fn body(&self) -> String {
        use FieldErrorKind as Kind;
        let title = self.kind.title();
        let head = match self.kind {
            Kind::Required | Kind::Forbidden | Kind::TooLong | Kind::Internal => title.to_owned(),
            Kind::TooMany if self.value.is_null() => title.to_owned(),
            _ if self.shown.as_deref() == Some("") => title.to_owned(),
            _ => format!("{title}: {}", self.shown_value()),
        };
        if self.detail.is_empty() {
            head
        } else {
            format!("{head}: {}", self.detail)
        }
    }

    fn shown_value(&self) -> String {
        match (&self.shown, &self.value) {
            (Some(shown), _) => shown.clone(),
            (None, Value::String(text)) => go_text::quote(text),
            (None, value) => go_text::json(value),
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.body())
    }
}

impl FieldErrorKind {
    /// The reason of the Status cause.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::NotFound => "FieldValueNotFound",
            Self::Required => "FieldValueRequired",
            Self::Duplicate => "FieldValueDuplicate",
            Self::Invalid => "FieldValueInvalid",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Forbidden => "FieldValueForbidden",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
            Self::Internal => "InternalError",
            Self::TypeInvalid => "FieldValueTypeInvalid",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::NotFound => "Not found",
            Self::Required => "Required value",
            Self::Duplicate => "Duplicate value",
            Self::Invalid => "Invalid value",
            Self::NotSupported => "Unsupported value",
            Self::Forbidden => "Forbidden",
            Self::TooLong => "Too long",
            Self::TooMany => "Too many",
            Self::Internal => "Internal error",
            Self::TypeInvalid => "Invalid value",
        }
    }
}
