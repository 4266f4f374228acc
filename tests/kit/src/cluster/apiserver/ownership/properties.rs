//! What holds of ownership whatever is written.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::compare::compare;
use super::fields_of::fields_of;
use super::recorded::resource;
use super::{Update, keep_times};

/// JSON of the fields that custom resources and deployments have, fitting or not.
fn values() -> impl Strategy<Value = Value> {
    let names = "spec|tags|ports|steps|any|name|port|template|metadata|containers|labels|image";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-1..3i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a<\"]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(names, inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn objects() -> impl Strategy<Value = Value> {
    (values(), values(), values()).prop_map(|(labels, spec, entries)| {
        json!({
            "metadata": {"name": "it", "labels": labels, "managedFields": entries},
            "spec": spec,
        })
    })
}

fn track(plural: &str, manager: &str, live: Option<&Value>, new: &mut Value) {
    let resource = resource(plural);
    Update::of(&resource, "", manager, "2026-01-01T00:00:00Z").track(live, new);
    if let Some(live) = live {
        keep_times(live, new);
    }
}

proptest! {
    #[test]
    fn nothing_is_changed_by_writing_the_same_again(new in objects()) {
        for plural in ["widgets", "deployments"] {
            let mut first = new.clone();
            track(plural, "a", None, &mut first);
            let mut second = first.clone();
            track(plural, "b", Some(&first), &mut second);
            prop_assert_eq!(&first, &second);
        }
    }

    #[test]
    fn nothing_sent_or_stored_is_too_odd(live in values(), new in values(), object in objects()) {
        for plural in ["widgets", "deployments"] {
            track(plural, "a", Some(&live), &mut new.clone());
            track(plural, "a", Some(&object), &mut new.clone());
            track(plural, "a", Some(&live), &mut object.clone());
        }
    }

    #[test]
    fn what_is_set_is_added(value in values(), older in values()) {
        let resource = resource("widgets");
        let schema = resource.schema.field("spec").unwrap().field("any").unwrap();
        let wrapped = |value| Value::Object(Map::from_iter([("x".to_owned(), value)]));
        let (value, older) = (wrapped(value), wrapped(older));
        let created = compare(schema, &json!({}), &value);
        prop_assert!(fields_of(schema, &value).difference(&created.added).is_empty());
        prop_assert!(created.removed.is_empty() && created.modified.is_empty());
        let forth = compare(schema, &older, &value);
        let back = compare(schema, &value, &older);
        prop_assert_eq!(forth.added, back.removed);
        prop_assert_eq!(forth.modified, back.modified);
    }
}
