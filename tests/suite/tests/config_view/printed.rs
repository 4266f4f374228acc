//! What the examples print, whole.

use std::process::{Command, Output};

use outrigger_suite::cargo::example;

use crate::case::{Case, words};

const FIRST: &str = "current-context: dev
contexts:
- name: dev
  context: {cluster: near, user: me, namespace: shop}
- name: prod
  context: {cluster: far}
clusters:
- name: near
  cluster: {server: 'https://near'}
users:
- name: me
  user: {token: s3cr3t}
";

const SECOND: &str = "current-context: prod
contexts:
- name: dev
  context: {cluster: elsewhere}
clusters:
- name: near
  cluster: {server: 'https://elsewhere'}
- name: far
  cluster: {server: 'https://far'}
";

const THIRD: &str = "clusters: [{name: far}, {name: near}]";

/// Runs an example on three files; what it printed, what it complained of, and whether it
/// succeeded.
fn run(name: &str, arguments: &str) -> (String, String, bool) {
    let case = Case {
        kubeconfig: "first:gone:second:third".to_owned(),
        files: [("first", FIRST), ("second", SECOND), ("third", THIRD)]
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .into(),
        ..Case::new("printed")
    };
    let folder = case.folder();
    let mut command = Command::new(example(name));
    command.args(words(arguments));
    let Output {
        status,
        stdout,
        stderr,
    } = case.aim(&mut command, folder.path()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let folder = folder.path().display().to_string();
    let complaints = text(stderr).replace(&folder, "");
    (text(stdout), complaints, status.success())
}

/// Runs an example that has nothing to complain of.
fn printed(name: &str, arguments: &str) -> String {
    let (text, complaints, good) = run(name, arguments);
    assert_eq!((complaints.as_str(), good), ("", true));
    text
}

#[test]
fn contexts_as_a_table_and_by_name() {
    let name = "kubectl_config";
    let table = "\
CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE
*         dev    near      me         shop
          prod   far                  \n";
    assert_eq!(printed(name, "get-contexts"), table);
    let row = "*     dev   near   me    shop\n";
    assert_eq!(printed(name, "get-contexts dev --no-headers"), row);
    assert_eq!(printed(name, "get-contexts -o name"), "dev\nprod\n");
    assert_eq!(printed(name, "get-contexts -o name --kubeconfig=third"), "");
    let (text, complaints, good) = run(name, "get-contexts -o=name dev test");
    let expected = ("dev\n", "error: context test not found\n", false);
    assert_eq!((text.as_str(), complaints.as_str(), good), expected);
}

#[test]
fn the_current_context() {
    let name = "kubectl_config";
    assert_eq!(printed(name, "current-context"), "dev\n");
    let second = "current-context --kubeconfig second";
    assert_eq!(printed(name, second), "prod\n");
    let expected = "error: current-context is not set\n".to_owned();
    let third = run(name, "current-context --kubeconfig third");
    assert_eq!(third, (String::new(), expected, false));
}

#[test]
fn a_view_of_one_context() {
    let expected = "\
kind: Config
apiVersion: v1
clusters:
- name: far
  cluster:
    server: https://far
users: null
contexts:
- name: prod
  context:
    cluster: far
    user: \"\"
current-context: prod
";
    let arguments = "view --minify --context prod";
    assert_eq!(printed("kubectl_config", arguments), expected);
    let (text, complaints, good) = run("kubectl_config", "view --minify --context test");
    let expected = ("", "error: context \"test\" does not exist\n", false);
    assert_eq!((text.as_str(), complaints.as_str(), good), expected);
}

#[test]
fn whose_entries_are_used() {
    let expected = "\
current-context: dev  (first, line 1)  not used: second, line 1
contexts:
  dev  (first, line 3)  not used: second, line 3
  prod  (first, line 5)
clusters:
  far  (second, line 8)  not used: third, line 1
  near  (first, line 8)  not used: second, line 6; third, line 1
users:
  me  (first, line 11)
";
    let found = printed("kubeconfig_merge", "first second third");
    assert_eq!(found, expected);
    let (found, complaints, good) = run("kubeconfig_merge", "");
    let gone = "warning: gone does not exist\n";
    assert_eq!((&*found, &*complaints, good), (expected, gone, true));
    let (found, complaints, good) = run("kubeconfig_merge", "first gone");
    let gone = complaints.starts_with("error: gone: ");
    assert!(found.is_empty() && gone && !good, "{complaints}");
    let found = printed("kubeconfig_merge", "third");
    let expected = "current-context is not set\ncontexts:\nclusters:\n  far  (third, line 1)\n  \
                    near  (third, line 1)\nusers:\n";
    assert_eq!(found, expected);
}

#[test]
fn how_the_examples_are_used() {
    for (name, usage) in [
        ("build_config", "usage: build_config [--kubeconfig FILE]"),
        ("kubeconfig_merge", "usage: kubeconfig_merge [FILE...]\n"),
        ("kubectl_config", "usage:\n  view [--minify]"),
        ("list", "usage: RESOURCE [-n NAMESPACE | -A]"),
    ] {
        let help = printed(name, "--help");
        assert!(help.starts_with(usage), "{help}");
        let (text, complaints, good) = run(name, "--no-such-flag");
        let refused = complaints.starts_with("error: unknown ") && complaints.contains(usage);
        assert!(text.is_empty() && refused && !good, "{complaints}");
    }
}
