//! The fields of kubeconfigs, and what stands in them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::choices::Choices;
use crate::seed::{SEED, secret};
use crate::values;

/// Makes the value of a field.
pub(super) type Make = fn(&mut Choices<'_>) -> Value;

pub(super) const NAMES: [&str; 8] = ["a", "b", "c", "d", "a b", "ü/\u{202e}", "\u{1b}[31m", ""];
pub(super) const TEXTS: [&str; 8] = [
    "x",
    "",
    "yes",
    "017",
    "~",
    "with spaces ",
    "two\nlines",
    "<<",
];
pub(super) const PATHS: [&str; 8] = [
    "ca.crt",
    "/etc/ca.crt",
    "../up/ca.crt",
    "./ca.crt",
    r"C:\k\ca.crt",
    r"\\share\k",
    "C:ca",
    "",
];
const SERVERS: [&str; 20] = [
    "https://host",
    "https://host:6443/",
    "https://[::1]:6443/base/",
    "http://host",
    "host:6443",
    "host",
    "ftp://host",
    "https://",
    "://",
    "https://host:port",
    "https://ho st",
    "",
    "/path",
    "https://host:99999",
    "HTTPS://HOST",
    "https:opaque",
    "https://host/%zz",
    "//host",
    "[::1]",
    "https://ü",
];
const VERSIONS: [&str; 6] = [
    "client.authentication.k8s.io/v1",
    "client.authentication.k8s.io/v1beta1",
    "client.authentication.k8s.io/v1alpha1",
    "v1",
    "",
    "client.authentication.k8s.io/",
];
const MODES: [&str; 5] = ["Never", "IfAvailable", "Always", "", "sometimes"];

pub(super) const CLUSTER: [(&str, Make); 9] = [
    ("server", server),
    ("tls-server-name", |c| c.pick(&NAMES).into()),
    ("insecure-skip-tls-verify", boolean),
    ("certificate-authority", path),
    ("certificate-authority-data", |c| pem(c, "CERTIFICATE")),
    ("proxy-url", proxy),
    ("disable-compression", boolean),
    ("extensions", extensions),
    ("unknown", unknown),
];
pub(super) const CONTEXT: [(&str, Make); 5] = [
    ("cluster", name),
    ("user", name),
    ("namespace", |c| c.pick(&TEXTS).into()),
    ("extensions", extensions),
    ("unknown", unknown),
];
pub(super) const USER: [(&str, Make); 17] = [
    ("client-certificate", path),
    ("client-certificate-data", |c| pem(c, "CERTIFICATE")),
    ("client-key", path),
    ("client-key-data", |c| pem(c, "EC PRIVATE KEY")),
    ("token", |c| hidden(c, "token")),
    ("tokenFile", path),
    ("username", name),
    ("password", |c| hidden(c, "password")),
    ("as", name),
    ("as-uid", |c| c.pick(&TEXTS).into()),
    ("as-groups", |c| list(c, |c| c.pick(&TEXTS).into())),
    ("as-user-extra", |c| {
        let values = list(c, |c| c.pick(&TEXTS).into());
        json!({ c.pick(&NAMES): values })
    }),
    ("auth-provider", provider),
    ("exec", |c| fields(c, &EXEC)),
    ("extensions", extensions),
    ("unknown", unknown),
    ("Token", unknown),
];
const EXEC: [(&str, Make); 8] = [
    ("apiVersion", |c| c.pick(&VERSIONS).into()),
    ("command", |c| {
        c.pick(&["aws", "./aws", r"bin\aws", ""]).into()
    }),
    ("args", |c| list(c, |c| hidden(c, "argument"))),
    ("env", |c| list(c, |c| fields(c, &VARIABLE))),
    ("installHint", |c| c.pick(&TEXTS).into()),
    ("provideClusterInfo", boolean),
    ("interactiveMode", |c| c.pick(&MODES).into()),
    ("unknown", unknown),
];
pub(super) const DOCUMENT: [(&str, Make); 5] = [
    (
        "preferences",
        |c| json!({ "colors": boolean(c), "extensions": extensions(c), "more": unknown(c) }),
    ),
    ("extensions", extensions),
    ("unknown", unknown),
    ("kind", |c| c.pick(&["Config", "", "Pod", SEED]).into()),
    ("apiVersion", |c| c.pick(&["v1", "", "v2", SEED]).into()),
];
const VARIABLE: [(&str, Make); 3] = [
    ("name", name),
    ("value", |c| hidden(c, "variable")),
    ("unknown", unknown),
];

/// A map with some of these fields.
pub(super) fn fields(choices: &mut Choices<'_>, all: &[(&str, Make)]) -> Value {
    let mut map = Map::new();
    for (field, make) in all {
        if choices.once_in(3) {
            map.insert((*field).to_owned(), present(choices, make));
        }
    }
    map.into()
}

pub(super) fn put(
    map: &mut Map<String, Value>,
    choices: &mut Choices<'_>,
    field: &str,
    make: impl FnOnce(&mut Choices<'_>) -> Value,
) {
    map.insert(field.to_owned(), present(choices, make));
}

/// A value as it should be, and now and then null or something else, which may be a secret that
/// somebody put in the wrong place.
pub(super) fn present(
    choices: &mut Choices<'_>,
    make: impl FnOnce(&mut Choices<'_>) -> Value,
) -> Value {
    match choices.below(24) {
        23 => Value::Null,
        22 => json!([secret("list")]),
        21 => json!({ "k": secret("map") }),
        20 => values::value(choices, 2),
        _ => make(choices),
    }
}

pub(super) fn list(
    choices: &mut Choices<'_>,
    mut make: impl FnMut(&mut Choices<'_>) -> Value,
) -> Value {
    let count = choices.below(4);
    let items = (0..count).map(|_| present(choices, &mut make));
    items.collect()
}

pub(super) fn name(choices: &mut Choices<'_>) -> Value {
    choices.pick(&NAMES).into()
}

/// A path, or what was meant for the field beside it.
fn path(choices: &mut Choices<'_>) -> Value {
    match choices.below(10) {
        0 => STANDARD.encode(format!(
            "-----BEGIN EC PRIVATE KEY-----\n{}",
            secret("path")
        )),
        1 => format!("eyJhbGciOiJSUzI1NiJ9.{}.c2ln", secret("path")),
        _ => choices.pick(&PATHS).to_owned(),
    }
    .into()
}

fn boolean(choices: &mut Choices<'_>) -> Value {
    choices.once_in(2).into()
}

/// A server, some with a password and a token in them.
pub(super) fn server(choices: &mut Choices<'_>) -> Value {
    let server = choices.pick(&SERVERS);
    if choices.once_in(4) {
        let user = match choices.once_in(2) {
            true => format!("{}@", secret("user")),
            false => format!("me:{}@", secret("password")),
        };
        let (scheme, rest) = server.split_once("//").unwrap_or(("", server));
        let slashes = if scheme.is_empty() { "" } else { "//" };
        let query = format!("?token={}#{}", secret("query"), secret("fragment"));
        return format!("{scheme}{slashes}{user}{rest}{query}").into();
    }
    server.into()
}

pub(super) fn proxy(choices: &mut Choices<'_>) -> Value {
    let scheme = choices.pick(&["http", "https", "socks5", "ftp", ""]);
    format!("{scheme}://me:{}@proxy:3128", secret("proxy")).into()
}

fn hidden(choices: &mut Choices<'_>, place: &str) -> Value {
    let secret = secret(place);
    match choices.below(5) {
        0 => String::new(),
        1 => format!("{secret}\n"),
        2 => format!("{secret}\u{85}\u{7f}"),
        3 => STANDARD.encode(&secret),
        _ => secret,
    }
    .into()
}

/// PEM with a secret in it, in base64; or something that is not quite that.
fn pem(choices: &mut Choices<'_>, label: &str) -> Value {
    let body = STANDARD.encode(secret(label));
    let pem = format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
    match choices.below(7) {
        0 => String::new(),
        1 => secret("no base64"),
        2 => STANDARD.encode(secret("no PEM")),
        3 => pem,
        4 => STANDARD.encode(pem.replace("-----END", "-----")),
        _ => STANDARD.encode(pem),
    }
    .into()
}

fn extensions(choices: &mut Choices<'_>) -> Value {
    list(choices, |choices| {
        let name = choices.pick(&["client.authentication.k8s.io/exec", "a", ""]);
        json!({ "name": name, "extension": unknown(choices), "unknown": unknown(choices) })
    })
}

fn provider(choices: &mut Choices<'_>) -> Value {
    let name = choices.pick(&["oidc", "gcp", "azure", "other", ""]);
    let config = present(choices, |_| json!({ "id-token": secret("id token") }));
    json!({ "name": name, "config": config, "unknown": unknown(choices) })
}

/// What nobody knows may be anything, a secret too.
fn unknown(choices: &mut Choices<'_>) -> Value {
    match choices.below(3) {
        0 => secret("unknown").into(),
        1 => json!({ "k": [secret("deep"), { "l": secret("deeper") }] }),
        _ => values::value(choices, 3),
    }
}
