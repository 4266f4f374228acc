//! What is written is what was read.

mod strategies;

use proptest::prelude::proptest;
use serde_json::Value;

use self::strategies::{file, value};
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

/// Where a field may stand that nobody knows, each with one.
const UNKNOWN: &str = "
clusters:
- {name: c, cluster: {k02: v}, k01: v}
contexts:
- {name: x, context: {k04: v, extensions: [{name: e, k05: v}]}, k03: v}
users:
- name: u
  user:
    auth-provider: {name: oidc, k06: v}
    exec: {env: [{name: A, value: b, k07: {from: v}}], k08: v}
    extensions: [{name: e, extension: 1, k09: v}]
    k10: v
  k11: [v]
extensions: [{name: e, extension: {a: b}, k12: v}]
preferences: {extensions: [{name: e, k13: v}], k14: v}
k15: v
";

#[test]
fn unknown_fields_are_kept_wherever_they_stand() {
    let config = parse(UNKNOWN).unwrap();
    check(&config);
    for text in [config.to_yaml(), config.to_json()] {
        for field in (1..=15).map(|number| format!("k{number:02}")) {
            assert_eq!(text.matches(&field).count(), 1, "{field} in {text}");
        }
    }
    // The later file has precedence over nothing.
    let merged = Kubeconfig::merge([config.clone(), config.clone()]);
    assert_eq!(merged, config);

    let known = config.without_unknown_fields();
    let text = known.to_yaml();
    assert!(!text.contains("k0") && !text.contains("k1"), "{text}");
    assert_eq!(known.clone().without_unknown_fields(), known);
}
