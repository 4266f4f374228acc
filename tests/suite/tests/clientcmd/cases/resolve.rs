//! One file, and what a client is made from.

use super::{config, resolvable};
use crate::case::Case;

const SERVERS: &[&str] = &[
    "https://a.example",
    "https://a.example:6443",
    "https://a.example/",
    "https://a.example/prefix",
    "https://a.example/prefix/",
    "https://a.example?q=1",
    "https://a.example/?q=1",
    "https://a.example/p?q=1#f",
    "https://a.example/p#f",
    "http://a.example",
    "HTTPS://a.example",
    "hTTp://a.example",
    "a.example:6443",
    "10.0.0.1:6443",
    "10.0.0.1",
    "a.example",
    "a.example/",
    "a.example/p",
    "[::1]:6443",
    "https://[::1]",
    "https://[fe80::1%25eth0]:1",
    "::1",
    "https://u:p@a.example",
    "http://u:p@a.example",
    "https://u@a.example",
    "https://:p@a.example",
    "https://u%3Ax:p%40@a.example",
    "ftp://a.example",
    "unix:///run/x",
    "https://",
    "https:///p",
    "//a.example",
    "/p",
    "https://a.example:x",
    "https://a.example:",
    "https://a.example:99999",
    "https://a b",
    "https://a.example/a b",
    "https://a.example/%zz",
    "https://a.example/%2f",
    "https://a.example//",
    "https://a.example/./x/../y",
    " https://a.example",
    "https://a.example ",
    "https://é.example",
    "https://a_b.example",
    "",
    "?",
    "https://[:1]",
    "https://[]",
];

const PROXIES: &[&str] = &[
    "http://p.example:1",
    "https://p.example",
    "socks5://p.example:1080",
    "http://u:p@p.example",
    "HTTP://p.example",
    "p.example:1",
    "ftp://p.example",
    "socks5h://p.example",
    "socks4://p.example",
    "http://",
    "http:///x",
    "http:x",
    "//p.example",
    "http://p:x",
    "http://p/%zz",
    "http://p p",
    "",
    "http://[::1]:1",
    "http://p.example/path?q",
];

/// What else a cluster may say, beside an `https` server.
const CLUSTERS: &[&str] = &[
    "certificate-authority: ca.crt",
    "certificate-authority: missing",
    "certificate-authority-data: CERTIFICATE_DATA",
    "certificate-authority: ca.crt, certificate-authority-data: CERTIFICATE_DATA",
    "certificate-authority: ca.crt, certificate-authority-data: ''",
    "certificate-authority: '', certificate-authority-data: CERTIFICATE_DATA",
    "insecure-skip-tls-verify: true",
    "insecure-skip-tls-verify: true, certificate-authority: ca.crt",
    "insecure-skip-tls-verify: true, certificate-authority-data: CERTIFICATE_DATA",
    "tls-server-name: sni",
    "disable-compression: true",
    "certificate-authority-data: bm8gUEVN",
    "certificate-authority-data: '%'",
    "certificate-authority-data: [65, 66]",
    "certificate-authority-data: 'QUJD'",
    "certificate-authority-data: QUJ",
    "insecure-skip-tls-verify: 'true'",
    "insecure-skip-tls-verify: yes, disable-compression: on",
    "extensions: [{name: client.authentication.k8s.io/exec, extension: {a: 1}}]",
    "extensions: [{name: a}, {name: a}]",
    "extensions: [{name: a, extension: 1}, {name: a}]",
    "extensions: [{extension: 1}]",
];

