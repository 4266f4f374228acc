//! Kubeconfigs on which other Rust clients panic, hang or go anonymous.

use super::{config, resolvable};
use crate::case::Case;

const HTTPS: &str = "server: 'https://a.example'";

/// A case whose only peculiarity is in cluster and user.
fn of(name: &str, cluster: &str, user: &str) -> Case {
    resolvable(
        format!("peer-{name}"),
        config(&format!("{HTTPS}{cluster}"), user, ""),
    )
}

pub(crate) fn cases() -> Vec<Case> {
    let good = config(HTTPS, "token: t", "");
    let exec = "exec: {command: plugin, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}";
    let bytes = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let utf16 = [b"\xFF\xFE".to_vec(), bytes(&good)].concat();
    let context_less = good.clone() + "# and\n";
    let context_less =
        context_less.replace("contexts: [", "contexts: [{name: y, context: {user: u}}, ");
    vec![
        resolvable("peer-missing-path-first", good.clone()).kubeconfig("missing:a"),
        resolvable("peer-missing-path-last", good.clone()).kubeconfig("a:missing"),
        resolvable("peer-empty-current-context", "current-context: ''\n")
            .file("b", good.clone())
            .kubeconfig("a:b"),
        resolvable(
            "peer-empty-namespace",
            config(HTTPS, "token: t", "namespace: ''"),
        ),
        resolvable(
            "peer-no-scheme",
            config(
                "server: 'host:6443', certificate-authority: ca.crt",
                "token: t",
                "",
            ),
        ),
        resolvable(
            "peer-token-with-newline",
            "users:\n- name: u\n  user:\n    token: |\n      t\n".to_owned()
                + &good.replace("users:", "unused:"),
        ),
        of("token-file-with-newline", "", "tokenFile: token"),
        of("token-and-token-file", "", "token: t, tokenFile: token"),
        resolvable("peer-utf-16", utf16.clone()),
        resolvable("peer-utf-16-odd", utf16[..utf16.len() - 1].to_vec()),
        of(
            "empty-authority-data",
            ", certificate-authority-data: '', certificate-authority: ca.crt",
            "token: t",
        ),
        of(
            "authority-without-pem",
            ", certificate-authority-data: aGVsbG8=",
            "token: t",
        ),
        of(
            "authority-and-insecure",
            ", certificate-authority: ca.crt, insecure-skip-tls-verify: true",
            "token: t",
        ),
        resolvable(
            "peer-duplicate-user",
            good.replace("users: [", "users: [{name: u, user: {token: other}}, "),
        ),
        resolvable("peer-wrong-kind", format!("kind: Pod\n{good}")),
        resolvable(
            "peer-wrong-version",
            format!("apiVersion: v2\nkind: Config\n{good}"),
        ),
        resolvable(
            "peer-user-missing",
            good.replace("users: [{name: u,", "users: [{name: other,"),
        ),
        resolvable("peer-user-missing-by-flag", good.clone())
            .overrides(serde_json::json!({ "context": { "user": "nobody" } })),
        of("empty-token-and-exec", "", &format!("token: '', {exec}")),
        resolvable("peer-context-without-cluster-unused", context_less.clone()),
        resolvable(
            "peer-context-without-cluster-used",
            context_less.replace("current-context: x", "current-context: y"),
        ),
        of("boolean-token", "", "token: yes"),
        of("numeric-token", "", "token: 1234"),
        resolvable(
            "peer-numeric-namespace",
            config(HTTPS, "token: t", "namespace: 12"),
        ),
        resolvable(
            "peer-duplicate-key",
            good.replace("token: t", "token: t, token: u"),
        ),
        resolvable("peer-tabs", "users:\n\t- name: u\n"),
        resolvable("peer-list", "- a\n"),
        resolvable(
            "peer-two-documents",
            format!("{good}---\nusers: [{{name: other}}]\n"),
        ),
    ]
}
