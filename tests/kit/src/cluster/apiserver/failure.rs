use serde_json::{Value, json};

use super::field_error::FieldError;
use super::go_text::quote;

/// A request refused, as the Status that says so.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) code: u16,
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    pub(crate) details: Option<Box<Details>>,
    /// Where an expired list may go on, inconsistently.
    pub(crate) continue_token: String,
}

/// A Status' `details`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Details {
    pub(crate) name: String,
    pub(crate) group: String,
    /// The kind for Invalid, the plural for the others.
    pub(crate) kind: String,
    pub(crate) uid: String,
    pub(crate) causes: Vec<Cause>,
    pub(crate) retry_after_seconds: u64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cause {
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    pub(crate) field: String,
}

impl Failure {
    pub(crate) fn new(code: u16, reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            reason,
            message: message.into(),
            details: None,
            continue_token: String::new(),
        }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequest", message)
    }

    /// `plural.group "name" not found`, as apimachinery qualifies a resource.
    pub(crate) fn not_found(group: &str, plural: &str, name: &str) -> Self {
        let message = format!("{} {} not found", qualified(group, plural), quote(name));
        Self::about(404, "NotFound", message, group, plural, name)
    }

    pub(crate) fn already_exists(group: &str, plural: &str, name: &str) -> Self {
        let message = format!(
            "{} {} already exists",
            qualified(group, plural),
            quote(name)
        );
        Self::about(409, "AlreadyExists", message, group, plural, name)
    }

    pub(crate) fn conflict(group: &str, plural: &str, name: &str, why: &str) -> Self {
        let message = format!(
            "Operation cannot be fulfilled on {} {}: {why}",
            qualified(group, plural),
            quote(name)
        );
        Self::about(409, "Conflict", message, group, plural, name)
    }

    pub(crate) fn forbidden(group: &str, plural: &str, name: &str, why: &str) -> Self {
        let message = match name {
            "" => format!("{} is forbidden: {why}", qualified(group, plural)),
            name => format!(
                "{} \"{name}\" is forbidden: {why}",
                qualified(group, plural)
            ),
        };
        Self::about(403, "Forbidden", message, group, plural, name)
    }

    /// 422 with a cause for each field.
    pub(crate) fn invalid(group: &str, kind: &str, name: &str, errors: &[FieldError]) -> Self {
        // What reads alike is said once, and counted as often as it is meant.
        let mut all: Vec<String> = Vec::new();
        for text in errors.iter().map(ToString::to_string) {
            if !all.contains(&text) {
                all.push(text);
            }
        }
        let what = match all.as_slice() {
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        let message = format!(
            "{} {} is invalid: {what}",
            qualified(group, kind),
            quote(name)
        );
        let mut failure = Self::about(422, "Invalid", message, group, kind, name);
        if let Some(details) = &mut failure.details {
            details.causes = errors
                .iter()
                .map(|error| Cause {
                    reason: error.kind.reason(),
                    message: error.body(),
                    field: error.path.clone(),
                })
                .collect();
        }
        failure
    }

    pub(crate) fn about(
        code: u16,
        reason: &'static str,
        message: String,
        group: &str,
        kind: &str,
        name: &str,
    ) -> Self {
        Self {
            details: Some(Box::new(Details {
                name: name.to_owned(),
                group: group.to_owned(),
                kind: kind.to_owned(),
                ..Details::default()
            })),
            ..Self::new(code, reason, message)
        }
    }

    /// The `meta/v1` Status.
    pub(crate) fn to_status(&self) -> Value {
        let mut status = json!({
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
            "code": self.code,
        });
        if !self.reason.is_empty() {
            status["reason"] = self.reason.into();
        }
        if !self.continue_token.is_empty() {
            status["metadata"]["continue"] = self.continue_token.as_str().into();
        }
        if let Some(details) = &self.details {
            status["details"] = details.to_value();
        }
        status
    }
}

impl Details {
    fn to_value(&self) -> Value {
        let mut value = json!({});
        for (field, text) in [
            ("name", &self.name),
            ("group", &self.group),
            ("kind", &self.kind),
            ("uid", &self.uid),
        ] {
            if !text.is_empty() {
                value[field] = text.as_str().into();
            }
        }
        if !self.causes.is_empty() {
            value["causes"] = self.causes.iter().map(Cause::to_value).collect();
        }
        if self.retry_after_seconds > 0 {
            value["retryAfterSeconds"] = self.retry_after_seconds.into();
        }
        value
    }
}

impl Cause {
    fn to_value(&self) -> Value {
        let mut value = json!({});
        for (field, text) in [
            ("reason", self.reason),
            ("message", &self.message),
            ("field", &self.field),
        ] {
            if !text.is_empty() {
                value[field] = text.into();
            }
        }
        value
    }
}

fn qualified(group: &str, resource: &str) -> String {
    match group {
        "" => resource.to_owned(),
        group => format!("{resource}.{group}"),
    }
}
