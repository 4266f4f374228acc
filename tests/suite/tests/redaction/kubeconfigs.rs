//! Kubeconfigs, from reading to connecting.

use std::path::Path;
use std::sync::{Arc, Mutex};

use outrigger::kubeconfig::{Kubeconfig, Loader, Overrides, PathStyle};
use outrigger::{Client, Result, Secret};
use outrigger_hyper::{ConnectOptions, connect_with};
use serde_json::{Value, json};

use crate::{base64, clean, clean_debug, clean_error, secret};

fn config(cluster: &Value, user: &Value) -> String {
    json!({
        "current-context": "x",
        "contexts": [{ "name": "x", "context": { "cluster": "c", "user": "u", "token": secret("context") } }],
        "clusters": [{ "name": "c", "cluster": cluster }],
        "users": [{ "name": "u", "user": user }],
        "preferences": { "token": secret("preferences") },
        "extensions": [{ "name": "e", "extension": { "token": secret("extension") } }],
    })
    .to_string()
}

fn exec() -> Value {
    json!({
        "apiVersion": "client.authentication.k8s.io/v1", "command": "plugin",
        "interactiveMode": "Never", "args": ["--token", secret("argument")],
        "env": [{ "name": "TOKEN", "value": secret("variable") }], "installHint": "get it",
    })
}

fn pem(kind: &str, place: &str) -> String {
    let body = base64(secret(place));
    base64(format!(
        "-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n"
    ))
}

/// A credential where a path belongs: a JWT, PEM in base64.
fn misplaced(place: &str) -> String {
    match place {
        "token" => format!("eyJhbGciOiJSUzI1NiJ9.{}.c2ln", secret("misplaced")),
        kind => base64(format!("-----BEGIN {kind}-----\n{}", secret("misplaced"))),
    }
}

/// Users with a seed in every credential.
fn users() -> Vec<Value> {
    vec![
        json!({ "token": secret("token") }),
        json!({ "username": "me", "password": secret("password") }),
        json!({ "exec": exec() }),
        json!({ "auth-provider": { "name": "oidc", "config": { "id-token": secret("id token") } } }),
        json!({
            "client-certificate-data": pem("CERTIFICATE", "certificate"),
            "client-key-data": pem("PRIVATE KEY", "client key"),
        }),
        json!({ "tokenFile": "token-file", "password": secret("unused") }),
        json!({ "username": secret("lone name") }),
        json!({ "tokenFile": misplaced("token") }),
    ]
}

#[test]
fn what_is_read_and_resolved() {
    let userinfo = format!("https://me:{}@host:1", secret("userinfo"));
    let proxy = format!("http://me:{}@proxy:1", secret("proxy"));
    for user in users() {
        for server in [userinfo.as_str(), "https://host", "http://host"] {
            let text = config(&json!({ "server": server, "proxy-url": proxy }), &user);
            let config = Kubeconfig::parse(text.as_bytes(), "/f").unwrap();
            clean_debug(&config);
            let overrides = Overrides::new().token(Secret::new(secret("override")));
            clean_debug(&overrides);
            for overrides in [
                Overrides::new(),
                overrides,
                Overrides::new().server(&userinfo),
            ] {
                match config.resolve(&overrides) {
                    Ok(resolved) => {
                        clean_debug(&resolved);
                        clean(&format!("{} {:?}", resolved.server, resolved.warnings));
                    }
                    Err(errors) => drop(clean_error(&errors)),
                }
            }
            let loader = Loader::new(PathStyle::Unix).file("/f", Ok(text.into()));
            clean_debug(&loader);
            clean_debug(&loader.load());
        }
    }
}

/// Writes a kubeconfig and connects by it; what is told of the outcome.
async fn connect(folder: &Path, text: &str) -> (Result<Client>, String) {
    let path = folder.join("config");
    std::fs::write(&path, text).unwrap();
    let warnings = Arc::<Mutex<Vec<String>>>::default();
    let log = warnings.clone();
    let options = ConnectOptions::new()
        .kubeconfig(&path)
        .on_warning(move |text| log.lock().unwrap().push(text.to_owned()));
    clean_debug(&options);
    let outcome = connect_with(options).await;
    let warnings = warnings.lock().unwrap().join("\n");
    clean(&warnings);
    let told = match &outcome {
        Ok(client) => {
            clean_debug(client);
            warnings
        }
        Err(error) => {
            clean(&error.chain().to_string());
            clean_error(error)
        }
    };
    (outcome, told)
}

