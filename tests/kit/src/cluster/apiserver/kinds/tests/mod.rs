//! What a real kube-apiserver 1.37.1 answered, against what these functions say.
//!
//! `create.json` and `update.json` hold merge patches of a few objects, and the answers: the object
//! that was written, without its managedFields, or the causes of the refusal. Where the real server
//! shuffles the causes (it reads maps in random order), they stand sorted.

use serde_json::{Value, json};

use super::read::{copy, dig, get, is_set, list, object_mut, set, set_default, text, unset};
use super::*;
use crate::cluster::apiserver::catalog::Origin;
use crate::cluster::apiserver::schema::{Schema, Shape};

pub(crate) fn resource(group: &str, kind: &str) -> ResourceType {
    ResourceType {
        group: group.to_owned(),
        version: "v1".to_owned(),
        kind: kind.to_owned(),
        list_kind: format!("{kind}List"),
        plural: format!("{}s", kind.to_lowercase()),
        singular: kind.to_lowercase(),
        short_names: Vec::new(),
        categories: Vec::new(),
        namespaced: !matches!(kind, "Namespace" | "Node" | "CustomResourceDefinition"),
        status: true,
        scale: None,
        selectable_fields: Vec::new(),
        origin: Origin::BuiltIn,
        schema: Schema::of(Shape::Any).into(),
    }
}

fn resource_of(object: &Value) -> ResourceType {
    let version = text(object, "apiVersion");
    let group = version.split_once('/').map_or("", |(group, _)| group);
    resource(group, text(object, "kind"))
}

fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(fields) = patch else {
        *target = patch.clone();
        return;
    };
    for (field, value) in fields {
        match value {
            Value::Null => unset(target, field),
            Value::Object(_) => merge(object_mut(target, field), value),
            value => set(target, field, value.clone()),
        }
    }
}

/// Drops what is empty and would not be written, which decoding does.
fn tidy(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(fields) => {
            fields.values_mut().for_each(tidy);
            fields.retain(|field, value| {
                let empty = value == "" || *value == json!([]) || value == 0 || value == false;
                let map = matches!(field.as_str(), "labels" | "annotations" | "data");
                !(empty && is_omitted(field) || map && *value == json!({}))
            });
        }
        _ => {}
    }
}

fn is_omitted(field: &str) -> bool {
    matches!(
        field,
        "minReadySeconds"
            | "unschedulable"
            | "value"
            | "clusterIP"
            | "schedulingGates"
            | "tolerations"
    )
}

fn causes(errors: &[FieldError]) -> Vec<Value> {
    errors
        .iter()
        .map(|error| json!([error.path, error.kind.reason(), error.body()]))
        .collect()
}

/// Complaints about one case.
fn compare(case: &Value, object: &Value, errors: &[FieldError]) -> Option<String> {
    let name = text(case, "name");
    let mut found = causes(errors);
    if get(case, "shuffled") == true {
        found.sort_by_key(Value::to_string);
    }
    let mut expected = list(case, "errors").to_vec();
    if get(case, "shuffled") == true {
        expected.sort_by_key(Value::to_string);
    }
    if found != expected {
        let only = |these: &[Value], those: &[Value]| {
            let only = these.iter().filter(|cause| !those.contains(cause));
            only.map(|cause| format!("\n    {cause}"))
                .collect::<String>()
        };
        return Some(format!(
            "{name}: causes (or their order)\n  only found{}\n  only expected{}",
            only(&found, &expected),
            only(&expected, &found)
        ));
    }
    let answer = get(case, "answer");
    if !answer.is_null() && object != answer {
        return Some(format!(
            "{name}: object\n  found    {object}\n  expected {answer}"
        ));
    }
    None
}

