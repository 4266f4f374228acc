//! What is wrong with managers that a client names.

use serde_json::Value;

use super::manager_name::{MAX_LENGTH, is_printable};
use crate::cluster::apiserver::field_error::{FieldError, FieldErrorKind};

/// The longest name of a subresource, in bytes.
const MAX_SUBRESOURCE: usize = 256;

/// The errors of an object's `managedFields`. Only names can be wrong there: entries that are
/// wrong otherwise are never taken over.
pub(crate) fn entry_errors(path: &str, entries: &Value) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (place, entry) in entries.as_array().into_iter().flatten().enumerate() {
        let text = |field: &str| entry[field].as_str().unwrap_or_default();
        let path = format!("{path}[{place}]");
        errors.extend(manager_errors(&format!("{path}.manager"), text("manager")));
        if text("subresource").len() > MAX_SUBRESOURCE {
            let path = format!("{path}.subresource");
            errors.push(too_long(&path, MAX_SUBRESOURCE));
        }
    }
    errors
}

/// The errors of one manager's name.
pub(crate) fn manager_errors(path: &str, name: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if name.len() > MAX_LENGTH {
        errors.push(too_long(path, MAX_LENGTH));
    }
    let unprintable = name.char_indices().filter(|(_, c)| !is_printable(*c));
    errors.extend(unprintable.map(|(place, c)| {
        let code = u32::from(c);
        let detail = format!("invalid character U+{code:04X} (at position {place})");
        FieldError::invalid(path, name, detail)
    }));
    errors
}

fn too_long(path: &str, most: usize) -> FieldError {
    let detail = format!("may not be more than {most} bytes");
    FieldError::new(FieldErrorKind::TooLong, path, Value::Null, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_short_and_printable() {
        let (long, longer) = ("m".repeat(129), "s".repeat(257));
        let found = |entry: Value| -> Vec<_> {
            let errors = entry_errors("metadata.managedFields", &json!([{}, entry]));
            let errors = errors.into_iter();
            errors.map(|error| (error.path, error.detail)).collect()
        };
        let expected = |errors: &[(&str, &str)]| -> Vec<_> {
            let at = |field: &str| format!("metadata.managedFields[1].{field}");
            let errors = errors.iter();
            errors
                .map(|(path, why)| (at(path), (*why).to_owned()))
                .collect()
        };
        for (entry, errors) in [
            (json!({"manager": "é".repeat(64)}), expected(&[])),
            (
                json!({"manager": long}),
                expected(&[("manager", "may not be more than 128 bytes")]),
            ),
            (
                json!({"subresource": longer}),
                expected(&[("subresource", "may not be more than 256 bytes")]),
            ),
            (
                json!({"manager": "m\u{a0}\u{ad}\u{1}"}),
                expected(&[
                    ("manager", "invalid character U+00A0 (at position 1)"),
                    ("manager", "invalid character U+00AD (at position 3)"),
                    ("manager", "invalid character U+0001 (at position 5)"),
                ]),
            ),
        ] {
            assert_eq!(found(entry), errors);
        }
    }
}
