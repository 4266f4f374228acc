use serde_json::{Value, json};

use super::{causes, expected, no_metadata, read, rows};
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::crd::custom_object;
use crate::cluster::apiserver::crd::resource_types::resource_types;
use crate::cluster::apiserver::json::Document;
use crate::cluster::apiserver::schema::custom;

fn kind(table: &Value) -> ResourceType {
    resource_types(&table["crd"]).remove(0)
}

/// The tables leave out what is the same for all.
fn whole(kind: &ResourceType, object: &Value) -> Value {
    let mut whole = object.clone();
    whole["apiVersion"] = kind.api_version().into();
    whole["kind"] = kind.kind.as_str().into();
    whole["metadata"] = json!({"name": "x", "generation": object["generation"]});
    if let Some(fields) = whole.as_object_mut() {
        fields.remove("generation");
    }
    whole
}

fn shortened(object: &Value) -> Value {
    let mut short = object.clone();
    short["generation"] = object["metadata"]["generation"].clone();
    for field in ["apiVersion", "kind", "metadata"] {
        short.as_object_mut().expect("an object").remove(field);
    }
    short
}

#[test]
fn new_objects() {
    let table = read(include_str!("data/objects.json"));
    let kind = kind(&table);
    for case in rows(&table, "creates") {
        let given = whole(&kind, &case["object"]);
        let mut object = match custom::decode(&kind.schema, Document::of(&given).root()) {
            Ok(decoded) => decoded.object,
            Err(problem) => {
                let message = case["causes"].as_str().unwrap_or_default();
                assert!(message.ends_with(&problem), "{case}\n{problem}");
                continue;
            }
        };
        custom_object::prepare_create(&mut object, &kind);
        let errors = custom_object::validate_create(&object, &kind, Vec::new(), &no_metadata);
        assert_eq!(causes(&errors), expected(case), "{case}");
        if errors.is_empty() {
            assert_eq!(shortened(&object), case["stored"], "{case}");
        }
    }
}

#[test]
fn changed_objects() {
    let table = read(include_str!("data/objects.json"));
    let kind = kind(&table);
    for (name, is_status) in [("updates", false), ("statuses", true)] {
        for case in rows(&table, name) {
            let old = whole(&kind, &case["old"]);
            let given = whole(&kind, &case["object"]);
            let decoded = custom::decode(&kind.schema, Document::of(&given).root());
            let mut object = decoded.expect("it decodes").object;
            object["metadata"]["generation"] = old["metadata"]["generation"].clone();
            let errors = if is_status {
                custom_object::prepare_status_update(&mut object, &old);
                custom_object::validate_status_update(&object, &old, &kind, Vec::new())
            } else {
                custom_object::prepare_update(&mut object, &old, &kind);
                custom_object::validate_update(&object, &old, &kind, Vec::new(), &no_metadata)
            };
            assert_eq!(causes(&errors), expected(case), "{case}");
            if errors.is_empty() {
                assert_eq!(shortened(&object), case["stored"], "{case}");
            }
        }
    }
}
