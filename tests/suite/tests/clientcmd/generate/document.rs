//! Kubeconfigs as trees.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use outrigger_suite::random::Random;

use super::corners;
use super::fields::{Fields, Mood, boolean, text, wrong};
use super::node::Node;
use super::pools::{ODD_PROXIES, ODD_SERVERS, PROXIES, SERVERS};
use super::user::{path, user};

/// A whole kubeconfig. Entries are named from so few names that files share them.
pub(super) fn kubeconfig(random: &mut Random, mood: Mood, names: usize) -> Node {
    let mut fields = Fields::new(random, mood);
    fields
        .maybe(2, "apiVersion", |random, mood| {
            version(random, mood, &["v1"], &["v2", "", "V1", "config/v1"])
        })
        .maybe(2, "kind", |random, mood| {
            version(random, mood, &["Config"], &["Pod", "", "config", "List"])
        })
        .maybe(7, "preferences", preferences)
        .maybe(9, "extensions", extensions);
    let current =
        |random: &mut Random, mood| text(random, mood, &["x1", "x2", "x1", "x2", "x3", "none"]);
    if fields.mood != Mood::Sane || fields.random.below(5) > 0 {
        fields.maybe(1, "current-context", current);
    }
    for (list, entry, make, letter) in [
        (
            "clusters",
            "cluster",
            cluster as fn(&mut Random, Mood) -> Node,
            'c',
        ),
        ("users", "user", user, 'u'),
        ("contexts", "context", context, 'x'),
    ] {
        let often = if fields.random.once_in(8) { 3 } else { 1 };
        fields.maybe(often, list, |random, mood| {
            entries(random, mood, entry, make, letter, names)
        });
    }
    fields.finish()
}

pub(super) fn version(random: &mut Random, mood: Mood, right: &[&str], odd: &[&str]) -> Node {
    match mood {
        Mood::Wrong if random.once_in(4) => Node::text(random.pick(odd)),
        _ => Node::text(random.pick(right)),
    }
}

fn entries(
    random: &mut Random,
    mood: Mood,
    entry: &str,
    make: fn(&mut Random, Mood) -> Node,
    letter: char,
    names: usize,
) -> Node {
    let mut list = Vec::new();
    let mut number = 1;
    while number <= names {
        let mut fields = Fields::new(random, mood);
        let named = move |random: &mut Random, mood| match mood {
            Mood::Wrong if random.once_in(25) => Node::text(format!("{letter}1")),
            Mood::Odd if random.once_in(40) => corners::text(random),
            _ => Node::text(format!("{letter}{number}")),
        };
        match mood {
            Mood::Wrong if fields.random.once_in(20) => {}
            _ => {
                fields.maybe(1, "name", named);
            }
        }
        match mood {
            Mood::Sane => {
                fields.maybe(1, entry, make);
            }
            _ if fields.random.once_in(20) => {}
            _ => {
                fields.maybe(1, entry, make);
            }
        }
        list.push(match mood {
            Mood::Wrong if fields.random.once_in(40) => wrong(fields.random),
            _ => fields.finish(),
        });
        number += 1 + usize::from(random.once_in(4));
    }
    Node::List(list)
}

pub(super) fn cluster(random: &mut Random, mood: Mood) -> Node {
    let mut fields = Fields::new(random, mood);
    if fields.random.below(12) > 0 {
        fields.maybe(1, "server", server);
    }
    fields
        .maybe(6, "tls-server-name", |random, mood| {
            text(random, mood, &["sni.example", "other"])
        })
        .maybe(6, "insecure-skip-tls-verify", boolean)
        .maybe(7, "certificate-authority", path)
        .maybe(7, "certificate-authority-data", |random, mood| {
            data(random, mood, "CERTIFICATE")
        })
        .maybe(8, "proxy-url", |random, mood| match mood {
            Mood::Sane => text(random, mood, PROXIES),
            _ => text(random, mood, &[PROXIES, ODD_PROXIES].concat()),
        })
        .maybe(8, "disable-compression", boolean)
        .maybe(10, "extensions", extensions);
    fields.finish()
}

fn server(random: &mut Random, mood: Mood) -> Node {
    match mood {
        Mood::Sane => text(random, mood, SERVERS),
        _ if random.once_in(3) => text(random, mood, ODD_SERVERS),
        _ => text(random, mood, SERVERS),
    }
}

/// PEM in base64, or what should be.
pub(super) fn data(random: &mut Random, mood: Mood, label: &str) -> Node {
    let pem = format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    let encoded = STANDARD.encode(&pem);
    match mood {
        Mood::Sane => Node::text(encoded),
        _ => match random.below(12) {
            0 => Node::text(""),
            1 => Node::text(STANDARD.encode("no PEM")),
            2 => Node::text(format!("{}\n{}\n", &encoded[..20], &encoded[20..])),
            3 => Node::text(pem),
            4 if mood == Mood::Wrong => Node::text(encoded.trim_end_matches('=')),
            5 if mood == Mood::Wrong => Node::text(format!("{encoded}=")),
            6 if mood == Mood::Wrong => Node::text(encoded.replace('L', "_")),
            7 if mood == Mood::Wrong => Node::List(vec![Node::raw("65"), Node::raw("66")]),
            8 if mood == Mood::Wrong => Node::text(format!(" {encoded}")),
            _ => Node::text(encoded),
        },
    }
}

fn context(random: &mut Random, mood: Mood) -> Node {
    let mut fields = Fields::new(random, mood);
    if fields.random.below(15) > 0 {
        fields.maybe(1, "cluster", |random, mood| {
            text(random, mood, &["c1", "c1", "c2", "c3"])
        });
    }
    if fields.random.below(15) > 0 {
        fields.maybe(1, "user", |random, mood| {
            text(random, mood, &["u1", "u1", "u2", "u3"])
        });
    }
    fields
        .maybe(3, "namespace", |random, mood| {
            text(random, mood, &["shop", "default", "Not_A_Label", ""])
        })
        .maybe(12, "extensions", extensions);
    fields.finish()
}

fn preferences(random: &mut Random, mood: Mood) -> Node {
    let mut fields = Fields::new(random, mood);
    fields
        .maybe(2, "colors", boolean)
        .maybe(2, "extensions", extensions);
    fields.finish()
}

pub(super) fn extensions(random: &mut Random, mood: Mood) -> Node {
    let item = |random: &mut Random, number: usize| {
        let mut fields = Fields::new(random, mood);
        fields.maybe(1, "name", |random, mood| {
            let exec = "client.authentication.k8s.io/exec";
            let name = if random.once_in(3) {
                exec.to_owned()
            } else {
                format!("e{number}")
            };
            text(random, mood, &[&name])
        });
        fields.maybe(1, "extension", |random, mood| match mood {
            Mood::Sane => Node::Map(vec![("audience".into(), Node::text("a"))]),
            _ => match random.below(4) {
                0 => corners::scalar(random),
                1 => wrong(random),
                2 => Node::Map(vec![
                    ("k".into(), corners::scalar(random)),
                    ("l".into(), wrong(random)),
                ]),
                _ => Node::Map(vec![("audience".into(), Node::text("a"))]),
            },
        });
        fields.finish()
    };
    let count = random.below(3);
    Node::List((0..count).map(|number| item(random, number)).collect())
}
