//! Kubeconfigs as trees.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::corners;
use super::fields::{Fields, Mood, boolean, text, wrong};
use super::node::Node;
use crate::random::Random;

/// Files that exist beside the kubeconfigs, and some that do not.
const PATHS: &[&str] = &[
    "ca.crt",
    "./ca.crt",
    "sub/../ca.crt",
    "sub/cert.pem",
    "key.pem",
    "/CASE/key.pem",
    "/CASE/sub/../ca.crt",
    "missing.pem",
    "/dev/null",
    "sub",
    "token",
];

/// What those files hold.
pub(crate) const FILES: &[(&str, &str)] = &[
    (
        "ca.crt",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ),
    (
        "sub/cert.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ),
    (
        "key.pem",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ),
    ("token", "from-a-file\n"),
    ("sub/token", "from-another-file"),
];

const SERVERS: &[&str] = &[
    "https://10.0.0.1:6443",
    "https://a.example",
    "https://a.example:6443/",
    "https://b.example/k8s/clusters/c1",
    "https://b.example/prefix/",
    "http://localhost:8080",
    "https://[::1]:6443",
    "https://[fd00::1]",
];

pub(crate) const ODD_SERVERS: &[&str] = &[
    "10.0.0.1:6443",
    "a.example",
    "localhost",
    "http://a.example",
    "HTTPS://A.example",
    "https:/a",
    "https:a.example",
    "https://",
    "https://a.example?x=y",
    "https://a.example/?x=y",
    "https://a.example/p?x=y#f",
    "https://a.example#f",
    "https://u:p@a.example",
    "https://u@a.example/p",
    "https://:p@a.example",
    "https://u%40x:p%2F@a.example",
    "ftp://a.example",
    "//a.example",
    "/path",
    "a.example/path",
    "a.example/",
    "https://a.example:",
    "https://a.example:x",
    "https://a.example:99999",
    "https://a b.example",
    "https://a.example/a b",
    "https://a.example/%zz",
    "https://a.example/%20x",
    "https://a.example//p",
    "https://a.example/p//",
    "https://::1",
    "::1",
    "[::1]:6443",
    "https://[::1%25eth0]:1",
    " https://a.example",
    "https://a.example ",
    "https://a.example\n",
    "unix:///run/x",
    "https://\u{e9}.example",
    "?",
    "#",
    "https://a.example/../x",
    "https://a.example/./x",
    "a:b:c",
    "https://u:p@",
    "https://?x",
    "http://user:pass@a.example",
    "https://a.example:0443",
    "https://a_b.example",
    "https://a.example/%2e%2e/x",
    "https://A.EXAMPLE/Path",
];

const PROXIES: &[&str] = &[
    "http://proxy.example:3128",
    "https://proxy.example",
    "socks5://127.0.0.1:1080",
    "http://u:p@proxy.example:1",
];

pub(crate) const ODD_PROXIES: &[&str] = &[
    "proxy.example:3128",
    "socks5h://x",
    "ftp://x",
    "http://",
    "http:",
    "HTTP://x",
    "http:x",
    "//x",
    "socks4://x",
    "http://x y",
    "http://x:y",
    "http://[::1]:1",
    "http://%zz",
    "http://x/%zz",
    "",
    " http://x",
    "http://x?y#z",
    "https",
    "http:///x",
];

/// A whole kubeconfig. Entries are named from so few names that files share them.
pub(crate) fn kubeconfig(random: &mut Random, mood: Mood, names: usize) -> Node {
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

fn version(random: &mut Random, mood: Mood, right: &[&str], odd: &[&str]) -> Node {
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

pub(crate) fn cluster(random: &mut Random, mood: Mood) -> Node {
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
fn data(random: &mut Random, mood: Mood, label: &str) -> Node {
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

pub(crate) fn user(random: &mut Random, mood: Mood) -> Node {
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

fn path(random: &mut Random, mood: Mood) -> Node {
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

pub(crate) fn exec(random: &mut Random, mood: Mood) -> Node {
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

fn preferences(random: &mut Random, mood: Mood) -> Node {
    let mut fields = Fields::new(random, mood);
    fields
        .maybe(2, "colors", boolean)
        .maybe(2, "extensions", extensions);
    fields.finish()
}

fn extensions(random: &mut Random, mood: Mood) -> Node {
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
