//! Selectors, warnings, kinds and names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use outrigger::object::{GroupVersion, GroupVersionKind, GroupVersionResource};
use outrigger::selector::{FieldSelector, LabelSelector};
use outrigger::{Warning, validation};
use serde_json::{Value, json};

use super::{refused, text};

fn sets(given: &Value) -> Vec<BTreeMap<String, String>> {
    serde_json::from_value(given["sets"].clone()).unwrap()
}

fn marks(matches: impl Iterator<Item = bool>) -> String {
    matches
        .map(|matches| if matches { 'y' } else { 'n' })
        .collect()
}

pub(super) fn labels(given: &Value) -> Value {
    match text(given, "text").parse::<LabelSelector>() {
        Err(error) => refused(error),
        Ok(selector) => json!({
            "prints": selector.to_string(),
            "matches": marks(sets(given).iter().map(|set| selector.matches(set))),
            "empty": selector.is_empty(),
        }),
    }
}

pub(super) fn fields(given: &Value) -> Value {
    match text(given, "text").parse::<FieldSelector>() {
        Err(error) => refused(error),
        Ok(selector) => {
            let sets = sets(given);
            let matches = sets.iter().map(|set| {
                let get = |field: &str| set.get(field).map_or("", String::as_str);
                selector.matches_by(|field| Cow::Borrowed(get(field)))
            });
            json!({
                "prints": selector.to_string(),
                "matches": marks(matches),
                "empty": selector.is_empty(),
            })
        }
    }
}

pub(super) fn warnings(given: &Value) -> Value {
    let headers = given["headers"].as_array().unwrap().iter();
    let warnings = headers.flat_map(|header| Warning::parse(header.as_str().unwrap().as_bytes()));
    let warnings = warnings.map(
        |warning| json!({ "code": warning.code, "agent": warning.agent, "text": warning.text }),
    );
    json!({ "warnings": warnings.collect::<Vec<_>>() })
}

pub(super) fn kinds(given: &Value) -> Value {
    let (name, second) = (text(given, "text"), text(given, "second"));
    match text(given, "form") {
        "groupVersion" => match name.parse::<GroupVersion>() {
            Err(error) => refused(error),
            Ok(version) => json!({
                "group": version.group, "version": version.version,
                "prints": version.to_string(), "empty": version.is_empty(),
            }),
        },
        "kind" => {
            let kind = GroupVersionKind::from_type(name, second.to_owned());
            json!({
                "group": kind.group, "version": kind.version, "kind": kind.kind,
                "prints": kind.to_string(),
                "apiVersion": kind.api_version(), "name": kind.kind,
            })
        }
        "kindArg" => {
            let (full, part) = GroupVersionKind::parse_arg(name);
            let mut answer =
                json!({ "group": part.group, "kind": part.kind, "prints": part.to_string() });
            if let Some(full) = full {
                answer["full"] =
                    json!({ "group": full.group, "version": full.version, "kind": full.kind });
            }
            answer
        }
        "resourceArg" => {
            let (full, part) = GroupVersionResource::parse_arg(name);
            let mut answer = json!({
                "group": part.group, "resource": part.resource, "prints": part.to_string(),
            });
            if let Some(full) = full {
                answer["full"] = json!({
                    "group": full.group, "version": full.version, "resource": full.resource,
                });
            }
            answer
        }
        other => panic!("there is no form {other}"),
    }
}

pub(super) fn name(given: &Value) -> Value {
    let check = match text(given, "check") {
        "pathSegment" => validation::path_segment,
        "dns1123Label" => validation::dns1123_label,
        "dns1123Subdomain" => validation::dns1123_subdomain,
        "dns1035Label" => validation::dns1035_label,
        "qualifiedName" => validation::label_key,
        "labelValue" => validation::label_value,
        other => panic!("there is no check {other}"),
    };
    match check(text(given, "text")) {
        Ok(()) => json!({}),
        Err(problem) => refused(problem),
    }
}
