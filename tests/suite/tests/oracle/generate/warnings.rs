//! `Warning` headers.

use outrigger_suite::random::Random;
use serde_json::{Value, json};

use super::selectors::spoiled;

fn warning(random: &mut Random) -> String {
    let code = random.weighted(&[
        (8, "299"),
        (1, "199"),
        (1, "000"),
        (1, "29"),
        (1, "2999"),
        (1, "abc"),
        (1, ""),
    ]);
    let agent = random.weighted(&[
        (6, "-"),
        (1, "kube-apiserver"),
        (1, "\"x\""),
        (1, "a:80"),
        (1, ""),
        (1, "é"),
    ]);
    let text = random.pick(&[
        "\"v1 ComponentStatus is deprecated in v1.19+\"",
        "\"\"",
        "\"a, b\"",
        "\"a \\\"quoted\\\" word\"",
        "\"a\\\\b\"",
        "\"unclosed",
        "unquoted",
        "\"é\"",
        "\"tab\\\tbed\"",
        "\"=?utf-8?q?caf=C3=A9?=\"",
        "\"a\"b",
        "\"control \u{7f}\"",
        "\"\\é\"",
        "\"=?utf-8?B?w6k=?= x\"",
    ]);
    let date = random.weighted(&[
        (8, ""),
        (1, " \"Wed, 21 Oct 2026 07:28:00 GMT\""),
        (1, " \"yesterday\""),
        (1, " \"Wednesday, 21-Oct-26 07:28:00 GMT\""),
        (1, " Wed"),
    ]);
    let space = random.weighted(&[(9, " "), (1, "  "), (1, ""), (1, "\t")]);
    format!("{code}{space}{agent} {text}{date}")
}

pub(crate) fn headers(random: &mut Random) -> Value {
    let count = random.weighted(&[(6, 1), (2, 2), (1, 3)]);
    let headers = (0..count).map(|_| {
        let count = random.weighted(&[(5, 1), (3, 2), (1, 3), (1, 0)]);
        let warnings: Vec<_> = (0..count).map(|_| warning(random)).collect();
        let header = warnings.join(random.weighted(&[(5, ", "), (2, ","), (1, " "), (1, ",, ")]));
        match random.once_in(6) {
            true => spoiled(random, &header, &["", "\"", ",", "\\", " ", "2"]),
            false => header,
        }
    });
    json!({ "headers": headers.collect::<Vec<_>>() })
}

pub(crate) fn fixed() -> Vec<Value> {
    let headers = [
        "",
        " ",
        "299 - \"a\"",
        " 299 - \"a\" ",
        "299 - \"a\",",
        ",299 - \"a\"",
        "299 - \"a\", 299 - \"b\"",
        "299 - \"a\"; 299 - \"b\"",
        "299 - a",
        "299 -",
        "299",
        "2 - \"a\"",
        "x99 - \"a\"",
        "299  - \"a\"",
        "299 -  \"a\"",
        "299 \"-\" \"a\"",
        "299 - \"a",
        "299 - \"a\\\"",
        "299 - \"a\\\"b\"",
        "299 - \"a\" \"Mon, 02 Jan 2006 15:04:05 GMT\"",
        "299 - \"a\" \"Mon, 02 Jan 2006 15:04:05 CET\"",
        "299 - \"a\" \"x\"",
        "299 - \"a\" \"Mon, 02 Jan 2006 15:04:05 GMT\", 299 - \"b\"",
        "299 - \"a\" x",
        "299 - \"a\"299 - \"b\"",
        "299 - \"\"",
    ];
    headers.map(|header| json!({ "headers": [header] })).into()
}
