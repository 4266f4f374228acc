use super::{CERTIFICATE, HTTPS, base64, config, lines, parse, resolve};
use crate::Secret;
use crate::kubeconfig::{DataOrFile, KubeconfigErrorKind, Overrides};

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
fn nothing_configured() {
    let empty = |text: &str| parse(text).unwrap().resolve(&Overrides::new()).unwrap_err();
    assert_eq!(empty("").to_string(), "no configuration has been provided");
    assert!(empty("").is_empty_config());
    let unchosen = empty("contexts: [{name: a}, {name: b}]");
    let text = "no context chosen: current-context is not set, there are [\"a\", \"b\"]";
    assert_eq!(unchosen.to_string(), text);
    assert!(unchosen.is_empty_config());
    let server = Overrides::new().server("https://h");
    let resolved = parse("").unwrap().resolve(&server).unwrap();
    assert_eq!(resolved.server, "https://h/");
}

#[test]
fn names_that_do_not_exist() {
    let check = |text: &str, overrides: Overrides, expected: &str| {
        let errors = parse(text).unwrap().resolve(&overrides).unwrap_err();
        assert_eq!(lines(&errors), expected, "{text}");
        assert!(
            errors
                .iter()
                .all(|error| error.kind() == KubeconfigErrorKind::NotFound)
        );
    };
    let asked = Overrides::new().context("a").cluster("b").user("c");
    check(
        "",
        asked,
        "context \"a\" does not exist\n\
         cluster \"b\" does not exist\n\
         auth info \"c\" does not exist",
    );
    check(
        "current-context: a",
        Overrides::new(),
        "kubeconfig \"/f\": line 1, column 18: current-context: context was not found for \
         specified context: a",
    );
    let at = "kubeconfig \"/f\": line 2, column 12: context \"a\"";
    check(
        "current-context: a\ncontexts: [{name: a, context: {cluster: b}}]",
        Overrides::new(),
        &format!("{at}: cluster: cluster \"b\" was not found for context \"a\""),
    );
    check(
        "current-context: a\ncontexts: [{name: a}]",
        Overrides::new(),
        &format!("{at}: cluster: cluster was not specified for context \"a\""),
    );
    // A user that only the file names may be missing: requests are anonymous.
    let text = "current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]\n\
                clusters: [{name: c, cluster: {server: 'https://h'}}]";
    let resolved = parse(text).unwrap().resolve(&Overrides::new()).unwrap();
    let warning = "user \"u\" was not found for context \"a\"";
    assert_eq!(resolved.warnings, [warning]);
}

#[test]
fn overrides_replace_what_belongs_together() {
    let data = base64(CERTIFICATE);
    let config = config(
        &format!("{HTTPS}, certificate-authority-data: {data}, tls-server-name: name"),
        "token: t",
    );
    let with = |overrides: Overrides| config.resolve(&overrides).unwrap();
    let insecure = with(Overrides::new().insecure_skip_tls_verify(true));
    assert!(insecure.insecure_skip_tls_verify && insecure.certificate_authority.is_none());
    let authority = with(Overrides::new().certificate_authority("/ca"));
    assert_eq!(
        authority.certificate_authority,
        Some(DataOrFile::File("/ca".into()))
    );
    assert_eq!(authority.tls_server_name.as_deref(), Some("name"));
    assert!(
        with(Overrides::new().server("https://i"))
            .tls_server_name
            .is_none()
    );
    let named = with(Overrides::new().server("https://i").tls_server_name("m"));
    assert_eq!(named.tls_server_name.as_deref(), Some("m"));
    let token = with(
        Overrides::new()
            .token(Secret::new("other"))
            .impersonate("me"),
    );
    assert_eq!(token.token, Some(Secret::new("other")));
    assert_eq!(token.impersonate.unwrap().user.as_deref(), Some("me"));
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
