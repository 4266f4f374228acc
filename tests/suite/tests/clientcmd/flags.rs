//! A case's overrides as Outrigger takes them.

use outrigger::Secret;
use outrigger::kubeconfig::{Kubeconfig, Overrides};
use serde_json::{Map, Value, json};

/// Builds the overrides: one by one what has a method of its own, and the rest as entries.
pub(crate) fn overrides(given: &Map<String, Value>) -> Overrides {
    let mut overrides = Overrides::new();
    for (name, value) in given {
        overrides = match name.as_str() {
            "cluster" => fields(overrides, value, cluster, whole_cluster),
            "cluster-defaults" => fields(overrides, value, |_, _, _| None, whole_defaults),
            "user" => fields(overrides, value, user, whole_user),
            "context" => fields(overrides, value, context, |_, rest| panic!("no {rest}")),
            "current-context" => overrides.context(text(value)),
            "timeout" => overrides.timeout(text(value)),
            other => panic!("no override {other}"),
        };
    }
    overrides
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn secret(value: &Value) -> Secret {
    Secret::new(text(value))
}

/// Applies each field by `one`, and those it has nothing for by `rest`.
fn fields(
    mut overrides: Overrides,
    given: &Value,
    one: fn(&Overrides, &str, &Value) -> Option<Overrides>,
    rest: fn(Overrides, &Value) -> Overrides,
) -> Overrides {
    let mut others = Map::new();
    for (name, value) in given.as_object().unwrap() {
        match one(&overrides, name, value) {
            Some(changed) => overrides = changed,
            None => drop(others.insert(name.clone(), value.clone())),
        }
    }
    if others.is_empty() {
        overrides
    } else {
        rest(overrides, &others.into())
    }
}

fn cluster(overrides: &Overrides, name: &str, value: &Value) -> Option<Overrides> {
    let overrides = overrides.clone();
    Some(match name {
        "server" => overrides.server(text(value)),
        "tls-server-name" => overrides.tls_server_name(text(value)),
        "certificate-authority" => overrides.certificate_authority(text(value)),
        "insecure-skip-tls-verify" => overrides.insecure_skip_tls_verify(value == true),
        "proxy-url" => overrides.proxy_url(secret(value)),
        "disable-compression" => overrides.disable_compression(value == true),
        _ => return None,
    })
}

fn user(overrides: &Overrides, name: &str, value: &Value) -> Option<Overrides> {
    let overrides = overrides.clone();
    Some(match name {
        "token" => overrides.token(secret(value)),
        "tokenFile" => overrides.token_file(text(value)),
        "username" => overrides.username(text(value)),
        "password" => overrides.password(secret(value)),
        "client-certificate" => overrides.client_certificate(text(value)),
        "client-key" => overrides.client_key(text(value)),
        "as" => overrides.impersonate(text(value)),
        "as-uid" => overrides.impersonate_uid(text(value)),
        "as-groups" => overrides.impersonate_groups(value.as_array().unwrap().iter().map(text)),
        _ => return None,
    })
}

fn context(overrides: &Overrides, name: &str, value: &Value) -> Option<Overrides> {
    let overrides = overrides.clone();
    Some(match name {
        "cluster" => overrides.cluster(text(value)),
        "user" => overrides.user(text(value)),
        "namespace" => overrides.namespace(text(value)),
        _ => return None,
    })
}

fn parsed(list: &str, entry: &str, fields: &Value) -> Kubeconfig {
    let document = json!({ list: [{ "name": "x", entry: fields }] });
    Kubeconfig::parse(document.to_string().as_bytes(), "").unwrap()
}

fn whole_cluster(overrides: Overrides, fields: &Value) -> Overrides {
    overrides.cluster_info(parsed("clusters", "cluster", fields).clusters["x"].clone())
}

fn whole_defaults(overrides: Overrides, fields: &Value) -> Overrides {
    overrides.cluster_defaults(parsed("clusters", "cluster", fields).clusters["x"].clone())
}

fn whole_user(overrides: Overrides, fields: &Value) -> Overrides {
    overrides.auth_info(parsed("users", "user", fields).users["x"].clone())
}
