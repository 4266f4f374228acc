use std::sync::{Arc, Mutex};

use super::*;

fn texts(value: &[u8]) -> Vec<String> {
    let warnings = Warning::parse(value).into_iter();
    warnings
        .map(|warning| format!("{}|{}|{}", warning.code, warning.agent, warning.text))
        .collect()
}

#[test]
fn headers_are_read_as_apimachinery_reads_them() {
    let cases: [(&[u8], &[&str]); 24] = [
        (b"299 - \"text\"", &["299|-|text"]),
        (b"  299 agent \"\"  ", &["299|agent|"]),
        (b"299 - \"a \\\"b\\\" \\\\ \\c\"", &["299|-|a \"b\" \\ c"]),
        (b"299 - \"a\",299 - \"b\"", &["299|-|a", "299|-|b"]),
        (b"299 - \"a, b\" , 111 x \"c\",", &["299|-|a, b", "111|x|c"]),
        (
            b"299 - \"a\" \"a date\", 299 - \"b\"",
            &["299|-|a", "299|-|b"],
        ),
        (b"299 - \"a\" \"date\"", &["299|-|a"]),
        (b"299 - \"a\"\"date\"", &["299|-|a"]),
        (b"299 - \"a\" x, 299 - \"b\"", &[]),
        (b"299 - \"a\", 299 - b, 299 - \"c\"", &["299|-|a"]),
        (b"299 - \"a\" \"date", &[]),
        (b"299 - \"a", &[]),
        (b"299 - ", &[]),
        (b"299  \"a\"", &[]),
        (b"29 - \"a\"", &[]),
        (b"2x9 - \"a\"", &[]),
        (b"299 - \"\xff\"", &[]),
        (b"299 \xff \"a\"", &[]),
        (b"299 - \"a\tb\"", &[]),
        (
            b"299 - \"=?utf-8?q?a_=C3=A4?= =?UTF-8?B?Yg==?= c\"",
            &["299|-|a äb c"],
        ),
        (b"299 - \"=?iso-8859-1?q?=E4?=\"", &["299|-|ä"]),
        (b"299 - \"=?us-ascii?q?=E4?=\"", &["299|-|\u{fffd}"]),
        (
            b"299 - \"=?koi8-r?q?a?= =?utf-8?q?b?=\"",
            &["299|-|=?koi8-r?q?a?= =?utf-8?q?b?="],
        ),
        (
            b"299 - \"=?utf-8?q?=4?= =?utf-8?x?b?= =?\"",
            &["299|-|=?utf-8?q?=4?= =?utf-8?x?b?= =?"],
        ),
    ];
    for (value, expected) in cases {
        assert_eq!(
            texts(value),
            expected,
            "{:?}",
            value.escape_ascii().to_string()
        );
    }
}

#[test]
fn a_malformed_header_costs_only_itself() {
    let mut headers = HeaderMap::new();
    for value in ["299 - \"a\", nonsense", "299 - \"b\""] {
        headers.append(WARNING, value.parse().unwrap());
    }
    let all: Vec<_> = Warning::all(&headers)
        .into_iter()
        .map(|one| one.text)
        .collect();
    assert_eq!(all, ["a", "b"]);
}

#[test]
fn a_text_is_told_once_while_it_is_remembered() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&told);
    let handler = EachWarningOnce::new(move |warning: &Warning| {
        list.lock().unwrap().push(warning.text.clone());
    });
    let warn = |text: &str| {
        Warning::parse(format!("299 - \"{text}\"").as_bytes())
            .iter()
            .for_each(|warning| handler.warn(warning));
    };
    warn("a");
    warn("a");
    (0..1000).for_each(|number| warn(&number.to_string()));
    assert_eq!(told.lock().unwrap().len(), 1001);
    warn("a");
    warn("999");
    assert_eq!(told.lock().unwrap().len(), 1002, "the first was forgotten");
}
