use serde_json::Value;

use super::{list, text};
use crate::cluster::apiserver::crd::path;
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::kinds::formats::dns_1035_label;

/// A CRD is called after what it defines.
pub(super) fn validate_name(crd: &Value) -> Option<FieldError> {
    let name = text(&crd["metadata"], "name");
    let spec = &crd["spec"];
    let wanted = format!("{}.{}", text(&spec["names"], "plural"), text(spec, "group"));
    let detail = r#"must be spec.names.plural+"."+spec.group"#;
    (name != wanted).then(|| FieldError::invalid("metadata.name", name, detail))
}

/// The names that a spec must give, though a status need not.
pub(super) fn validate_required(names: &Value, at: &str) -> Vec<FieldError> {
    ["plural", "singular", "kind", "listKind"]
        .into_iter()
        .filter(|name| text(names, name).is_empty())
        .map(|name| FieldError::required(path::child(at, name), ""))
        .collect()
}

pub(super) fn validate(names: &Value, at: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for field in ["plural", "singular"] {
        check(
            text(names, field),
            text(names, field),
            "",
            &path::child(at, field),
            &mut errors,
        );
    }
    let mixed = "may have mixed case, but should otherwise match: ";
    for field in ["kind", "listKind"] {
        let name = text(names, field);
        check(
            name,
            &name.to_lowercase(),
            mixed,
            &path::child(at, field),
            &mut errors,
        );
    }
    check_all(names, "shortNames", at, &mut errors);
    let kind = text(names, "kind");
    if !kind.is_empty() && kind == text(names, "listKind") {
        let detail = "kind and listKind may not be the same";
        errors.push(FieldError::invalid(
            path::child(at, "listKind"),
            kind,
            detail,
        ));
    }
    check_all(names, "categories", at, &mut errors);
    errors
}

fn check(name: &str, label: &str, prefix: &str, at: &str, errors: &mut Vec<FieldError>) {
    let problems = dns_1035_label(label);
    if !name.is_empty() && !problems.is_empty() {
        errors.push(FieldError::invalid(
            at,
            name,
            format!("{prefix}{}", problems.join(",")),
        ));
    }
}

/// Unlike the names themselves, an item is wrong when it is empty.
fn check_all(names: &Value, field: &str, at: &str, errors: &mut Vec<FieldError>) {
    for (index, item) in list(names, field).iter().enumerate() {
        let name = item.as_str().unwrap_or_default();
        let problems = dns_1035_label(name);
        if !problems.is_empty() {
            let at = path::index(&path::child(at, field), index);
            errors.push(FieldError::invalid(at, name, problems.join(",")));
        }
    }
}
