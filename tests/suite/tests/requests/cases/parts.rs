//! Queries, headers, time limits, and what does not go together.

use serde_json::Value;

use super::builder::built;

pub(super) fn queries() -> Vec<Value> {
    let mut cases = Vec::new();
    for (key, value) in [
        ("a", "b"),
        ("a", ""),
        ("", "b"),
        ("a b", "c d"),
        ("a", "1+1=2&x"),
        ("é", "ü"),
        ("a", "~!*()'"),
        ("A", "/?:@"),
        ("a", "%41"),
        ("a", "\u{1}\n"),
    ] {
        let steps: &[&[&str]] = &[
            &["verb", "get"],
            &["resource", "pods"],
            &["param", key, value],
            &["do"],
        ];
        cases.push(built("", "", steps));
    }
    let more: &[&[&str]] = &[
        &["verb", "get"],
        &["resource", "pods"],
        &["param", "b", "2"],
        &["param", "a", "1"],
        &["param", "b", "1"],
        &["param", "B", "0"],
        &["do"],
    ];
    cases.push(built("", "", more));
    for timeout in [
        "1s", "1500ms", "1m", "90s", "1h", "36h1m1s", "250us", "1ns", "0s", "1h0m0.5s",
    ] {
        for end in ["do", "stream", "watch"] {
            // Such a short time is over before `do` sends anything.
            if end == "do" && matches!(timeout, "250us" | "1ns") {
                continue;
            }
            let steps: &[&[&str]] = &[
                &["verb", "get"],
                &["resource", "pods"],
                &["timeout", timeout],
                &[end],
            ];
            cases.push(built("", "", steps));
        }
    }
    let both: &[&[&str]] = &[
        &["verb", "get"],
        &["resource", "pods"],
        &["param", "timeout", "3s"],
        &["timeout", "5s"],
        &["do"],
    ];
    cases.push(built("", "", both));
    cases
}

pub(super) fn headers() -> Vec<Value> {
    let sets: [&[&[&str]]; 6] = [
        &[&["header", "X-A", "1"]],
        &[&["header", "X-A", "1", "2"]],
        &[&["header", "X-A", "1"], &["header", "x-a", "2"]],
        &[&["header", "Accept", "application/yaml"]],
        &[&[
            "header",
            "Accept",
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
        ]],
        &[&["header", "User-Agent", "mine"]],
    ];
    let mut cases = Vec::new();
    for set in sets {
        let mut steps: Vec<&[&str]> = vec![&["verb", "get"], &["resource", "pods"]];
        steps.extend(set);
        steps.push(&["do"]);
        cases.push(built("", "", &steps));
    }
    cases
}

/// What is refused before anything is sent, and what looks like it.
pub(super) fn refused() -> Vec<Value> {
    let pods: &[&str] = &["resource", "pods"];
    let mut cases = Vec::new();
    for method in ["get", "post", "put", "delete"] {
        for end in ["do", "raw", "stream", "watch"] {
            let verb: &[&str] = &["verb", method];
            let (everywhere, end) = (&["namespace", ""][..], &[end][..]);
            cases.push(built("", "", &[verb, everywhere, pods, end]));
            cases.push(built(
                "",
                "",
                &[verb, everywhere, pods, &["name", "p"], end],
            ));
        }
    }
    let twice: [&[&[&str]]; 5] = [
        &[pods, pods],
        &[pods, &["name", "a"], &["name", "b"]],
        &[pods, &["namespace", "a"], &["namespace", "b"]],
        &[
            pods,
            &["name", "a"],
            &["subresource", "status"],
            &["subresource", "scale"],
        ],
        &[&["name", "a/b"], &["namespace", "x"], pods],
    ];
    for parts in twice {
        let mut steps: Vec<&[&str]> = vec![&["verb", "get"]];
        steps.extend(parts);
        steps.push(&["do"]);
        cases.push(built("", "", &steps));
    }
    cases
}
