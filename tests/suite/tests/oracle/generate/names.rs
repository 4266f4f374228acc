//! Texts that may be names.

use outrigger_suite::random::Random;
use serde_json::{Value, json};

use super::selectors::spoiled;

const CHECKS: [&str; 6] = [
    "pathSegment",
    "dns1123Label",
    "dns1123Subdomain",
    "dns1035Label",
    "qualifiedName",
    "labelValue",
];

const PIECES: [&str; 22] = [
    "a",
    "b",
    "z9",
    "0",
    "A",
    "-",
    ".",
    "_",
    "/",
    "%",
    "..",
    "é",
    " ",
    "web",
    "example.com",
    "x/y",
    "\n",
    "--",
    "a-b",
    "a_b",
    "*",
    ":",
];

pub(crate) fn name(random: &mut Random) -> Value {
    let count = 1 + random.below(4);
    let text: String = (0..count).map(|_| random.pick(&PIECES)).collect();
    json!({ "check": random.pick(&CHECKS), "text": text })
}

pub(crate) fn fixed() -> Vec<Value> {
    let mut texts: Vec<String> = [
        "",
        ".",
        "..",
        "...",
        "a",
        "A",
        "0",
        "-",
        "a-",
        "-a",
        "a-b",
        "a.b",
        "a..b",
        ".a",
        "a.",
        "a_b",
        "a/b",
        "/a",
        "a/",
        "a/b/c",
        "example.com/a",
        "Example.com/a",
        "example.com/A",
        "example.com/",
        "a%b",
        "%2f",
        "a b",
        "é",
        "a\n",
        "1a",
        "system:node",
        "*",
        "*.a.b",
        "a.-b",
        "a.b-",
        "a.B",
    ]
    .map(String::from)
    .into();
    for length in [62, 63, 64, 253, 254, 1000] {
        texts.push("x".repeat(length));
        texts.push(format!("{}/x", "y".repeat(length)));
        texts.push(format!("y/{}", "x".repeat(length)));
        let labels = "abcdefghi.".repeat(length / 10 + 1);
        texts.push(labels[..length].to_owned());
    }
    let mut random = Random::seeded(7);
    for _ in 0..20 {
        texts.push(spoiled(
            &mut random,
            "example.com/web-0",
            &["-", "_", ".", "/", "A", " "],
        ));
    }
    let mut cases = Vec::new();
    for check in CHECKS {
        for text in &texts {
            cases.push(json!({ "check": check, "text": text }));
        }
    }
    cases
}
