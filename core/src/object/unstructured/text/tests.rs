use std::thread;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::Text;
use crate::object::unstructured::Content;
use crate::object::{HasMetadata, Unstructured, read};

fn decoded(json: &str) -> Result<Map<String, Value>, serde_json::Error> {
    serde_json::from_str(json)
}

/// JSON text as any server might write it: with white space, with keys that are there twice, with
/// characters escaped that need not be.
fn any_json() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| number.to_string()),
        any::<f64>()
            .prop_filter("JSON has no infinity", |number| number.is_finite())
            .prop_map(|number| format!("{number:e}")),
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,12})?([eE][+-]?[0-9]{1,2})?",
    ];
    let word = prop_oneof![Just("true"), Just("false"), Just("null")];
    let leaf = prop_oneof![number, word.prop_map(str::to_owned), any_string()];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            any_object(inner.clone()),
            (prop::collection::vec(inner, 0..6), space())
                .prop_map(|(values, space)| { format!("[{space}{}{space}]", values.join(",")) }),
        ]
    })
}

fn any_object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let member = (any_key(), space(), space(), value)
        .prop_map(|(key, before, behind, value)| format!("{before}{key}{behind}:{behind}{value}"));
    (prop::collection::vec(member, 0..7), space())
        .prop_map(|(members, space)| format!("{{{}{space}}}", members.join(&format!("{space},"))))
}

/// Few keys, so that they come twice and are what is asked for.
fn any_key() -> impl Strategy<Value = String> {
    let known = prop_oneof![
        Just("metadata"),
        Just("m\\u0065tadata"),
        Just("name"),
        Just("labels"),
        Just("spec"),
        Just("kind"),
        Just("a/b"),
        Just("$serde_json::private::RawValue"),
        Just("\\u0024serde_json::private::Number"),
        Just("~1"),
        Just("0"),
        Just(""),
    ];
    prop_oneof![known.prop_map(|key| format!("\"{key}\"")), any_string()]
}

fn any_string() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[ -!#-\\[\\]-~]{0,12}",
        "[äß€😀\u{7f}\u{2028}]{1,3}",
        Just("\\n".to_owned()),
        Just("\\\"\\\\\\/".to_owned()),
        Just("\\u003c\\u0000".to_owned()),
        Just("\\ud83d\\ude00".to_owned()),
    ];
    prop::collection::vec(part, 0..4).prop_map(|parts| format!("\"{}\"", parts.concat()))
}

fn space() -> impl Strategy<Value = &'static str> {
    prop_oneof![4 => Just(""), 1 => Just(" "), 1 => Just("\r\n\t")]
}

/// The pointers to all values in `value`, and to some that are not there.
fn pointers(value: &Value, here: &str, all: &mut Vec<String>) {
    let step = |key: &str| format!("{here}/{}", key.replace('~', "~0").replace('/', "~1"));
    all.push(here.to_owned());
    all.push(format!("{here}/absent"));
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                pointers(value, &step(key), all);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                pointers(value, &step(&index.to_string()), all);
            }
            all.extend(["00", "+0", "-", "9"].map(step));
        }
        _ => {}
    }
}

fn agrees(json: &str, map: &Map<String, Value>) {
    let whole = Value::Object(map.clone());
    let mut all = vec!["metadata".to_owned(), "/".to_owned()];
    pointers(&whole, "", &mut all);
    for pointer in &all {
        // Each as the first that is asked for: later ones may be read of the whole.
        let object = Unstructured::from_json(json).unwrap();
        let expected = whole.pointer(pointer).filter(|_| !pointer.is_empty());
        assert_eq!(object.path(pointer), expected, "{pointer} of {json}");
        assert_eq!(object.path(pointer), expected, "{pointer} of {json}, again");
    }
    let object = Unstructured::from_json(json).unwrap();
    let plain: Unstructured = Value::Object(map.clone()).try_into().unwrap();
    assert_eq!(object.name(), plain.name(), "{json}");
    assert_eq!(object.kind(), plain.kind(), "{json}");
    assert!(object.labels().eq(plain.labels()), "{json}");
    for pointer in &all {
        let expected = whole.pointer(pointer).filter(|_| !pointer.is_empty());
        assert_eq!(object.path(pointer), expected, "{pointer} of {json}, late");
    }
    assert_eq!(object.as_map(), map);
    assert_eq!(object, plain);
    let written = serde_json::to_string(&object).unwrap();
    assert_eq!(written, serde_json::to_string(&plain).unwrap());
    assert_eq!(Value::from(object), whole);
}

