use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::{ByName, same_before};

fn map(entries: &[(&str, u32)]) -> ByName<u32> {
    entries.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect()
}

#[test]
fn entries_are_sorted_and_the_last_of_a_name_stays() {
    for (entries, expected) in [
        (&[][..], json!([])),
        (&[("a", 1)][..], json!([["a", 1]])),
        (&[("a", 1), ("b", 2)], json!([["a", 1], ["b", 2]])),
        (&[("b", 1), ("a", 2)], json!([["a", 2], ["b", 1]])),
        (&[("a", 1), ("a", 2)], json!([["a", 2]])),
        (
            &[("b", 1), ("", 2), ("b", 3), ("ä", 4), ("B", 5), ("b", 6)],
            json!([["", 2], ["B", 5], ["b", 6], ["ä", 4]]),
        ),
    ] {
        let map = map(entries);
        assert_eq!(json!(map.iter().collect::<Vec<_>>()), expected);
        assert_eq!(map.is_empty(), entries.is_empty());
        assert_eq!(map.len(), map.into_iter().count());
    }
}

#[test]
fn it_prints_and_serialises_as_a_map() {
    let map = map(&[("b", 2), ("a", 1)]);
    assert_eq!(format!("{map:?}"), r#"{"a": 1, "b": 2}"#);
    assert_eq!(json!(map), json!({ "a": 1, "b": 2 }));
    assert_eq!(map[&"a".to_owned()], 1);
}

#[test]
#[should_panic(expected = "no entry")]
fn there_is_nothing_at_a_name_that_is_not_there() {
    let _ = map(&[("a", 1)])["b"];
}

#[test]
fn the_nearest_of_the_same_name_is_found() {
    let names = ["b", "a", "b", "c", "b", "a"].map(str::to_owned);
    let expected = [None, None, Some(0), None, Some(2), Some(1)];
    assert_eq!(same_before(&names), expected);
    assert_eq!(same_before(&[]), []);
}

#[derive(Clone, Debug)]
enum Step {
    Insert(String, u32),
    Remove(String),
    Extend(Vec<(String, u32)>),
    Append(Vec<(String, u32)>),
    /// Keeps the values below.
    Retain(u32),
    /// Adds one to each.
    Count,
    Change(String, u32),
    Clear,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let name = || "[ab]{0,3}";
    let step = prop_oneof![
        4 => (name(), 0..100_u32).prop_map(|(name, value)| Step::Insert(name, value)),
        2 => name().prop_map(Step::Remove),
        2 => prop::collection::vec((name(), 0..100_u32), 0..60).prop_map(Step::Extend),
        1 => prop::collection::vec((name(), 0..100_u32), 0..9).prop_map(Step::Append),
        1 => (0..100_u32).prop_map(Step::Retain),
        1 => Just(Step::Count),
        1 => (name(), 0..100_u32).prop_map(|(name, value)| Step::Change(name, value)),
        1 => Just(Step::Clear),
    ];
    prop::collection::vec(step, 0..20)
}

fn apply(step: Step, map: &mut ByName<u32>, model: &mut BTreeMap<String, u32>) {
    match step {
        Step::Insert(name, value) => {
            assert_eq!(map.insert(name.clone(), value), model.insert(name, value));
        }
        Step::Remove(name) => {
            assert_eq!(map.contains_key(&name), model.contains_key(&name));
            assert_eq!(map.remove_entry(&name), model.remove_entry(&name));
            assert_eq!(map.remove(&name), None);
        }
        Step::Extend(entries) => {
            map.extend(entries.clone());
            model.extend(entries);
        }
        Step::Append(entries) => {
            let mut more = ByName::from_iter(entries.clone());
            map.append(&mut more);
            assert!(more.is_empty());
            model.extend(entries);
        }
        Step::Retain(below) => {
            map.retain(|_, value| *value < below);
            model.retain(|_, value| *value < below);
        }
        Step::Count => {
            map.values_mut().for_each(|value| *value += 1);
            model.values_mut().for_each(|value| *value += 1);
            for (name, value) in &mut *map {
                *value += name.len() as u32;
            }
            *map = std::mem::take(map).map(|name, value| value + name.len() as u32);
            for (name, value) in model {
                *value += 2 * name.len() as u32;
            }
        }
        Step::Change(name, to) => {
            let (value, expected) = (map.get_mut(&name), model.get_mut(&name));
            assert_eq!(value, expected);
            if let (Some(value), Some(expected)) = (value, expected) {
                (*value, *expected) = (to, to);
            }
        }
        Step::Clear => {
            map.clear();
            model.clear();
        }
    }
}

proptest! {
    #[test]
    fn it_does_what_a_btree_map_does(steps in steps()) {
        let (mut map, mut model) = (ByName::new(), BTreeMap::new());
        for step in steps {
            apply(step, &mut map, &mut model);
            prop_assert!(map.iter().eq(&model));
            prop_assert!(map.keys().eq(model.keys()) && map.values().eq(model.values()));
            prop_assert!(model.iter().all(|(name, value)| map.get(name) == Some(value)));
            prop_assert_eq!(&map, &model.clone().into_iter().rev().collect());
        }
    }
}
