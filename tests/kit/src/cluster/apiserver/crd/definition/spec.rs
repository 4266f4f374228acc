//! The spec of a CRD.
//!
//! What all versions have alike the server moves to the spec before it validates, so that errors
//! of a CRD's only version are found at `spec.validation`, not at `spec.versions[0].schema`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    columns, conversion, internal, json_schema, list, names, schema_of, selectable, subresources,
    text,
};
use crate::cluster::apiserver::crd::embedded::MetadataValidation;
use crate::cluster::apiserver::crd::json_schema::JsonSchema;
use crate::cluster::apiserver::crd::path;
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::kinds::formats::{dns_1035_label, dns_subdomain};

/// One of the parts that a version may share with all others.
#[derive(Clone, Copy)]
struct Part<'a> {
    /// As a field of a version.
    field: &'a str,
    /// As a field of the spec.
    shared_field: &'a str,
}

const SCHEMA: Part<'_> = Part {
    field: "schema",
    shared_field: "validation",
};
const SUBRESOURCES: Part<'_> = Part {
    field: "subresources",
    shared_field: "subresources",
};
const COLUMNS: Part<'_> = Part {
    field: "additionalPrinterColumns",
    shared_field: "additionalPrinterColumns",
};
const SELECTABLE: Part<'_> = Part {
    field: "selectableFields",
    shared_field: "selectableFields",
};

impl Part<'_> {
    fn is_shared(self, versions: &[Value]) -> bool {
        versions
            .windows(2)
            .all(|pair| pair[0][self.field] == pair[1][self.field])
    }

    /// The part that all versions share, and where it is found then.
    fn shared(self, versions: &[Value]) -> Option<(&Value, String)> {
        let first = versions.first().filter(|_| self.is_shared(versions))?;
        Some((&first[self.field], path::child("spec", self.shared_field)))
    }

    /// The part as a version's own, unless it is shared.
    fn own(self, versions: &[Value], index: usize) -> Option<(&Value, String)> {
        let at = path::child(&path::index("spec.versions", index), self.field);
        (!self.is_shared(versions)).then(|| (&versions[index][self.field], at))
    }
}

pub(super) fn validate(spec: &Value, metadata: MetadataValidation<'_>) -> Vec<FieldError> {
    let versions = list(spec, "versions");
    let mut errors = Vec::from_iter(validate_group(text(spec, "group")));
    errors.extend(validate_scope(text(spec, "scope")));
    for (index, version) in versions.iter().enumerate() {
        if version["schema"]["openAPIV3Schema"].is_null() {
            let at = path::index("spec.versions", index);
            let at = path::child(&at, "schema.openAPIV3Schema");
            errors.push(FieldError::required(at, ""));
        }
    }
    errors.extend(validate_preserving(spec, versions));
    for index in 0..versions.len() {
        errors.extend(validate_version(versions, index, metadata));
    }
    errors.extend(validate_versions(&spec["versions"]));
    errors.extend(names::validate_required(&spec["names"], "spec.names"));
    errors.extend(names::validate(&spec["names"], "spec.names"));
    errors.extend(validate_shared(versions, metadata));
    let strategy = text(&spec["conversion"], "strategy");
    if spec["preserveUnknownFields"] == true && strategy != "None" {
        let (at, detail) = (
            "spec.conversion.strategy",
            "must be None if spec.preserveUnknownFields is true",
        );
        errors.push(FieldError::invalid(at, strategy, detail));
    }
    errors.extend(conversion::validate(&spec["conversion"], "spec.conversion"));
    errors
}

/// Where unknown fields are preserved there are no defaults.
fn validate_preserving(spec: &Value, versions: &[Value]) -> Option<FieldError> {
    let has_default = |schema: JsonSchema| schema.any(&|schema| schema.default.is_some());
    let has_defaults = || versions.iter().filter_map(schema_of).any(has_default);
    (spec["preserveUnknownFields"] == true && has_defaults()).then(|| {
        let detail = "must be false in order to use defaults in the schema";
        FieldError::invalid("spec.preserveUnknownFields", true, detail)
    })
}

fn validate_group(group: &str) -> Option<FieldError> {
    let at = "spec.group";
    if group.is_empty() {
        return Some(FieldError::required(at, ""));
    }
    let problems = dns_subdomain(group);
    if !problems.is_empty() {
        return Some(FieldError::invalid(at, group, problems.join(",")));
    }
    let detail = "should be a domain with at least one dot";
    (!group.contains('.')).then(|| FieldError::invalid(at, group, detail))
}

fn validate_scope(scope: &str) -> Option<FieldError> {
    match scope {
        "Cluster" | "Namespaced" => None,
        "" => Some(FieldError::required("spec.scope", "")),
        other => Some(FieldError::not_supported(
            "spec.scope",
            other,
            &["Cluster", "Namespaced"],
        )),
    }
}

