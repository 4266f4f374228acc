//! Whatever is wrong and whoever prints it: no credential is shown.

use super::{KEY, base64, parse};
use crate::Secret;
use crate::kubeconfig::{Kubeconfig, Loader, Overrides, PathStyle, ReadError, yaml};

const SEED: &str = "s33ded";

#[track_caller]
fn clean(shown: &str) {
    assert!(!shown.contains(SEED), "{shown}");
    assert!(!shown.contains(&base64(SEED)), "{shown}");
}

/// A configuration with the seed wherever a credential can be.
fn seeded(server: &str) -> String {
    let key = base64(&KEY.replace("MAA=", "s33dedAA"));
    let blob = base64(SEED);
    format!(
        "
current-context: x
contexts: [{{name: x, context: {{cluster: c, user: u, token: {SEED}}}}}]
clusters:
- name: c
  cluster:
    server: {server}
    proxy-url: http://me:{SEED}@proxy:1
    certificate-authority-data: {blob}
    extensions: [{{name: client.authentication.k8s.io/exec, extension: {{t: {SEED}}}}}]
users:
- name: u
  user:
    token: {SEED}
    password: {SEED}
    client-certificate-data: {blob}
    client-key-data: {key}
    id-token: {SEED}
    auth-provider: {{name: oidc, config: {{id-token: {SEED}}}}}
    exec:
      apiVersion: v9
      command: plugin
      args: [--token, {SEED}]
      env: [{{name: TOKEN, value: {SEED}}}]
      interactiveMode: sometimes
      more: {SEED}
preferences: {{token: {SEED}}}
secret: {SEED}
"
    )
}

#[test]
fn debug_of_the_model() {
    let text = seeded(&format!("https://me:{SEED}@host:1/?token={SEED}"));
    let config = parse(&text).unwrap();
    clean(&format!("{config:?} {config:#?}"));
    let loader = Loader::new(PathStyle::Unix).file("/f", Ok(text.into()));
    clean(&format!("{loader:?}"));
    clean(&format!("{:?}", loader.load()));
}

#[test]
fn errors_and_warnings_of_resolving() {
    for server in ["https", "http", "ftp"].map(|scheme| format!("{scheme}://me:{SEED}@host:1")) {
        let config = parse(&seeded(&server)).unwrap();
        let errors = config.resolve(&Overrides::new()).unwrap_err();
        assert!(errors.len() >= 3, "{errors}");
        clean(&format!("{errors} {errors:?}"));
    }
    let overrides = Overrides::new()
        .server(format!("https://me:{SEED}@host"))
        .token(Secret::new(SEED))
        .password(Secret::new(SEED))
        .client_key_data(SEED)
        .client_certificate_data(SEED)
        .certificate_authority_data(SEED)
        .timeout("x");
    clean(&format!("{overrides:?}"));
    let errors = parse(&seeded("x"))
        .unwrap()
        .resolve(&overrides)
        .unwrap_err();
    clean(&format!("{errors} {errors:?}"));
}

#[test]
fn resolved() {
    let user = format!(
        "token: {SEED}, client-certificate: /cert, client-key-data: {}",
        base64(&KEY.replace("MAA=", "s33dedAA"))
    );
    let cluster = |server: &str| format!("server: '{server}', proxy-url: 'http://a:{SEED}@b'");
    let resolved = super::resolve(&cluster("https://host"), &user).unwrap();
    assert_eq!(resolved.token.clone().unwrap().expose(), SEED);
    clean(&format!("{resolved:?} {}", resolved.server));
    for user in ["", &user] {
        let cluster = cluster(&format!("https://me:{SEED}@host"));
        let basic = super::resolve(&cluster, user).unwrap();
        assert_eq!(basic.basic.clone().unwrap().password.expose(), SEED);
        clean(&format!("{basic:?} {}", basic.server));
    }
    // A name without a password may be a token.
    let named = super::resolve(&format!("server: 'https://{SEED}@host'"), "").unwrap();
    assert_eq!(named.basic.clone().unwrap().username, SEED);
    clean(&format!("{named:?}"));
    let user = format!("username: a, password: {SEED}");
    let basic = super::resolve(&cluster("https://host"), &user).unwrap();
    clean(&format!("{basic:?}"));
}

/// A password may hold characters that should have been escaped.
#[test]
fn urls_that_are_none() {
    for server in [
        "https://me:s33ded?@h",
        "https://me:a/s33ded#x@h",
        "me:s33ded@x@h?s33ded",
        "h?s33ded",
    ] {
        let overrides = Overrides::new()
            .server(server)
            .default_server(server)
            .proxy_url(Secret::new(server));
        clean(&format!("{overrides:?}"));
        let result = Kubeconfig::default().resolve(&overrides);
        clean(&format!("{result:?}"));
    }
}

