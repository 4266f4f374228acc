//! Which places of a kubeconfig are shown, and hence no place for a secret.

use serde_json::{Map, Value};

/// All texts of a kubeconfig that may be shown: the keys of maps, and the values of the fields
/// below if they are texts, as they should be.
pub(crate) fn public(document: &Value) -> String {
    let mut public = String::new();
    keys(document, &mut public);
    text(document, "current-context", &mut public);
    extensions(document, &mut public);
    extensions(&document["preferences"], &mut public);
    entries(document, "clusters", "cluster", &mut public, cluster);
    entries(document, "users", "user", &mut public, user);
    entries(
        document,
        "contexts",
        "context",
        &mut public,
        |context, to| {
            texts(context, &["cluster", "user", "namespace"], to);
        },
    );
    public
}

/// How much a value is: itself, its keys and its texts.
pub(crate) fn weight(value: &Value) -> usize {
    1 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(map) => map.iter().map(|(key, item)| key.len() + weight(item)).sum(),
        _ => 0,
    }
}

/// The levels of a value.
pub(crate) fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}

fn add(text: &str, to: &mut String) {
    to.push_str(text);
    to.push('\n');
}

fn keys(value: &Value, to: &mut String) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| keys(item, to)),
        Value::Object(map) => map.iter().for_each(|(key, item)| {
            add(key, to);
            keys(item, to);
        }),
        _ => {}
    }
}

fn text(map: &Value, field: &str, to: &mut String) {
    add(map[field].as_str().unwrap_or_default(), to);
}

fn texts(map: &Value, fields: &[&str], to: &mut String) {
    fields.iter().for_each(|field| text(map, field, to));
}

fn list<'v>(map: &'v Value, field: &str) -> impl Iterator<Item = &'v Value> {
    map[field].as_array().into_iter().flatten()
}

fn extensions(map: &Value, to: &mut String) {
    list(map, "extensions").for_each(|extension| text(extension, "name", to));
}

fn entries(
    document: &Value,
    field: &str,
    inner: &str,
    to: &mut String,
    read: impl Fn(&Value, &mut String),
) {
    for entry in list(document, field) {
        text(entry, "name", to);
        extensions(&entry[inner], to);
        read(&entry[inner], to);
    }
}

fn cluster(cluster: &Value, to: &mut String) {
    texts(cluster, &["tls-server-name", "certificate-authority"], to);
    add(
        &shown_of_url(cluster["server"].as_str().unwrap_or_default()),
        to,
    );
}

/// A URL without its user and before its query.
fn shown_of_url(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let authority = rest.split('/').next().unwrap_or_default();
    let user = authority.rfind('@').map_or(0, |at| at + 1);
    format!("{scheme} {}", &rest[user..])
}

fn user(user: &Value, to: &mut String) {
    texts(
        user,
        &[
            "client-certificate",
            "client-key",
            "tokenFile",
            "username",
            "as",
            "as-uid",
        ],
        to,
    );
    add_all(list(user, "as-groups"), to);
    let extra = user["as-user-extra"].as_object();
    let extra = extra.into_iter().flat_map(Map::values);
    add_all(extra.filter_map(Value::as_array).flatten(), to);
    text(&user["auth-provider"], "name", to);
    let exec = &user["exec"];
    texts(
        exec,
        &["command", "apiVersion", "installHint", "interactiveMode"],
        to,
    );
    list(exec, "env").for_each(|variable| text(variable, "name", to));
}

fn add_all<'v>(values: impl Iterator<Item = &'v Value>, to: &mut String) {
    values
        .filter_map(Value::as_str)
        .for_each(|text| add(text, to));
}
