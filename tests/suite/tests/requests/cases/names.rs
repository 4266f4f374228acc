//! Names that are no plain ones, and servers below a path.

use serde_json::{Value, json};

use super::merged;
use super::verbs::{kinds, widgets};

/// Names that a URL cannot have as they are, and names that nothing can have.
pub(crate) const NAMES: [&str; 28] = [
    "web-0",
    "a.b",
    "A",
    "_",
    "~",
    "a b",
    "a+b",
    "a:b",
    "system:node:x",
    "a@b",
    "a=b",
    "a&b",
    "a,b",
    "a;b",
    "a!b",
    "a$b",
    "a(b)",
    "a*b",
    "a'b",
    "é",
    "a?b",
    "a#b",
    "[a]",
    "a|b",
    "",
    ".",
    "..",
    "a/b",
];

pub(crate) fn names() -> Vec<Value> {
    let (dynamic, body) = &widgets()[0];
    let (typed, _) = &kinds()[0];
    let mut cases = Vec::new();
    for name in NAMES
        .into_iter()
        .chain(["a%b", "a\"b", "{a}", "a\\b", "...", "a\u{1}b"])
    {
        for client in [dynamic, typed] {
            for call in [
                json!({ "verb": "get", "name": name }),
                json!({ "verb": "delete", "name": name }),
                json!({ "verb": "list", "namespace": name }),
            ] {
                cases.push(merged(client.clone(), &call));
            }
        }
        let mut body = body.clone();
        body["metadata"]["name"] = name.into();
        let apply = json!({
            "verb": "apply", "name": name, "body": body, "options": { "fieldManager": "recorder" },
        });
        cases.push(merged(dynamic.clone(), &apply));
        cases.push(merged(
            dynamic.clone(),
            &json!({ "verb": "update", "name": name, "body": body }),
        ));
    }
    cases
}

/// Servers whose URL has a path.
pub(crate) fn prefixes() -> Vec<Value> {
    let mut cases = Vec::new();
    for prefix in [
        "/",
        "/k8s",
        "/k8s/",
        "/k8s/clusters/c-1",
        "/a%20b",
        "/a%2Fb",
        "/k8s?a=b",
        "//k8s",
    ] {
        for (resource, _) in [&widgets()[0], &widgets()[3], &kinds()[0]] {
            let prefix = json!({ "prefix": prefix });
            let calls = [
                json!({ "verb": "get" }),
                json!({ "verb": "list", "options": { "limit": 1 } }),
                json!({ "verb": "watch" }),
            ];
            cases.extend(calls.map(|call| merged(merged(resource.clone(), &prefix), &call)));
        }
    }
    cases
}
