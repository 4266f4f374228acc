//! Kubeconfigs with every field present, absent, null, empty and of the wrong type, and secrets in
//! all that can hold one.

mod fields;

use outrigger::Secret;
use outrigger::kubeconfig::Overrides;
use serde_json::{Map, Value, json};

use self::fields::{CLUSTER, CONTEXT, DOCUMENT, NAMES, PATHS, TEXTS, USER};
use self::fields::{fields, list, name, present, proxy, put, server};
use crate::choices::Choices;
use crate::seed::secret;

/// One to five files, as JSON or as YAML in blocks.
pub(crate) fn files(choices: &mut Choices<'_>) -> Vec<Vec<u8>> {
    let count = 1 + choices.below(5);
    let mut files = Vec::new();
    while files.is_empty() || files.len() < count && !choices.done() {
        let document = document(choices);
        files.push(match choices.below(3) {
            0 => document.to_string(),
            1 => format!("{document:#}"),
            _ => serde_saphyr::to_string(&document).expect("JSON has a YAML form"),
        });
    }
    files.into_iter().map(String::into_bytes).collect()
}

/// What flags might say, most of it nothing.
pub(crate) fn overrides(choices: &mut Choices<'_>) -> Overrides {
    let mut overrides = Overrides::new();
    for index in 0..20 {
        if choices.once_in(8) {
            overrides = match index {
                0..8 => where_to(overrides, index, choices),
                _ => whom_to_be(overrides, index, choices),
            };
        }
    }
    overrides
}

fn where_to(overrides: Overrides, index: usize, choices: &mut Choices<'_>) -> Overrides {
    match index {
        0 => overrides.context(choices.pick(&NAMES)),
        1 => overrides.cluster(choices.pick(&NAMES)),
        2 => overrides.namespace(choices.pick(&TEXTS)),
        3 => overrides.server(server(choices).as_str().unwrap_or_default()),
        4 => overrides.tls_server_name(choices.pick(&NAMES)),
        5 => overrides.certificate_authority(choices.pick(&PATHS)),
        6 => overrides.insecure_skip_tls_verify(choices.once_in(2)),
        _ => overrides.proxy_url(Secret::new(proxy(choices).as_str().unwrap_or_default())),
    }
}

fn whom_to_be(overrides: Overrides, index: usize, choices: &mut Choices<'_>) -> Overrides {
    match index {
        8 => overrides.user(choices.pick(&NAMES)),
        9 => overrides.token(Secret::new(secret("override"))),
        10 => overrides.token_file(choices.pick(&PATHS)),
        11 => overrides.username(choices.pick(&NAMES)),
        12 => overrides.password(Secret::new(secret("override"))),
        13 => overrides.client_certificate(choices.pick(&PATHS)),
        14 => overrides.client_certificate_data(secret("certificate")),
        15 => overrides.client_key(choices.pick(&PATHS)),
        16 => overrides.client_key_data(secret("key")),
        17 => overrides.impersonate(choices.pick(&NAMES)),
        18 => overrides.impersonate_groups([choices.pick(&TEXTS)]),
        _ => overrides.timeout(choices.pick(&["", "0", "7", "1m30s", "-1", "soon", "9e9h"])),
    }
}

fn document(choices: &mut Choices<'_>) -> Value {
    let mut document = Map::new();
    for (field, inner, make) in [
        ("clusters", "cluster", &CLUSTER[..]),
        ("users", "user", &USER),
        ("contexts", "context", &CONTEXT),
    ] {
        let entries = list(choices, |choices| {
            let name = present(choices, name);
            let body = present(choices, |choices| fields(choices, make));
            json!({ "name": name, inner: body })
        });
        put(&mut document, choices, field, |_| entries);
    }
    put(&mut document, choices, "current-context", name);
    for (field, make) in DOCUMENT {
        if choices.once_in(4) {
            put(&mut document, choices, field, make);
        }
    }
    document.into()
}