fn validate_version(
    versions: &[Value],
    index: usize,
    metadata: MetadataValidation<'_>,
) -> Vec<FieldError> {
    let version = &versions[index];
    let at = path::index("spec.versions", index);
    let name = text(version, "name");
    let mut errors = Vec::from_iter(invalid_label(&path::child(&at, "name"), name));
    let warning_at = path::child(&at, "deprecationWarning");
    errors.extend(validate_deprecation(version, &warning_at));
    let has_status = version["subresources"]["status"].is_object();
    if let Some((schema, at)) = SCHEMA.own(versions, index) {
        errors.extend(json_schema::validate(schema, has_status, &at, metadata));
    }
    if let Some((own, at)) = SUBRESOURCES.own(versions, index) {
        errors.extend(subresources::validate(own, &at));
    }
    if let Some((own, at)) = COLUMNS.own(versions, index) {
        errors.extend(validate_columns(own, &at));
    }
    if let Some((own, at)) = SELECTABLE.own(versions, index) {
        let schema = SCHEMA.own(versions, index).and_then(|_| schema_of(version));
        let otherwise = "may only be set when `version.schema.openAPIV3Schema` is not included";
        let schema = schema.as_ref().ok_or(otherwise);
        errors.extend(selectable::validate(own, schema, &at));
    }
    errors
}

fn invalid_label(at: &str, name: &str) -> Option<FieldError> {
    let problems = dns_1035_label(name);
    (!problems.is_empty()).then(|| FieldError::invalid(at, name, problems.join(",")))
}

/// The parts that all versions share.
fn validate_shared(versions: &[Value], metadata: MetadataValidation<'_>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let Some((schema, at)) = SCHEMA.shared(versions) {
        let has_status = versions
            .iter()
            .any(|version| version["subresources"]["status"].is_object());
        errors.extend(json_schema::validate(schema, has_status, &at, metadata));
    }
    if let Some((shared, at)) = SUBRESOURCES.shared(versions) {
        errors.extend(subresources::validate(shared, &at));
    }
    if let Some((shared, at)) = COLUMNS.shared(versions) {
        errors.extend(validate_columns(shared, &at));
    }
    if let Some((shared, at)) = SELECTABLE.shared(versions) {
        let schema = SCHEMA
            .shared(versions)
            .and_then(|_| versions.first().and_then(schema_of));
        let otherwise = "may only be set when validations.schema is included";
        errors.extend(selectable::validate(
            shared,
            schema.as_ref().ok_or(otherwise),
            &at,
        ));
    }
    errors
}

fn validate_columns(given: &Value, at: &str) -> Vec<FieldError> {
    let given = given.as_array().into_iter().flatten().enumerate();
    given
        .flat_map(|(index, column)| columns::validate(column, &path::index(at, index)))
        .collect()
}

/// The versions together.
fn validate_versions(given: &Value) -> Vec<FieldError> {
    let versions = given.as_array().map_or(&[][..], Vec::as_slice);
    let mut errors = Vec::new();
    let invalid = |detail: &str| {
        let error = FieldError::invalid("spec.versions", versions.to_vec(), detail);
        error.showing(shown_versions(given))
    };
    let names = versions.iter().map(|version| text(version, "name"));
    if names.collect::<BTreeSet<_>>().len() != versions.len() {
        errors.push(invalid("must contain unique version names"));
    }
    let is_storage = |version: &&Value| version["storage"] == true;
    if versions.iter().filter(is_storage).count() != 1 {
        errors.push(invalid(
            "must have exactly one version marked as storage version",
        ));
    }
    // The server takes the first version for that of the whole CRD too.
    let first = versions.first().map(|version| text(version, "name"));
    if let Some(first) = first.filter(|first| !first.is_empty()) {
        errors.extend(invalid_label("spec.version", first));
    }
    errors
}

fn shown_versions(given: &Value) -> String {
    let Some(versions) = given.as_array() else {
        return "null".to_owned();
    };
    let parts = [SCHEMA, SUBRESOURCES, COLUMNS, SELECTABLE];
    let own = parts.map(|part| (part.field, !part.is_shared(versions)));
    internal::versions(versions, &own)
}

fn validate_deprecation(version: &Value, at: &str) -> Vec<FieldError> {
    let Some(warning) = version["deprecationWarning"].as_str() else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    if version["deprecated"] != true {
        problems.push("can only be set for deprecated versions".to_owned());
    } else {
        if warning.len() > 256 {
            problems.push("must be <= 256 characters long".to_owned());
        }
        if warning.is_empty() {
            problems.push("must not be an empty string".to_owned());
        }
        let hidden = |(_, c): &(usize, char)| !crate::cluster::apiserver::go_text::is_print(*c);
        if let Some((index, _)) = warning.char_indices().find(hidden) {
            problems.push(format!(
                "must only contain printable UTF-8 characters; non-printable character found at index {index}"
            ));
        }
    }
    let shown = crate::cluster::apiserver::go_text::json(&warning.into());
    let error = |problem| FieldError::invalid(at, warning, problem).showing(shown.as_str());
    problems.into_iter().map(error).collect()
}
