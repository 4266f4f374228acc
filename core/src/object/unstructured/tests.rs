use serde_json::{Value, json};

use super::*;

#[test]
fn pointers_reach_escaped_keys_and_list_items() {
    let mut object = Unstructured::try_from(json!({
        "metadata": { "labels": { "app.kubernetes.io/name": "web" } },
        "spec": { "containers": [{ "name": "nginx" }] },
        "a/b": { "~": 1 },
    }))
    .unwrap();
    assert_eq!(
        object.path("/spec/containers/0/name"),
        Some(&json!("nginx"))
    );
    assert_eq!(
        object.path("/metadata/labels/app.kubernetes.io~1name"),
        Some(&json!("web"))
    );
    assert_eq!(object.path("/a~1b/~0"), Some(&json!(1)));
    assert_eq!(object.path("spec"), None);
    assert_eq!(object.path("/spec/containers/1"), None);
    *object.path_mut("/spec/containers/0/name").unwrap() = json!("caddy");
    assert_eq!(
        object.path("/spec/containers/0/name"),
        Some(&json!("caddy"))
    );
}

fn pod() -> Unstructured {
    Unstructured::try_from(json!({
        "metadata": { "labels": { "a/~b": "c", "app": "web", "n": 1 }, "annotations": null },
        "spec": {
            "replicas": 3, "ratio": 0.5, "whole": 1.0, "big": 9_007_199_254_740_993_i64,
            "huge": 18_446_744_073_709_551_615_u64,
            "paused": true, "name": "hunter2",
            "args": ["a", "b"], "mixed": ["a", 2],
            "containers": [{ "image": "nginx" }],
        },
    }))
    .unwrap()
}

/// The verdicts are those of `unstructured.Nested…`; numbers of lists are a pointer's own.
#[test]
fn nested_values_are_found_and_misfits_named() {
    for pod in [pod(), Unstructured::from_json(&json(&pod())).unwrap()] {
        check_nested(&pod);
    }
}

fn json(object: &Unstructured) -> String {
    serde_json::to_string(object).unwrap()
}

fn check_nested(pod: &Unstructured) {
    assert_eq!(
        pod.nested_str(["metadata", "labels", "a/~b"]),
        Ok(Some("c"))
    );
    assert_eq!(pod.nested_i64(["spec", "replicas"]), Ok(Some(3)));
    assert_eq!(pod.nested_i64("/spec/missing"), Ok(None));
    assert_eq!(pod.nested_i64("/missing/far/away"), Ok(None));
    assert_eq!(pod.nested_str("/metadata/annotations/x"), Ok(None));
    assert_eq!(pod.nested_bool("/spec/paused"), Ok(Some(true)));
    assert_eq!(pod.nested_f64("/spec/ratio"), Ok(Some(0.5)));
    assert_eq!(pod.nested_f64("/spec/replicas"), Ok(Some(3.0)));
    assert_eq!(
        pod.nested_f64("/spec/huge"),
        Ok(Some(18_446_744_073_709_551_615.0))
    );
    assert_eq!(pod.nested_str_list("/spec/args"), Ok(Some(vec!["a", "b"])));
    assert_eq!(
        pod.nested_list("/spec/mixed").unwrap().map(<[Value]>::len),
        Some(2)
    );
    assert_eq!(
        pod.nested_str("/spec/containers/0/image"),
        Ok(Some("nginx"))
    );
    assert_eq!(pod.nested_str("/spec/containers/1/image"), Ok(None));
    let spec = pod.nested_map(["spec"]).unwrap().unwrap();
    assert_eq!(
        spec.len(),
        pod.fields().nth(1).unwrap().1.as_object().unwrap().len()
    );

    let errors = [
        (
            pod.nested_i64("/spec/whole").err(),
            ".spec.whole is a number, expected an integer of 64 bits",
        ),
        (
            pod.nested_i64("/spec/name").err(),
            ".spec.name is a string, expected an integer of 64 bits",
        ),
        (
            pod.nested_f64("/spec/big").err(),
            ".spec.big is a number, expected a number that a float can hold",
        ),
        (
            pod.nested_str("/metadata/annotations").err(),
            ".metadata.annotations is null, expected a string",
        ),
        (
            pod.nested_str(["spec", "name", "x"]).err(),
            ".spec.name is a string, expected a map",
        ),
        (
            pod.nested_str(["spec", "args", "0"]).err(),
            ".spec.args is a list, expected a map",
        ),
        (
            pod.nested_str("/spec/containers/0/image/x").err(),
            ".spec.containers[0].image is a string, expected a map",
        ),
        (
            pod.nested_str_list("/spec/mixed").err(),
            ".spec.mixed[1] is a number, expected a string",
        ),
        (
            pod.nested_str_list("/spec/name").err(),
            ".spec.name is a string, expected a list of strings",
        ),
        (
            pod.nested_str_map("/metadata/labels").err(),
            ".metadata.labels.n is a number, expected a string",
        ),
        (
            pod.nested_map("/spec/args").err(),
            ".spec.args is a list, expected a map",
        ),
        (
            pod.nested_list("/spec").err(),
            ".spec is a map, expected a list",
        ),
        (
            pod.nested("").err(),
            ". is no path: it must name a field, a pointer by beginning with /",
        ),
        (
            pod.nested("spec").err(),
            ". is no path: it must name a field, a pointer by beginning with /",
        ),
        (
            pod.nested([""; 0]).err(),
            ". is no path: it must name a field, a pointer by beginning with /",
        ),
        (
            pod.nested([""; 129]).err(),
            ". is no path: it has more than 128 steps",
        ),
    ];
    for (error, expected) in errors {
        assert_eq!(
            error.map(|error| error.to_string()).as_deref(),
            Some(expected)
        );
    }
}

