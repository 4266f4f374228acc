//! What a server serves, in the new form and the old, and with a group that fails.

use outrigger::{ErrorKind, Scope};
use outrigger_test::{Answer, MockTransport};
use serde_json::{Value, json};

use crate::client;

fn aggregated(items: &Value) -> Answer {
    let kind = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    let document = json!({ "kind": "APIGroupDiscoveryList", "items": items });
    Answer::bytes(document.to_string()).header("content-type", kind)
}

fn resource(plural: &str, kind: &str, scope: &str) -> Value {
    json!({
        "resource": plural, "responseKind": { "kind": kind }, "scope": scope,
        "singularResource": kind.to_lowercase(), "verbs": ["get", "list"],
        "shortNames": [&plural[..2]],
    })
}

#[test]
fn aggregated_discovery_takes_two_requests() {
    let mock = MockTransport::new();
    let core = json!([{ "metadata": {}, "versions": [{ "version": "v1", "freshness": "Current",
        "resources": [resource("pods", "Pod", "Namespaced"), resource("nodes", "Node", "Cluster")] }] }]);
    let groups = json!([
        { "metadata": { "name": "apps" }, "versions": [{ "version": "v1", "freshness": "Current",
            "resources": [resource("deployments", "Deployment", "Namespaced")] }] },
        { "metadata": { "name": "old.example" }, "versions": [{ "version": "v1", "freshness": "Stale" }] },
    ]);
    mock.get("/api").answer(aggregated(&core));
    mock.get("/apis").answer(aggregated(&groups));
    let discovery = mock.timer().run(client(&mock).discover()).unwrap();
    mock.verify();
    assert_eq!(mock.requests().len(), 2);
    let accept = mock.requests()[0].header("accept").unwrap().to_owned();
    assert!(
        accept.starts_with("application/json;g=apidiscovery.k8s.io;v=v2"),
        "{accept}"
    );
    for (name, expected) in [
        ("po", "pods.v1"),
        ("Node", "nodes.v1"),
        ("deployments.apps", "deployments.v1.apps"),
    ] {
        assert_eq!(discovery.find(name).unwrap().resource.to_string(), expected);
    }
    assert_eq!(discovery.find("no").unwrap().resource.scope, Scope::Cluster);
    assert_eq!(discovery.failures().len(), 1);
}

/// The old form: core, a group that answers, and one that does not.
fn legacy() -> MockTransport {
    let mock = MockTransport::new();
    let versions =
        |group: &str| json!([{ "groupVersion": format!("{group}/v1"), "version": "v1" }]);
    let group = |name: &str| {
        json!({ "name": name, "versions": versions(name),
        "preferredVersion": { "groupVersion": format!("{name}/v1"), "version": "v1" } })
    };
    let pods = json!([{ "name": "pods", "singularName": "pod", "namespaced": true,
        "kind": "Pod", "verbs": ["get"] }, { "name": "pods/status", "singularName": "",
        "namespaced": true, "kind": "Pod", "verbs": ["get"] }]);
    let widgets = json!([{ "name": "widgets", "singularName": "widget", "namespaced": false,
        "kind": "Widget", "verbs": ["get"] }]);
    let answer = |path: &str, body: Value| {
        mock.get(path).answer(Answer::json(&body));
    };
    answer("/api", json!({ "kind": "APIVersions", "versions": ["v1"] }));
    answer(
        "/api/v1",
        json!({ "kind": "APIResourceList", "resources": pods }),
    );
    answer(
        "/apis",
        json!({ "kind": "APIGroupList",
        "groups": [group("metrics.k8s.io"), group("example.com")] }),
    );
    answer(
        "/apis/example.com/v1",
        json!({ "kind": "APIResourceList", "resources": widgets }),
    );
    mock.get("/apis/metrics.k8s.io/v1")
        .answer(Answer::api_error(
            503,
            "ServiceUnavailable",
            "the adapter is down",
        ));
    mock
}

#[test]
fn legacy_discovery_survives_a_failing_group() {
    let mock = legacy();
    let discovery = mock.timer().run(client(&mock).discover()).unwrap();
    mock.verify();
    assert_eq!(discovery.find("pod").unwrap().subresources, ["status"]);
    let widget = discovery.find("widgets.example.com").unwrap();
    assert_eq!(widget.resource.scope, Scope::Cluster);
    let [failure] = discovery.failures() else {
        panic!("{:?}", discovery.failures())
    };
    assert_eq!(
        (failure.group.as_str(), failure.version.as_str()),
        ("metrics.k8s.io", "v1")
    );
    assert!(
        failure.reason.contains("the adapter is down (503)"),
        "{failure}"
    );
    // What is not found may be in the group that failed.
    let error = discovery.find("podmetrics").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Discovery);
    assert!(
        error
            .to_string()
            .contains("could not ask metrics.k8s.io/v1"),
        "{error}"
    );
}

#[test]
fn a_resource_is_found_by_name_and_used() {
    let mock = legacy();
    mock.get("/apis/example.com/v1/widgets/w")
        .answer(Answer::json(&json!({ "metadata": { "name": "w" } })));
    mock.timer().run(async {
        let widgets = client(&mock).resource("Widget").await.unwrap();
        assert_eq!(widgets.get("w").await.unwrap().name(), "w");
    });
    mock.verify();
}

#[test]
fn an_error_of_discovery_has_the_code_of_the_answer() {
    let broken = || Answer::bytes("<html>");
    let versions = || json!({ "kind": "APIVersions", "versions": [] });
    let status = json!({ "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 503 });
    for (api, groups, kind) in [
        (broken(), None, ErrorKind::Decode),
        (aggregated(&json!(1)), None, ErrorKind::Decode),
        (Answer::json(&versions()), Some(broken()), ErrorKind::Decode),
        // A Status of a failure is one, whatever its code.
        (Answer::json(&status), None, ErrorKind::Api),
    ] {
        let mock = MockTransport::new();
        let audited = |answer: Answer| answer.header("audit-id", "a-1");
        mock.get("/api").answer(audited(api));
        if let Some(groups) = groups {
            mock.get("/apis").answer(audited(groups));
        }
        let error = mock.timer().run(client(&mock).discover()).unwrap_err();
        let code = error.http_status().map(|code| code.as_u16());
        assert_eq!((error.kind(), code), (kind, Some(200)), "{error}");
        assert_eq!(error.audit_id(), Some("a-1"), "{error}");
    }
}

#[test]
fn discovery_that_fails_says_so() {
    for (api, expected) in [
        (Answer::status(403), "get /api: "),
        (
            Answer::bytes("<html>"),
            "is there a proxy in front of the API server?",
        ),
    ] {
        let mock = MockTransport::new();
        mock.get("/api").answer(api);
        let error = mock
            .timer()
            .run(client(&mock).resource("pods"))
            .unwrap_err();
        assert!(
            error.chain().to_string().contains(expected),
            "{}",
            error.chain()
        );
    }
    // A server of aggregated APIs alone has no core group.
    let mock = MockTransport::new();
    mock.get("/api").answer(Answer::status(404));
    mock.get("/apis").answer(aggregated(&json!([])));
    let found = mock.timer().run(client(&mock).discover()).unwrap();
    assert!(found.resources().is_empty() && found.failures().is_empty());
}
