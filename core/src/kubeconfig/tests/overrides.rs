use std::time::Duration;

use super::{CERTIFICATE, HTTPS, KEY, base64, config, lines, parse};
use crate::Secret;
use crate::kubeconfig::{
    AuthProvider, Cluster, Config, DataOrFile, ExecConfig, Kubeconfig, Overrides,
};

fn with(config: &Kubeconfig, overrides: Overrides) -> Config {
    config
        .resolve(&overrides)
        .unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn who_is_trusted_is_replaced_as_a_whole() {
    let data = base64(CERTIFICATE);
    let file = |path: &str| Some(DataOrFile::File(path.to_owned()));
    let cluster = format!("{HTTPS}, certificate-authority-data: {data}, tls-server-name: name");
    let secure = config(&cluster, "");
    let insecure = with(&secure, Overrides::new().insecure_skip_tls_verify(true));
    assert!(insecure.insecure_skip_tls_verify && insecure.certificate_authority.is_none());
    let authority = with(&secure, Overrides::new().certificate_authority("/ca"));
    assert_eq!(authority.certificate_authority, file("/ca"));
    assert_eq!(authority.tls_server_name.as_deref(), Some("name"));
    let same = with(&secure, Overrides::new().insecure_skip_tls_verify(false));
    assert!(same.certificate_authority.is_some());

    let insecure = config(&format!("{HTTPS}, insecure-skip-tls-verify: true"), "");
    let overrides = Overrides::new().certificate_authority_data(CERTIFICATE);
    let secure = with(&insecure, overrides);
    assert!(!secure.insecure_skip_tls_verify);
    assert!(matches!(
        secure.certificate_authority,
        Some(DataOrFile::Data(_))
    ));
}

#[test]
fn a_server_drops_the_server_name() {
    let config = config(&format!("{HTTPS}, tls-server-name: name"), "");
    let server = || Overrides::new().server("https://i");
    assert!(with(&config, server()).tls_server_name.is_none());
    let named = with(&config, server().tls_server_name("m"));
    assert_eq!(named.tls_server_name.as_deref(), Some("m"));
    let named = with(&config, Overrides::new().tls_server_name("m"));
    assert_eq!(named.tls_server_name.as_deref(), Some("m"));
}

#[test]
fn a_key_and_a_certificate_are_replaced_each() {
    let (certificate, key) = (base64(CERTIFICATE), base64(KEY));
    let user = format!("client-certificate-data: {certificate}, client-key-data: {key}");
    let config = config(HTTPS, &user);
    let files = Overrides::new().client_certificate("/c").client_key("/k");
    let pair = with(&config, files).client_certificate.unwrap();
    assert_eq!(pair.certificate, DataOrFile::File("/c".into()));
    assert_eq!(pair.key, DataOrFile::File("/k".into()));
    let pair = with(&config, Overrides::new().client_key("/k")).client_certificate;
    let pair = pair.unwrap();
    assert!(matches!(pair.certificate, DataOrFile::Data(_)));
    assert_eq!(pair.key, DataOrFile::File("/k".into()));
    let data = Overrides::new()
        .client_certificate_data(CERTIFICATE)
        .client_key_data(KEY);
    assert!(
        with(&super::config(HTTPS, ""), data)
            .client_certificate
            .is_some()
    );
}

#[test]
fn users_are_merged_by_field() {
    let user = "token: t, tokenFile: /t, as: jane, as-groups: [a, b], as-user-extra: {k: [v]}, \
                exec: {command: c, apiVersion: client.authentication.k8s.io/v1beta1}";
    let file = config(HTTPS, user);
    let merged = with(
        &file,
        Overrides::new()
            .token(Secret::new("other"))
            .impersonate("joe")
            .impersonate_uid("1")
            .impersonate_groups(["c"])
            .impersonate_extra("l", ["w", "x"]),
    );
    assert_eq!(merged.token, Some(Secret::new("other")));
    assert_eq!(merged.token_file.as_deref(), Some("/t"));
    let wanted = merged.impersonate.unwrap();
    assert_eq!(wanted.user.as_deref(), Some("joe"));
    assert_eq!(wanted.uid.as_deref(), Some("1"));
    assert_eq!(wanted.groups, ["c"]);
    assert!(wanted.extra.keys().eq(["k", "l"]));

    let exec = ExecConfig {
        command: Some("d".into()),
        ..ExecConfig::default()
    };
    let errors = file.resolve(&Overrides::new().exec(exec)).unwrap_err();
    assert_eq!(errors.len(), 2, "the file's plugin lends nothing: {errors}");
    let provider = AuthProvider {
        name: "oidc".into(),
        ..AuthProvider::default()
    };
    let provider = Overrides::new().auth_provider(provider);
    let errors = file.resolve(&provider).unwrap_err().to_string();
    assert!(errors.contains("authProvider cannot be provided in combination"));
    let basic = Overrides::new().username("u").password(Secret::new("p"));
    assert!(with(&config(HTTPS, ""), basic.clone()).basic.is_some());
    assert!(file.resolve(&basic).is_err());
    let token = Overrides::new().token_file("/u");
    assert_eq!(with(&file, token).token_file.as_deref(), Some("/u"));
}

#[test]
fn defaults_stand_below_the_file() {
    let master = || Overrides::new().default_server("http://localhost:8080");
    let empty = Kubeconfig::default();
    let found = with(&empty, master());
    assert_eq!(found.server, "http://localhost:8080/");
    let file = with(&config(HTTPS, ""), master());
    assert_eq!(file.server, "https://h/");
    assert!(!file.connects_like(&found));
    let same = with(
        &config("server: 'http://localhost:8080'", ""),
        Overrides::new(),
    );
    assert!(same.connects_like(&found) && same != found);

    let cluster = Cluster {
        disable_compression: true,
        ..Cluster::default()
    };
    let defaults = master().cluster_defaults(cluster.clone());
    assert!(with(&empty, defaults).disable_compression);
    // What is set without a server is an error, and not as good as nothing.
    let errors = empty
        .resolve(&Overrides::new().cluster_info(cluster))
        .unwrap_err();
    assert_eq!(
        lines(&errors),
        "cluster \"\": server: default cluster has no server defined"
    );
    assert!(!errors.is_empty_config());
}

#[test]
fn names_and_namespace() {
    let text = "
current-context: x
contexts: [{name: x, context: {cluster: c, user: u, namespace: ns}}, {name: z}]
clusters: [{name: c, cluster: {server: h}}, {name: d, cluster: {server: i}}]
users: [{name: u}, {name: v, user: {as: v}}]
";
    let file = parse(text).unwrap();
    let chosen = with(&file, Overrides::new().cluster("d").user("v"));
    assert_eq!(
        (chosen.server.host(), chosen.namespace.as_str()),
        (Some("i"), "ns")
    );
    assert_eq!(chosen.impersonate.unwrap().user.as_deref(), Some("v"));
    assert!(!chosen.namespace_overridden && chosen.namespace_set);
    let chosen = with(
        &file,
        Overrides::new().context("z").cluster("d").namespace("m"),
    );
    assert_eq!((chosen.user, chosen.namespace.as_str()), (None, "m"));
    assert!(chosen.namespace_overridden);
    let proxy = Overrides::new()
        .proxy_url(Secret::new("socks5://p"))
        .disable_compression(true);
    let chosen = with(&file, proxy);
    assert!(chosen.disable_compression);
    assert_eq!(chosen.proxy_url, Some(Secret::new("socks5://p")));
}

fn timeout(text: &str) -> Option<Option<Duration>> {
    let overrides = Overrides::new().timeout(text);
    Some(config(HTTPS, "").resolve(&overrides).ok()?.timeout)
}

#[test]
fn timeouts_are_gos() {
    for (text, millis) in [
        ("5", 5000),
        ("+5", 5000),
        ("007", 7000),
        ("1m30s", 90_000),
        ("1.5h", 5_400_000),
        (".5s", 500),
        ("1.s", 1000),
        ("+2ms", 2),
        ("1500us", 1),
        ("1h2m3.004s", 3_723_004),
    ] {
        let found = timeout(text).unwrap().unwrap_or_else(|| panic!("{text}"));
        assert_eq!(found.as_millis(), millis, "{text}");
    }
    assert_eq!(timeout("3\u{b5}s"), Some(Some(Duration::from_micros(3))));
    assert_eq!(timeout("3\u{3bc}s"), Some(Some(Duration::from_micros(3))));
    assert_eq!(timeout("7ns"), Some(Some(Duration::from_nanos(7))));
    for unlimited in [
        "",
        "9223372036854775807",
        "0",
        "0s",
        "-0",
        "-5s",
        "-1h",
        "+0",
    ] {
        assert_eq!(timeout(unlimited), Some(None), "{unlimited}");
    }
}

#[test]
fn what_is_no_timeout() {
    for wrong in [
        "-5",
        "x",
        "5x",
        "1 s",
        "s",
        ".s",
        "1s2",
        "-",
        "+",
        "5d",
        "1e3",
        " 5",
        "9999999h",
        "99999999999999999999",
        "1s-1s",
    ] {
        assert_eq!(timeout(wrong), None, "{wrong}");
    }
    let overrides = Overrides::new().timeout("x");
    let errors = config(HTTPS, "").resolve(&overrides).unwrap_err();
    assert!(errors.to_string().starts_with("Invalid timeout value."));
}

#[test]
fn overrides_can_be_written_into_a_configuration() {
    let text = "
current-context: x
contexts: [{name: x, context: {cluster: c, user: u}}, {name: z, context: {cluster: d}}]
clusters: [{name: c, cluster: {server: 'https://h', tls-server-name: s}}, {name: d}]
users: [{name: u, user: {token: t}}]
";
    let file = parse(text).unwrap();
    let overrides = Overrides::new().server("https://i").impersonate("jane");
    let written = file.overridden(&overrides).unwrap();
    assert_eq!(written.clusters["c"].server.as_deref(), Some("https://i"));
    assert!(written.clusters["c"].tls_server_name.is_none());
    assert_eq!(written.users["u"].impersonate.user.as_deref(), Some("jane"));
    assert_eq!(written.users["u"].token, file.users["u"].token);
    assert_eq!(written.contexts, file.contexts);
    let other = file.overridden(&overrides.context("z")).unwrap();
    assert_eq!(other.current_context.as_deref(), Some("z"));
    assert_eq!(other.users[""].impersonate.user.as_deref(), Some("jane"));
    assert!(file.overridden(&Overrides::new().context("z")).is_err());
    // It resolves to the same as the overrides do.
    let (before, after) = (with(&file, Overrides::new().token(Secret::new("o"))), {
        let written = file.overridden(&Overrides::new().token(Secret::new("o")));
        with(&written.unwrap(), Overrides::new())
    });
    assert_eq!(before, after);
}
