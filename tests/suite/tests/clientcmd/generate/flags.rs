//! Overrides.

use serde_json::{Map, Value, json};

use super::document::ODD_SERVERS;
use crate::random::Random;

/// A few flags, and how they meet.
pub(crate) fn overrides(random: &mut Random) -> Value {
    let mut cluster = Map::new();
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
    for (name, fields) in [("cluster", cluster), ("user", user), ("context", context)] {
        if !fields.is_empty() {
            top.insert(name.into(), fields.into());
        }
    }
    top.into()
}
