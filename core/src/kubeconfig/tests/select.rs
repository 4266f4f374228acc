use super::{lines, parse, resolve};
use crate::kubeconfig::{KubeconfigError, KubeconfigErrorKind, Overrides, ReadError};

#[test]
fn namespaces() {
    let namespace = |text: &str, overrides: Overrides| {
        let text = format!(
            "current-context: x\ncontexts: [{{name: x, context: {{cluster: c, {text}}}}}]\n\
             clusters: [{{name: c, cluster: {{server: h}}}}]"
        );
        let resolved = parse(&text).unwrap().resolve(&overrides).unwrap();
        (resolved.namespace, resolved.namespace_set)
    };
    assert_eq!(namespace("", Overrides::new()), ("default".into(), false));
    assert_eq!(
        namespace("namespace: ''", Overrides::new()),
        ("default".into(), false)
    );
    assert_eq!(
        namespace("namespace: a", Overrides::new()),
        ("a".into(), true)
    );
    let overrides = Overrides::new().namespace("b");
    assert_eq!(namespace("namespace: a", overrides), ("b".into(), true));
}

#[test]
fn names_may_be_empty() {
    let text = "
contexts: [{name: '', context: {namespace: ns}}]
clusters: [{name: '', cluster: {server: h}}]
users: [{name: '', user: {as: me}}]
";
    let resolved = parse(text).unwrap().resolve(&Overrides::new()).unwrap();
    assert_eq!(resolved.namespace, "ns");
    assert_eq!(resolved.impersonate.unwrap().user.as_deref(), Some("me"));
    assert_eq!(
        (resolved.context, resolved.cluster, resolved.user),
        (None, None, None)
    );
}

#[test]
fn a_namespace_can_be_told_without_a_cluster() {
    let config = parse("current-context: gone").unwrap();
    let namespace = config.namespace(&Overrides::new().namespace("n")).unwrap();
    assert_eq!((namespace.name.as_str(), namespace.overridden), ("n", true));
    assert!(config.namespace(&Overrides::new()).is_err());
    let text = "current-context: x\ncontexts: [{name: x, context: {cluster: c, namespace: a}}]\n\
                clusters: [{name: c, cluster: {server: h}}]";
    let namespace = parse(text).unwrap().namespace(&Overrides::new()).unwrap();
    assert_eq!(
        (namespace.name.as_str(), namespace.overridden),
        ("a", false)
    );
    assert!(namespace.explicit);
}

#[test]
fn nothing_configured() {
    let empty = |text: &str| parse(text).unwrap().resolve(&Overrides::new()).unwrap_err();
    let text = "no configuration has been provided, try setting KUBERNETES_MASTER environment \
                variable";
    assert_eq!(empty("").to_string(), text);
    assert!(empty("").is_empty_config());
    let unchosen = empty("contexts: [{name: a}, {name: b}]");
    let text = "no context chosen: current-context is not set, there are [\"a\", \"b\"]";
    assert_eq!(unchosen.to_string(), text);
    assert!(unchosen.is_empty_config());
    // What client-go would find out later does not count.
    let text = "current-context: x\ncontexts: [{name: x, context: {user: u}}]\n\
                users: [{name: u, user: {token: \"t\\n\", client-certificate: /c, \
                client-key-data: eA==}}]";
    let late = Overrides::new()
        .timeout("1sec")
        .token_file("/t")
        .impersonate("a\n");
    let gone = |_: &str| Err(ReadError::Missing);
    let errors = parse("").unwrap().resolve_with(&late, gone).unwrap_err();
    assert!(errors.is_empty_config(), "{errors}");
    let errors = parse(text).unwrap().resolve(&late).unwrap_err();
    assert!(errors.is_empty_config(), "{errors}");
    let server = Overrides::new().server("https://h");
    let resolved = parse("").unwrap().resolve(&server).unwrap();
    assert_eq!(resolved.server, "https://h/");
}

/// Checks the errors, and says of which kind they all are.
#[track_caller]
fn check(text: &str, overrides: Overrides, expected: &str) -> KubeconfigErrorKind {
    let errors = parse(text).unwrap().resolve(&overrides).unwrap_err();
    assert_eq!(lines(&errors), expected, "{text}");
    let kinds: Vec<_> = errors.iter().map(KubeconfigError::kind).collect();
    assert!(kinds.iter().all(|kind| *kind == kinds[0]));
    kinds[0]
}

#[test]
fn names_that_do_not_exist() {
    let asked = Overrides::new().context("a").cluster("b").user("c");
    let kind = check(
        "",
        asked,
        "context \"a\" does not exist\n\
         auth info \"c\" does not exist\n\
         cluster \"b\" does not exist",
    );
    assert_eq!(kind, KubeconfigErrorKind::NotFound);
    let kind = check(
        "current-context: a",
        Overrides::new(),
        "kubeconfig \"/f\": line 1, column 18: current-context: context was not found for \
         specified context: a",
    );
    assert_eq!(kind, KubeconfigErrorKind::NotFound);
    let at = "kubeconfig \"/f\": line 2, column 12: context \"a\"";
    // A context without a cluster is as good as none, as in client-go.
    let kind = check(
        "current-context: a\ncontexts: [{name: a, context: {cluster: b}}]",
        Overrides::new(),
        &format!("{at}: cluster: cluster \"b\" was not found for context \"a\""),
    );
    assert_eq!(kind, KubeconfigErrorKind::Empty);
    let kind = check(
        "current-context: a\ncontexts: [{name: a}]",
        Overrides::new(),
        &format!("{at}: cluster: cluster was not specified for context \"a\""),
    );
    assert_eq!(kind, KubeconfigErrorKind::Empty);
}

#[test]
fn a_user_that_only_the_file_names_may_be_missing() {
    let text = "current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]\n\
                clusters: [{name: c, cluster: {server: 'https://h'}}]";
    let resolved = parse(text).unwrap().resolve(&Overrides::new()).unwrap();
    let warning = "user \"u\" was not found for context \"a\"";
    assert_eq!(resolved.warnings, [warning]);
}

#[test]
fn what_is_not_asked_for_may_be_wrong() {
    let text = "
current-context: a
contexts: [{name: a, context: {cluster: c}}, {name: b, context: {user: nobody}}]
clusters: [{name: c, cluster: {server: 'https://h'}}, {name: d, cluster: {server: 'ftp://x'}}]
users: [{name: x, user: {token: t, username: u}}]
";
    assert!(parse(text).unwrap().resolve(&Overrides::new()).is_ok());
}

#[test]
fn everything_wrong_comes_at_once() {
    let errors = resolve(
        "server: 'ftp://h', proxy-url: x",
        "token: t, username: a, as-uid: u, client-certificate: /c",
    )
    .unwrap_err();
    assert_eq!(errors.len(), 5, "{errors}");
}

#[test]
fn names_cannot_disturb_a_terminal() {
    let text = "current-context: \"\\e[1m\"\nusers: [{name: \"\\e[2m\"}]";
    let config = parse(text).unwrap();
    for overrides in [Overrides::new(), Overrides::new().context("\u{1b}[3m")] {
        let errors = config.resolve(&overrides).unwrap_err();
        assert!(!errors.to_string().contains('\u{1b}'), "{errors:?}");
    }
}