proptest! {
    #[test]
    fn reading_late_is_reading_at_once(json in any_object(any_json())) {
        // Where serde_json takes a key for its own, it may refuse the object.
        match decoded(&json) {
            Ok(map) => agrees(&json, &map),
            Err(_) => prop_assert!(Unstructured::from_json(&json).is_err(), "{}", json),
        }
    }

    /// Whatever is taken for JSON here is JSON to serde_json, or it would be empty later; and what
    /// is not taken is none.
    #[test]
    fn what_is_wrong_is_wrong_at_once(
        json in any_object(any_json()),
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>(), 0..24_usize), 1..4),
    ) {
        const PARTS: [&str; 24] = [
            "", "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "1e999", "e+", "tru",
            "null", "\n", "\u{1}", "\\u", "\\ud800", "\\udc00", "\\x", "é",
        ];
        let mut json = json;
        for (place, replace, part) in places {
            let starts: Vec<usize> = json.char_indices().map(|(at, _)| at).collect();
            let at = *place.get(&starts);
            let behind = json[at..].chars().next().map_or(0, char::len_utf8);
            json.replace_range(at..at + if replace { behind } else { 0 }, PARTS[part]);
            if json.is_empty() {
                return Ok(());
            }
        }
        match decoded(&json) {
            Ok(map) => {
                // Its own keys are left to serde_json, in whatever spelling.
                prop_assert!(Text::new(&json).is_some() || json.contains("private::"), "{}", json);
                agrees(&json, &map);
            }
            Err(_) => prop_assert!(Text::new(&json).is_none(), "{}", json),
        }
    }
}

#[test]
fn the_limits_are_those_of_serde_json() {
    let nested = |open: &str, close: &str, levels: usize| {
        format!("{{\"a\":{}1{}}}", open.repeat(levels), close.repeat(levels))
    };
    let digits = "9".repeat(309);
    let mut cases = vec![
        String::new(),
        " ".to_owned(),
        "<html>".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "{}".to_owned(),
        " { } \n".to_owned(),
        "{}}".to_owned(),
        "{} {}".to_owned(),
        "{\"a\":1".to_owned(),
        "{\"a\":1,}".to_owned(),
        "{\"a\" 1}".to_owned(),
        "{a:1}".to_owned(),
        "{\"a\":01}".to_owned(),
        "{\"a\":-}".to_owned(),
        "{\"a\":+1}".to_owned(),
        "{\"a\":.5}".to_owned(),
        "{\"a\":5.}".to_owned(),
        "{\"a\":1e}".to_owned(),
        "{\"a\":1e308}".to_owned(),
        "{\"a\":1e309}".to_owned(),
        "{\"a\":1e-400}".to_owned(),
        "{\"a\":0e999999999999}".to_owned(),
        format!("{{\"a\":{digits}}}"),
        format!("{{\"a\":{digits}9}}"),
        format!("{{\"a\":0.{digits}}}"),
        "{\"a\":\"\t\"}".to_owned(),
        "{\"a\":\"\u{7f}\"}".to_owned(),
        "{\"a\":\"\\ud800\"}".to_owned(),
        "{\"a\":\"\\ud800\\u0041\"}".to_owned(),
        "{\"a\":\"\\ud800xx\\udc00\"}".to_owned(),
        "{\"\\udc00\":1}".to_owned(),
        "{\"a\":\"\\uD83D\\uDE00\"}".to_owned(),
        "{\"a\":\"\\u12".to_owned(),
        "{\"a\":\"\\".to_owned(),
        "\u{feff}{}".to_owned(),
    ];
    for levels in [125, 126, 127, 128, 10_000] {
        cases.push(nested("[", "]", levels));
        cases.push(nested("{\"b\":", "}", levels));
    }
    for json in cases {
        let expected = decoded(&json);
        assert_eq!(Text::new(&json).is_some(), expected.is_ok(), "{json}");
        let read = read::<Unstructured>(json.as_bytes());
        assert_eq!(read.is_ok(), expected.is_ok(), "{json}");
        if let Ok(map) = expected {
            assert_eq!(read.unwrap().as_map(), &map, "{json}");
        }
    }
    assert!(read::<Unstructured>(b"{\"a\":\"\xff\"}").is_err());
}

