use serde_json::json;

use super::documents::Document;
use super::*;

fn aggregated() -> Discovery {
    let resource = |name: &str, kind: &str, short: &[&str]| {
        json!({
            "resource": name, "responseKind": { "group": "", "version": "", "kind": kind },
            "scope": "Namespaced", "singularResource": kind.to_lowercase(), "shortNames": short,
            "verbs": ["get", "list"], "subresources": [{ "subresource": "status" }],
        })
    };
    let version = |name: &str, resources: serde_json::Value| json!({ "version": name, "freshness": "Current", "resources": resources });
    let core = json!({ "items": [{ "metadata": {}, "versions": [version("v1", json!([
        resource("pods", "Pod", &["po"]), resource("events", "Event", &["ev"]),
        { "resource": "ghosts", "scope": "Namespaced" },
        // As the server invents parents of metrics: a kind without a name, verbs that are null.
        { "resource": "spectres", "responseKind": { "kind": "" }, "scope": "Namespaced",
          "singularResource": "", "verbs": null, "shortNames": null },
    ]))] }] });
    let groups = json!({ "items": [
        { "metadata": { "name": "apps" }, "versions": [
            version("v1", json!([resource("deployments", "Deployment", &["deploy"])])),
            version("v1beta1", json!([resource("deployments", "Deployment", &["deploy"])])),
        ] },
        { "metadata": { "name": "events.k8s.io" }, "versions": [
            version("v1", json!([resource("events", "Event", &["ev"])])),
        ] },
        { "metadata": { "name": "metrics.k8s.io" }, "versions": [
            { "version": "v1", "freshness": "Stale", "resources": [] },
            version("v1beta1", json!([resource("pods", "PodMetrics", &[])])),
        ] },
        { "metadata": { "name": "example.com" }, "versions": [
            version("v1", json!([resource("po", "Po", &[])])),
        ] },
    ] });
    let mut discovery = Discovery::default();
    for document in [core, groups] {
        let list: Document = serde_json::from_value(document).unwrap();
        list.read(&mut discovery.resources, &mut discovery.failures);
    }
    discovery
}

#[test]
fn resources_are_found_by_every_name_kubectl_takes() {
    let discovery = aggregated();
    for (name, expected) in [
        ("pods", "pods.v1"),
        ("pod", "pods.v1"),
        ("Pod", "pods.v1"),
        ("pods.v1", "pods.v1"),
        ("pods.metrics.k8s.io", "pods.v1beta1.metrics.k8s.io"),
        ("PodMetrics", "pods.v1beta1.metrics.k8s.io"),
        ("deploy", "deployments.v1.apps"),
        ("deployments.apps", "deployments.v1.apps"),
        ("Deployment.v1beta1.apps", "deployments.v1beta1.apps"),
        ("ev", "events.v1"),
        ("events.events.k8s.io", "events.v1.events.k8s.io"),
        ("events.v1.events.k8s.io", "events.v1.events.k8s.io"),
        // A plural of any group beats a short name of an earlier one.
        ("po", "po.v1.example.com"),
    ] {
        assert_eq!(
            discovery.find(name).unwrap().resource.to_string(),
            expected,
            "{name}"
        );
    }
}

#[test]
fn unknown_names_say_what_could_not_be_asked() {
    let error = aggregated().find("wibbles.example.org").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Discovery);
    assert_eq!(
        error.to_string(),
        "the server does not have a resource type \"wibbles.example.org\" \
         (could not ask metrics.k8s.io/v1: the server has only stale discovery)"
    );
    assert!(aggregated().find("ghosts").is_err());
    assert!(aggregated().find("spectres").is_err());
    assert!(aggregated().find("").is_err());
}

#[test]
fn legacy_documents_say_the_same() {
    let list: Document = serde_json::from_value(json!({ "resources": [
        { "name": "pods", "singularName": "pod", "namespaced": true, "kind": "Pod",
          "verbs": ["get"], "shortNames": ["po"] },
        { "name": "pods/status", "singularName": "", "namespaced": true, "kind": "Pod", "verbs": [] },
        { "name": "nodes", "singularName": "", "namespaced": false, "kind": "Node", "verbs": [] },
    ] }))
    .unwrap();
    let resources = list.read_legacy("", "v1", true);
    assert_eq!(resources.len(), 2);
    assert_eq!(resources[0].subresources, ["status"]);
    assert_eq!(resources[1].resource.scope, crate::object::Scope::Cluster);
    assert!(resources[0].allows("get") && !resources[0].allows("watch"));
}
