//! Kubeconfigs made up from a seed.

use outrigger_suite::random::Random;
use serde_json::{Map, Value, json};

use crate::case::Case;

/// Names of contexts, clusters and users.
const NAMES: [&str; 6] = ["one", "two", "Three", "vierß", "<5>", "six seven"];
const TEXTS: [&str; 14] = [
    "text",
    "",
    "yes",
    "017",
    "1e3",
    "~",
    "a: b # c",
    "<a&b>",
    "ünïcødé \u{1F680}",
    "\u{a0}é",
    "line\nline\n",
    " around ",
    "https://user:pass@host/?q=<1>",
    "- x",
];
const DATA: [&str; 4] = ["TUFB", "AAECgP8=", "REFUQQ==", "DATA+OMITTED"];
/// Files that are there, as seen from the folder of every kubeconfig.
const FILES: [&str; 3] = ["ca.crt", "./tls/cert", "tls/../tls/key"];

/// The `n`-th case.
pub(crate) fn case(n: u64) -> Case {
    let mut random = Random::seeded(0x6b75_6265 ^ n);
    let count = random.weighted(&[(6, 1), (3, 2), (1, 3)]);
    let mut case = Case::new(format!("made up {n}"));
    let paths: Vec<String> = (0..count).map(|file| format!("{file}/config")).collect();
    case.kubeconfig = paths.join(":");
    for (number, path) in paths.into_iter().enumerate() {
        let file = kubeconfig(&mut random);
        let text = if random.once_in(2) {
            file.to_string()
        } else {
            format!("{file:#}\n")
        };
        case.files.push((path, text));
        for file in ["ca.crt", "tls/cert", "tls/key"] {
            let content = format!("{file} of {number}\n");
            case.files.push((format!("{number}/{file}"), content));
        }
    }
    case
}

fn kubeconfig(random: &mut Random) -> Value {
    let mut file = Map::new();
    if random.once_in(2) {
        file.extend([
            ("kind".to_owned(), "Config".into()),
            ("apiVersion".to_owned(), "v1".into()),
        ]);
    }
    if !random.once_in(5) {
        let current = random.pick(&["one", "one", "one", "two", "Three", ""]);
        file.insert("current-context".to_owned(), current.into());
    }
    let lists: [(&str, &str, Field); 3] = [
        ("clusters", "cluster", cluster),
        ("users", "user", user),
        ("contexts", "context", context),
    ];
    for (list, field, entry) in lists {
        if random.once_in(12) {
            let nothing = random.pick(&[Value::Null, json!([])]);
            file.insert(list.to_owned(), nothing);
            continue;
        }
        let mut named = |name: &&str| {
            let kept = *name == "one" || random.once_in(5);
            kept.then(|| json!({"name": name, field: entry(random)}))
        };
        let entries = NAMES.iter().filter_map(&mut named).collect();
        file.insert(list.to_owned(), entries);
    }
    if random.once_in(4) {
        let mut preferences = some(random, &[("colors", flag)]);
        extend(random, &mut preferences);
        file.insert("preferences".to_owned(), preferences);
    }
    let mut file = Value::Object(file);
    extend(random, &mut file);
    file
}

/// Sometimes adds extensions, and a field that nobody knows.
fn extend(random: &mut Random, value: &mut Value) {
    if random.once_in(6) {
        let mut extension = |name: &&str| {
            let kept = random.once_in(2);
            kept.then(|| json!({"name": name, "extension": anything(random, 3)}))
        };
        value["extensions"] = NAMES.iter().filter_map(&mut extension).collect();
    }
    if random.once_in(6) {
        value["not-known"] = anything(random, 1);
    }
}

fn anything(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => flag(random),
        2 => random.pick(&[json!(0), json!(-7), json!(u64::MAX), json!(i64::MIN)]),
        3 => random.pick(&[
            json!(0.5),
            json!(1e21),
            json!(-2.5e-7),
            json!(1e20),
            json!(3.0),
        ]),
        4 | 5 => text(random),
        6 => (0..random.below(3))
            .map(|_| anything(random, depth - 1))
            .collect(),
        _ => {
            let mut map = Map::new();
            for _ in 0..random.below(3) {
                map.insert(random.pick(&TEXTS).to_owned(), anything(random, depth - 1));
            }
            map.into()
        }
    }
}

