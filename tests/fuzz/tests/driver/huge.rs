//! Inputs as large as they may be: what grows faster than its input does not end here, and what is
//! held is what the documentation says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use outrigger::kubeconfig::yaml::{MAX_BYTES, MAX_VALUES, from_slice};
use outrigger::kubeconfig::{Kubeconfig, Overrides};
use outrigger_fuzz::Body;

use crate::run::{Limits, run};
use crate::watch;

/// The bytes that reading a text may hold, as `MAX_VALUES` says.
const MAX_MEMORY: u64 = 256 << 20;

/// Reads and resolves; nothing is checked, since that takes more than what is checked.
fn resolve(data: &[u8]) -> usize {
    let mut told = 0;
    match Kubeconfig::parse(data, "/home/u/.kube/config") {
        Ok(config) => match config.resolve(&Overrides::new()) {
            Ok(config) => told = format!("{:?}", config.warnings).len(),
            Err(errors) => told = format!("{errors} {errors:?}").len(),
        },
        Err(errors) => told = told.max(format!("{errors} {errors:?}").len()),
    }
    assert!(told < 4 << 20, "{told} bytes are told");
    data.len()
}

fn value(data: &[u8]) -> usize {
    let _ = from_slice(data);
    data.len()
}

#[track_caller]
fn reads(name: &str, input: &str) {
    let limits = Limits {
        bytes: (0, MAX_MEMORY),
        allocations: (0, 40 * MAX_VALUES as u64),
        copies: (400, 400 << 20),
    };
    let watch = watch();
    for (how, body) in [("value", value as Body), ("resolve", resolve)] {
        watch.starts(&format!("{name}, {how}"));
        let spent = run(body, input.as_bytes(), &limits);
        println!("{name}, {how}: {spent:?}");
        spent.unwrap_or_else(|problem| panic!("{name}, {how}: {problem}"));
    }
}

/// As many of `item` as there may be in a list behind `before`, each with its number for `#`; and
/// then a long text.
fn many(before: &str, item: &str, values: usize) -> String {
    let mut text = before.to_owned();
    for number in 0..MAX_VALUES / values - 10 {
        text.push_str(&item.replace('#', &format!("{number:x}")));
    }
    text
}

/// `text` and something to read behind it, until there may be no more.
fn filled(mut text: String) -> String {
    text.push_str(", zzz: ");
    let rest = MAX_BYTES - text.len() - 1;
    text.push_str(&"z".repeat(rest));
    text.push('}');
    text
}

#[test]
fn many_values() {
    for (name, before, item, values, close) in [
        ("users", "{users: [", "{name: u#},", 3, "]"),
        ("clusters", "{clusters: [", "{name: u#},", 3, "]"),
        ("contexts", "{contexts: [", "{name: u#},", 3, "]"),
        (
            "plugins",
            "{users: [",
            "{name: u#, user: {exec: {}}},",
            7,
            "]",
        ),
        ("small maps", "{a: [", "{a},", 3, "]"),
        ("smaller maps", "{a: [", "{},", 2, "]"),
        ("keys", "{a: {", "a#,", 2, "}"),
        ("the same key", "{a: {", "a,", 2, "}"),
        ("keys from last to first", "{a: {", "#z,", 2, "}"),
        ("texts", "{a: [", "a,", 1, "]"),
        (
            "groups",
            "{users: [{name: a, user: {as-groups: [",
            "a,",
            1,
            "]}}]",
        ),
        ("extensions", "{extensions: [", "{name: a#},", 3, "]"),
        (
            "unnamed extensions",
            "{extensions: [",
            "{extension: {a}},",
            5,
            "]",
        ),
        (
            "environment",
            "{users: [{name: a, user: {exec: {env: [",
            "{},",
            1,
            "]}}}]",
        ),
        ("wrong", "{users: [", "1,", 1, "]"),
    ] {
        let text = many(before, item, values) + close;
        reads(name, &format!("{text}}}"));
        if name == "users" {
            reads("users and a text", &filled(text));
        }
    }
}

#[test]
fn more_values_than_there_may_be() {
    for (name, before, item) in [
        ("users", "{users: [", "{name: u},"),
        ("texts", "[", "a,"),
        ("maps", "[", "{a},"),
        ("aliases", "[&a a, ", "*a "),
        ("quotes", "[", "''"),
        ("wide", "- ", "[a]\n- "),
    ] {
        let times = (MAX_BYTES - before.len()) / item.len();
        reads(name, &format!("{before}{}", item.repeat(times)));
        // As much punctuation as there may be.
        let punctuation = item.matches(|c| "{:,}[*'".contains(c)).count().max(1);
        let times = 2 * MAX_VALUES / punctuation - 2;
        reads(name, &format!("{before}{}", item.repeat(times)));
    }
}

/// Errors about what has a long name.
#[test]
fn long_names() {
    let name = "\u{378}".repeat(MAX_BYTES / 5);
    let wrong = "1,".repeat(MAX_BYTES / 80);
    let half = "\u{378}".repeat(MAX_BYTES / 10);
    for text in [
        format!("users: [{{name: {name}, user: {{exec: {{env: [{wrong}]}}}}}}]"),
        format!("users: [{{name: a, user: {{as-user-extra: {{{name}: [{wrong}]}}}}}}]"),
        format!("users: [{{name: a, user: {{auth-provider: {{config: {{{name}: 1}}}}}}}}]"),
        format!("contexts: [{{name: {half}, context: {{cluster: c}}}}]\ncurrent-context: {half}"),
        format!("current-context: {name}"),
    ] {
        let start: String = text.chars().take(60).collect();
        assert!(text.len() <= MAX_BYTES, "{start}");
        reads(&start, &text);
    }
}

/// What looks like PEM, and what looks like it comes to an end.
#[test]
fn hostile_pem() {
    let begin = "-----BEGIN CERTIFICATE-----\n";
    for (repeated, end) in [
        (begin, "-----END CERTIFICATE-----\n"),
        (begin, ""),
        ("-----BEGIN ", "-----END CERTIFICATE-----\n"),
        (
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "",
        ),
        ("-----BEGIN A-----\n-----END B-----\n", "-----END A-----\n"),
        (
            "-----BEGIN CERTIFICATE-----\n!",
            "-----END CERTIFICATE-----\n",
        ),
        ("-----", "-----END CERTIFICATE-----\n"),
        ("a", ""),
    ] {
        let pem = format!("{}{end}", repeated.repeat((2 << 20) / repeated.len()));
        let data = STANDARD.encode(pem);
        let text = format!(
            "current-context: x\ncontexts: [{{name: x, context: {{cluster: c, user: u}}}}]\n\
             users: [{{name: u}}]\nclusters: [{{name: c, cluster: {{server: 'https://h', \
             certificate-authority-data: {data}}}}}]\n"
        );
        reads(repeated, &text);
    }
}

/// A text that is aligned with tabs is read whatever its size.
#[test]
fn tabs() {
    let line = "- name:\tabc\n  text:\t'd:\te'\n";
    let text = line.repeat(MAX_VALUES / 5 - 1);
    reads("tabs", &text);
    let read = from_slice(text.as_bytes()).unwrap();
    assert_eq!(read[7]["text"], "d:\te");
    // The same with a long text in it.
    let long = format!(
        "{text}- name:\t{}\n",
        "z".repeat(MAX_BYTES - text.len() - 9)
    );
    reads("tabs", &long);
    from_slice(long.as_bytes()).unwrap();
}