const USERS: &[&str] = &[
    "",
    "token: t",
    "token: ''",
    "token: 12345",
    "token: '12345'",
    "token: 'a b'",
    "token: \"a\\nb\"",
    "token: \"a\\n\"",
    "tokenFile: token",
    "tokenFile: missing",
    "token: t, tokenFile: token",
    "token: t, tokenFile: missing",
    "token: '', tokenFile: token",
    "username: u, password: p",
    "username: u",
    "password: p",
    "username: '', password: ''",
    "token: t, username: u, password: p",
    "tokenFile: token, username: u",
    "client-certificate: cert.pem, client-key: key.pem",
    "client-certificate: cert.pem",
    "client-key: key.pem",
    "client-certificate: missing, client-key: key.pem",
    "client-certificate: cert.pem, client-key: missing",
    "client-certificate-data: CERTIFICATE_DATA, client-key-data: KEY_DATA",
    "client-certificate-data: CERTIFICATE_DATA, client-key: key.pem",
    "client-certificate: cert.pem, client-key-data: KEY_DATA",
    "client-certificate: cert.pem, client-certificate-data: CERTIFICATE_DATA, client-key: key.pem",
    "client-certificate: cert.pem, client-key: key.pem, client-key-data: KEY_DATA",
    "client-certificate-data: CERTIFICATE_DATA",
    "client-certificate-data: bm8gUEVN, client-key-data: bm8gUEVN",
    "client-key-data: KEY_DATA, token: t",
    "client-certificate: cert.pem, client-key: key.pem, token: t",
    "as: jane",
    "as: ''",
    "as: jane, as-uid: '1', as-groups: [a, b], as-user-extra: {scopes: [x, y], e: []}",
    "as-uid: '1'",
    "as-groups: [a]",
    "as-groups: []",
    "as-user-extra: {a: [b]}",
    "as-user-extra: {}",
    "as: jane, as-groups: [null, '']",
    "as: jane, as-user-extra: {a: null}",
    "as: jane, as-user-extra: {a: b}",
    "as: jane, as-groups: a",
    "auth-provider: {name: gcp}",
    "auth-provider: {name: azure, config: {a: b}}",
    "auth-provider: {name: oidc, config: {id-token: x, idp-issuer-url: 'https://i', client-id: c}}",
    "auth-provider: {name: unknown}",
    "auth-provider: {}",
    "auth-provider: null",
    "auth-provider: {name: oidc, config: {a: 1}}",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1}",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1beta1}",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1alpha1}",
    "exec: {command: plugin, apiVersion: v1, interactiveMode: Never}",
    "exec: {command: plugin, interactiveMode: Never}",
    "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}",
    "exec: {}",
    "exec: null",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1beta1, interactiveMode: sometimes}",
    "exec: {command: ./plugin, apiVersion: client.authentication.k8s.io/v1beta1, args: [a, '', null], env: [{name: A, value: '1'}, {name: B}], installHint: \"a\\e[1mb\", provideClusterInfo: true}",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1beta1, env: [{value: '1'}]}",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1beta1, env: [{name: A, value: 1}]}",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1beta1, interactive: true, stdinUnavailable: true, config: {a: 1}}",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1beta1}, auth-provider: {name: oidc}",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1beta1}, token: t",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1beta1}, token: ''",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1beta1}, username: u",
    "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1beta1}, client-certificate: cert.pem, client-key: key.pem",
    "exec: {command: /bin/plugin, apiVersion: client.authentication.k8s.io/v1beta1, args: x}",
    "act-as: jane, unknown: 1",
];

const CONTEXTS: &[&str] = &[
    "namespace: shop",
    "namespace: ''",
    "namespace: null",
    "namespace: 'Not A Label'",
    "namespace: 12",
    "cluster: missing",
    "user: missing",
    "cluster: ''",
    "user: ''",
    "cluster: missing, user: missing",
    "cluster: null",
    "extensions: [{name: e, extension: 1}]",
];

pub(crate) fn cases() -> Vec<Case> {
    let https = "server: 'https://a.example'";
    let mut cases = Vec::new();
    let mut add = |kind: &str, texts: &mut dyn Iterator<Item = String>| {
        for (number, text) in texts.enumerate() {
            cases.push(resolvable(format!("{kind}-{number:02}"), text));
        }
    };
    let token = "token: t, as: jane";
    add(
        "server",
        &mut SERVERS.iter().map(|server| {
            config(
                &format!("server: '{server}', certificate-authority: ca.crt, tls-server-name: sni"),
                token,
                "",
            )
        }),
    );
    add(
        "proxy",
        &mut PROXIES
            .iter()
            .map(|proxy| config(&format!("{https}, proxy-url: '{proxy}'"), token, "")),
    );
    add(
        "cluster",
        &mut CLUSTERS
            .iter()
            .map(|fields| config(&format!("{https}, {fields}"), token, "")),
    );
    add(
        "cluster-without-server",
        &mut CLUSTERS.iter().map(|fields| config(fields, token, "")),
    );
    add(
        "plain-cluster",
        &mut CLUSTERS
            .iter()
            .map(|fields| config(&format!("server: 'http://a', {fields}"), token, "")),
    );
    add(
        "user",
        &mut USERS.iter().map(|user| config(https, user, "")),
    );
    add(
        "plain-user",
        &mut USERS
            .iter()
            .map(|user| config("server: 'http://a'", user, "")),
    );
    add(
        "context",
        &mut CONTEXTS.iter().map(|context| config(https, token, context)),
    );
    let exec = "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1beta1, provideClusterInfo: true}";
    let told = format!(
        "{https}, extensions: [{{name: client.authentication.k8s.io/exec, extension: {{a: 1}}}}]"
    );
    add(
        "exec-extension",
        &mut [
            config(&told, exec, ""),
            config(&told.replace("https", "http"), exec, ""),
        ]
        .into_iter(),
    );
    let current = ["x", "missing", "''", "null", "12", "[x]"];
    let text = config(https, token, "");
    add(
        "current-context",
        &mut current
            .iter()
            .map(|name| text.replace("current-context: x", &format!("current-context: {name}"))),
    );
    cases
}
