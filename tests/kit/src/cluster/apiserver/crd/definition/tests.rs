use serde_json::{Value, json};

use super::super::super::field_error::FieldError;
use super::super::{json_schema, lifecycle};
use super::{name_problems, validate_create};

fn causes(errors: &[FieldError]) -> Vec<Value> {
    let cause = |error: &FieldError| json!([error.kind.reason(), error.path, error.body()]);
    let mut causes: Vec<_> = errors.iter().map(cause).collect();
    causes.sort_by_key(Value::to_string);
    causes
}

#[test]
fn lab() {
    let Ok(path) = std::env::var("CRD_LAB2") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let mut bad = 0;
    for case in serde_json::from_str::<Vec<Value>>(&text).unwrap() {
        let mut crd = case["crd"].clone();
        let mut fail = None;
        for v in crd["spec"]["versions"].as_array_mut().into_iter().flatten() {
            if let Some(s) = v
                .get_mut("schema")
                .and_then(|s| s.get_mut("openAPIV3Schema"))
            {
                match json_schema::decode(
                    s,
                    "spec.versions[0].schema.openAPIV3Schema",
                    &mut Vec::new(),
                ) {
                    Ok(new) => *s = new,
                    Err(e) => fail = Some(e),
                }
            }
        }
        let want = &case["causes"];
        if let Some(fail) = fail {
            if !want.as_str().is_some_and(|w| w.ends_with(&fail)) {
                bad += 1;
                println!("crd {}\n real {}\n ours {}\n", case["crd"], want, fail);
            }
            continue;
        }
        lifecycle::set_defaults(&mut crd);
        lifecycle::prepare_create(&mut crd);
        let mut errors: Vec<_> = name_problems(&crd)
            .into_iter()
            .map(|p| FieldError::invalid("metadata.name", crd["metadata"]["name"].clone(), p))
            .collect();
        errors.extend(validate_create(&crd, &|_, _| Vec::new()));
        let got = causes(&errors);
        let Some(mut want) = want.as_array().cloned() else {
            bad += 1;
            println!("real {want} ours {}", json!(got));
            continue;
        };
        want.sort_by_key(Value::to_string);
        if got != want {
            bad += 1;
            println!(
                "crd {}\n real {}\n ours {}\n",
                case["crd"],
                json!(want),
                json!(got)
            );
        }
    }
    assert_eq!(bad, 0);
}
