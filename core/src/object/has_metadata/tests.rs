use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::*;
use crate::object::GroupVersionKind;

fn exercise_decoded<T: HasMetadata + Serialize + DeserializeOwned>() {
    let json = json!({
        "metadata": {
            "name": "web-0", "namespace": "shop", "uid": "u", "resourceVersion": "7",
            "generation": 2, "creationTimestamp": "2026-11-21T12:04:05Z",
            "deletionTimestamp": "2026-11-21T12:05:05Z",
            "labels": { "app": "web" }, "finalizers": ["a/b"],
            "managedFields": [{ "manager": "kubectl" }],
        },
    });
    let mut object: T = serde_json::from_value(json).unwrap();
    assert_eq!(object.key(), ObjectKey::namespaced("shop", "web-0"));
    assert_eq!((object.uid(), object.resource_version()), ("u", "7"));
    assert_eq!((object.generation(), object.label("app")), (2, Some("web")));
    let times = [object.creation_timestamp(), object.deletion_timestamp()];
    assert_eq!(
        times,
        [1_795_262_645, 1_795_262_705].map(|at| Some(Time::from_unix(at)))
    );
    assert!(!object.add_finalizer("a/b") && object.remove_finalizer("a/b"));
    object.clear_managed_fields();
    let left = serde_json::to_value(&object).unwrap();
    for gone in ["finalizers", "managedFields"] {
        assert_eq!(left["metadata"].get(gone), None, "{left}");
    }
}

/// What must hold of every holder, beginning with an empty one.
pub(in crate::object) fn exercise<T: HasMetadata + Serialize + DeserializeOwned>(mut object: T) {
    exercise_decoded::<T>();
    assert_eq!(
        (object.name(), object.namespace(), object.uid()),
        ("", None, "")
    );
    assert_eq!(
        (object.generation(), object.deletion_timestamp()),
        (0, None)
    );
    assert!(object.labels().is_empty() && object.owner_references().is_empty());

    object.set_name("web-0");
    object.set_namespace("shop");
    assert_eq!(object.key().to_string(), "shop/web-0");
    object.set_namespace("");
    assert_eq!(object.key().namespace(), None);
    object.set_resource_version("12");
    assert_eq!(object.resource_version(), "12");

    object.set_label("b", "2");
    object.set_label("a", "1");
    object.remove_label("c");
    assert_eq!(object.labels(), BTreeMap::from([("a", "1"), ("b", "2")]));
    object.remove_label("a");
    assert_eq!((object.label("a"), object.label("b")), (None, Some("2")));
    object.set_annotation("note", "x");
    assert_eq!(object.annotation("note"), Some("x"));
    object.remove_annotation("note");
    assert!(object.annotations().is_empty());

    assert!(object.add_finalizer("a/b") && object.add_finalizer("a/c"));
    assert!(!object.add_finalizer("a/b"));
    assert!(object.remove_finalizer("a/b") && !object.remove_finalizer("a/b"));
    assert_eq!(object.finalizers(), ["a/c"]);

    let owner = ObjectMeta {
        uid: "u".into(),
        ..ObjectMeta::named("web")
    };
    let kind = GroupVersionKind::new("apps", "v1", "StatefulSet");
    object.add_owner_reference(OwnerReference::new(&owner, &kind));
    assert_eq!(object.controller_reference(), None);
    let controller = OwnerReference::controller(&owner, &kind);
    object.add_owner_reference(controller.clone());
    assert_eq!(object.owner_references().len(), 1);
    assert_eq!(object.controller_reference(), Some(controller));
}

#[test]
fn metadata_is_read_and_changed_alike() {
    exercise(Unstructured::try_from(json!({})).unwrap());
    exercise(PartialObjectMetadata::default());
    exercise(TableRow::default());
}

/// Go writes the beginning of year 1 where nothing is set.
#[test]
fn zero_times_are_none() {
    fn times<T: HasMetadata + DeserializeOwned>(json: &Value) -> [Option<Time>; 2] {
        let object: T = serde_json::from_value(json.clone()).unwrap();
        [object.creation_timestamp(), object.deletion_timestamp()]
    }

    let zero = "0001-01-01T00:00:00Z";
    let json = json!({ "metadata": { "creationTimestamp": zero, "deletionTimestamp": zero } });
    assert_eq!(times::<Unstructured>(&json), [None; 2]);
    assert_eq!(times::<PartialObjectMetadata>(&json), [None; 2]);
    assert_eq!(times::<TableRow>(&json), [None; 2]);
}

#[test]
fn an_owner_is_added_to_whatever_is_there() {
    let kind = GroupVersionKind::new("example.com", "v1", "Widget");
    let owner = |uid: &str| {
        let owner = ObjectMeta {
            uid: uid.into(),
            ..ObjectMeta::named("a")
        };
        OwnerReference::new(&owner, &kind)
    };
    let json = |uid: &str| json!(owner(uid));
    let odd = json!([
        1,
        { "uid": "u", "controller": "yes" },
        { "uid": "v", "controller": null, "since": "1.40" },
    ]);
    let mut before = odd.as_array().unwrap().clone();
    for (there, uid, expected) in [
        (Value::Null, "u", vec![json("u")]),
        (json!("none"), "u", vec![json("u")]),
        (json!([json("u")]), "u", vec![json("u")]),
        (odd.clone(), "w", {
            let mut all = before.clone();
            all.push(json("w"));
            all
        }),
        (odd, "v", {
            before[2] = json("v");
            before
        }),
    ] {
        let object = json!({ "metadata": { "ownerReferences": &there } });
        let mut object = Unstructured::try_from(object).unwrap();
        object.add_owner_reference(owner(uid));
        let owners = object.path("/metadata/ownerReferences").unwrap();
        assert_eq!(owners, &Value::from(expected), "{there} {uid}");
    }
}

#[test]
fn what_has_the_wrong_type_is_absent_and_can_be_replaced() {
    let json = json!({ "metadata": { "name": 1, "labels": [], "finalizers": "x" } });
    let mut object = Unstructured::try_from(json).unwrap();
    assert_eq!((HasMetadata::name(&object), object.label("a")), ("", None));
    assert!(HasMetadata::labels(&object).is_empty() && object.finalizers().is_empty());
    object.set_label("a", "1");
    assert_eq!(object.label("a"), Some("1"));
    let mut object = Unstructured::try_from(json!({ "metadata": null })).unwrap();
    object.set_name("a");
    assert_eq!(object.name(), "a");
}
