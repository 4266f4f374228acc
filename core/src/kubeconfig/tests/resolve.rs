use super::{CERTIFICATE, HTTPS, KEY, base64, lines, resolve};
use crate::Secret;
use crate::kubeconfig::{DataOrFile, KubeconfigErrorKind};

#[track_caller]
fn errors(cluster: &str, user: &str) -> String {
    lines(&resolve(cluster, user).unwrap_err())
}

#[test]
fn a_password_in_the_url_is_basic_authentication() {
    let cluster = "server: 'https://me%40x:p%3Aw@h'";
    let resolved = resolve(cluster, "").unwrap();
    let basic = resolved.basic.unwrap();
    assert_eq!(
        (basic.username.as_str(), basic.password.expose()),
        ("me@x", "p:w")
    );
    // It comes before what the user has, as in Go, and is sent without TLS too.
    for server in ["https", "http"] {
        let cluster = format!("server: '{server}://me:pw@h'");
        let resolved = resolve(&cluster, "token: t, tokenFile: /t").unwrap();
        assert!(resolved.token.is_none() && resolved.token_file.is_none());
        assert_eq!(resolved.basic.unwrap().username, "me");
        assert_eq!(resolved.warnings.len(), 1);
    }
    // Nor is a plugin run, and that is told as well.
    let exec =
        "exec: {command: p, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}";
    for user in [
        exec,
        "auth-provider: {name: oidc}",
        "username: a, password: b",
    ] {
        let resolved = resolve("server: 'https://me:pw@h'", user).unwrap();
        let warnings = resolved.warnings.join("; ");
        assert!(
            warnings.ends_with("are not used, for the URL of its server holds a user"),
            "{user}: {warnings}"
        );
    }
}

#[test]
fn credentials_and_tls_settings_need_https() {
    let cluster = "server: 'h:1', certificate-authority: /ca, tls-server-name: name";
    let user = "token: t, tokenFile: /t, client-certificate: /c, client-key: /k, as: other";
    let resolved = resolve(cluster, user).unwrap();
    assert!(resolved.certificate_authority.is_none() && resolved.tls_server_name.is_none());
    assert!(resolved.token.is_none() && resolved.token_file.is_none());
    assert!(resolved.client_certificate.is_none());
    assert!(resolved.impersonate.is_some());
    assert_eq!(
        resolved.warnings,
        [
            "the server of cluster \"c\" has no scheme and is taken as http; write https:// before \
             it to use TLS",
            "the TLS settings of cluster \"c\" are not used, for its server is http",
            "the credentials of user \"u\" are not used, for the server is http",
        ]
    );
    assert!(
        resolve("server: 'http://localhost:8001'", "")
            .unwrap()
            .warnings
            .is_empty()
    );
    // client-go has no complaint either where the settings are dropped.
    let cluster = "server: 'http://h', certificate-authority: /ca, insecure-skip-tls-verify: true";
    assert!(resolve(cluster, "").is_ok());
}

#[test]
fn empty_data_means_the_file() {
    let cluster = format!("{HTTPS}, certificate-authority: /ca, certificate-authority-data: ''");
    let resolved = resolve(&cluster, "").unwrap();
    assert_eq!(
        resolved.certificate_authority,
        Some(DataOrFile::File("/ca".into()))
    );
    assert!(resolved.warnings.is_empty());
}

#[test]
fn data_and_file_of_one_thing_contradict_each_other() {
    let data = base64(CERTIFICATE);
    let key = base64(KEY);
    let cluster =
        format!("{HTTPS}, certificate-authority: /ca, certificate-authority-data: {data}");
    let user = format!(
        "client-certificate: /c, client-certificate-data: {data}, client-key: /k, \
         client-key-data: {key}"
    );
    let errors = resolve(&cluster, &user).unwrap_err();
    let fields: Vec<_> = errors.iter().filter_map(|error| error.field()).collect();
    assert_eq!(
        fields,
        ["certificate-authority", "client-certificate", "client-key"]
    );
    assert!(
        errors
            .iter()
            .all(|error| error.kind() == KubeconfigErrorKind::Conflict)
    );
}

#[test]
fn data_is_handed_out_decoded() {
    let data = base64(CERTIFICATE);
    let cluster = format!("{HTTPS}, certificate-authority-data: {data}");
    let user = format!(
        "client-certificate-data: {data}, client-key-data: {}",
        base64(KEY)
    );
    let resolved = resolve(&cluster, &user).unwrap();
    let certificate = DataOrFile::Data(CERTIFICATE.as_bytes().into());
    assert_eq!(resolved.certificate_authority, Some(certificate.clone()));
    let pair = resolved.client_certificate.unwrap();
    assert_eq!(pair.certificate, certificate);
    assert_eq!(pair.key, DataOrFile::Data(Secret::new(KEY)));
}

