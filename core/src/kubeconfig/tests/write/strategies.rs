//! Any kubeconfig.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::string::string_regex;
use serde_json::{Map, Value, json};

/// Texts that YAML reads as something else, or that end a plain scalar.
const ODD: [&str; 52] = [
    "y",
    "N",
    "yes",
    "No",
    "on",
    "OFF",
    "true",
    "False",
    "null",
    "~",
    "NULL",
    "",
    " ",
    "a ",
    " a",
    "1",
    "-1",
    "+1",
    "1_000",
    "017",
    "0o17",
    "0b1",
    "0b-101",
    "0x1F",
    "1e3",
    "1.",
    ".5",
    ".5e-1",
    "._1",
    ".inf",
    "-.INF",
    ".nan",
    "<<",
    "=",
    "2001-01-01",
    "1:30",
    "- a",
    "? a",
    "a: b",
    "a #b",
    "#",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a",
    "|",
    ">",
    "---",
    "...",
    "{a}",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        select(&ODD[..]).prop_map(str::to_owned),
        string_regex("[ -~]{0,6}").expect("a regex"),
        string_regex("[a:,# \n\r\t'\"\\\\|>\\-\u{7f}\u{85}\u{a0}\u{2028}\u{feff}\u{fffe}\u{1}\u{0}é\u{1F600}]{0,8}")
            .expect("a regex"),
        any::<String>(),
        Just("long words ".repeat(30)),
    ]
}

pub(super) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|number| json!(f64::from(number) + 0.5)),
        Just(json!(1.25e30)),
        Just(json!(1.5e-9)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(text(), inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// A map of some of these fields.
fn some(fields: Vec<(&'static str, BoxedStrategy<Value>)>) -> impl Strategy<Value = Value> {
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| {
            option::of(value).prop_map(move |value| Some((name.to_owned(), value?)))
        })
        .collect();
    fields.prop_map(|fields| Value::Object(fields.into_iter().flatten().collect::<Map<_, _>>()))
}

fn texts() -> impl Strategy<Value = Value> {
    vec(text(), 0..3).prop_map(Value::from)
}

/// `entry` with a field that nobody knows.
fn beside(mut entry: Value, unknown: Option<Value>) -> Value {
    if let Some(unknown) = unknown {
        entry["unknown"] = unknown;
    }
    entry
}

fn extensions() -> impl Strategy<Value = Value> {
    let fields = (value(), option::of(value()));
    btree_map(text(), fields, 0..3).prop_map(|map| {
        let extension =
            |(name, (value, unknown))| beside(json!({"name": name, "extension": value}), unknown);
        map.into_iter().map(extension).collect()
    })
}

fn data() -> impl Strategy<Value = Value> {
    vec(any::<u8>(), 0..9).prop_map(|bytes| crate::kubeconfig::base64::encode(&bytes).into())
}

fn string() -> BoxedStrategy<Value> {
    text().prop_map(Value::from).boxed()
}

fn user() -> impl Strategy<Value = Value> {
    let variable = some(vec![
        ("name", string()),
        ("value", string()),
        ("unknown", value().boxed()),
    ]);
    let exec = some(vec![
        ("command", string()),
        ("args", texts().boxed()),
        ("env", vec(variable, 0..3).prop_map(Value::from).boxed()),
        (
            "apiVersion",
            Just("client.authentication.k8s.io/v1beta1".into()).boxed(),
        ),
        ("installHint", string()),
        (
            "provideClusterInfo",
            any::<bool>().prop_map(Value::from).boxed(),
        ),
        ("unknown", value().boxed()),
    ]);
    let strings = btree_map(text(), text(), 0..3).prop_map(|map| json!(map));
    let extra = btree_map(text(), texts(), 0..3).prop_map(|map| json!(map));
    let provider = some(vec![
        ("name", string()),
        ("config", strings.boxed()),
        ("unknown", value().boxed()),
    ]);
    some(vec![
        ("client-certificate", string()),
        ("client-certificate-data", data().boxed()),
        ("client-key-data", data().boxed()),
        ("token", string()),
        ("tokenFile", string()),
        ("as", string()),
        ("as-uid", string()),
        ("as-groups", texts().boxed()),
        ("as-user-extra", extra.boxed()),
        ("username", string()),
        ("password", string()),
        ("auth-provider", provider.boxed()),
        ("exec", exec.boxed()),
        ("extensions", extensions().boxed()),
        ("unknown", value().boxed()),
    ])
}

fn cluster() -> impl Strategy<Value = Value> {
    some(vec![
        ("server", string()),
        ("tls-server-name", string()),
        (
            "insecure-skip-tls-verify",
            any::<bool>().prop_map(Value::from).boxed(),
        ),
        ("certificate-authority", string()),
        ("certificate-authority-data", data().boxed()),
        ("proxy-url", string()),
        (
            "disable-compression",
            any::<bool>().prop_map(Value::from).boxed(),
        ),
        ("extensions", extensions().boxed()),
        ("unknown", value().boxed()),
    ])
}

fn named(field: &'static str, entry: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    btree_map(text(), (entry, option::of(value())), 0..3).prop_map(move |map| {
        let entry = |(name, (entry, unknown))| beside(json!({"name": name, field: entry}), unknown);
        map.into_iter().map(entry).collect()
    })
}

pub(super) fn file() -> impl Strategy<Value = Value> {
    let context = some(vec![
        ("cluster", string()),
        ("user", string()),
        ("namespace", string()),
        ("extensions", extensions().boxed()),
        ("unknown", value().boxed()),
    ]);
    let preferences = some(vec![
        ("colors", any::<bool>().prop_map(Value::from).boxed()),
        ("extensions", extensions().boxed()),
        ("unknown", value().boxed()),
    ]);
    some(vec![
        ("clusters", named("cluster", cluster()).boxed()),
        ("users", named("user", user()).boxed()),
        ("contexts", named("context", context).boxed()),
        ("current-context", string()),
        ("preferences", preferences.boxed()),
        ("extensions", extensions().boxed()),
        ("unknown", value().boxed()),
    ])
}
