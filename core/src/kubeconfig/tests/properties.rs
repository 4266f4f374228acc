use proptest::collection::{btree_map, vec};
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::string::string_regex;
use serde_json::{Value, json};

use crate::Secret;
use crate::kubeconfig::{Kubeconfig, Overrides, PathFacts, PathStyle, search_environment, yaml};

fn text() -> impl Strategy<Value = String> {
    // What go-yaml accepts: no control characters but those JSON escapes.
    string_regex("[ -~\u{a0}-\u{d7ff}\u{10000}-\u{10ffff}\t\r\n]{0,12}").expect("a regex")
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|number| json!(f64::from(number) + 0.5)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(text(), inner, 0..6).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// Pieces of kubeconfigs and of YAML.
const PIECES: [&str; 41] = [
    "clusters:",
    "users:",
    "contexts:",
    "current-context: a",
    "- name: a",
    "\n",
    "\n  ",
    "\n    ",
    "user:",
    "cluster:",
    "context:",
    "token: t",
    "server: h",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "- ",
    "&a ",
    "*a",
    "<<: ",
    "!!int ",
    "'",
    "\"",
    "|",
    ">",
    "#",
    "\t",
    "~",
    "yes",
    "017",
    "%",
    "---",
    "client-key-data: YQ==",
    "exec:",
    "? ",
    "\u{85}",
    "\u{2028}",
    "\r",
];

/// Those pieces in any order.
fn shuffled() -> impl Strategy<Value = String> {
    vec(proptest::sample::select(&PIECES[..]), 0..40).prop_map(|pieces| pieces.concat())
}

/// A file with some of the names `a` to `d`, each saying which file it is from.
fn file() -> impl Strategy<Value = Kubeconfig> {
    let names = || proptest::sample::subsequence(vec!["a", "b", "c", "d"], 0..=4);
    let current = prop_oneof![Just(""), Just("a"), Just("b")];
    (names(), names(), current, any::<u8>(), any::<bool>()).prop_map(
        |(users, extra, current, id, colors)| {
            let users: Vec<Value> = users
                .iter()
                .map(|name| json!({"name": name, "user": {"token": id.to_string()}}))
                .collect();
            let mut file = json!({
                "current-context": current, "users": users, "preferences": {"colors": colors},
            });
            for name in extra {
                file[name] = id.into();
            }
            let path = format!("/{id}");
            Kubeconfig::parse(file.to_string().as_bytes(), &path).expect("a kubeconfig")
        },
    )
}

fn try_all(bytes: &[u8]) {
    if let Ok(config) = Kubeconfig::parse(bytes, "/f") {
        let config = config.with_resolved_paths(PathStyle::Windows);
        let _ = config.resolve(&Overrides::new());
        let _ = config.resolve(&Overrides::new().context("a"));
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in vec(any::<u8>(), 0..200)) {
        try_all(&bytes);
        try_all(&[&[0xFF, 0xFE], &bytes[..]].concat());
    }

    #[test]
    fn arbitrary_texts_do_not_panic(text in any::<String>()) {
        try_all(text.as_bytes());
    }

    #[test]
    fn shuffled_texts_do_not_panic(text in shuffled()) {
        try_all(text.as_bytes());
    }

    #[test]
    fn arbitrary_servers_and_paths_do_not_panic(text in any::<String>(), path in any::<String>()) {
        for scheme in ["", "https://", "http://u:p@"] {
            let text = format!("{scheme}{text}");
            let overrides = Overrides::new().server(text.clone()).timeout(path.clone());
            let _ = Kubeconfig::default().resolve(&overrides.proxy_url(Secret::new(text)));
        }
        let variable = |_: &str| Some(text.clone());
        for style in [PathStyle::Unix, PathStyle::Windows] {
            let _ = search_environment(style, variable, |_| PathFacts::default());
        }
        let _ = PathStyle::Unix.resolve(&text, &path);
        let _ = PathStyle::Windows.resolve(&text, &path);
    }

    #[test]
    fn json_is_read_as_serde_json_reads_it(value in value()) {
        let compact = value.to_string();
        assert_eq!(yaml::from_slice(compact.as_bytes()), Ok(value.clone()));
        let pretty = serde_json::to_string_pretty(&value).expect("JSON");
        assert_eq!(yaml::from_slice(pretty.as_bytes()), Ok(value));
    }

    #[test]
    fn merging_one_file_changes_nothing(file in file()) {
        let same = [
            vec![file.clone()],
            vec![file.clone(), Kubeconfig::default()],
            vec![Kubeconfig::default(), file.clone()],
            vec![file.clone(), file.clone()],
        ];
        for files in same {
            assert_eq!(Kubeconfig::merge(files), file);
        }
    }

    #[test]
    fn durations_are_read_as_go_writes_them(seconds in 0..100_000_u64, millis in 0..1000_u64) {
        let (minutes, rest) = (seconds / 60, seconds % 60);
        let text = format!("{minutes}m{rest}.{millis:03}s");
        let resolved = Kubeconfig::default()
            .resolve(&Overrides::new().server("h").timeout(text))
            .expect("a configuration");
        let limit = resolved.timeout.unwrap_or_default();
        assert_eq!(limit.as_millis(), u128::from(seconds * 1000 + millis));
    }

    #[test]
    fn merging_is_associative(a in file(), b in file(), c in file()) {
        let all = Kubeconfig::merge([a.clone(), b.clone(), c.clone()]);
        let left = Kubeconfig::merge([Kubeconfig::merge([a.clone(), b.clone()]), c.clone()]);
        let right = Kubeconfig::merge([a, Kubeconfig::merge([b, c])]);
        assert_eq!(all, left);
        assert_eq!(all, right);
    }
}