#[test]
fn nested_values_are_set() {
    let mut object =
        Unstructured::try_from(json!({ "spec": { "args": ["a"], "n": null } })).unwrap();
    object
        .set_nested(["metadata", "labels", "a/b"], "x")
        .unwrap();
    object.set_nested("/metadata/labels/a~1c", "y").unwrap();
    object.set_nested("/spec/args/0", "b").unwrap();
    object.set_nested("/spec/args/1", "c").unwrap();
    object
        .set_nested("/spec/args/-", json!({ "d": 1 }))
        .unwrap();
    object.set_nested("/spec/args/-/e", 2).unwrap();
    object.set_nested(["spec", "n"], true).unwrap();
    object.set_nested(["kind"], "Pod").unwrap();
    let expected = json!({
        "kind": "Pod",
        "metadata": { "labels": { "a/b": "x", "a/c": "y" } },
        "spec": { "args": ["b", "c", { "d": 1 }, { "e": 2 }], "n": true },
    });
    assert_eq!(Value::from(object.clone()), expected);

    for (path, message) in [
        ("/kind/x", ".kind is a string, expected a map"),
        ("/spec/n/x/y", ".spec.n is a boolean, expected a map"),
        (
            "/spec/args/9",
            ".spec.args[9] is neither an item of the list nor its end",
        ),
        (
            "/spec/args/01",
            ".spec.args[01] is neither an item of the list nor its end",
        ),
    ] {
        let error = object.set_nested(path, 1).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let error = object.set_nested(["spec", "args", "0"], 1).unwrap_err();
    assert_eq!(error.path(), ".spec.args");
    assert!(object.set_nested("", 1).is_err());
    assert_eq!(Value::from(object), expected);
}

#[test]
fn nested_values_are_removed() {
    let mut pod = pod();
    assert_eq!(pod.remove_nested("/spec/args/0"), Some(json!("a")));
    assert_eq!(pod.remove_nested(["spec", "args"]), Some(json!(["b"])));
    assert_eq!(
        pod.remove_nested("/spec/containers/0/image"),
        Some(json!("nginx"))
    );
    assert!(pod.remove_nested(["metadata"]).is_some());
    let before = pod.clone();
    for path in [
        "",
        "/metadata",
        "/spec/name/x",
        "/spec/mixed/7",
        "/spec/mixed/-",
    ] {
        assert_eq!(pod.remove_nested(path), None, "{path}");
    }
    assert_eq!(pod, before);
}

#[test]
fn what_is_written_and_compared_stays_a_text() {
    let json = r#"{"kind":"A","b":[1e2,"\u0041"],"a":{"x":1,"x":2}}"#;
    let object = Unstructured::from_json(json).unwrap();
    let clone = object.clone();
    let expected = r#"{"a":{"x":2},"b":[100.0,"A"],"kind":"A"}"#;
    let written = |object: &Unstructured| serde_json::to_string(object).unwrap();
    assert_eq!(written(&object), expected);
    let spaced = format!(" {json}");
    let other = Unstructured::from_json(&spaced).unwrap();
    let map: Unstructured = serde_json::from_str(json).unwrap();
    assert_eq!((&object, &object, &map), (&other, &map, &object));
    assert_ne!(object, Unstructured::from_json("{}").unwrap());
    assert!(object.is_text() && other.is_text());
    // What has been decoded is used.
    assert_eq!(clone.as_map().len(), 3);
    assert!(!object.is_text(), "clones share it");
    assert_eq!(written(&object), expected);
    assert_eq!(object, other);
}
