use serde_json::{Value, json};

use super::{causes, change, expected, no_metadata, read};
use crate::cluster::apiserver::crd::{definition, lifecycle};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::json::Document;
use crate::cluster::apiserver::kinds::formats::dns_subdomain;
use crate::cluster::apiserver::schema::builtin;
use crate::cluster::apiserver::schema::decode::{Decoded, decode};

const FIELD: &str = "spec.validation.openAPIV3Schema.properties[spec].properties[f]";
const ROOT: &str = "spec.validation.openAPIV3Schema";

fn object(properties: &Value) -> Value {
    json!({"type": "object", "properties": properties})
}

/// A valid CRD but for what the case changes.
fn definition(case: &Value) -> Value {
    let schema = if let Some(field) = case.get("field") {
        object(&json!({"spec": object(&json!({"f": field}))}))
    } else if let Some(root) = case.get("root") {
        root.clone()
    } else {
        object(&json!({"spec": object(&json!({"a": {"type": "integer"}}))}))
    };
    let version = json!({
        "name": "v1", "served": true, "storage": true,
        "schema": {"openAPIV3Schema": schema},
    });
    let mut crd = json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "gens.crdtest.example.com"},
        "spec": {
            "group": "crdtest.example.com",
            "scope": "Namespaced",
            "names": {"plural": "gens", "kind": "Gen"},
            "versions": [version],
        },
    });
    change(&mut crd, &case["set"]);
    crd
}

fn decoded(crd: &Value) -> Result<Decoded, String> {
    let schema =
        builtin::schema("apiextensions/v1.CustomResourceDefinition").expect("it is built in");
    decode(schema, Document::of(crd).root())
}

#[test]
fn what_is_wrong_with_a_new_definition() {
    for case in read(include_str!("data/definitions.json"))
        .as_array()
        .into_iter()
        .flatten()
    {
        let mut crd = match decoded(&definition(case)) {
            Ok(decoded) => decoded.object,
            Err(problem) => {
                let message = case["causes"].as_str().expect("a message");
                assert!(message.ends_with(&problem), "{message}\n{problem}");
                continue;
            }
        };
        lifecycle::set_defaults(&mut crd);
        lifecycle::prepare_create(&mut crd);
        let name = crd["metadata"]["name"].as_str().expect("a name");
        let invalid = |problem| FieldError::invalid("metadata.name", name, problem);
        let mut errors: Vec<_> = dns_subdomain(name).into_iter().map(invalid).collect();
        errors.extend(definition::validate_create(&crd, &no_metadata));
        for error in &mut errors {
            error.path = error.path.replace(FIELD, "@field").replace(ROOT, "@root");
        }
        assert_eq!(causes(&errors), expected(case), "{case}");
    }
}
