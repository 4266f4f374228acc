//! Every verb on typed, dynamic and own types.

use k8s_openapi_0_29::api::core::v1::{ConfigMap, Namespace};
use outrigger::api::{Deleted, WatchEvent};
use outrigger::request::{Preconditions, ResourceVersionMatch};
use outrigger::{
    Api, ApplyOptions, CreateOptions, DeleteOptions, ListOptions, Patch, PatchOptions,
    ReplaceOptions, Resource, Unstructured, WatchOptions, scope,
};
use outrigger_suite::control_plane::ControlPlane;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Widget {
    metadata: Value,
    spec: WidgetSpec,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct WidgetSpec {
    size: u32,
    colour: Option<String>,
}

impl Resource for Widget {
    const GROUP: &'static str = "example.com";
    const VERSION: &'static str = "v1";
    const KIND: &'static str = "Widget";
    const PLURAL: &'static str = "widgets";
    type Scope = scope::Namespaced;
}

fn widget(name: &str, size: u32) -> Widget {
    Widget {
        metadata: json!({ "name": name }),
        spec: WidgetSpec { size, colour: None },
    }
}

#[tokio::test]
async fn every_verb_works_on_typed_dynamic_and_own_types() {
    let cluster = ControlPlane::start();
    cluster.define_widgets();
    let client = cluster.client("certificate").await;
    typed(&client.namespaced("default")).await;
    own(&client.namespaced("default")).await;
    dynamic(&client.resource("Widget").await.unwrap().within("default")).await;
    let names: Vec<_> = client
        .all::<Namespace>()
        .list(&ListOptions::new())
        .await
        .unwrap()
        .into_iter()
        .filter_map(|namespace| namespace.metadata.name)
        .collect();
    assert!(names.contains(&"kube-system".to_owned()), "{names:?}");
    discovery(&client).await;
}

async fn typed(maps: &Api<ConfigMap>) {
    let mut map: ConfigMap =
        serde_json::from_value(json!({ "metadata": { "name": "m" }, "data": { "a": "1" } }))
            .unwrap();
    let dry = maps
        .create(&map, &CreateOptions::new().dry_run())
        .await
        .unwrap();
    assert!(dry.metadata.uid.is_some());
    assert!(
        maps.get_opt("m").await.unwrap().is_none(),
        "a dry run stores nothing"
    );
    let stored = maps.create(&map, &CreateOptions::new()).await.unwrap();
    assert!(
        maps.create(&map, &CreateOptions::new())
            .await
            .unwrap_err()
            .is_already_exists()
    );

    map = stored.clone();
    map.data
        .get_or_insert_default()
        .insert("b".into(), "2".into());
    let replaced = maps
        .replace("m", &map, &ReplaceOptions::new())
        .await
        .unwrap();
    assert_eq!(replaced.data.as_ref().unwrap().len(), 2);
    assert!(
        maps.replace("m", &stored, &ReplaceOptions::new())
            .await
            .unwrap_err()
            .is_conflict()
    );

    let patches = [
        Patch::Merge(json!({ "data": { "a": null } })),
        Patch::Strategic(json!({ "data": { "c": "3" } })),
        Patch::Json(json!([{ "op": "replace", "path": "/data/b", "value": "4" }])),
    ];
    for patch in patches {
        maps.patch("m", &patch, &PatchOptions::new()).await.unwrap();
    }
    let data = maps.get("m").await.unwrap().data.unwrap();
    assert_eq!(json!(data), json!({ "b": "4", "c": "3" }));

    let applied = json!({ "data": { "d": "5" } });
    maps.apply("m", &applied, &ApplyOptions::by("suite"))
        .await
        .unwrap();
    let error = maps
        .apply(
            "m",
            &json!({ "data": { "b": "6" } }),
            &ApplyOptions::by("suite"),
        )
        .await
        .unwrap_err();
    assert!(error.is_conflict(), "{error}");
    maps.apply(
        "m",
        &json!({ "data": { "b": "6" } }),
        &ApplyOptions::by("suite").force(),
    )
    .await
    .unwrap();

    let wrong = DeleteOptions::new().preconditions(Preconditions::uid("another"));
    assert!(maps.delete("m", &wrong).await.unwrap_err().is_conflict());
    let deleted = maps.delete("m", &DeleteOptions::new()).await.unwrap();
    assert!(matches!(deleted, Deleted::Gone), "{deleted:?}");
}

async fn own(widgets: &Api<Widget>) {
    let stored = widgets
        .create(&widget("own", 3), &CreateOptions::new())
        .await
        .unwrap();
    assert_eq!(
        stored.spec.colour.as_deref(),
        Some("red"),
        "the server's default"
    );
    let error = widgets
        .create(&widget("bad", 0), &CreateOptions::new())
        .await
        .unwrap_err();
    assert!(error.is_invalid());
    let causes = &error.status().unwrap().details.causes;
    assert_eq!(causes[0].field, "spec.size", "{causes:?}");
    widgets.delete("own", &DeleteOptions::new()).await.unwrap();
}

async fn dynamic(widgets: &Api<Unstructured>) {
    let before = widgets.list(&ListOptions::new()).await.unwrap();
    for name in ["a", "b", "c"] {
        let mut object = Unstructured::new(widgets.resource(), name);
        object
            .as_map_mut()
            .insert("spec".into(), json!({ "size": 1 }));
        widgets
            .create(&object, &CreateOptions::new())
            .await
            .unwrap();
    }
    // In pages, each of the same moment.
    let first = widgets.list(&ListOptions::new().limit(2)).await.unwrap();
    assert_eq!(
        (first.items.len(), first.metadata.remaining_item_count),
        (2, Some(1))
    );
    let next = ListOptions::new()
        .limit(2)
        .continue_from(&first.metadata.continue_token);
    let second = widgets.list(&next).await.unwrap();
    assert_eq!(
        second.metadata.resource_version,
        first.metadata.resource_version
    );
    assert_eq!(
        (second.items[0].name(), second.items[0].kind()),
        ("c", "Widget")
    );
    let exact = Some(ResourceVersionMatch::Exact);
    let then = ListOptions::new().resource_version(&before.metadata.resource_version, exact);
    assert!(widgets.list(&then).await.unwrap().items.is_empty());

    // The same history as events.
    let mut watch = widgets
        .watch(&WatchOptions::since(&before.metadata.resource_version))
        .await
        .unwrap();
    for name in ["a", "b", "c"] {
        match watch.next().await.unwrap().unwrap() {
            WatchEvent::Added(object) => assert_eq!(object.name(), name),
            other => panic!("{other:?}"),
        }
    }
    let finalizer = json!({ "metadata": { "finalizers": ["example.com/hold"] } });
    widgets
        .patch("a", &Patch::Merge(finalizer), &PatchOptions::new())
        .await
        .unwrap();
    let deleted = widgets.delete("a", &DeleteOptions::new()).await.unwrap();
    assert!(matches!(deleted, Deleted::Ongoing(object) if object.name() == "a"));
}

async fn discovery(client: &outrigger::Client) {
    let discovery = client.discover().await.unwrap();
    assert!(
        discovery.failures().is_empty(),
        "{:?}",
        discovery.failures()
    );
    for (name, expected) in [
        ("po", "pods.v1"),
        ("pod", "pods.v1"),
        ("deploy", "deployments.v1.apps"),
        ("Deployment", "deployments.v1.apps"),
        ("hpa", "horizontalpodautoscalers.v2.autoscaling"),
        (
            "horizontalpodautoscalers.v1.autoscaling",
            "horizontalpodautoscalers.v1.autoscaling",
        ),
        ("ev", "events.v1"),
        ("events.events.k8s.io", "events.v1.events.k8s.io"),
        ("crd", "customresourcedefinitions.v1.apiextensions.k8s.io"),
        ("wdg", "widgets.v1.example.com"),
        ("widgets.example.com", "widgets.v1.example.com"),
    ] {
        assert_eq!(discovery.find(name).unwrap().resource.to_string(), expected);
    }
}
