//! Requests that are put together part by part.

use serde_json::{Value, json};

use super::names::NAMES;
use super::{options, parts};

/// A request of the core group's `v1`, or of `example.com/v1` if `group` says so.
pub(super) fn built(group: &str, prefix: &str, steps: &[&[&str]]) -> Value {
    json!({
        "client": "rest", "group": group, "version": "v1", "prefix": prefix, "steps": steps,
    })
}

pub(crate) fn calls() -> Vec<Value> {
    let mut cases = methods();
    cases.extend(options_in_queries());
    cases.extend(paths());
    cases.extend(parts::queries());
    cases.extend(parts::headers());
    cases.extend(parts::refused());
    cases
}

fn methods() -> Vec<Value> {
    let mut cases = Vec::new();
    for group in ["", "example.com"] {
        for method in ["get", "post", "put", "delete"] {
            let verb: &[&str] = &["verb", method];
            let (namespace, resource) = (&["namespace", "shop"][..], &["resource", "widgets"][..]);
            let (name, body) = (&["name", "left"][..], &["body", "{\"a\":1}"][..]);
            let json: &[&str] = &["header", "Content-Type", "application/json"];
            let (run, raw) = (&["do"][..], &["raw"][..]);
            cases.push(built(group, "", &[verb, resource, run]));
            cases.push(built(group, "", &[verb, namespace, resource, run]));
            cases.push(built(group, "", &[verb, namespace, resource, name, run]));
            cases.push(built(group, "", &[verb, resource, name, run]));
            let status: &[&str] = &["subresource", "status"];
            cases.push(built(
                group,
                "",
                &[verb, namespace, resource, name, status, raw],
            ));
            cases.push(built(group, "", &[verb, resource, name, json, body, run]));
        }
        for media_type in [
            "application/json-patch+json",
            "application/merge-patch+json",
        ] {
            let patch: &[&str] = &["patch", media_type];
            let steps: &[&[&str]] = &[
                patch,
                &["resource", "widgets"],
                &["name", "left"],
                &["body", "[]"],
                &["do"],
            ];
            cases.push(built(group, "", steps));
        }
        for end in ["stream", "watch", "raw"] {
            let steps: &[&[&str]] = &[
                &["verb", "get"],
                &["resource", "widgets"],
                &["param", "watch", "true"],
                &[end],
            ];
            cases.push(built(group, "", steps));
        }
    }
    cases
}

fn options_in_queries() -> Vec<Value> {
    let kinds = [
        ("list", options::list()),
        ("list", options::watch()),
        ("get", options::get()),
        ("patch", options::apply()),
        ("log", options::log()),
    ];
    let mut cases = Vec::new();
    for (kind, all) in kinds {
        for options in all {
            let text = options.to_string();
            let steps: &[&[&str]] = &[
                &["verb", "get"],
                &["resource", "pods"],
                &["options", kind, &text],
                &["do"],
            ];
            cases.push(built("", "", steps));
        }
    }
    cases
}

fn paths() -> Vec<Value> {
    let mut cases = Vec::new();
    for prefix in ["", "/", "/k8s", "/k8s/"] {
        for path in [
            "/",
            "",
            "/version",
            "version",
            "/healthz/",
            "/a b",
            "/é",
            "/a//b",
            "/a/./b",
            "/a/../b",
            "/apis/example.com/v1/widgets",
            "/a%20b",
            "/a?b=c",
        ] {
            cases.push(built(
                "",
                prefix,
                &[&["verb", "get"], &["abspath", path], &["do"]],
            ));
        }
        for uri in [
            "/version",
            "/version?a=b",
            "/a%20b?c=%20d&c=e",
            "version",
            "/",
            "",
            "/a/",
            "/a?b",
            "//a/b",
            "/a/../b",
            "/x?b=2&a=1",
            "/%zz",
            "/a%2Fb",
        ] {
            cases.push(built(
                "",
                prefix,
                &[&["verb", "get"], &["uri", uri], &["do"]],
            ));
        }
        for suffix in [
            &["suffix", "a"][..],
            &["suffix", "a", "b c"],
            &["suffix", "a/", "/b/../c"],
        ] {
            let steps: &[&[&str]] = &[&["verb", "get"], &["resource", "pods"], suffix, &["do"]];
            cases.push(built("", prefix, steps));
        }
        cases.push(built("", prefix, &[&["verb", "get"], &["do"]]));
    }
    for name in NAMES {
        let verb: &[&str] = &["verb", "get"];
        let pods: &[&str] = &["resource", "pods"];
        cases.push(built(
            "",
            "",
            &[verb, pods, &["namespace", "n"], &["name", name], &["do"]],
        ));
        cases.push(built("", "", &[verb, pods, &["namespace", name], &["do"]]));
        cases.push(built("", "", &[verb, &["resource", name], &["do"]]));
        let sub: &[&str] = &["subresource", name];
        cases.push(built(
            "",
            "",
            &[
                verb,
                pods,
                &["namespace", "n"],
                &["name", "p"],
                sub,
                &["do"],
            ],
        ));
    }
    let proxy: &[&str] = &["subresource", "proxy", "a"];
    cases.push(built(
        "",
        "",
        &[
            &["verb", "get"],
            &["resource", "Pods"],
            &["name", "P"],
            proxy,
            &["do"],
        ],
    ));
    cases
}
