use super::{KubeconfigErrors, lines, parse};
use crate::kubeconfig::{Context, Kubeconfig, KubeconfigErrorKind, Overrides, ReadError};

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let errors = match parse(text).unwrap().validate() {
        Ok(()) => String::new(),
        Err(errors) => lines(&errors),
    };
    assert_eq!(errors, expected.join("\n"), "{text}");
}

#[test]
fn whole_files() {
    let text = "no configuration has been provided, try setting KUBERNETES_MASTER environment \
                variable";
    check("", &[text]);
    check("preferences: {colors: true}", &[]);
    check(
        "current-context: a",
        &[
            "kubeconfig \"/f\": line 1, column 18: current-context: context was not found for \
           specified context: a",
        ],
    );
}

/// A file in which all is wrong that can be.
const WRONG: &str = "
contexts:
- {name: '', context: {namespace: Shop}}
- {name: b, context: {cluster: c, user: nobody}}
clusters:
- {name: c, cluster: {proxy-url: 'ftp://me:pw@p'}}
- {name: d, cluster: {server: x, certificate-authority: /ca, certificate-authority-data: eA==}}
users:
- {name: u, user: {token: t, password: p, client-certificate: /c, as-uid: x}}
- name: v
  user: {client-certificate: /c, client-key: /k, client-key-data: eA==, auth-provider: {name: x},
    exec: {env: [{name: A}, {value: x}], interactiveMode: sometimes}}
";

/// What is wrong with it, and on which line that is said to be.
const TOLD: &[(usize, &str)] = &[
    (
        3,
        "context \"\": name: empty context name for {cluster: \"\", user: \"\", namespace: \
     \"Shop\"} is not allowed",
    ),
    (
        3,
        "context \"\": user: user was not specified for context \"\"",
    ),
    (
        3,
        "context \"\": cluster: cluster was not specified for context \"\"",
    ),
    (
        3,
        "context \"\": namespace: namespace \"Shop\" for context \"\" does not conform to \
     the kubernetes DNS_LABEL rules",
    ),
    (
        4,
        "context \"b\": user: user \"nobody\" was not found for context \"b\"",
    ),
    (
        9,
        "user \"u\": client-key: client-key-data or client-key must be specified for u to \
     use the clientCert authentication method.",
    ),
    (
        9,
        "user \"u\": token: more than one authentication method found for u; found [token \
     basicAuth], only one is allowed",
    ),
    (
        9,
        "user \"u\": as: requesting uid, groups or user-extra for u without impersonating a \
     user",
    ),
    (
        10,
        "user \"v\": client-key: client-key-data and client-key are both specified for v; \
     client-key-data will override",
    ),
    (
        10,
        "user \"v\": exec: authProvider cannot be provided in combination with an exec \
     plugin for v",
    ),
    (
        10,
        "user \"v\": exec.command: command must be specified for v to use exec \
     authentication plugin",
    ),
    (
        10,
        "user \"v\": exec.apiVersion: apiVersion must be specified for v to use exec \
     authentication plugin",
    ),
    (
        10,
        "user \"v\": exec.env[1].name: env variable name must be specified for v to use \
     exec authentication plugin",
    ),
    (
        10,
        "user \"v\": exec.interactiveMode: invalid interactiveMode for v; it must be \
     Never, IfAvailable or Always",
    ),
    (
        6,
        "cluster \"c\": server: no server found for cluster \"c\"",
    ),
    (
        6,
        "cluster \"c\": proxy-url: invalid 'proxy-url' for cluster \"c\": unsupported \
     scheme, must be http, https, or socks5",
    ),
    (
        7,
        "cluster \"d\": certificate-authority: certificate-authority-data and \
     certificate-authority are both specified for d. certificate-authority-data will \
     override.",
    ),
];

