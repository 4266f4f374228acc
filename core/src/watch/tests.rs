use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

type Outcome<T> = Result<(Vec<Vec<u8>>, T), String>;

fn split<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Outcome<(String, ListMeta)> {
    let mut splitter = ListSplitter::new(FRAME_LIMIT, Form::OBJECTS);
    let mut items = Vec::new();
    for chunk in chunks {
        let mut sink = |_: &ListHead, item: &[u8]| -> Result<(), FrameError> {
            items.push(item.to_vec());
            Ok(())
        };
        splitter
            .feed(chunk, &mut sink)
            .map_err(|error| error.to_string())?;
    }
    let head = splitter.finish().map_err(|error| error.to_string())?;
    Ok((items, (head.kind, head.metadata)))
}

fn frame<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Outcome<()> {
    let mut framer = EventFramer::new(FRAME_LIMIT);
    let mut events = Vec::new();
    for chunk in chunks {
        let sink = |event: &[u8]| -> Result<(), FrameError> {
            events.push(event.to_vec());
            Ok(())
        };
        framer
            .feed(chunk, sink)
            .map_err(|error| error.to_string())?;
    }
    framer.finish().map_err(|error| error.to_string())?;
    Ok((events, ()))
}

use crate::object::ListMeta;
use crate::request::Form;

/// Cuts `text` at the given places, taken modulo its length; empty chunks included.
fn cut<'a>(text: &'a [u8], places: &[usize]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = places
        .iter()
        .map(|place| place % (text.len() + 1))
        .collect();
    places.sort_unstable();
    let mut chunks = Vec::new();
    let mut from = 0;
    for place in places {
        chunks.push(&text[from..place]);
        from = place;
    }
    chunks.push(&text[from..]);
    chunks
}

