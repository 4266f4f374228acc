//! Flags.

use serde_json::{Value, json};

use super::{CERTIFICATE_DATA, KEY_DATA, config, resolvable};
use crate::case::Case;

/// Flags that meet a file which says all it can.
fn flags() -> Vec<Value> {
    vec![
        json!({}),
        json!({ "cluster": { "server": "https://flag" } }),
        json!({ "cluster": { "server": "https://flag", "tls-server-name": "flag-sni" } }),
        json!({ "cluster": { "tls-server-name": "flag-sni" } }),
        json!({ "cluster": { "server": "http://flag" } }),
        json!({ "cluster": { "server": "flag:6443" } }),
        json!({ "cluster": { "server": "" } }),
        json!({ "cluster": { "insecure-skip-tls-verify": true } }),
        json!({ "cluster": { "insecure-skip-tls-verify": false } }),
        json!({ "cluster": { "certificate-authority": "/CASE/ca.crt" } }),
        json!({ "cluster": { "certificate-authority": "/CASE/missing" } }),
        json!({ "cluster": { "certificate-authority-data": CERTIFICATE_DATA } }),
        json!({ "cluster": { "certificate-authority": "/CASE/ca.crt", "certificate-authority-data": CERTIFICATE_DATA } }),
        json!({ "cluster": { "certificate-authority": "/CASE/ca.crt", "insecure-skip-tls-verify": true } }),
        json!({ "cluster": { "proxy-url": "http://flag-proxy" } }),
        json!({ "cluster": { "proxy-url": "ftp://flag-proxy" } }),
        json!({ "cluster": { "disable-compression": true } }),
        json!({ "cluster-defaults": { "server": "http://localhost:8080" } }),
        json!({ "cluster-defaults": { "tls-server-name": "d", "proxy-url": "http://d", "insecure-skip-tls-verify": true } }),
        json!({ "user": { "token": "flag-token" } }),
        json!({ "user": { "tokenFile": "/CASE/token" } }),
        json!({ "user": { "tokenFile": "/CASE/missing" } }),
        json!({ "user": { "token": "flag-token", "tokenFile": "/CASE/token" } }),
        json!({ "user": { "username": "flag-name", "password": "flag-password" } }),
        json!({ "user": { "username": "flag-name" } }),
        json!({ "user": { "client-certificate": "/CASE/cert.pem" } }),
        json!({ "user": { "client-key": "/CASE/key.pem" } }),
        json!({ "user": { "client-certificate": "/CASE/cert.pem", "client-key": "/CASE/key.pem" } }),
        json!({ "user": { "client-certificate": "/CASE/missing" } }),
        json!({ "user": { "client-certificate-data": CERTIFICATE_DATA } }),
        json!({ "user": { "client-key-data": KEY_DATA } }),
        json!({ "user": { "client-key": "/CASE/key.pem", "client-key-data": KEY_DATA } }),
        json!({ "user": { "as": "flag-user" } }),
        json!({ "user": { "as-uid": "flag-uid" } }),
        json!({ "user": { "as-groups": ["flag-group"] } }),
        json!({ "user": { "as": "flag-user", "as-user-extra": { "scopes": ["flag"], "more": ["m"] } } }),
        json!({ "user": { "exec": { "command": "flag-plugin", "apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never" } } }),
        json!({ "user": { "auth-provider": { "name": "oidc" } } }),
        json!({ "context": { "namespace": "flag-namespace" } }),
        json!({ "context": { "cluster": "c" } }),
        json!({ "context": { "cluster": "d" } }),
        json!({ "context": { "cluster": "missing" } }),
        json!({ "context": { "user": "u" } }),
        json!({ "context": { "user": "missing" } }),
        json!({ "context": { "user": "missing", "cluster": "missing", "namespace": "n" } }),
        json!({ "current-context": "x" }),
        json!({ "current-context": "missing" }),
        json!({ "current-context": "missing", "context": { "cluster": "c", "user": "u" } }),
        json!({ "current-context": "" }),
        json!({ "timeout": "5" }),
        json!({ "timeout": "0" }),
        json!({ "timeout": "1m30s" }),
        json!({ "timeout": "-1s" }),
        json!({ "timeout": "5 s" }),
        json!({ "timeout": "1d" }),
        json!({ "timeout": "soon" }),
    ]
}

pub(crate) fn cases() -> Vec<Case> {
    let full = config(
        "server: 'https://file', tls-server-name: file-sni, certificate-authority-data: CERTIFICATE_DATA",
        "token: file-token, client-certificate-data: CERTIFICATE_DATA, client-key-data: KEY_DATA, as: file-user, \
         as-groups: [file-group], as-user-extra: {scopes: [file]}",
        "namespace: file-namespace",
    );
    let full = full.replace("\nusers:", "\n# another cluster below\nunused: 1\nusers:");
    let insecure = config(
        "server: 'https://file', insecure-skip-tls-verify: true",
        "exec: {command: file-plugin, apiVersion: client.authentication.k8s.io/v1beta1}",
        "",
    );
    let files = config(
        "server: 'https://file', certificate-authority: ca.crt",
        "client-certificate: cert.pem, client-key: key.pem, tokenFile: token",
        "",
    );
    let mut cases = Vec::new();
    for (number, flags) in flags().into_iter().enumerate() {
        let over = |kind: &str, text: &str| {
            resolvable(format!("flag-{kind}-{number:02}"), text).overrides(flags.clone())
        };
        cases.extend([
            over("full", &full),
            over("insecure", &insecure),
            over("files", &files),
        ]);
        cases.push(over("nothing", ""));
    }
    cases
}
