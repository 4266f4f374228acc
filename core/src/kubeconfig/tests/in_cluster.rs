use crate::Secret;
use crate::kubeconfig::{
    AuthProvider, Cluster, Config, DataOrFile, ExecConfig, InCluster, Overrides,
};

fn pod() -> InCluster {
    InCluster {
        host: "10.0.0.1".into(),
        port: "443".into(),
        token_file: "/sa/token".into(),
        certificate_authority: Some("/sa/ca.crt".into()),
        pod_namespace: None,
        namespace_file: Some(" shop\n".into()),
    }
}

fn within(pod: &InCluster, overrides: &Overrides) -> Config {
    Config::in_cluster(pod, overrides).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn the_service_account() {
    let config = within(&pod(), &Overrides::new());
    assert_eq!(config.server, "https://10.0.0.1:443/");
    assert_eq!(config.token_file.as_deref(), Some("/sa/token"));
    assert!(config.token.is_none() && config.warnings.is_empty());
    let authority = DataOrFile::File("/sa/ca.crt".into());
    assert_eq!(config.certificate_authority, Some(authority));
    assert_eq!(
        (config.namespace.as_str(), config.namespace_set),
        ("shop", true)
    );
    for (host, server) in [
        ("fd00::1", "https://[fd00::1]:443/"),
        (
            "kubernetes.default.svc",
            "https://kubernetes.default.svc:443/",
        ),
    ] {
        let host = host.to_owned();
        let config = within(&InCluster { host, ..pod() }, &Overrides::new());
        assert_eq!(config.server, server);
    }
}

#[test]
fn namespaces() {
    let namespace = |own: &str, file: Option<&str>, wanted: &str| {
        let pod = InCluster {
            pod_namespace: Some(own.into()),
            namespace_file: file.map(str::to_owned),
            ..pod()
        };
        let config = within(&pod, &Overrides::new().namespace(wanted));
        (config.namespace, config.namespace_overridden)
    };
    assert_eq!(namespace("a", Some("b"), "c"), ("c".into(), true));
    assert_eq!(namespace("a", Some("b"), ""), ("a".into(), false));
    assert_eq!(namespace("", Some("b\n"), ""), ("b".into(), false));
    assert_eq!(namespace("", Some(" \n"), ""), ("default".into(), false));
    assert_eq!(namespace("", None, ""), ("default".into(), false));
}

#[test]
fn few_overrides_count() {
    let overrides = Overrides::new()
        .server("http://other")
        .token(Secret::new("t"))
        .certificate_authority("/ca")
        .insecure_skip_tls_verify(true)
        .impersonate("jane")
        .timeout("3s");
    let config = within(&pod(), &overrides);
    assert_eq!(config.server, "http://other/");
    assert_eq!(
        (config.token, config.token_file),
        (Some(Secret::new("t")), None)
    );
    let authority = DataOrFile::File("/ca".into());
    assert_eq!(config.certificate_authority, Some(authority));
    assert!(!config.insecure_skip_tls_verify);
    // Unlike client-go, for a user of fewer rights must not become one of more.
    assert_eq!(config.impersonate.unwrap().user.as_deref(), Some("jane"));
    assert_eq!(config.timeout, Some(std::time::Duration::from_secs(3)));
    assert_eq!(
        config.warnings,
        [
            "in a cluster, what is said of insecure-skip-tls-verify is not used",
            "a bearer token is sent without TLS, for the server is http",
        ]
    );
    let config = within(&pod(), &Overrides::new().token_file("/t"));
    assert_eq!(
        (config.token, config.token_file.as_deref()),
        (None, Some("/t"))
    );
}

#[test]
fn a_user_in_the_servers_url_replaces_the_token() {
    for overrides in [
        Overrides::new(),
        Overrides::new().token(Secret::new("t")),
        Overrides::new().token_file("/t"),
    ] {
        let config = within(&pod(), &overrides.server("http://me:pw@other"));
        assert_eq!(config.basic.unwrap().username, "me");
        assert_eq!((config.token, config.token_file), (None, None));
        assert_eq!(
            config.warnings,
            ["the token is not used, for the URL of the server holds a user"]
        );
    }
}

#[test]
fn whatever_is_not_used_is_told() {
    let defaults = Cluster {
        tls_server_name: Some("n".into()),
        ..Cluster::default()
    };
    let told = |overrides: Overrides| within(&pod(), &overrides).warnings.join("; ");
    for (overrides, name) in [
        (Overrides::new().context("x"), "context"),
        (Overrides::new().cluster("x"), "cluster"),
        (Overrides::new().user("x"), "user"),
        (Overrides::new().default_server("x"), "cluster defaults"),
        (
            Overrides::new().cluster_defaults(defaults),
            "cluster defaults",
        ),
        (
            Overrides::new().certificate_authority_data("x"),
            "certificate-authority-data",
        ),
        (Overrides::new().tls_server_name("x"), "tls-server-name"),
        (Overrides::new().proxy_url(Secret::new("x")), "proxy-url"),
        (
            Overrides::new().disable_compression(true),
            "disable-compression",
        ),
        (
            Overrides::new().client_certificate("x"),
            "client-certificate",
        ),
        (
            Overrides::new().client_certificate_data("x"),
            "client-certificate",
        ),
        (Overrides::new().client_key("x"), "client-key"),
        (Overrides::new().client_key_data("x"), "client-key"),
        (Overrides::new().username("x"), "username"),
        (Overrides::new().password(Secret::new("x")), "password"),
        (
            Overrides::new().auth_provider(AuthProvider::default()),
            "auth-provider",
        ),
        (Overrides::new().exec(ExecConfig::default()), "exec"),
    ] {
        let expected = format!("in a cluster, what is said of {name} is not used");
        assert_eq!(told(overrides), expected);
    }
    let used = Overrides::new().server("").token_file("/t").namespace("n");
    assert_eq!(told(used.timeout("1s").impersonate("jane")), "");
}

#[test]
fn what_no_header_can_carry_is_an_error() {
    let refused = |overrides: Overrides| {
        let errors = Config::in_cluster(&pod(), &overrides).unwrap_err();
        assert_eq!(errors.len(), 1, "{errors}");
        let text = errors.to_string();
        assert!(!text.contains("s3cr3t"), "{text}");
        text
    };
    let token = || Overrides::new().token(Secret::new("s3cr3t\nb"));
    assert!(refused(token()).contains("token: holds a line break"));
    assert!(refused(Overrides::new().impersonate("s3cr3t\nb")).contains("as: holds"));
    // The token's file comes before the token.
    within(&pod(), &token().token_file("/t"));
}

#[test]
fn what_is_no_cluster() {
    let none = Config::in_cluster(&InCluster::default(), &Overrides::new()).unwrap_err();
    assert!(
        none.to_string()
            .starts_with("unable to load in-cluster configuration")
    );
    let wrong = InCluster {
        port: "x".into(),
        ..pod()
    };
    assert!(Config::in_cluster(&wrong, &Overrides::new()).is_err());
    assert!(Config::in_cluster(&pod(), &Overrides::new().timeout("x")).is_err());
}
