//! What is written is what was read.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::string::string_regex;
use serde_json::{Map, Value, json};

use super::parse;
use crate::kubeconfig::{Kubeconfig, yaml};

/// The model without where it was written.
fn placeless(mut config: Kubeconfig) -> Kubeconfig {
    config.current_context_origin = None;
    for cluster in config.clusters.values_mut() {
        cluster.origin = None;
    }
    for context in config.contexts.values_mut() {
        context.origin = None;
    }
    for user in config.users.values_mut() {
        user.origin = None;
    }
    config
}

fn check(config: &Kubeconfig) {
    let json = config.to_json();
    // Go writes some characters as they are that YAML does not have.
    let json = yaml::from_slice(json.as_bytes()).is_ok().then_some(json);
    for text in [Some(config.to_yaml()), json].into_iter().flatten() {
        let again = parse(&text).unwrap_or_else(|errors| panic!("{errors}\n{text}"));
        assert!(placeless(again) == placeless(config.clone()), "{text}");
    }
}

/// JSON in ASCII with YAML's escapes, which takes any text through our reader.
fn ascii(value: &Value) -> String {
    let mut text = String::new();
    for c in value.to_string().chars() {
        match c {
            ' '..='~' => text.push(c),
            _ => text.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    text
}

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
        proptest::sample::select(&ODD[..]).prop_map(str::to_owned),
        string_regex("[ -~]{0,6}").expect("a regex"),
        string_regex("[a:,# \n\r\t'\"\\\\|>\\-\u{7f}\u{85}\u{a0}\u{2028}\u{feff}\u{fffe}\u{1}\u{0}é\u{1F600}]{0,8}")
            .expect("a regex"),
        any::<String>(),
        Just("long words ".repeat(30)),
    ]
}

fn value() -> impl Strategy<Value = Value> {
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
fn some(
    fields: Vec<(&'static str, proptest::strategy::BoxedStrategy<Value>)>,
) -> impl Strategy<Value = Value> {
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

fn extensions() -> impl Strategy<Value = Value> {
    btree_map(text(), value(), 0..3).prop_map(|map| {
        let extension = |(name, value)| json!({"name": name, "extension": value});
        map.into_iter().map(extension).collect()
    })
}

fn data() -> impl Strategy<Value = Value> {
    vec(any::<u8>(), 0..9).prop_map(|bytes| crate::kubeconfig::base64::encode(&bytes).into())
}

fn string() -> proptest::strategy::BoxedStrategy<Value> {
    text().prop_map(Value::from).boxed()
}

fn user() -> impl Strategy<Value = Value> {
    let variable = some(vec![("name", string()), ("value", string())]);
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
    let provider = some(vec![("name", string()), ("config", strings.boxed())]);
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
    btree_map(text(), entry, 0..3).prop_map(move |map| {
        let entry = |(name, entry)| json!({"name": name, field: entry});
        map.into_iter().map(entry).collect()
    })
}

fn file() -> impl Strategy<Value = Value> {
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

proptest! {
    #[test]
    fn what_is_written_is_read_again(file in file()) {
        let text = ascii(&file);
        let config = parse(&text).unwrap_or_else(|errors| panic!("{errors}\n{text}"));
        check(&config);
    }

    #[test]
    fn any_value_is_written_for_readers_of_old_yaml(value in value()) {
        let text = serde_saphyr::to_string(&value).expect("YAML");
        assert_eq!(yaml::from_slice(text.as_bytes()), Ok(value), "{text}");
    }
}

#[test]
fn empty_lists_are_told_from_absent_ones() {
    let exec = |fields: &str| {
        let text = format!("users: [{{name: u, user: {{exec: {{{fields}}}}}}}]");
        let config = parse(&text).unwrap();
        check(&config);
        config.to_json()
    };
    let text = exec("args: [], env: null");
    assert!(
        text.contains("\"args\": []") && text.contains("\"env\": null"),
        "{text}"
    );
    let text = exec("env: []");
    assert!(
        text.contains("\"args\": null") && text.contains("\"env\": []"),
        "{text}"
    );
    for (config, expected) in [
        ("config: {}", "\"config\": {}"),
        ("more: 1", "\"config\": null"),
    ] {
        let text =
            format!("users: [{{name: u, user: {{auth-provider: {{name: oidc, {config}}}}}}}]");
        let text = parse(&text).unwrap().to_json();
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn data_is_any_bytes() {
    let text = "users: [{name: u, user: {client-key-data: DATA+OMITTED}}]";
    let text = parse(text).unwrap().to_json();
    assert!(
        text.contains("\"client-key-data\": \"DATA+OMITTED\""),
        "{text}"
    );
}
