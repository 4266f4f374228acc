use serde_json::{Value, json};

use super::{causes, expected, read};
use crate::cluster::apiserver::crd::json_schema::{JsonSchema, to_schema};
use crate::cluster::apiserver::crd::validation::validate;
use crate::cluster::apiserver::schema::{defaults, prune};

fn with_field(field: &Value) -> JsonSchema {
    let spec = json!({"type": "object", "properties": {"f": field}});
    JsonSchema::parse(&json!({"type": "object", "properties": {"spec": spec}}))
}

#[test]
fn values_of_all_kinds_against_schemas_of_all_kinds() {
    for row in read(include_str!("data/values.json"))
        .as_array()
        .into_iter()
        .flatten()
    {
        let schema = with_field(&row["schema"]);
        for case in row["cases"].as_array().into_iter().flatten() {
            let mut object = json!({"spec": {"f": case[0]}});
            let shape = to_schema(&schema);
            prune::prune(&shape, &mut object);
            defaults::drop_nulls(&shape, &mut object);
            defaults::apply(&shape, &mut object);
            let errors = validate(&schema, "", &object);
            let wanted = expected(&json!({"causes": case[1]}));
            assert_eq!(causes(&errors), wanted, "{} in {}", case[0], row["schema"]);
        }
    }
}

#[test]
fn formats() {
    for row in read(include_str!("data/formats.json"))
        .as_array()
        .into_iter()
        .flatten()
    {
        let schema = with_field(&json!({"type": "string", "format": row["format"]}));
        for (texts, valid) in [("valid", true), ("invalid", false)] {
            for text in row[texts].as_array().into_iter().flatten() {
                let errors = validate(&schema, "", &json!({"spec": {"f": text}}));
                assert_eq!(errors.is_empty(), valid, "{text} as {}", row["format"]);
            }
        }
    }
}
