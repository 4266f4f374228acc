//! Overrides.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use outrigger_suite::random::Random;
use serde_json::{Map, Value, json};

use super::pools::ODD_SERVERS;

/// Seconds, durations as Go writes them, and neither.
const TIMEOUTS: [&str; 23] = [
    "0", "5", "30", "1s", "1m30s", "1.5h", "100ms", "2us", "3\u{b5}s", "4ns", "+1s", "-1s", "-5",
    "1", "1d", "s", "1 s", "1sec", ".5s", "1.s", "0x5", "007", "",
];

fn pem(label: &str) -> String {
    STANDARD.encode(format!(
        "-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n"
    ))
}

/// A flag: how seldom it is set, the part of the overrides that it is in, its name, and the values
/// it may have.
type Flag = (usize, &'static str, &'static str, Value);

/// The overrides themselves, as a part.
const TOP: &str = "";

/// A few flags, and how they meet.
pub(crate) fn overrides(random: &mut Random) -> Value {
    let mut parts = Map::new();
    // A committed answer belongs to what comes of this very order.
    let groups = [cluster(), defaults(), identity(), actor(), names()];
    for (times, part, name, values) in groups.into_iter().flatten() {
        let Value::Array(values) = values else {
            continue;
        };
        if !random.once_in(times) {
            continue;
        }
        let value = random.pick(&values);
        if part == TOP {
            parts.insert(name.into(), value);
        } else {
            parts.entry(part).or_insert_with(|| json!({}))[name] = value;
        }
    }
    parts.into()
}

fn cluster() -> Vec<Flag> {
    let part = "cluster";
    let servers = [
        "https://flag.example",
        "https://flag.example/p",
        "http://flag.example",
        "",
    ];
    let authorities = ["/CASE/ca.crt", "/CASE/missing", ""];
    let proxies = ["http://flag-proxy.example:1", "ftp://x", ""];
    let exec = json!([{ "name": "client.authentication.k8s.io/exec", "extension": { "flag": 1 } }]);
    vec![
        (4, part, "server", json!(servers)),
        (14, part, "server", json!(ODD_SERVERS)),
        (6, part, "tls-server-name", json!(["flag-sni", ""])),
        (6, part, "insecure-skip-tls-verify", json!([true, false])),
        (6, part, "certificate-authority", json!(authorities)),
        (
            12,
            part,
            "certificate-authority-data",
            json!([pem("CERTIFICATE")]),
        ),
        (12, part, "proxy-url", json!(proxies)),
        (12, part, "disable-compression", json!([true, false])),
        (16, part, "extensions", json!([exec])),
    ]
}

fn defaults() -> Vec<Flag> {
    let part = "cluster-defaults";
    let servers = ["http://localhost:8080", "https://default.example"];
    vec![
        (8, part, "server", json!(servers)),
        (16, part, "tls-server-name", json!(["default-sni"])),
        (24, part, "certificate-authority", json!(["/CASE/ca.crt"])),
    ]
}

/// Who asks.
fn identity() -> Vec<Flag> {
    let part = "user";
    let keys = ["/CASE/key.pem", "/CASE/missing", ""];
    vec![
        (
            14,
            part,
            "tokenFile",
            json!(["/CASE/token", "/CASE/missing", ""]),
        ),
        (16, part, "username", json!(["flag-name", ""])),
        (16, part, "password", json!(["flag-password", ""])),
        (
            9,
            part,
            "client-certificate",
            json!(["/CASE/sub/cert.pem", ""]),
        ),
        (9, part, "client-key", json!(keys)),
        (
            14,
            part,
            "client-certificate-data",
            json!([pem("CERTIFICATE")]),
        ),
        (14, part, "client-key-data", json!([pem("PRIVATE KEY")])),
    ]
}

/// Whom to act as, and what else there is of a user.
fn actor() -> Vec<Flag> {
    let part = "user";
    let extra = json!([{ "scopes": ["s"] }, { "a": [] }, {}]);
    let providers = json!([{ "name": "oidc" }, { "name": "gcp", "config": { "a": "b" } }]);
    let plugins = json!([
        { "command": "flag-plugin", "apiVersion": "client.authentication.k8s.io/v1beta1" },
        { "command": "x" },
    ]);
    vec![
        (14, part, "as-uid", json!(["flag-uid", ""])),
        (14, part, "as-user-extra", extra),
        (24, part, "auth-provider", providers),
        (24, part, "exec", plugins),
        (6, TOP, "timeout", json!(TIMEOUTS)),
        (4, part, "token", json!(["flag-token", ""])),
        (7, part, "as", json!(["flag-user", ""])),
        (8, part, "as-groups", json!([["g1", "g2"], [], [""]])),
    ]
}

fn names() -> Vec<Flag> {
    let part = "context";
    let missing = |letter: char| json!([format!("{letter}1"), format!("{letter}2"), "missing", ""]);
    vec![
        (5, part, "cluster", missing('c')),
        (5, part, "user", missing('u')),
        (4, part, "namespace", json!(["flag-namespace", ""])),
        (3, TOP, "current-context", missing('x')),
    ]
}
