//! Numbers, maps, lists and what is flattened.

use serde_json::{Value, json};

use super::{Case, FlatKind, FreeKind, ListsKind, MapsKind, NumbersKind, OddKind};

pub(super) fn free() -> Case {
    Case::of::<FreeKind>(
        vec![
            json!({ "any": { "a": [1, { "b": null }] }, "map": { "a": 1, "b": {} }, "list": [1, "x", {}, []] }),
            json!({ "any": 3, "maybe": "x", "map": {}, "list": [] }),
            json!({ "any": null, "maybe": null, "map": { "a": null }, "list": [null] }),
        ],
        vec![
            json!({ "any": 3, "map": [], "list": [] }),
            json!({ "any": 3, "map": {}, "list": {} }),
        ],
    )
}

pub(super) fn maps() -> Case {
    Case::of::<MapsKind>(
        vec![
            json!({ "by_number": { "3": "x" }, "by_plain": { "A": true }, "of_maps": { "x": { "y": 3, "z": null } } }),
        ],
        vec![
            json!({ "by_number": { "3": 3 }, "by_plain": {}, "of_maps": {} }),
            json!({ "by_number": {}, "by_plain": { "A": 3 }, "of_maps": {} }),
            json!({ "by_number": {}, "by_plain": {}, "of_maps": { "x": { "y": "z" } } }),
        ],
    )
}

pub(super) fn numbers() -> Case {
    let numbers = |field: &str, value: Value| {
        let mut numbers = json!({
            "a": 255, "b": -128, "c": 65535, "d": 4_294_967_295_u32, "e": i64::MIN, "f": i64::MAX,
            "g": 3, "h": 3, "i": 1.5, "j": 3, "k": "x", "l": true,
        });
        numbers[field] = value;
        numbers
    };
    Case::of::<NumbersKind>(
        vec![numbers("a", json!(0)), numbers("j", json!(-1e300))],
        [
            ("a", json!(256)),
            ("b", json!(-129)),
            ("c", json!(-1)),
            ("d", json!(4_294_967_296_u64)),
            ("f", json!(-1)),
            ("g", json!(1.5)),
            ("i", json!("x")),
            ("k", json!("")),
            ("k", json!("xy")),
            ("l", json!(0)),
        ]
        .map(|(field, value)| numbers(field, value))
        .into(),
    )
}

pub(super) fn lists() -> Case {
    let lists = |field: &str, value: Value| {
        let mut lists = json!({
            "set": ["a", "b"], "pair": [1, "x"], "alike": [1, 2, 3], "array": [true, false],
            "nested": [[1], null, []],
        });
        lists[field] = value;
        lists
    };
    Case::of::<ListsKind>(
        vec![lists("set", json!([]))],
        [
            ("set", json!(["a", "a"])),
            ("pair", json!([1])),
            ("pair", json!([1, {}])),
            ("alike", json!([1, 2, 300])),
            ("array", json!([true])),
            ("nested", json!([["x"]])),
        ]
        .map(|(field, value)| lists(field, value))
        .into(),
    )
}

pub(super) fn odd() -> Case {
    let odd = json!({
        "unit": null, "newtype": 3, "nothing": {}, "result": { "Ok": 3 },
        "time": { "secs": 3, "nanos": 4 }, "address": "::1",
    });
    Case::of::<OddKind>(
        vec![odd.clone()],
        vec![{
            let mut odd = odd;
            odd["result"] = json!({ "Ok": 3, "Err": "x" });
            odd
        }],
    )
}

pub(super) fn flat() -> Case {
    let flat = |one: Value, two: Value| json!({ "one": one, "two": two, "open": { "a": 3, "b": { "c": [] }, "d": "x" } });
    let (one, two) = (
        json!({ "a": 3, "leaf": ["A"], "circle": 2 }),
        json!({ "kind": "Number", "value": 4 }),
    );
    Case::of::<FlatKind>(
        vec![
            flat(one.clone(), two.clone()),
            flat(one.clone(), json!({ "circle": 3, "kind": "None" })),
        ],
        vec![
            flat(json!({ "a": 3, "leaf": ["A"] }), two.clone()),
            flat(json!({ "a": 3, "leaf": ["C"], "circle": 2 }), two),
            flat(one, json!({ "circle": 3, "kind": "Number", "value": "x" })),
        ],
    )
}
