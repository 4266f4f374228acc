use serde_json::{Value, json};

use super::super::super::field_error::FieldError;
use super::super::json_schema::JsonSchema;
use super::{validate, validate_update};

fn causes(errors: &[FieldError]) -> Vec<Value> {
    let cause = |error: &FieldError| json!([error.kind.reason(), error.path, error.body()]);
    let mut causes: Vec<_> = errors.iter().map(cause).collect();
    causes.sort_by_key(Value::to_string);
    causes
}

#[test]
fn lab() {
    let Ok(path) = std::env::var("CRD_LAB") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let mut bad = 0;
    for case in serde_json::from_str::<Vec<Value>>(&text).unwrap() {
        let schema = JsonSchema::parse(&case["schema"]);
        let mut object = case["object"].clone();
        super::super::pruning::prune(&mut object, &schema);
        super::super::pruning::prune_nulls(&mut object, Some(&schema));
        super::super::pruning::set_defaults(&mut object, &schema);
        let got = match case.get("old").filter(|o| !o.is_null()) {
            Some(old) => causes(&validate_update(&schema, "", &object, Some(old))),
            None => causes(&validate(&schema, "", &object)),
        };
        let mut want = case["causes"].as_array().unwrap().clone();
        want.sort_by_key(Value::to_string);
        if got != want {
            bad += 1;
            println!(
                "object {}\nschema {}\n real {}\n ours {}\n",
                case["object"],
                case["schema"],
                json!(want),
                json!(got)
            );
        }
    }
    assert_eq!(bad, 0);
}