fn check(complaints: Vec<String>) {
    assert!(
        complaints.is_empty(),
        "{} wrong\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}

fn create(case: &Value, base: &Value) -> Option<String> {
    let mut object = base.clone();
    merge(&mut object, get(case, "patch"));
    tidy(&mut object);
    let resource = resource_of(&object);
    default(&resource, &mut object);
    let answer = get(get(case, "answer"), "metadata");
    let metadata = object_mut(&mut object, "metadata");
    if resource.namespaced {
        set_default(metadata, "namespace", "kinds");
    }
    let prefix = text(metadata, "generateName").to_owned();
    if !prefix.is_empty() {
        set_default(metadata, "name", format!("{prefix}abcde"));
    }
    for field in ["uid", "creationTimestamp"] {
        set(metadata, field, get(answer, field).as_str().unwrap_or("x"));
    }
    admit_create(&resource, &mut object);
    let mut network = ServiceNetwork::default();
    let errors = match prepare_create(&resource, &mut object, &mut network) {
        Err(errors) => errors,
        Ok(()) => validate_create(&resource, &object),
    };
    finish(&resource, &mut object);
    let again = {
        let mut again = object.clone();
        default(&resource, &mut again);
        again
    };
    if errors.is_empty() && again != object {
        return Some(format!(
            "{}: defaults are not idempotent",
            text(case, "name")
        ));
    }
    compare(case, &object, &errors)
}

#[test]
fn creates_are_as_the_real_server_answers() {
    let file: Value = serde_json::from_str(include_str!("create.json")).unwrap();
    let complaints = list(&file, "cases").iter().filter_map(|case| {
        let kind = text(case, "kind");
        let base = list(&file, "bases")
            .iter()
            .find(|base| text(base, "kind") == kind);
        create(case, base.unwrap())
    });
    check(complaints.collect());
}

fn update(case: &Value, old: &Value) -> Option<String> {
    let mut new = old.clone();
    merge(&mut new, get(case, "patch"));
    tidy(&mut new);
    let resource = resource_of(&new);
    default(&resource, &mut new);
    let metadata = object_mut(&mut new, "metadata");
    if !is_set(metadata, "resourceVersion") {
        if let Err(error) = unconditional_update(&resource) {
            return compare(case, &new, &[error]);
        }
        copy(metadata, get(old, "metadata"), "resourceVersion");
    }
    let subresource = text(case, "subresource");
    admit_update(&resource, subresource, &mut new);
    let mut network = ServiceNetwork::default();
    let errors = match prepare_update(&resource, subresource, &mut new, old, &mut network) {
        Err(errors) => errors,
        Ok(()) => validate_update(&resource, subresource, &new, old),
    };
    unset(object_mut(&mut new, "metadata"), "resourceVersion");
    compare(case, &new, &errors)
}

#[test]
fn updates_are_as_the_real_server_answers() {
    let file: Value = serde_json::from_str(include_str!("update.json")).unwrap();
    let complaints = list(&file, "cases")
        .iter()
        .filter_map(|case| update(case, dig(&file, &["stored", text(case, "stored")])));
    check(complaints.collect());
}

/// Too large to be kept as data; the paths and texts are the real server's.
#[test]
fn sizes_are_bounded() {
    let large = |bytes: usize| "a".repeat(bytes);
    let data = "Too long: may not be more than 1048576 bytes";
    let annotations = "Too long: may not be more than 262144 bytes";
    for (kind, field, value, expected) in [
        ("ConfigMap", "data", json!({"a": large(1 << 20)}), None),
        (
            "ConfigMap",
            "data",
            json!({"a": large((1 << 20) + 1)}),
            Some(("[]", data)),
        ),
        (
            "Secret",
            "data",
            json!({"a": large(1_398_104)}),
            Some(("data", data)),
        ),
        ("Secret", "data", json!({"a": large(1_398_100)}), None),
        (
            "ConfigMap",
            "annotations",
            json!({"a": large((256 << 10) - 1)}),
            None,
        ),
        (
            "ConfigMap",
            "annotations",
            json!({"a": large(256 << 10)}),
            Some(("metadata.annotations", annotations)),
        ),
    ] {
        let mut object = json!({"metadata": {"name": "a", "namespace": "b"}});
        match field {
            "annotations" => set(object_mut(&mut object, "metadata"), field, value),
            field => set(&mut object, field, value),
        }
        let errors = validate_create(&resource("", kind), &object);
        let found = errors
            .first()
            .map(|error| (error.path.clone(), error.body()));
        let expected = expected.map(|(path, body)| (path.to_owned(), body.to_owned()));
        assert_eq!(found, expected);
    }
}
