//! What a kubeconfig says.
//!
//! An empty text means the same as an absent field throughout, as in client-go; reading gives
//! `None` for both.

use std::fmt;

use bytes::Bytes;
use serde_json::Value;

use crate::Secret;
use crate::by_name::ByName;

/// A kubeconfig: one file, or several merged.
///
/// Read one with [`Kubeconfig::parse`], several with [`Loader`](super::Loader), and ask it for
/// one cluster with [`Kubeconfig::resolve`]. Its `Debug` shows no credential.
///
/// Source: `Config` of client-go's `tools/clientcmd/api/v1`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Kubeconfig {
    /// The clusters by name.
    pub clusters: ByName<Cluster>,
    /// The users by name.
    pub users: ByName<AuthInfo>,
    /// The contexts by name.
    pub contexts: ByName<Context>,
    /// The context to use when none is asked for.
    pub current_context: Option<String>,
    /// Where `current_context` was written.
    pub current_context_origin: Option<Origin>,
    /// `preferences`, which Kubernetes 1.34 deprecated.
    pub preferences: Preferences,
    /// `extensions`, by name.
    pub extensions: ByName<Opaque>,
    /// Fields this crate does not know, kept for whoever writes the file back.
    pub other: ByName<Opaque>,
}

/// Settings of command-line tools.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Preferences {
    /// Whether output may be coloured.
    pub colors: bool,
    /// `extensions`, by name.
    pub extensions: ByName<Opaque>,
    /// Fields this crate does not know.
    pub other: ByName<Opaque>,
}

/// How to reach a cluster.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Cluster {
    /// The URL of the API server, or `host:port`.
    pub server: Option<String>,
    /// `tls-server-name`: the name to check the server's certificate against.
    pub tls_server_name: Option<String>,
    /// `insecure-skip-tls-verify`: accept any certificate.
    pub insecure_skip_tls_verify: bool,
    /// `certificate-authority`: the path of a PEM file.
    pub certificate_authority: Option<String>,
    /// `certificate-authority-data`: PEM, decoded from base64.
    pub certificate_authority_data: Option<Pem>,
    /// `proxy-url`. It may hold a password.
    pub proxy_url: Option<Secret>,
    /// `disable-compression`: do not ask for compressed answers.
    pub disable_compression: bool,
    /// `extensions`, by name.
    pub extensions: ByName<Opaque>,
    /// Fields this crate does not know.
    pub other: ByName<Opaque>,
    /// Fields this crate does not know that stand beside the entry's name.
    pub(super) entry_other: ByName<Opaque>,
    /// Where this entry was written.
    pub origin: Option<Origin>,
}

/// How to show who one is: an entry of `users`.
///
/// `Debug` does not show a username without a password: people put tokens there.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct AuthInfo {
    /// `client-certificate`: the path of a PEM file.
    pub client_certificate: Option<String>,
    /// `client-certificate-data`: PEM, decoded from base64.
    pub client_certificate_data: Option<Pem>,
    /// `client-key`: the path of a PEM file.
    pub client_key: Option<String>,
    /// `client-key-data`: PEM, decoded from base64.
    pub client_key_data: Option<Pem>,
    /// `token`: a bearer token.
    pub token: Option<Secret>,
    /// `tokenFile`: the path of a file that holds a bearer token.
    pub token_file: Option<String>,
    /// `username` of HTTP basic authentication.
    pub username: Option<String>,
    /// `password` of HTTP basic authentication.
    pub password: Option<Secret>,
    /// Whom to act as.
    pub impersonate: Impersonate,
    /// `auth-provider`: a provider built into the client.
    pub auth_provider: Option<AuthProvider>,
    /// `exec`: a program that hands out credentials.
    pub exec: Option<ExecConfig>,
    /// `extensions`, by name.
    pub extensions: ByName<Opaque>,
    /// Fields this crate does not know.
    pub other: ByName<Opaque>,
    /// Fields this crate does not know that stand beside the entry's name.
    pub(super) entry_other: ByName<Opaque>,
    /// Where this entry was written.
    pub origin: Option<Origin>,
}

/// Whom to act as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Impersonate {
    /// `as`: the user's name.
    pub user: Option<String>,
    /// `as-uid`.
    pub uid: Option<String>,
    /// `as-groups`.
    pub groups: Vec<String>,
    /// `as-user-extra`.
    pub extra: ByName<Vec<String>>,
}

impl Impersonate {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Which cluster, as whom, in which namespace.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Context {
    /// The name of the cluster.
    pub cluster: Option<String>,
    /// The name of the user.
    pub user: Option<String>,
    /// The namespace to use where none is asked for.
    pub namespace: Option<String>,
    /// `extensions`, by name.
    pub extensions: ByName<Opaque>,
    /// Fields this crate does not know.
    pub other: ByName<Opaque>,
    /// Fields this crate does not know that stand beside the entry's name.
    pub(super) entry_other: ByName<Opaque>,
    /// Where this entry was written.
    pub origin: Option<Origin>,
}

/// A provider of credentials that is built into the client, like `oidc`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthProvider {
    /// Its name.
    pub name: String,
    /// Its settings, tokens among them.
    pub config: ByName<Secret>,
    /// Fields this crate does not know.
    pub other: ByName<Opaque>,
    /// Whether `config` is there at all: what is empty is written as `{}`, what is not as `null`.
    pub(super) has_config: bool,
}

/// A program that prints credentials.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ExecConfig {
    /// The program: a path, or a name to look up in `$PATH`.
    pub command: Option<String>,
    /// Its arguments.
    pub args: Vec<Secret>,
    /// Environment variables for it, in order.
    pub env: Vec<ExecEnvVar>,
    /// The version of `ExecCredential` it speaks.
    pub api_version: Option<String>,
    /// What to tell the user when the program does not exist.
    pub install_hint: Option<String>,
    /// Whether to describe the cluster to it.
    pub provide_cluster_info: bool,
    /// `Never`, `IfAvailable` or `Always`: whether it uses standard input. Absent, it is
    /// `IfAvailable` for `v1beta1` and `v1alpha1`; `v1` requires it.
    pub interactive_mode: Option<String>,
    /// Fields this crate does not know.
    pub other: ByName<Opaque>,
    /// Whether `args` is there at all: what is empty is written as `[]`, what is not as `null`.
    pub(super) has_args: bool,
    /// The same of `env`.
    pub(super) has_env: bool,
}

/// An environment variable for a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExecEnvVar {
    /// The name.
    pub name: String,
    /// The value.
    pub value: Secret,
    /// Fields this crate does not know.
    pub other: ByName<Opaque>,
}

/// Where an entry was written.
///
/// Source: `LocationOfOrigin` of client-go, with the place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin {
    /// The path of the file, as it was given.
    pub file: std::sync::Arc<str>,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
}

/// PEM text that does not print: people put keys where certificates belong.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pem(Bytes);

impl Pem {
    /// Wraps `bytes`.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self(bytes.into())
    }

    /// The bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }

    /// The bytes, by value.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

/// JSON of someone else's that does not print, since nobody here knows what it holds.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Opaque {
    value: Value,
    /// Of an extension, the fields beside its name and its value.
    pub(super) entry_other: ByName<Self>,
}

impl Opaque {
    /// Wraps `value`.
    pub fn new(value: Value) -> Self {
        Self {
            value,
            entry_other: ByName::new(),
        }
    }

    /// The value itself. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> &Value {
        &self.value
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