#[test]
fn everything_wrong_is_told_with_its_place() {
    let expected: Vec<String> = TOLD
        .iter()
        .map(|(line, text)| format!("kubeconfig \"/f\": line {line}, column 3: {text}"))
        .collect();
    let errors = parse(WRONG).unwrap().validate().unwrap_err();
    assert_eq!(lines(&errors), expected.join("\n"));
}

/// The errors without their files, sorted.
fn told(errors: &KubeconfigErrors) -> Vec<String> {
    let told = errors.iter().map(|error| {
        let entry = error.entry().map(ToString::to_string).unwrap_or_default();
        let field = error.field().unwrap_or_default();
        format!("{entry}: {field}: {}", error.message())
    });
    let mut texts: Vec<_> = told.collect();
    texts.sort();
    texts
}

#[test]
fn files_are_looked_at_when_asked() {
    let text = "
current-context: x
contexts: [{name: x, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: 'http://h', certificate-authority: /ca}}]
users: [{name: u, user: {client-certificate: /cert, client-key: /key, tokenFile: /t}}]
";
    let config = parse(text).unwrap();
    assert!(config.validate().is_ok());
    let missing = |path: &str| match path {
        "/ca" => Err(ReadError::Missing),
        "/cert" => Ok(()),
        _ => Err(ReadError::Unreadable("permission denied".into())),
    };
    let ca = "cluster \"c\": certificate-authority: unable to read certificate-authority /ca for c \
              due to the file does not exist";
    let key = "user \"u\": client-key: unable to read client-key /key for u due to permission \
               denied";
    for errors in [
        config.validate_with(missing).unwrap_err(),
        config.confirm_usable("x", missing).unwrap_err(),
        // Without TLS too, though nothing of it is used; the token's file is not looked at then.
        config.resolve_with(&Overrides::new(), missing).unwrap_err(),
    ] {
        assert_eq!(told(&errors), [ca, key]);
    }
    let secure = Overrides::new().server("https://h");
    let errors = config.resolve_with(&secure, missing).unwrap_err();
    let token = "user \"u\": tokenFile: unable to read tokenFile /t for u due to permission denied";
    assert_eq!(told(&errors), [ca, key, token]);
    let secure = secure.token(crate::Secret::new("t"));
    assert_eq!(config.resolve_with(&secure, missing).unwrap_err().len(), 2);
}

#[test]
fn one_context() {
    let text = "
current-context: a
contexts: [{name: a, context: {cluster: c, user: u}}, {name: b, context: {cluster: d, user: v}}]
clusters: [{name: c, cluster: {server: h}}, {name: e}]
users: [{name: u}, {name: w, user: {token: t, username: u}}]
";
    let config = parse(text).unwrap();
    let fine = |_: &str| Ok(());
    assert!(config.confirm_usable("", fine).is_ok());
    assert!(config.confirm_usable("a", fine).is_ok());
    let errors = config.confirm_usable("b", fine).unwrap_err();
    let texts: Vec<_> = errors.iter().map(|error| error.message()).collect();
    assert_eq!(
        texts,
        [
            "user \"v\" was not found for context \"b\"",
            "cluster \"d\" was not found for context \"b\"",
            "no server found for cluster \"d\"",
        ]
    );
    let errors = config.confirm_usable("z", fine).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "context was not found for specified context: z"
    );
    let mut unchosen = config;
    unchosen.current_context = None;
    let errors = unchosen.confirm_usable("", fine).unwrap_err();
    assert_eq!(errors.to_string(), "no context chosen");
    let none = Kubeconfig::default().confirm_usable("", fine).unwrap_err();
    assert!(none.is_empty_config());
}

#[test]
fn errors_are_bounded() {
    let mut config = Kubeconfig::default();
    for index in 0..1000 {
        config
            .contexts
            .insert(format!("c{index}"), Context::default());
    }
    let errors = config.validate().unwrap_err();
    assert_eq!(errors.len(), 100);
    let kinds = errors.iter().map(|error| error.kind());
    assert!(
        kinds
            .into_iter()
            .all(|kind| kind == KubeconfigErrorKind::NotFound)
    );
}
