use std::sync::Arc;

use serde_json::{Value, json};

use super::super::catalog::ResourceType;
use super::super::field_error::FieldError;
use super::super::schema::{ObjectShape, Schema, Shape};
use super::custom_object as object;
use super::resource_types::resource_types;

fn causes(errors: &[FieldError]) -> Vec<Value> {
    let cause = |error: &FieldError| json!([error.kind.reason(), error.path, error.body()]);
    let mut causes: Vec<_> = errors.iter().map(cause).collect();
    causes.sort_by_key(Value::to_string);
    causes
}

fn kind(crd: &Value) -> ResourceType {
    let metadata = Arc::new(Schema::of(Shape::Object(ObjectShape::default())));
    resource_types(crd, &metadata).remove(0)
}

fn stored(object: &Value, k: &ResourceType) -> Value {
    let mut o = object.clone();
    let v=o.clone(); object::to_stored(&mut o, k); let _=v;
    let generation = o["metadata"]["generation"].clone();
    o.as_object_mut().unwrap().remove("metadata");
    o["generation"] = generation;
    o
}

#[test]
fn lab3() {
    let Ok(path) = std::env::var("CRD_LAB3") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let lab: Value = serde_json::from_str(&text).unwrap();
    let kind = kind(&lab["crd"]);
    let none = |_: &Value, _: &str| Vec::new();
    let mut bad = 0;
    for (what, case) in ["creates", "updates", "statuses"]
        .into_iter()
        .flat_map(|w| lab[w].as_array().unwrap().iter().map(move |c| (w, c)))
    {
        let mut o = case["object"].clone();
        let old = &case["old"];
        let unknown = match object::decode(&mut o, &kind) {
            Err(e) => {
                if case["causes"]
                    != format!("Upd in version \"v1\" cannot be handled as a Upd: {e}")
                {
                    bad += 1;
                    println!("{what} {} real {} ours {e}", case["object"], case["causes"]);
                }
                continue;
            }
            Ok(u) => u,
        };
        let strict = case["strict"].as_str().map(str::to_owned);
        let ours: Vec<_> = unknown
            .iter()
            .map(|u| format!("unknown field \"{u}\""))
            .collect();
        let ours = (!ours.is_empty()).then(|| {
            format!(
                "Upd in version \"v1\" cannot be handled as a Upd: strict decoding error: {}",
                ours.join(", ")
            )
        });
        if what == "creates" && strict != ours {
            println!("{} STRICT real {strict:?} ours {ours:?}", case["object"]);
        }
        let errors = match what {
            "creates" => {
                object::prepare_create(&mut o, &kind);
                object::validate_create(&o, &kind, Vec::new(), &none)
            }
            "updates" => {
                object::prepare_update(&mut o, old, &kind);
                object::validate_update(&o, old, &kind, Vec::new(), &none)
            }
            _ => {
                object::prepare_status_update(&mut o, old);
                object::validate_status_update(&o, old, &kind, Vec::new())
            }
        };
        let got = causes(&errors);
        let mut want = case["causes"].as_array().cloned().unwrap_or_default();
        want.sort_by_key(Value::to_string);
        if got != want {
            bad += 1;
            println!(
                "{what} {}\n old {old}\n real {}\n ours {}\n",
                case["object"],
                json!(want),
                json!(got)
            );
        } else if want.is_empty() && stored(&o, &kind) != case["stored"] {
            bad += 1;
            println!(
                "{what} {}\n old {old}\n real {}\n ours {}\n",
                case["object"],
                case["stored"],
                stored(&o, &kind)
            );
        }
    }
    assert_eq!(bad, 0);
}


use super::{definition, json_schema, lifecycle};

#[test]
fn lab5() {
    let Ok(path) = std::env::var("CRD_LAB5") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let lab: Value = serde_json::from_str(&text).unwrap();
    let none = |_: &Value, _: &str| Vec::new();
    let mut bad = 0;
    for case in lab["updates"].as_array().unwrap() {
        let mut crd = case["crd"].clone();
        let old = &case["old"];
        lifecycle::set_defaults(&mut crd);
        lifecycle::prepare_update(&mut crd, old);
        let got = causes(&definition::validate_update(&crd, old, &none));
        let mut want = case["causes"].as_array().unwrap().clone();
        want.sort_by_key(Value::to_string);
        if got != want { bad += 1; println!("real {} ours {}", json!(want), json!(got)); }
        if want.is_empty() && (crd["metadata"]["generation"] != case["generation"] || crd["status"] != case["status"]) { bad += 1; println!("GEN {} {} / {} {}", crd["metadata"]["generation"], case["generation"], crd["status"], case["status"]); }
        let mut warnings = definition::warnings(&crd, Some(old)); warnings.sort();
        let mut w: Vec<_> = case["warnings"].as_array().unwrap().iter().map(|w| serde_json::from_str::<String>(w.as_str().unwrap()).unwrap()).collect(); w.sort();
        if warnings != w { bad += 1; println!("WARN {warnings:?} {w:?}"); }
    }
    for case in lab["naming"].as_array().unwrap() {
        let others: Vec<_> = case["others"].as_array().unwrap().iter().collect();
        let crd = lifecycle::established(&case["crd"], &others, "now");
        let strip = |status: &Value| { let mut s = status.clone(); for c in s["conditions"].as_array_mut().unwrap() { c.as_object_mut().unwrap().remove("lastTransitionTime"); } s };
        if strip(&crd["status"]) != strip(&case["after"]["status"]) { bad += 1; println!("NAMING {}\n real {}\n ours {}", case["crd"]["spec"]["names"], strip(&case["after"]["status"]), strip(&crd["status"])); }
    }
    for case in lab["decode"].as_array().unwrap() {
        let mut unknown = Vec::new();
        let got = json_schema::decode(&case["schema"], "spec.versions[0].schema.openAPIV3Schema", &mut unknown).unwrap();
        if got != case["stored"] { bad += 1; println!("DECODE\n real {}\n ours {}", case["stored"], got); }
        println!("{unknown:#?} {}", case["strict"]);
    }
    assert_eq!(bad, 0);
}