#[test]
fn lists_split_whatever_the_order() {
    for text in [
        r#"{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"t","remainingItemCount":3},"items":[{"a":"]}\""},{"b":[1,{}]}]}"#,
        " {\n \"items\" : [ {\"a\":\"]}\\\"\"} , {\"b\":[1,{}]} ] , \"x\":1.5e3, \"y\":null,\"z\":[[]],\n \"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"t\",\"remainingItemCount\":3},\"kind\" : \"PodList\" }\n",
    ] {
        let (items, (kind, metadata)) = split([text.as_bytes()]).unwrap();
        let items: Vec<_> = items
            .iter()
            .map(|item| String::from_utf8_lossy(item))
            .collect();
        assert_eq!(items, [r#"{"a":"]}\""}"#, r#"{"b":[1,{}]}"#]);
        assert_eq!(kind, "PodList");
        assert_eq!(metadata.resource_version, "7");
        assert_eq!(metadata.continue_token, "t");
        assert_eq!(metadata.remaining_item_count, Some(3));
        for border in 0..=text.len() {
            let (head, tail) = text.as_bytes().split_at(border);
            assert_eq!(split([head, tail]).unwrap().0.len(), 2, "border {border}");
        }
    }
}

#[test]
fn what_is_no_list_says_so() {
    for (text, expected) in [
        ("", "the answer ends in the middle of an object"),
        (
            "<html>",
            "expected a list, found '<' (HTML? is there a proxy in front of the API server?)",
        ),
        (
            "\u{1f}\u{8b}",
            "expected a list, found byte 0x1f (compressed data?)",
        ),
        ("[]", "expected a list, found '['"),
        (
            r#"{"items":[{}"#,
            "the answer ends in the middle of an object",
        ),
        (r#"{"items":[{} {}]}"#, "expected \",\" or \"]\", found '{'"),
        (
            r#"{"items":[{},]}"#,
            "expected an object in \"items\", found ']'",
        ),
        (
            r#"{"items":[1]}"#,
            "expected an object in \"items\", found '1'",
        ),
        (r#"{"items":{}}"#, "malformed items of a list"),
        (
            r#"{"kind":"Status"}"#,
            "not a list: no \"items\" in a document of kind \"Status\"",
        ),
        (
            r#"{"metadata":7,"items":[]}"#,
            "malformed metadata of a list",
        ),
        (
            r#"{"items":[]}{"#,
            "expected the end of the answer, found '{'",
        ),
        (r#"{"a" 1}"#, "expected \":\", found '1'"),
        (r#"{,}"#, "expected a key, found ','"),
    ] {
        assert_eq!(split([text.as_bytes()]).unwrap_err(), expected, "{text}");
    }
    assert_eq!(split([&br#"{"items":null}"#[..]]).unwrap().0.len(), 0);
    assert_eq!(split([&b"{\"items\":[]}\n"[..]]).unwrap().0.len(), 0);
}

#[test]
fn events_need_no_newline_and_may_have_many() {
    let text = b"{\"a\":1}{\"b\":\"}\"}\r\n\n{\n \"c\": {} }\n";
    let (events, ()) = frame([&text[..]]).unwrap();
    assert_eq!(
        events,
        [&b"{\"a\":1}"[..], b"{\"b\":\"}\"}", b"{\n \"c\": {} }"]
    );
    assert_eq!(
        frame([&b"{\"a\":"[..]]).unwrap_err(),
        FrameError::Truncated.to_string()
    );
    assert!(
        frame([&b"}"[..]])
            .unwrap_err()
            .contains("expected a watch event")
    );
}

#[test]
fn values_over_a_bound_are_refused_before_they_are_held() {
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(100));
    let mut framer = EventFramer::new(64);
    let mut errors = 0;
    for chunk in long.as_bytes().chunks(10) {
        if framer.feed(chunk, |_| Ok::<(), FrameError>(())).is_err() {
            errors += 1;
            break;
        }
    }
    assert_eq!(errors, 1);
    let deep = "[".repeat(200);
    let mut splitter = ListSplitter::new(64, Form::OBJECTS);
    let text = format!("{{\"x\":{deep}");
    let error = splitter
        .feed(text.as_bytes(), &mut |_, _| Ok::<(), FrameError>(()))
        .unwrap_err();
    assert_eq!(error, FrameError::TooDeep);
}

#[test]
fn events_are_told_apart() {
    let event = RawEvent::parse(br#"{"object":{"a":1},"type":"BOOKMARK"}"#).unwrap();
    assert_eq!(
        (event.event_type, event.object),
        (EventType::Bookmark, &br#"{"a":1}"#[..])
    );
    for (text, expected) in [
        (
            &br#"{"type":"WIBBLE","object":{}}"#[..],
            "unknown type of watch event: \"WIBBLE\"",
        ),
        (
            br#"{"type":"ADDED"}"#,
            "malformed watch event: missing field `object`",
        ),
        (
            br#"{"object":{}}"#,
            "malformed watch event: missing field `type`",
        ),
        (
            b"{\"type\":\"ADDED\",\"object\":{\xff}}",
            "malformed watch event: invalid utf-8",
        ),
    ] {
        let error = RawEvent::parse(text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[ -~\"\\\\{}\\[\\]\u{e9}\u{1F600}]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"{]{0,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_object() -> impl Strategy<Value = Value> {
    prop::collection::btree_map("[a-z\"{\\[]{0,4}", any_json(), 0..4)
        .prop_map(|map| Value::Object(map.into_iter().collect()))
}

proptest! {
    #[test]
    fn lists_split_the_same_at_every_chunk_border(
        items in prop::collection::vec(any_object(), 0..5),
        extra in any_json(),
        items_first in any::<bool>(),
        pretty in any::<bool>(),
        places in prop::collection::vec(any::<usize>(), 0..12),
    ) {
        let metadata = json!({"resourceVersion": "42", "extra": extra});
        let print = |value: &Value| match pretty {
            true => serde_json::to_string_pretty(value).unwrap(),
            false => value.to_string(),
        };
        let parts = [
            format!("\"items\":{}", print(&items.clone().into())),
            format!("\"metadata\":{},\"kind\":\"XList\",\"z\":{}", print(&metadata), print(&extra)),
        ];
        let (a, b) = if items_first { (0, 1) } else { (1, 0) };
        let text = format!("{{{},{}}}", parts[a], parts[b]);
        let (found, (kind, meta)) = split(cut(text.as_bytes(), &places)).unwrap();
        let found: Vec<Value> = found.iter().map(|i| serde_json::from_slice(i).unwrap()).collect();
        prop_assert_eq!(found, items);
        prop_assert_eq!(kind, "XList");
        prop_assert_eq!(meta.resource_version, "42");
    }

    #[test]
    fn events_frame_the_same_at_every_chunk_border(
        events in prop::collection::vec(any_object(), 0..6),
        gap in prop_oneof![Just(""), Just("\n"), Just(" \r\n\t")],
        places in prop::collection::vec(any::<usize>(), 0..12),
    ) {
        let text: String = events.iter().map(|event| format!("{event}{gap}")).collect();
        let (found, ()) = frame(cut(text.as_bytes(), &places)).unwrap();
        let found: Vec<Value> = found.iter().map(|e| serde_json::from_slice(e).unwrap()).collect();
        prop_assert_eq!(found, events);
    }

    #[test]
    fn any_bytes_give_one_outcome_at_every_chunk_border(
        text in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..64),
            "[{}\\[\\]\",:a1 \\\\n]{0,48}".prop_map(String::into_bytes),
            r#"\{"items":\[[{},\[\]"\\: 1nul]{0,24}\]\}"#.prop_map(String::into_bytes),
        ],
        places in prop::collection::vec(any::<usize>(), 0..6),
    ) {
        let chunks = cut(&text, &places);
        let whole = split([&text[..]]);
        let cut_up = split(chunks.clone());
        prop_assert_eq!(whole.is_ok(), cut_up.is_ok());
        if let (Ok(whole), Ok(cut_up)) = (whole, cut_up) {
            prop_assert_eq!(whole.0, cut_up.0);
        }
        prop_assert_eq!(frame([&text[..]]), frame(chunks));
    }
}