#[test]
fn authorities_are_checked() {
    let at = "kubeconfig \"/f\": line 4, column 3: cluster \"c\"";
    for wrong in [
        "not pem",
        "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----",
        KEY,
    ] {
        let cluster = format!("{HTTPS}, certificate-authority-data: {}", base64(wrong));
        let expected = format!(
            "{at}: certificate-authority-data: unable to load root certificates: no PEM \
             certificate in it"
        );
        assert_eq!(errors(&cluster, ""), expected);
    }
    let cluster = format!("{HTTPS}, certificate-authority: /ca, insecure-skip-tls-verify: true");
    let expected = format!(
        "{at}: certificate-authority: specifying a root certificates file with the insecure flag \
         is not allowed"
    );
    assert_eq!(errors(&cluster, ""), expected);
}

#[test]
fn users_are_checked() {
    let at = "kubeconfig \"/f\": line 7, column 3: user \"u\"";
    for (user, expected) in [
        (
            "token: t, username: a",
            "token: more than one authentication method found for u; found [token basicAuth], only \
             one is allowed",
        ),
        (
            "client-certificate: /c",
            "client-key: client-key-data or client-key must be specified for u to use the \
             clientCert authentication method.",
        ),
        (
            "client-certificate: /c, client-certificate-data: aGk=, client-key: /k",
            "client-certificate: client-cert-data and client-cert are both specified for u. \
             client-cert-data will override.",
        ),
        (
            "client-certificate: /c, client-key-data: aGk=",
            "client-key-data: no PEM private key in it",
        ),
        (
            "client-certificate-data: aGk=, client-key: /k",
            "client-certificate-data: no PEM certificate in it",
        ),
        (
            "as-groups: [g]",
            "as: requesting uid, groups or user-extra for u without impersonating a user",
        ),
    ] {
        let errors = errors(HTTPS, user);
        let first = errors.lines().next().unwrap();
        assert_eq!(first, format!("{at}: {expected}"));
    }
}

#[test]
fn what_no_header_can_carry() {
    for (user, field) in [
        ("token: \"t\\n\"", "token"),
        ("as: \"a\\r\"", "as"),
        ("as: a, as-groups: [b, \"\\0\"]", "as-groups"),
        ("as: a, as-user-extra: {k: [\"\\n\"]}", "as-user-extra"),
    ] {
        let errors = resolve(HTTPS, user).unwrap_err();
        let fields: Vec<_> = errors.iter().filter_map(|error| error.field()).collect();
        assert_eq!(fields, [field]);
        assert!(errors.to_string().contains("no HTTP header can carry"));
    }
    // The token's file comes before the token, and is trimmed.
    assert!(resolve(HTTPS, "token: \"t\\n\", tokenFile: /t").is_ok());
}

#[test]
fn exec_is_checked() {
    let errors = resolve(
        HTTPS,
        "exec: {env: [{value: x}]}, auth-provider: {name: oidc}",
    );
    assert_eq!(errors.unwrap_err().len(), 5);
    let version = "apiVersion: client.authentication.k8s.io";
    let exec = |fields: &str| resolve(HTTPS, &format!("token: '', exec: {{command: c, {fields}}}"));
    let resolved = exec(&format!("{version}/v1beta1, installHint: \"a\\eb\\tc\"")).unwrap();
    let config = resolved.exec.unwrap();
    assert!(resolved.token.is_none());
    assert_eq!(config.interactive_mode.as_deref(), Some("IfAvailable"));
    assert_eq!(config.install_hint.as_deref(), Some("aU+001Bb\tc"));
    assert!(exec(&format!("{version}/v1, interactiveMode: Never")).is_ok());
    assert!(exec(&format!("{version}/v1")).is_err());
    assert!(exec(&format!("{version}/v1, interactiveMode: never")).is_err());
    assert!(exec(&format!("{version}/v1alpha1")).is_err());
}

#[test]
fn token_and_file_are_both_handed_out() {
    let resolved = resolve(HTTPS, "token: t, tokenFile: /t").unwrap();
    assert_eq!(resolved.token, Some(Secret::new("t")));
    assert_eq!(resolved.token_file.as_deref(), Some("/t"));
}

#[test]
fn proxies_are_checked() {
    for good in [
        "http://p",
        "https://p:1/",
        "socks5://a:b@p:1",
        "HTTP://[::1]:1",
    ] {
        let resolved = resolve(&format!("{HTTPS}, proxy-url: '{good}'"), "").unwrap();
        assert_eq!(resolved.proxy_url, Some(Secret::new(good)));
    }
    for bad in [
        "p:3128",
        "socks4://p",
        "10.0.0.1:1",
        "http://",
        "http:p",
        "//p",
        "http://a b",
        "http://x:y",
        "http://x/%zz",
        "http://x/#%z",
        "http://u%@x",
        "http://[::1]80",
    ] {
        let errors = resolve(&format!("{HTTPS}, proxy-url: '{bad}'"), "").unwrap_err();
        assert_eq!(
            errors.iter().next().unwrap().field(),
            Some("proxy-url"),
            "{bad}"
        );
    }
}
