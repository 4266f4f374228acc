//! Every field in every state: there, null, empty, and of each wrong type.

use crate::case::Case;

use super::{CERTIFICATE_DATA, KEY_DATA, resolvable};

/// Where a field is, and a good value of it.
const FIELDS: &[(&str, &str, &str)] = &[
    ("", "apiVersion", "v1"),
    ("", "kind", "Config"),
    ("", "current-context", "x"),
    ("", "preferences", "{colors: true}"),
    ("", "extensions", "[{name: e, extension: 1}]"),
    (
        "",
        "clusters",
        "[{name: d, cluster: {server: 'https://d'}}]",
    ),
    ("", "users", "[{name: v, user: {token: t}}]"),
    ("", "contexts", "[{name: y, context: {cluster: c}}]"),
    ("preferences", "colors", "true"),
    ("preferences", "extensions", "[{name: e, extension: 1}]"),
    ("cluster", "server", "'https://a.example'"),
    ("cluster", "tls-server-name", "sni"),
    ("cluster", "insecure-skip-tls-verify", "true"),
    ("cluster", "certificate-authority", "ca.crt"),
    ("cluster", "certificate-authority-data", CERTIFICATE_DATA),
    ("cluster", "proxy-url", "'http://proxy'"),
    ("cluster", "disable-compression", "true"),
    ("cluster", "extensions", "[{name: e, extension: 1}]"),
    ("user", "client-certificate", "cert.pem"),
    ("user", "client-certificate-data", CERTIFICATE_DATA),
    ("user", "client-key", "key.pem"),
    ("user", "client-key-data", KEY_DATA),
    ("user", "token", "t"),
    ("user", "tokenFile", "token"),
    ("user", "username", "u"),
    ("user", "password", "p"),
    ("user", "as", "jane"),
    ("user", "as-uid", "uid"),
    ("user", "as-groups", "[g]"),
    ("user", "as-user-extra", "{k: [v]}"),
    ("user", "auth-provider", "{name: oidc, config: {a: b}}"),
    (
        "user",
        "exec",
        "{command: p, apiVersion: client.authentication.k8s.io/v1beta1}",
    ),
    ("user", "extensions", "[{name: e, extension: 1}]"),
    ("context", "cluster", "c"),
    ("context", "user", "u"),
    ("context", "namespace", "n"),
    ("context", "extensions", "[{name: e, extension: 1}]"),
    ("exec", "command", "p"),
    ("exec", "args", "[a]"),
    ("exec", "env", "[{name: A, value: b}]"),
    ("exec", "apiVersion", "client.authentication.k8s.io/v1beta1"),
    ("exec", "installHint", "hint"),
    ("exec", "provideClusterInfo", "true"),
    ("exec", "interactiveMode", "Never"),
    ("auth-provider", "name", "oidc"),
    ("auth-provider", "config", "{a: b}"),
];

/// The states beside the good value and its absence, which is what the second file is for.
const STATES: &[(&str, &str)] = &[
    ("null", "null"),
    ("empty", "''"),
    ("number", "12"),
    ("boolean", "false"),
    ("text", "hello"),
    ("list", "[a]"),
    ("map", "{a: b}"),
    ("list-of-null", "[null]"),
];

/// A kubeconfig that has one field of the place, with this value.
fn document(place: &str, field: &str, value: &str) -> String {
    let one = format!("{{{field}: {value}}}");
    match place {
        "" => format!("{field}: {value}\n"),
        "preferences" => format!("preferences: {one}\n"),
        "exec" | "auth-provider" => document("user", place, &one),
        _ => format!(
            "current-context: x\n{place}s: [{{name: {}, {place}: {one}}}]\n",
            &name(place)
        ),
    }
}

const fn name(place: &str) -> &str {
    match place.as_bytes() {
        [b'c', b'o', ..] => "x",
        [b'c', ..] => "c",
        _ => "u",
    }
}

pub(crate) fn cases() -> Vec<Case> {
    let rest = "clusters: [{name: c, cluster: {server: 'https://a.example'}}]\nusers: [{name: u, user: {}}]\n\
                contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n";
    let mut cases = Vec::new();
    for (place, field, good) in FIELDS {
        let states = [("good", *good)].into_iter().chain(STATES.iter().copied());
        for (state, value) in states {
            let label = format!("field-{place}-{field}-{state}").replace("--", "-");
            let case = resolvable(label, document(place, field, value));
            cases.push(case.file("rest", rest).kubeconfig("a:rest"));
        }
    }
    cases
}
