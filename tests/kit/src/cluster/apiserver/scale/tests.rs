use serde_json::{Value, json};

use super::update::{before_update, update_custom_object, update_workload};
use super::{of_custom_object, of_workload};
use crate::cluster::apiserver::catalog::Scale;

fn paths() -> Scale {
    Scale {
        spec_replicas: ".spec.replicas".to_owned(),
        status_replicas: ".status.replicas".to_owned(),
        label_selector: ".status.sel".to_owned(),
    }
}

fn object(spec: &Value, status: &Value) -> Value {
    let metadata = json!({"name": "sc", "resourceVersion": "7", "labels": {"a": "b"}});
    json!({"metadata": metadata, "spec": spec, "status": status})
}

#[test]
fn a_scale_shows_what_there_is() {
    let metadata = json!({"name": "sc", "resourceVersion": "7"});
    let cases = [
        (
            json!({"replicas": 2}),
            json!({}),
            json!({"replicas": 2}),
            json!({"replicas": 0}),
        ),
        (
            json!({"replicas": 0}),
            json!({"replicas": 3, "sel": "a=b"}),
            json!({}),
            json!({"replicas": 3, "selector": "a=b"}),
        ),
    ];
    for (spec, status, shown_spec, shown_status) in cases {
        let wanted = json!({
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata,
            "spec": shown_spec, "status": shown_status,
        });
        let scale = of_custom_object(&object(&spec, &status), &paths());
        assert_eq!(scale.expect("it has replicas"), wanted);
    }
    let missing = of_custom_object(&object(&json!({}), &json!({})), &paths());
    let message = r#"the spec replicas field ".spec.replicas" does not exist"#;
    let status = missing.expect_err("it has none").to_status();
    assert_eq!(
        status["message"],
        format!("Internal error occurred: {message}")
    );
    assert_eq!(status["details"], json!({"causes": [{"message": message}]}));
    assert_eq!(status["code"], 500);
}

#[test]
fn a_scale_sets_replicas() {
    let old = object(&json!({"a": 1}), &json!({}));
    let scale = |replicas: i64| json!({"spec": {"replicas": replicas}, "metadata": {}});
    let next = update_custom_object(&old, &scale(4), &paths()).expect("it fits");
    assert_eq!(next["spec"], json!({"a": 1, "replicas": 4}));
    assert_eq!(next["metadata"]["resourceVersion"], "7");
    let empty = before_update(&old, &paths()).expect("it is readable");
    let refused = update_custom_object(&old, &empty, &paths()).expect_err("nothing is set");
    let message = r#"the spec replicas field ".spec.replicas" cannot be empty"#;
    assert_eq!((refused.code, refused.message.as_str()), (400, message));

    let next = update_workload(&old, &scale(4)).expect("it fits");
    assert_eq!(next["spec"]["replicas"], 4);
    assert_eq!(next["metadata"]["resourceVersion"], "");
    let refused = update_workload(&old, &scale(-1)).expect_err("it is negative");
    let message = "Scale.autoscaling \"sc\" is invalid: spec.replicas: Invalid value: -1: must \
                   be greater than or equal to 0";
    assert_eq!((refused.code, refused.message.as_str()), (422, message));
}

#[test]
fn a_workload_shows_its_selector() {
    let selector = json!({
        "matchLabels": {"b": "c", "a": "b"},
        "matchExpressions": [
            {"key": "x", "operator": "NotIn", "values": ["z", "y"]},
            {"key": "aa", "operator": "Exists"},
            {"key": "c", "operator": "In", "values": ["v"]},
            {"key": "q", "operator": "DoesNotExist"},
        ],
    });
    let deployment = object(&json!({"replicas": 3, "selector": selector}), &json!({}));
    let scale = of_workload(&deployment).expect("it has a selector");
    assert_eq!(scale["spec"], json!({"replicas": 3}));
    let selector = "a=b,aa,b=c,c in (v),!q,x notin (y,z)";
    assert_eq!(
        scale["status"],
        json!({"replicas": 0, "selector": selector})
    );
}

#[test]
fn a_workload_whose_selector_is_none_has_no_scale() {
    let selector = json!({"matchExpressions": [{"key": "a", "operator": "Like"}]});
    let deployment = object(&json!({"selector": selector}), &json!({}));
    let refused = of_workload(&deployment).expect_err("there is no such operator");
    let message = r#""Like" is not a valid label selector operator"#;
    assert_eq!((refused.code, refused.message.as_str()), (400, message));
}
