//! What is shown of a kubeconfig: no credential, wherever somebody put it.

use std::borrow::Cow;
use std::fmt;

use super::model::{AuthInfo, Cluster, ExecConfig};
use crate::Secret;

/// What stands for a text that is not shown.
const HIDDEN: &str = "[redacted]";

/// Bytes of a name in a folder; no file system takes more.
const NAME_MAX: usize = 255;

/// Letters and digits without anything between them from which on a name is taken for a token.
const RANDOM_MIN: usize = 32;

/// How credentials begin: PEM, PEM in base64, JWTs, DER in base64 (two lengths), and the tokens of
/// OpenShift, EKS and Google.
const CREDENTIALS: [&str; 8] = [
    "-----BEGIN",
    "LS0t",
    "eyJ",
    "MII",
    "MHc",
    "sha256~",
    "k8s-aws-v1.",
    "ya29.",
];

/// A path that a kubeconfig names, as it may be shown in an error or a log. What looks like a
/// credential that somebody put in the place of a path is not shown: PEM, base64 of PEM, a JWT, a
/// long run of letters and digits, line breaks, a name that is too long for any file.
///
/// Errors and `Debug` of this crate show paths this way; a backend that reads the files that a
/// [`Config`](super::Config) names should as well.
///
/// ```
/// use outrigger::kubeconfig::shown_path;
///
/// assert_eq!(shown_path("/home/u/client.key"), "/home/u/client.key");
/// assert_eq!(shown_path("/home/u/LS0tLS1CRUdJTiBFQyBQ"), "[redacted: not a path]");
/// ```
pub fn shown_path(path: &str) -> Cow<'_, str> {
    // A path that was relative has the folder of its kubeconfig before it.
    let names = || path.split(|c: char| matches!(c, '/' | '\\') || c.is_whitespace());
    let begins = |name: &str| CREDENTIALS.iter().any(|start| name.starts_with(start));
    let hidden = path.contains(|c: char| c.is_control())
        || names().any(|name| name.len() > NAME_MAX || begins(name))
        || names().next_back().is_some_and(is_random);
    match hidden {
        true => Cow::Borrowed("[redacted: not a path]"),
        false => Cow::Borrowed(path),
    }
}

fn is_random(name: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| name.as_bytes().iter().any(kind);
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'=');
    name.len() >= RANDOM_MIN
        && name.bytes().all(plain)
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
}

/// The name of HTTP basic authentication. Without a password it may be a token.
pub(super) fn shown_name<'a>(name: &'a str, password: Option<&Secret>) -> &'a str {
    let alone = password.is_none_or(Secret::is_empty);
    if alone { HIDDEN } else { name }
}

/// A URL without what may be a password or a token: without user, query and fragment.
fn without_password(url: &str) -> String {
    let query = url.find(['?', '#']);
    let Some(at) = url.rfind('@') else {
        return url[..query.unwrap_or(url.len())].to_owned();
    };
    let scheme = url[..at].split_once("://").map(|(scheme, _)| scheme);
    let scheme = scheme.filter(|scheme| scheme.bytes().all(|c| c.is_ascii_alphanumeric()));
    let scheme = scheme.map_or(String::new(), |scheme| format!("{scheme}://"));
    match query {
        // A query with an `@` in it, or an unescaped password with what ends a host: nobody knows
        // where the host is.
        Some(query) if query < at => format!("{scheme}{HIDDEN}"),
        query => format!("{scheme}{HIDDEN}{}", &url[at..query.unwrap_or(url.len())]),
    }
}

/// A path that may be absent.
pub(super) fn shown_file(path: &Option<String>) -> Option<Cow<'_, str>> {
    path.as_deref().map(shown_path)
}

/// `Debug` as it is derived, but for the fields that are followed by how they are shown. The
/// compiler asks for each field.
macro_rules! debug_fields {
    ($struct:ident { $($field:ident $(=> $shown:expr)?),+ $(,)? }) => {
        impl fmt::Debug for $struct {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let Self { $($field),+ } = self;
                $($(let $field = &$shown;)?)+
                f.debug_struct(stringify!($struct))
                    $(.field(stringify!($field), $field))+
                    .finish()
            }
        }
    };
}
pub(super) use debug_fields;

debug_fields! {
    Cluster {
        server => server.as_deref().map(without_password),
        tls_server_name,
        insecure_skip_tls_verify,
        certificate_authority => shown_file(certificate_authority),
        certificate_authority_data,
        proxy_url,
        disable_compression,
        extensions,
        other,
        entry_other,
        origin,
    }
}

debug_fields! {
    AuthInfo {
        client_certificate => shown_file(client_certificate),
        client_certificate_data,
        client_key => shown_file(client_key),
        client_key_data,
        token,
        token_file => shown_file(token_file),
        username => username.as_deref().map(|name| shown_name(name, password.as_ref())),
        password,
        impersonate,
        auth_provider,
        exec,
        extensions,
        other,
        entry_other,
        origin,
    }
}

debug_fields! {
    ExecConfig {
        command => shown_file(command),
        args,
        env,
        api_version,
        install_hint,
        provide_cluster_info,
        interactive_mode,
        other,
        has_args,
        has_env,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_credentials() {
        let uid = "/var/lib/kubelet/pods/1b4e28ba-2fa1-11d2-883f-0016d3cca427/ca.crt";
        for path in [
            "",
            "/home/u/.kube/client.key",
            r"C:\Users\u\.minikube\profiles\minikube\client.crt",
            "/var/run/secrets/kubernetes.io/serviceaccount/token",
            "/nix/store/0c0f17c9a8b7d6e5f4c3b2a190817263-kubelogin/bin/kubelogin",
            "/srv/gke_project-1234_europe-west1-b_cluster-1.pem",
            "/a folder/with spaces/eye.pem",
            "~/keys/kubernetes-admin-client-certificate",
            uid,
        ] {
            assert_eq!(shown_path(path), path);
        }
        for credential in [
            "eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
            "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
            "LS0tLS1CRUdJTi/BFQyBQUklWQVRF",
            "-----BEGIN EC PRIVATE KEY-----",
            "MIIEvQIBADANBgkqhkiG9w0BAQ/EFAASC",
            "6a8f1d2c3b4a59687f6e5d4c3b2a1908",
            "sha256~abc",
            "two\nlines",
        ] {
            for before in ["", "/home/u/", r"C:\k\", "./"] {
                let path = format!("{before}{credential}");
                assert_eq!(shown_path(&path), "[redacted: not a path]", "{path}");
            }
        }
        let long = format!("/home/{}", "a".repeat(NAME_MAX + 1));
        assert_ne!(shown_path(&long), long);
    }
}
