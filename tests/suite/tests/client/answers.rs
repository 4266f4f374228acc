//! What a client makes of answers that are as they should be.

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::api::{Deleted, WatchEvent};
use outrigger::{
    Api, CreateOptions, DeleteOptions, ListOptions, Resource, Unstructured, WatchOptions,
};
use outrigger_test::{Answer, MockTransport};
use serde_json::json;

use crate::{Widget, client, config_map, mock, widget};

#[test]
fn answers_become_objects() {
    let mock = mock();
    let (client, timer) = (client(&mock), mock.timer().clone());
    let widgets: Api<Widget> = client.all();
    let page = timer.run(widgets.list(&ListOptions::new())).unwrap();
    assert_eq!(page.metadata.continue_token, "more");
    assert_eq!(page.metadata.remaining_item_count, Some(4));
    assert_eq!(page.items, [widget()]);
    let untyped = Api::dynamic(client, Widget::api_resource());
    let page = timer.run(untyped.list(&ListOptions::new())).unwrap();
    let first: &Unstructured = page.iter().next().unwrap();
    assert_eq!(
        (first.api_version(), first.kind()),
        ("example.com/v1alpha1", "Widget")
    );
    let maps: Api<ConfigMap> = widgets.client().namespaced("a");
    let made = timer
        .run(maps.create(&config_map(), &CreateOptions::new()))
        .unwrap();
    assert_eq!(made.metadata.name.as_deref(), Some("w"));
}

#[test]
fn a_watch_yields_events_and_one_last_error() {
    let mock = MockTransport::new();
    let widgets: Api<Widget> = client(&mock).all();
    let object = json!({ "metadata": { "name": "w" }, "size": 3 });
    let lines = [
        json!({ "type": "ADDED", "object": object }),
        json!({ "type": "MODIFIED", "object": object }),
        json!({ "type": "DELETED", "object": object }),
        json!({ "type": "BOOKMARK", "object": { "metadata": { "resourceVersion": "12" } } }),
        json!({ "type": "ERROR", "object": { "code": 410, "reason": "Expired", "message": "old" } }),
        json!({ "type": "ADDED", "object": object }),
    ];
    let chunks = lines.map(|line| format!("{line}\n"));
    let path = "/apis/example.com/v1alpha1/widgets?watch=true";
    mock.get(path).answer(Answer::chunks(chunks));
    mock.timer().run(async {
        let mut events = widgets.watch(&WatchOptions::since("1")).await.unwrap();
        let mut next = async || events.next().await;
        assert!(matches!(next().await, Some(Ok(WatchEvent::Added(it))) if it == widget()));
        assert!(matches!(next().await, Some(Ok(WatchEvent::Modified(_)))));
        assert!(matches!(next().await, Some(Ok(WatchEvent::Deleted(_)))));
        assert!(matches!(next().await, Some(Ok(WatchEvent::Bookmark(at))) if at == "12"));
        let error = next().await.unwrap().unwrap_err();
        assert!(error.is_expired());
        assert_eq!(
            error.to_string(),
            "watch /apis/example.com/v1alpha1/widgets: old (410)"
        );
        assert!(next().await.is_none());
    });
}

#[test]
fn a_delete_says_whether_the_object_is_gone() {
    let dying = json!({ "kind": "Widget", "metadata": { "name": "w",
        "deletionTimestamp": "2026-01-01T00:00:00Z" }, "size": 3 });
    let dead = json!({ "kind": "Widget", "metadata": { "name": "w" }, "size": 3 });
    let status = json!({ "kind": "Status", "status": "Success", "details": { "name": "w" } });
    for (answer, gone) in [(dying, false), (dead, true), (status, true)] {
        let mock = MockTransport::new();
        mock.delete("/apis/example.com/v1alpha1/widgets/w")
            .answer(Answer::json(&answer));
        let widgets: Api<Widget> = client(&mock).all();
        let deleted = mock.timer().run(widgets.delete("w", &DeleteOptions::new()));
        assert_eq!(matches!(deleted.unwrap(), Deleted::Gone), gone, "{answer}");
    }
}

/// A request of one's own may ask for YAML; those of `Api` ask for JSON, and know nothing else.
#[test]
fn yaml_is_read_where_it_may_be_asked_for() {
    let mock = MockTransport::new();
    let path = "/apis/example.com/v1alpha1/widgets/w";
    let yaml = Answer::bytes("metadata: { name: w }\nsize: 3\n");
    let yaml = yaml.header("content-type", "application/yaml");
    mock.get(path).always().answer(yaml);
    let (client, timer) = (client(&mock), mock.timer().clone());
    let request = client.rest_unversioned().get().abs_path(path);
    let request = request.accept("application/yaml");
    assert_eq!(timer.run(request.into::<Widget>()).unwrap(), widget());
    let error = timer.run(client.all::<Widget>().get("w")).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("get {path}: the answer is of the media type \"application/yaml\", not JSON")
    );
}
