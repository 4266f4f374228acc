use serde_json::{Map, Value, json};

use super::*;

/// A struct with a field of each kind that the documents of API servers have.
#[derive(Debug, Default, PartialEq)]
struct Whole {
    text: String,
    texts: Vec<String>,
    flag: bool,
    maybe_flag: Option<bool>,
    small: i32,
    large: i64,
    port: u16,
    maybe_count: Option<u64>,
    part: Option<Part>,
    parts: Vec<Part>,
    made: Made,
    others: Map<String, Value>,
}

members! {
    Whole {
        "text" => text,
        "texts" => texts,
        "flag" => flag,
        "maybeFlag" => maybe_flag,
        "small" => small,
        "large" => large,
        "port" => port,
        "maybeCount" => maybe_count,
        "part" => part,
        "parts" => parts,
        "made" => made(Made),
        .. => others,
    }
}

#[derive(Debug, Default, PartialEq)]
struct Part {
    name: String,
    count: i32,
}

members! {
    Part {
        "name" => name,
        "count" => count,
    }
}

#[derive(Debug, Default, PartialEq)]
struct Made(String);

/// Each field with something in it.
fn full() -> Value {
    json!({
        "text": "a\"b", "texts": ["c", "d"], "flag": true, "maybeFlag": false,
        "small": -1, "large": i64::MIN, "port": u16::MAX, "maybeCount": u64::MAX,
        "part": { "name": "e", "count": 1, "unknown": [{}] },
        "parts": [{ "name": "f", "count": 2 }, {}],
        "made": "g", "other": { "h": [null] },
    })
}

fn read(json: &str) -> serde_json::Result<Whole> {
    serde_json::from_str(json)
}

#[test]
fn each_kind_of_field_is_read() {
    let part = |name: &str, count| Part {
        name: name.to_owned(),
        count,
    };
    let expected = Whole {
        text: "a\"b".to_owned(),
        texts: vec!["c".to_owned(), "d".to_owned()],
        flag: true,
        maybe_flag: Some(false),
        small: -1,
        large: i64::MIN,
        port: u16::MAX,
        maybe_count: Some(u64::MAX),
        part: Some(part("e", 1)),
        parts: vec![part("f", 2), part("", 0)],
        made: Made("g".to_owned()),
        others: Map::from_iter([("other".to_owned(), json!({ "h": [null] }))]),
    };
    assert_eq!(read(&full().to_string()).unwrap(), expected);
    // From a tree as from a text, though a tree has its members in an order of its own.
    assert_eq!(serde_json::from_value::<Whole>(full()).unwrap(), expected);
    let escaped = r#"{"te\u0078t":"a"}"#;
    assert_eq!(read(escaped).unwrap().text, "a");
}

#[test]
fn what_is_absent_or_null_is_the_default() {
    assert_eq!(read("{}").unwrap(), Whole::default());
    for key in full()
        .as_object()
        .unwrap()
        .keys()
        .filter(|key| *key != "other")
    {
        let json = format!("{{\"{key}\":null}}");
        assert_eq!(read(&json).unwrap(), Whole::default(), "{json}");
    }
}

/// As in Go, whatever the first one was: nothing of it is left.
#[test]
fn of_two_members_of_one_name_the_last_one_counts() {
    let sparse = json!({
        "text": "", "texts": [], "flag": false, "maybeFlag": true, "small": 0, "large": 0,
        "port": 0, "maybeCount": 1, "part": { "count": 3 }, "parts": [{ "count": 4 }],
        "made": "", "other": 1,
    });
    for (key, value) in full().as_object().unwrap() {
        for last in [&Value::Null, &sparse[key]] {
            let twice = format!("{{\"{key}\":{value},\"{key}\":{last}}}");
            let once = format!("{{\"{key}\":{last}}}");
            assert_eq!(read(&twice).unwrap(), read(&once).unwrap(), "{twice}");
        }
    }
}

#[test]
fn what_does_not_fit_is_named_with_its_place() {
    for (json, expected) in [
        (
            "[]",
            "invalid type: sequence, expected struct Whole at line 1 column 0",
        ),
        (
            "null",
            "invalid type: null, expected struct Whole at line 1 column 4",
        ),
        (
            r#"{"text":1}"#,
            "invalid type: integer `1`, expected a string at line 1 column 9",
        ),
        (
            r#"{"part":[]}"#,
            "invalid type: sequence, expected struct Part at line 1 column 8",
        ),
        (
            r#"{"parts":{}}"#,
            "invalid type: map, expected a sequence at line 1 column 9",
        ),
        (
            r#"{"parts":[{},null]}"#,
            "invalid type: null, expected struct Part at line 1 column 17",
        ),
        (
            r#"{"parts":[{"count":"x"}]}"#,
            "invalid type: string \"x\", expected i32 at line 1 column 22",
        ),
        (
            r#"{"port":65536}"#,
            "invalid value: integer `65536`, expected u16 at line 1 column 13",
        ),
        (r#"{"other":[}"#, "expected value at line 1 column 11"),
        (
            r#"{"text":"a""#,
            "EOF while parsing an object at line 1 column 11",
        ),
    ] {
        assert_eq!(read(json).unwrap_err().to_string(), expected, "{json}");
    }
}
