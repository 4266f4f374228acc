//! What a real kube-apiserver 1.37.1 answered to selectors, against the parsers here.

use serde_json::{Value, json};

use super::{FieldSelector, LabelSelector};
use crate::cluster::apiserver::kinds::tests::resource;

fn answers() -> Value {
    serde_json::from_str(include_str!("answers.json")).unwrap()
}

#[test]
fn label_selectors_are_refused_as_the_real_server_does() {
    for case in answers()["labels"].as_array().unwrap() {
        let selector = case[0].as_str().unwrap();
        let error = LabelSelector::parse(selector).err();
        assert_eq!(error.as_deref(), case[1].as_str(), "{selector}");
    }
}

#[test]
fn field_selectors_are_refused_as_the_real_server_does() {
    for case in answers()["fields"].as_array().unwrap() {
        let kind = case[0].as_str().unwrap();
        let group = match kind {
            "Deployment" | "ReplicaSet" => "apps",
            "Job" => "batch",
            "Lease" => "coordination.k8s.io",
            _ => "",
        };
        let selector = case[1].as_str().unwrap();
        let error = FieldSelector::parse(&resource(group, kind), selector).err();
        assert_eq!(error.as_deref(), case[2].as_str(), "{kind} {selector}");
    }
}

#[test]
fn labels_match_as_in_the_real_server() {
    let answers = answers();
    let objects = answers["matches"]["objects"].as_object().unwrap();
    for case in answers["matches"]["selected"].as_array().unwrap() {
        let selector = LabelSelector::parse(case[0].as_str().unwrap()).unwrap();
        let selected: Vec<_> = objects
            .iter()
            .filter(|(_, labels)| selector.matches(labels))
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(json!(selected), case[1], "{}", case[0]);
    }
}

#[test]
fn fields_have_the_values_that_selectors_compare() {
    let pod = json!({
        "metadata": {"name": "a,b=c"},
        "spec": {"nodeName": "n"},
        "status": {"podIPs": [{"ip": "10.0.0.1"}], "podIP": "10.0.0.9"},
    });
    for (selector, matches) in [
        ("", true),
        (r"metadata.name=a\,b\=c", true),
        ("metadata.name!=a", true),
        ("spec.host=n", true),
        ("spec.nodeName=n,status.phase=", true),
        ("spec.nodeName=n,status.phase=Running", false),
        ("status.podIP=10.0.0.1", true),
        ("status.podIPs=10.0.0.1", false),
        ("spec.hostNetwork=false", true),
    ] {
        let resource = resource("", "Pod");
        let parsed = FieldSelector::parse(&resource, selector).unwrap();
        assert_eq!(parsed.matches(&resource, &pod), matches, "{selector}");
    }
    let parsed = FieldSelector::parse(&resource("", "Pod"), "metadata.name==x,spec.host!=y");
    let parsed = parsed.unwrap();
    assert_eq!(parsed.required("metadata.name"), Some("x"));
    assert_eq!(parsed.required("spec.nodeName"), None);
}

/// All short texts of the characters that mean something.
#[test]
fn nothing_in_a_selector_panics() {
    let parts = [
        "a", "in", "notin", " ", "=", "!", "(", ")", ",", "<", ">", "\\", "é", "\0",
    ];
    let resource = resource("", "Pod");
    for number in 0..parts.len().pow(4) {
        let digits = (0..4).map(|place| number / parts.len().pow(place) % parts.len());
        let text: String = digits.map(|digit| parts[digit]).collect();
        let _ = LabelSelector::parse(&text);
        let _ = FieldSelector::parse(&resource, &text);
    }
}
