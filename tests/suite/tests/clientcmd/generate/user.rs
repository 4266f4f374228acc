//! Users as trees.

use outrigger_suite::random::Random;

use super::document::{data, extensions, version};
use super::fields::{Fields, Mood, boolean, text, wrong};
use super::node::Node;
use super::pools::PATHS;

pub(super) fn user(random: &mut Random, mood: Mood) -> Node {
    let mut fields = Fields::new(random, mood);
    match fields.random.below(7) {
        0 => {
            fields.maybe(1, "token", token);
        }
        1 => {
            fields.maybe(1, "tokenFile", token_file);
        }
        2 => {
            fields.maybe(1, "username", name).maybe(1, "password", name);
        }
        3 => {
            fields.maybe(1, "exec", exec);
        }
        4 => {
            fields
                .maybe(1, "client-certificate", path)
                .maybe(1, "client-key", path);
        }
        5 => {
            fields
                .maybe(1, "client-certificate-data", |random, mood| {
                    data(random, mood, "CERTIFICATE")
                })
                .maybe(1, "client-key-data", |random, mood| {
                    data(random, mood, "EC PRIVATE KEY")
                });
        }
        _ => {}
    }
    // Several methods at once are mostly an error.
    if fields.mood != Mood::Sane || fields.random.once_in(4) {
        fields
            .maybe(12, "token", token)
            .maybe(14, "tokenFile", token_file)
            .maybe(20, "username", name)
            .maybe(20, "password", name)
            .maybe(20, "client-certificate", path)
            .maybe(20, "client-key", path)
            .maybe(20, "client-certificate-data", |random, mood| {
                data(random, mood, "CERTIFICATE")
            })
            .maybe(20, "client-key-data", |random, mood| {
                data(random, mood, "PRIVATE KEY")
            });
    }
    let sane = fields.mood == Mood::Sane;
    if !sane || fields.random.once_in(3) {
        fields
            .maybe(if sane { 1 } else { 7 }, "as", name)
            .maybe(14, "as-uid", name)
            .maybe(12, "as-groups", texts)
            .maybe(14, "as-user-extra", extra);
    }
    fields
        .maybe(20, "auth-provider", provider)
        .maybe(30, "exec", exec)
        .maybe(14, "extensions", extensions);
    fields.finish()
}

fn token(random: &mut Random, mood: Mood) -> Node {
    text(random, mood, &["t0ken", "another", "a.b.c"])
}

fn token_file(random: &mut Random, mood: Mood) -> Node {
    text(
        random,
        mood,
        &[
            "token",
            "sub/token",
            "token",
            "missing",
            "/CASE/token",
            "sub",
        ],
    )
}

pub(super) fn path(random: &mut Random, mood: Mood) -> Node {
    match mood {
        Mood::Sane => text(random, mood, &PATHS[..6]),
        _ => text(random, mood, PATHS),
    }
}

fn name(random: &mut Random, mood: Mood) -> Node {
    text(random, mood, &["alice", "bob", "system:admin"])
}

fn texts(random: &mut Random, mood: Mood) -> Node {
    let item = |random: &mut Random| match mood {
        Mood::Wrong if random.once_in(10) => wrong(random),
        Mood::Odd if random.once_in(6) => Node::raw("null"),
        _ => text(random, mood, &["one", "two", "system:masters"]),
    };
    let count = random.below(3);
    Node::List((0..count).map(|_| item(random)).collect())
}

fn extra(random: &mut Random, mood: Mood) -> Node {
    let mut fields = Fields::new(random, mood);
    fields
        .maybe(2, "scopes", texts)
        .maybe(3, "a.b/c", texts)
        .maybe(5, "UPPER", texts);
    fields.finish()
}

fn provider(random: &mut Random, mood: Mood) -> Node {
    let mut fields = Fields::new(random, mood);
    fields
        .maybe(1, "name", |random, mood| {
            text(random, mood, &["oidc", "gcp", "azure", "other"])
        })
        .maybe(2, "config", |random, mood| {
            let mut fields = Fields::new(random, mood);
            let keys = ["idp-issuer-url", "client-id", "id-token", "refresh-token"];
            for key in keys {
                fields.maybe(2, key, name);
            }
            fields.finish()
        });
    fields.finish()
}

pub(super) fn exec(random: &mut Random, mood: Mood) -> Node {
    let mut fields = Fields::new(random, mood);
    let command = |random: &mut Random, mood| {
        text(
            random,
            mood,
            &[
                "plugin",
                "./plugin",
                "bin/plugin",
                "/bin/plugin",
                "sub/../plugin",
            ],
        )
    };
    fields
        .maybe(1, "command", command)
        .maybe(1, "apiVersion", |random, mood| {
            let known = &[
                "client.authentication.k8s.io/v1",
                "client.authentication.k8s.io/v1beta1",
            ];
            let odd = &[
                "client.authentication.k8s.io/v1alpha1",
                "v1",
                "client.authentication.k8s.io/v2",
            ];
            version(random, mood, known, odd)
        });
    fields
        .maybe(2, "args", texts)
        .maybe(3, "env", env)
        .maybe(4, "installHint", |random, mood| {
            text(
                random,
                mood,
                &[
                    "get it",
                    "get\nit",
                    "\u{1b}[1mget it\u{202e}\u{e000}\u{ad}\u{600}",
                    "\u{378}\u{7f}\t\u{b}",
                ],
            )
        })
        .maybe(3, "provideClusterInfo", boolean);
    if fields.random.below(4) > 0 {
        fields.maybe(1, "interactiveMode", |random, mood| {
            let modes = ["Never", "IfAvailable", "Always"];
            version(random, mood, &modes, &["never", "", "Sometimes"])
        });
    }
    fields.finish()
}

fn env(random: &mut Random, mood: Mood) -> Node {
    let item = |random: &mut Random| {
        let mut fields = Fields::new(random, mood);
        fields.maybe(1, "name", |random, mood| text(random, mood, &["A", "B"]));
        fields.maybe(1, "value", |random, mood| {
            text(random, mood, &["1", "x y", ""])
        });
        fields.finish()
    };
    let count = random.below(3);
    Node::List((0..count).map(|_| item(random)).collect())
}
