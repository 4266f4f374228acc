use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::api::ObjectList;
use crate::object::{
    GroupVersionKind, ObjectMeta, Resource, Unstructured, UnstructuredList, scope,
};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Widget {
    metadata: ObjectMeta,
    spec: Spec,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Spec {
    parts: Vec<Part>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Part {
    size: u8,
}

impl Resource for Widget {
    const GROUP: &'static str = "example.com";
    const VERSION: &'static str = "v1";
    const KIND: &'static str = "Widget";
    const PLURAL: &'static str = "widgets";
    type Scope = scope::Namespaced;
}

#[test]
fn typed_objects_go_there_and_back() {
    let json = json!({
        "apiVersion": "example.com/v1", "kind": "Widget",
        "metadata": { "name": "a" }, "spec": { "parts": [{ "size": 1 }] },
    });
    let object = Unstructured::try_from(json.clone()).unwrap();
    assert_eq!(
        object.group_version_kind(),
        GroupVersionKind::of::<Widget>()
    );
    let widget: Widget = object.to_typed().unwrap();
    assert_eq!(Unstructured::from_typed(&widget), Ok(object));

    let mut list = ObjectList::default();
    list.items.push(widget);
    list.metadata.resource_version = "7".into();
    let untyped = UnstructuredList::from_typed(&list).unwrap();
    assert_eq!(
        serde_json::to_value(&untyped).unwrap(),
        json!({
            "apiVersion": "example.com/v1", "kind": "WidgetList",
            "metadata": { "resourceVersion": "7" }, "items": [json],
        })
    );
    let typed = untyped.to_typed::<Widget>().unwrap();
    assert_eq!((typed.items, typed.metadata), (list.items, list.metadata));
}

#[test]
fn misfits_name_the_place_and_not_the_value() {
    for (spec, message) in [
        (
            json!({ "parts": [{ "size": 1 }, { "size": "hunter2" }] }),
            ".spec.parts[1].size: invalid type: string, expected u8",
        ),
        (
            json!({ "parts": [{}] }),
            ".spec.parts[0]: missing field `size`",
        ),
        (
            json!({ "parts": [{ "size": 4711 }] }),
            ".spec.parts[0].size: invalid value: integer, expected u8",
        ),
        (
            json!("hunter2"),
            ".spec: invalid type: string, expected struct Spec",
        ),
    ] {
        let json = json!({ "metadata": {}, "spec": spec });
        let object = Unstructured::try_from(json.clone()).unwrap();
        let error = object.to_typed::<Widget>().unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");

        let list: UnstructuredList = serde_json::from_value(json!({ "items": [json] })).unwrap();
        let error = list.to_typed::<Widget>().unwrap_err();
        assert_eq!(error.to_string(), format!(".items[0]{message}"));
    }
    let error = Unstructured::try_from(json!({}))
        .unwrap()
        .to_typed::<Widget>();
    assert_eq!(error.unwrap_err().path(), ".");
}

/// client-go replaces both where one is missing.
#[test]
fn items_of_lists_get_the_kind_of_the_list() {
    let list: UnstructuredList = serde_json::from_value(json!({
        "apiVersion": "apps/v1", "kind": "DeploymentList", "metadata": null,
        "items": [{}, { "kind": "X" }, { "apiVersion": "y", "kind": "Y" }],
    }))
    .unwrap();
    let types: Vec<_> = list
        .items
        .iter()
        .map(|item| (item.api_version(), item.kind()))
        .collect();
    let deployment = ("apps/v1", "Deployment");
    assert_eq!(types, [deployment, deployment, ("y", "Y")]);

    let list: UnstructuredList = serde_json::from_str(r#"{"kind":"List","items":[{}]}"#).unwrap();
    assert_eq!(list.items[0].as_map().len(), 0);
    assert!(serde_json::from_str::<UnstructuredList>(r#"{"items":[1]}"#).is_err());
    let other = serde_json::from_str::<UnstructuredList>(r#"{"items":null}"#).unwrap();
    assert_eq!(serde_json::to_value(other).unwrap()["items"], json!([]));
}