type Field = fn(&mut Random) -> Value;

/// A map of some of these fields; a few are null.
fn some(random: &mut Random, fields: &[(&str, Field)]) -> Value {
    let mut map = Map::new();
    for (name, field) in fields {
        match random.below(8) {
            0..4 => {}
            4 if random.once_in(4) => drop(map.insert((*name).to_owned(), Value::Null)),
            _ => drop(map.insert((*name).to_owned(), field(random))),
        }
    }
    map.into()
}

fn flag(random: &mut Random) -> Value {
    random.once_in(2).into()
}

fn text(random: &mut Random) -> Value {
    random.pick(&TEXTS).into()
}

/// A text of one line: what kubectl's table makes of others is not worth having.
fn namespace(random: &mut Random) -> Value {
    let name = text(random);
    if name.as_str().unwrap_or_default().contains('\n') {
        return "shop".into();
    }
    name
}

fn texts(random: &mut Random) -> Value {
    (0..random.below(3)).map(|_| text(random)).collect()
}

fn data(random: &mut Random) -> Value {
    random.pick(&DATA).into()
}

fn name(random: &mut Random) -> Value {
    random
        .pick(&[
            "one", "one", "one", "one", "one", "one", "one", "two", "<5>",
        ])
        .into()
}

fn cluster(random: &mut Random) -> Value {
    let fields: [(&str, Field); 5] = [
        ("server", text),
        ("tls-server-name", text),
        ("insecure-skip-tls-verify", flag),
        ("proxy-url", text),
        ("disable-compression", flag),
    ];
    let mut cluster = some(random, &fields);
    data_or_file(random, &mut cluster, "certificate-authority");
    extend(random, &mut cluster);
    cluster
}

/// A field as a path or as data; seldom both, or a file that does not exist.
fn data_or_file(random: &mut Random, entry: &mut Value, field: &str) {
    let (as_file, as_data) = random.weighted(&[
        (4, (false, false)),
        (8, (true, false)),
        (8, (false, true)),
        (1, (true, true)),
    ]);
    if as_file {
        let path = if random.once_in(30) {
            "gone"
        } else {
            random.pick(&FILES)
        };
        entry[field] = path.into();
    }
    if as_data {
        entry[format!("{field}-data")] = data(random);
    }
}

fn context(random: &mut Random) -> Value {
    let mut context = some(random, &[("namespace", namespace)]);
    for field in ["cluster", "user"] {
        if !random.once_in(6) {
            context[field] = name(random);
        }
    }
    extend(random, &mut context);
    context
}

fn user(random: &mut Random) -> Value {
    let fields: [(&str, Field); 11] = [
        ("token", text),
        ("tokenFile", text),
        ("as", text),
        ("as-uid", text),
        ("as-groups", texts),
        (
            "as-user-extra",
            |random| json!({random.pick(&NAMES): texts(random)}),
        ),
        ("username", text),
        ("password", text),
        ("auth-provider", provider),
        ("exec", exec),
        ("exec ", text),
    ];
    let mut user = some(random, &fields);
    data_or_file(random, &mut user, "client-certificate");
    data_or_file(random, &mut user, "client-key");
    extend(random, &mut user);
    user
}

fn provider(random: &mut Random) -> Value {
    let config: Field = |random| json!({"id-token": text(random), "b": text(random)});
    let empty: Field = |_| json!({});
    let config = random.pick(&[config, config, empty]);
    some(random, &[("name", text), ("config", config)])
}

fn exec(random: &mut Random) -> Value {
    let version: Field = |random| {
        let version = random.pick(&["v1", "v1beta1", "v1alpha1"]);
        format!("client.authentication.k8s.io/{version}").into()
    };
    let variables: Field = |random| {
        let variable = |random: &mut Random| some(random, &[("name", text), ("value", text)]);
        (0..random.below(3)).map(|_| variable(random)).collect()
    };
    let fields: [(&str, Field); 7] = [
        ("command", text),
        ("args", texts),
        ("env", variables),
        ("apiVersion", version),
        ("installHint", text),
        ("provideClusterInfo", flag),
        ("interactiveMode", text),
    ];
    some(random, &fields)
}