/// Files that kubeconfigs name.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("token-file", secret("token file")),
        ("bad-token", format!("{}\u{1}", secret("bad"))),
        ("not-pem", secret("not PEM")),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[tokio::test]
async fn whom_one_can_be() {
    let folder = folder();
    let server = json!({ "server": "https://host", "insecure-skip-tls-verify": true });
    let [token, basic, exec, provider, pair, file, lone, no_file] = users().try_into().unwrap();
    let files = json!({ "client-certificate": "not-pem", "client-key": "not-pem" });
    let key = misplaced("EC PRIVATE KEY");
    let no_key = json!({ "client-certificate": "not-pem", "client-key": key });
    let no_pair = json!({ "client-certificate": misplaced("CERTIFICATE"), "client-key": key });
    let mut no_command = json!({ "exec": exec["exec"].clone() });
    no_command["exec"]["command"] = misplaced("token").into();
    let two_lines = json!({ "token": format!("{}\n", secret("token")) });
    let colon = json!({ "username": "a:b", "password": secret("password") });
    for (user, expected) in [
        (token, ""),
        (basic, ""),
        (file, ""),
        (lone, ""),
        (no_file, "unable to read tokenFile [redacted"),
        (no_key, "unable to read client-key [redacted"),
        (no_pair, "unable to read client-cert [redacted"),
        (no_command, ""),
        (json!({ "tokenFile": "bad-token" }), ""),
        (exec, ""),
        (provider, "auth-provider \"oidc\": "),
        (pair, "the client certificate and key cannot be used"),
        (files, "PEM"),
        (two_lines, "no HTTP header can carry"),
        (colon, "colon"),
    ] {
        let (_, told) = connect(folder.path(), &config(&server, &user)).await;
        assert!(told.contains(expected), "{told}");
    }
}

#[tokio::test]
async fn where_one_can_go() {
    let folder = folder();
    let user = json!({ "token": secret("token") });
    let with = |field: &str, value: &str| json!({ "server": "https://host", field: value });
    let userinfo = format!("https://me:{}@host:1", secret("userinfo"));
    let proxy = format!("http://me:{}@proxy:1", secret("proxy"));
    let ftp = format!("ftp://{}@p", secret("proxy"));
    for (cluster, expected) in [
        (with("server", &userinfo), ""),
        (
            with("server", "http://host"),
            "are not used, for the server is http",
        ),
        (with("server", &ftp), "server"),
        (with("proxy-url", &proxy), ""),
        (with("proxy-url", &ftp), "proxy-url"),
        (with("certificate-authority", "not-pem"), "PEM"),
        (
            with("certificate-authority", &misplaced("CERTIFICATE")),
            "unable to read certificate-authority [redacted",
        ),
    ] {
        let (_, told) = connect(folder.path(), &config(&cluster, &user)).await;
        assert!(told.contains(expected), "{told}");
    }
}

#[tokio::test]
async fn what_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let field = |name: &str, value: String| {
        format!("current-context: x\nusers:\n- name: u\n  user:\n    {name}: {value}\n")
    };
    let seed = secret("value");
    let texts = [
        field("token", format!("[{seed}]")),
        field("token", format!("!!int {seed}")),
        field("token", format!("*{seed}")),
        field("token", format!("'{seed}")),
        field("token", format!("\"{seed}\\q\"")),
        field("token", format!("a: b: {seed}")),
        field("token", format!("@{seed}")),
        field("token", format!("|\n  {seed}")),
        field("token", format!("{seed}\n\t{seed}: x")),
        field("client-key-data", format!("{seed}!")),
        field("client-key-data", format!("{}=", base64(&seed))),
        field("client-certificate-data", format!("*{}", base64(&seed))),
        field("password", format!("{{a: {seed}}}")),
        field("exec", seed.clone()),
        field("exec", format!("{{env: [{seed}]}}")),
        field("exec", format!("{{args: {seed}}}")),
        field("auth-provider", format!("{{config: [{seed}]}}")),
        seed.clone(),
        format!("- {seed}"),
        format!("kind: {seed}"),
        format!("{{\"users\": [{{\"user\": {{\"token\": \"{seed}"),
        format!("clusters: {seed}"),
    ];
    for text in texts {
        let (outcome, _) = connect(folder.path(), &text).await;
        assert!(outcome.is_err(), "{text}");
    }
}
