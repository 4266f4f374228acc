//! Overrides.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::pools::ODD_SERVERS;
use crate::random::Random;

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

/// A few flags, and how they meet.
pub(crate) fn overrides(random: &mut Random) -> Value {
    let mut cluster = Map::new();
    let mut defaults = Map::new();
    let mut user = Map::new();
    let mut context = Map::new();
    let mut top = Map::new();
    let mut maybe = |times: usize, into: &mut Map<String, Value>, name: &str, values: &[Value]| {
        if random.once_in(times) {
            into.insert(name.into(), random.pick(values));
        }
    };
    let servers = [
        json!("https://flag.example"),
        json!("https://flag.example/p"),
        json!("http://flag.example"),
        json!(""),
    ];
    maybe(4, &mut cluster, "server", &servers);
    let odd: Vec<Value> = ODD_SERVERS.iter().map(|server| json!(server)).collect();
    maybe(14, &mut cluster, "server", &odd);
    maybe(
        6,
        &mut cluster,
        "tls-server-name",
        &[json!("flag-sni"), json!("")],
    );
    maybe(
        6,
        &mut cluster,
        "insecure-skip-tls-verify",
        &[json!(true), json!(false)],
    );
    maybe(
        6,
        &mut cluster,
        "certificate-authority",
        &[json!("/CASE/ca.crt"), json!("/CASE/missing"), json!("")],
    );
    maybe(
        12,
        &mut cluster,
        "certificate-authority-data",
        &[json!(pem("CERTIFICATE"))],
    );
    maybe(
        12,
        &mut cluster,
        "proxy-url",
        &[
            json!("http://flag-proxy.example:1"),
            json!("ftp://x"),
            json!(""),
        ],
    );
    maybe(
        12,
        &mut cluster,
        "disable-compression",
        &[json!(true), json!(false)],
    );
    maybe(
        16,
        &mut cluster,
        "extensions",
        &[json!([{ "name": "client.authentication.k8s.io/exec", "extension": { "flag": 1 } }])],
    );
    maybe(
        8,
        &mut defaults,
        "server",
        &[
            json!("http://localhost:8080"),
            json!("https://default.example"),
        ],
    );
    maybe(
        16,
        &mut defaults,
        "tls-server-name",
        &[json!("default-sni")],
    );
    maybe(
        24,
        &mut defaults,
        "certificate-authority",
        &[json!("/CASE/ca.crt")],
    );
    maybe(
        14,
        &mut user,
        "tokenFile",
        &[json!("/CASE/token"), json!("/CASE/missing"), json!("")],
    );
    maybe(16, &mut user, "username", &[json!("flag-name"), json!("")]);
    maybe(
        16,
        &mut user,
        "password",
        &[json!("flag-password"), json!("")],
    );
    maybe(
        9,
        &mut user,
        "client-certificate",
        &[json!("/CASE/sub/cert.pem"), json!("")],
    );
    maybe(
        9,
        &mut user,
        "client-key",
        &[json!("/CASE/key.pem"), json!("/CASE/missing"), json!("")],
    );
    maybe(
        14,
        &mut user,
        "client-certificate-data",
        &[json!(pem("CERTIFICATE"))],
    );
    maybe(
        14,
        &mut user,
        "client-key-data",
        &[json!(pem("PRIVATE KEY"))],
    );
    maybe(14, &mut user, "as-uid", &[json!("flag-uid"), json!("")]);
    maybe(
        14,
        &mut user,
        "as-user-extra",
        &[json!({ "scopes": ["s"] }), json!({ "a": [] }), json!({})],
    );
    maybe(
        24,
        &mut user,
        "auth-provider",
        &[
            json!({ "name": "oidc" }),
            json!({ "name": "gcp", "config": { "a": "b" } }),
        ],
    );
    maybe(
        24,
        &mut user,
        "exec",
        &[
            json!({ "command": "flag-plugin", "apiVersion": "client.authentication.k8s.io/v1beta1" }),
            json!({ "command": "x" }),
        ],
    );
    maybe(6, &mut top, "timeout", &TIMEOUTS.map(|text| json!(text)));
    maybe(4, &mut user, "token", &[json!("flag-token"), json!("")]);
    maybe(7, &mut user, "as", &[json!("flag-user"), json!("")]);
    maybe(
        8,
        &mut user,
        "as-groups",
        &[json!(["g1", "g2"]), json!([]), json!([""])],
    );
    let missing = |letter: char| {
        [
            json!(format!("{letter}1")),
            json!(format!("{letter}2")),
            json!("missing"),
            json!(""),
        ]
    };
    maybe(5, &mut context, "cluster", &missing('c'));
    maybe(5, &mut context, "user", &missing('u'));
    maybe(
        4,
        &mut context,
        "namespace",
        &[json!("flag-namespace"), json!("")],
    );
    maybe(3, &mut top, "current-context", &missing('x'));
    for (name, fields) in [
        ("cluster", cluster),
        ("cluster-defaults", defaults),
        ("user", user),
        ("context", context),
    ] {
        if !fields.is_empty() {
            top.insert(name.into(), fields.into());
        }
    }
    top.into()
}
