//! Secrets.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::config_map::{DATA_LIMIT, validate_immutable, validate_key};
use super::path::Path;
use super::read::{dig, get, object_mut, pairs, set, set_default, text, unset};
use super::{Errors, immutable};
use crate::cluster::apiserver::field_error::FieldError;

/// `stringData` becomes `data`: decoding does that, before anybody looks.
pub(crate) fn default(object: &mut Value) {
    let plain: Vec<(String, String)> = pairs(object, "stringData")
        .map(|(key, value)| (key.to_owned(), STANDARD.encode(value)))
        .collect();
    unset(object, "stringData");
    for (key, value) in plain {
        set(object_mut(object, "data"), &key, value);
    }
    set_default(object, "type", "Opaque");
}

pub(crate) fn validate(object: &Value, errors: &mut Errors) {
    let path = Path::new("data");
    let mut size = 0;
    for (key, value) in pairs(object, "data") {
        validate_key(key, &path.key(key), errors);
        size += decoded_len(value);
    }
    if size > DATA_LIMIT {
        errors.push(FieldError::too_long(&path, DATA_LIMIT));
    }
    validate_type(object, &path, errors);
}

pub(crate) fn validate_update(new: &Value, old: &Value, errors: &mut Errors) {
    immutable(new, old, "type", &Path::new("type"), errors);
    validate_immutable(new, old, &["data"], errors);
    validate(new, errors);
}

/// The keys that a type asks for.
fn validate_type(object: &Value, path: &Path, errors: &mut Errors) {
    let data = get(object, "data");
    let mut require = |keys: &[&str]| {
        for key in keys {
            errors.push(FieldError::required(path.key(key), ""));
        }
    };
    let has = |key: &&str| data.get(*key).is_some();
    match text(object, "type") {
        "kubernetes.io/service-account-token" => {
            let key = "kubernetes.io/service-account.name";
            if text(dig(object, &["metadata", "annotations"]), key).is_empty() {
                let path = Path::new("metadata.annotations").key(key);
                errors.push(FieldError::required(path, ""));
            }
        }
        "kubernetes.io/dockercfg" => validate_docker(data, ".dockercfg", path, errors),
        "kubernetes.io/dockerconfigjson" => {
            validate_docker(data, ".dockerconfigjson", path, errors);
        }
        "kubernetes.io/basic-auth" => {
            let keys = ["username", "password"];
            if !keys.iter().any(has) {
                require(&keys);
            }
        }
        "kubernetes.io/ssh-auth" if text(data, "ssh-privatekey").is_empty() => {
            require(&["ssh-privatekey"]);
        }
        "kubernetes.io/tls" => {
            for key in ["tls.crt", "tls.key"] {
                if !has(&key) {
                    require(&[key]);
                }
            }
        }
        _ => {}
    }
}

fn validate_docker(data: &Value, key: &str, path: &Path, errors: &mut Errors) {
    let path = path.key(key);
    let Some(encoded) = data.get(key).and_then(Value::as_str) else {
        errors.push(FieldError::required(path, ""));
        return;
    };
    let content = STANDARD.decode(encoded).unwrap_or_default();
    if let Some(detail) = not_an_object(&content) {
        let value = "<secret contents redacted>";
        errors.push(FieldError::invalid(path, value, detail));
    }
}

/// Why the JSON does not decode as a map, in Go's words.
fn not_an_object(content: &[u8]) -> Option<String> {
    let found = match serde_json::from_slice::<Value>(content) {
        Ok(Value::Object(_) | Value::Null) => return None,
        Ok(Value::Array(_)) => "array",
        Ok(Value::String(_)) => "string",
        Ok(Value::Number(_)) => "number",
        Ok(Value::Bool(_)) => "bool",
        Err(error) if error.is_eof() => return Some("unexpected end of JSON input".to_owned()),
        Err(error) => {
            let line = content
                .split(|byte| *byte == b'\n')
                .nth(error.line().saturating_sub(1));
            let wrong = line.and_then(|line| line.get(error.column().saturating_sub(1)));
            let wrong = char::from(*wrong.unwrap_or(&b' '));
            let detail = format!("invalid character '{wrong}' looking for beginning of value");
            return Some(detail);
        }
    };
    Some(format!(
        "json: cannot unmarshal {found} into Go value of type map[string]interface {{}}"
    ))
}

/// How many bytes base64 text holds.
pub(crate) fn decoded_len(encoded: &str) -> usize {
    let digits = encoded.trim_end_matches('=').len();
    digits * 3 / 4
}