/// serde_json's features read such objects as what they wrap, or not at all.
#[test]
fn keys_of_serde_json_are_left_to_it() {
    for key in [
        "$serde_json::private::RawValue",
        "\\u0024serde_json::private::RawValue",
        "$serde\\u005fjson::private::Number",
    ] {
        for value in ["\"1\"", "\"{\"", "1", "{}"] {
            for json in [
                format!("{{\"spec\":{{\"{key}\":{value}}}}}"),
                format!("{{\"spec\":[{{\"a\":1,\"{key}\":{value}}}]}}"),
                format!("{{\"metadata\":{{\"{key}\":{value}}}}}"),
                format!("{{\"{key}\":{value}}}"),
            ] {
                assert!(Text::new(&json).is_none(), "{json}");
                match decoded(&json) {
                    Ok(map) => agrees(&json, &map),
                    Err(_) => assert!(Unstructured::from_json(&json).is_err(), "{json}"),
                }
            }
        }
    }
}

/// It cannot be, and if it were, nothing would be lost.
#[test]
fn what_does_not_decode_is_kept_as_text() {
    let good = r#"{"kind":"Pod","spec":{"a":1}}"#;
    let index = Text::new(good).unwrap().index;
    let text = Text::indexed(good.replace(":1}", ":x}"), index);
    let expected = serde_json::json!({ "kind": "Pod", "spec": "{\"a\":x}" });
    assert_eq!(text.path("/spec"), Some(&expected["spec"]));
    assert_eq!(Some(text.whole()), expected.as_object());
}

/// An index has room for some; the others are found in the text.
#[test]
fn however_many_members_an_object_has() {
    let object = |count: usize| {
        let members: Vec<String> = (0..count)
            .map(|key| format!("\"{key}\":{{\"n\":{key}}}"))
            .collect();
        format!("{{{}}}", members.join(","))
    };
    for (spec, status) in [
        (63, 1),
        (64, 0),
        (63, 2),
        (65, 1),
        (1, 64),
        (200, 64),
        (0, 65),
    ] {
        let json = format!(
            "{{\"spec\":{},\"kind\":\"Pod\",\"status\":{}}}",
            object(spec),
            object(status)
        );
        agrees(&json, &decoded(&json).unwrap());
    }
}

/// Nor are scalars of the metadata a reason to decode it.
#[test]
fn what_is_absent_decodes_nothing() {
    let json = r#"{"metadata":{"name":"a","generateName":"b"},"spec":{"n":null,"l":[1],"t":"x"}}"#;
    let object = Unstructured::from_json(json).unwrap();
    for path in [
        "/a",
        "/a/b",
        "/spec/a/b",
        "/spec/n/a",
        "/spec/l/7",
        "/spec/l/7/a",
    ] {
        assert_eq!(object.nested(path), Ok(None), "{path}");
    }
    assert_eq!(object.nested(["metadata", "labels", "a"]), Ok(None));
    assert_eq!(HasMetadata::key(&object).name(), "a");
    assert_eq!((object.generate_name(), object.generation()), ("b", 0));
    assert_eq!(object.creation_timestamp(), None);
    let Content::Text(text) = &object.0 else {
        panic!("it is a text");
    };
    assert!(text.found.get().is_none() && !text.is_decoded());
    assert!(object.nested("/spec/t/a").is_err());
    assert!(object.nested(["spec", "l", "a"]).is_err());
}

#[test]
fn threads_read_one_object() {
    let members: Vec<String> = (0..40)
        .map(|index| format!("\"k{index}\":{{\"value\":\"\\u0041{index}\"}}"))
        .collect();
    let json = format!("{{\"spec\":{{{}}}}}", members.join(","));
    for _ in 0..50 {
        let object = Unstructured::from_json(&json).unwrap();
        thread::scope(|scope| {
            for thread in 0..4 {
                let object = &object;
                scope.spawn(move || {
                    let found: Vec<(usize, &Value)> = (0..40)
                        .map(|step| (step * 7 + thread) % 40)
                        .filter_map(|index| {
                            Some((index, object.path(&format!("/spec/k{index}/value"))?))
                        })
                        .collect();
                    assert_eq!(found.len(), 40);
                    for (index, value) in found {
                        assert_eq!(value, &Value::from(format!("A{index}")));
                    }
                });
            }
        });
    }
}

#[test]
fn a_copy_changes_alone() {
    let object = Unstructured::from_json(r#"{"metadata":{"name":"a"},"data":{"k":1}}"#).unwrap();
    let before = object.path("/data").unwrap();
    let mut copy = object.clone();
    *copy.path_mut("/data/k").unwrap() = 2.into();
    copy.as_map_mut().insert("more".into(), Value::Null);
    assert_eq!(before["k"], 1);
    assert_eq!(object.path("/data/k"), Some(&1.into()));
    assert_eq!(object.path("/more"), None);
    assert_eq!(copy.path("/data/k"), Some(&2.into()));
    assert_eq!(copy.name(), "a");
    assert_ne!(object, copy);
    assert_eq!(object, object.clone());
}