/// What people put into a field for a path that was meant for the field beside it.
fn misplaced() -> [String; 4] {
    [
        format!("LS0tLS1CRUdJTiBSU0Eg/{}/LS0tLQo=", base64(SEED)),
        format!("eyJhbGciOiJSUzI1NiJ9.{SEED}.c2ln"),
        format!("-----BEGIN EC PRIVATE KEY----- {SEED} -----END EC PRIVATE KEY-----"),
        format!("0123456789abcdef0123456789abcdef{SEED}"),
    ]
}

#[test]
fn credentials_in_the_place_of_paths() {
    fn missing<T>(_path: &str) -> Result<T, ReadError> {
        Err(ReadError::Missing)
    }
    for text in misplaced() {
        let file = format!(
            "current-context: x\ncontexts: [{{name: x, context: {{cluster: c, user: u}}}}]\n\
             clusters: [{{name: c, cluster: {{server: 'https://h', certificate-authority: '{text}'}}}}]\n\
             users: [{{name: u, user: {{client-certificate: '{text}', client-key: '{text}', tokenFile: '{text}'}}}},\
             {{name: e, user: {{exec: {{command: './{text}'}}}}}}]"
        );
        for style in [PathStyle::Unix, PathStyle::Windows] {
            let loader = Loader::new(style).file("/home/f", Ok(file.clone().into()));
            let config = loader.load().config;
            clean(&format!("{config:?} {config:#?}"));
            clean(&format!("{:?}", config.resolve(&Overrides::new()).unwrap()));
            let errors = config.resolve_with(&Overrides::new(), missing).unwrap_err();
            assert_eq!(errors.len(), 4, "{errors}");
            clean(&format!("{errors} {errors:?}"));
            let errors = config.validate_with(missing).unwrap_err();
            clean(&format!("{errors} {errors:?}"));
            let errors = config.clone().flattened(style, missing).unwrap_err();
            assert_eq!(errors.len(), 3, "{errors}");
            clean(&format!("{errors} {errors:?}"));
            let unreadable = |_: &str| Err(ReadError::Unreadable("no permission".to_owned()));
            let errors = config.flattened(style, unreadable).unwrap_err();
            clean(&format!("{errors} {errors:?}"));
        }
        let overrides = Overrides::new()
            .certificate_authority(&text)
            .client_certificate(&text)
            .client_key(&text)
            .token_file(&text);
        clean(&format!("{overrides:?}"));
    }
}

/// A name without a password may be a token.
#[test]
fn names_without_a_password() {
    for password in ["", ", password: ''"] {
        let config = super::config(super::HTTPS, &format!("username: {SEED}{password}"));
        clean(&format!("{config:?}"));
        clean(&format!("{:?}", config.resolve(&Overrides::new())));
    }
    clean(&format!("{:?}", Overrides::new().username(SEED)));
    let named = super::config(super::HTTPS, "username: me, password: p");
    assert!(format!("{named:?}").contains("\"me\""));
}

#[test]
fn errors_of_reading() {
    let field =
        |name: &str, value: &str| format!("users:\n- name: u\n  user:\n    {name}: {value}\n");
    let texts = [
        field("token", &format!("[{SEED}]")),
        field("token", &format!("!!int {SEED}")),
        field("token", &format!("!{SEED}!x {SEED}")),
        field("token", &format!("*{SEED}")),
        field("token", &format!("'{SEED}")),
        field("token", &format!("\"{SEED}\\q\"")),
        field("token", &format!("{SEED}: {SEED}")),
        field("token", &format!("%{SEED}")),
        field("token", &format!("@{SEED}")),
        field("token", &format!("{SEED}\u{7}")),
        field("client-key-data", &format!("{SEED}!")),
        field("password", &format!("{{a: {SEED}}}")),
        field("as-groups", SEED),
        field("exec", SEED),
        field("auth-provider", &format!("{{config: [{SEED}]}}")),
        SEED.to_owned(),
        format!("- {SEED}"),
        format!("kind: {SEED}"),
        format!("apiVersion: {SEED}"),
        format!("clusters: {SEED}"),
    ];
    for text in texts {
        let errors = Kubeconfig::parse(text.as_bytes(), "/f").unwrap_err();
        clean(&format!("{errors} {errors:?}"));
        if let Err(error) = yaml::from_slice(text.as_bytes()) {
            clean(&format!("{error} {error:?}"));
        }
    }
}

#[test]
fn debug_of_servers() {
    for server in [
        "https://me:SEED@host",
        "https://SEED@host",
        "SEED@host",
        "https://host/?token=SEED",
        "host/#SEED",
        "https://me:SE?ED#SEED@host",
        "https://host/?token=a@SEED",
        "host/?token=SEED&next=https://me@host",
        "a?SEED://me@host",
    ] {
        let server = server.replace("SEED", SEED);
        let text = format!("clusters: [{{name: c, cluster: {{server: '{server}'}}}}]");
        clean(&format!("{:?}", parse(&text).unwrap()));
    }
    let shown = format!(
        "{:?}",
        parse("clusters: [{name: c, cluster: {server: 'https://me@host/base?q'}}]").unwrap()
    );
    assert!(shown.contains("https://[redacted]@host/base\""), "{shown}");
}
