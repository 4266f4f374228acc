//! Field selectors, right and wrong, and what they may match.

use outrigger_suite::random::Random;
use serde_json::{Value, json};

use super::selectors::{Grammar, asked, made_up};

const FIELDS: [&str; 8] = [
    "metadata.name",
    "spec.nodeName",
    "a",
    "",
    "status.phase",
    "a b",
    "é",
    "x[0]",
];

fn term(random: &mut Random) -> String {
    let field = random.pick(&FIELDS);
    let value = random.pick(&[
        "b",
        "",
        "a b",
        "é",
        "\\,",
        "\\=",
        "\\\\",
        "a\\",
        "\\x",
        "b\\,c\\=d",
        "!",
        "Running",
        " b",
    ]);
    let operator = random.weighted(&[
        (4, "="),
        (2, "=="),
        (3, "!="),
        (1, ""),
        (1, " = "),
        (1, "==="),
    ]);
    format!("{field}{operator}{value}")
}

const GRAMMAR: Grammar = Grammar {
    term,
    pair: |random| {
        let value = random.pick(&["b", "", "a b", ",", "=", "\\", "b,c=d", "Running"]);
        (random.pick(&FIELDS), value)
    },
    flaws: &["", ",", "!", "\\", "=", " ", "=="],
};

pub(crate) fn selector(random: &mut Random) -> Value {
    made_up(random, &GRAMMAR)
}

pub(crate) fn fixed() -> Vec<Value> {
    let sets = [
        json!({}),
        json!({ "a": "b" }),
        json!({ "a": "" }),
        json!({ "a": "b,c" }),
        json!({ "a": "=b" }),
        json!({ "a": "b", "c": "d" }),
        json!({ "": "b" }),
        json!({ " a": "b" }),
    ];
    let texts = [
        "",
        " ",
        ",",
        "a",
        "!a",
        "a=b",
        "a==b",
        "a!=b",
        "a=",
        "a!=",
        "=b",
        "==",
        "!=",
        "=",
        "a=b,c=d",
        "c=d,a=b",
        "a=b,a=c",
        "a=b,",
        ",a=b",
        "a=b,,c=d",
        "a=b\\,c",
        "a=b\\=c",
        "a=b\\\\",
        "a=b\\",
        "a=b\\x",
        "a=b=c",
        "a==b=c",
        "a=!b",
        "a!==b",
        "a===b",
        " a=b",
        "a =b",
        "a= b",
        "a=b ",
        "a=b , c=d",
        "a\\=b=c",
        "a\\,b=c",
        "metadata.name=x",
        "a in (b)",
        "é=ü",
        "a!=b,a!=c",
        "a=\\,",
        "a=\\=b",
    ];
    texts.map(|text| asked(text, &sets)).into()
}
