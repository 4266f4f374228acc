use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use super::server::Server;
use crate::Secret;
use crate::kubeconfig::model::{AuthProvider, ExecConfig, Impersonate, Opaque, Pem};
use crate::kubeconfig::shown::{debug_fields, shown_file, shown_name, shown_path};

/// One cluster, how to reach it and whom to be there.
///
/// What is in files is named, not read: a transport reads it. Credentials and TLS settings are
/// there only when the server's URL is `https`, as in client-go.
///
/// It comes from [`Kubeconfig::resolve`](crate::kubeconfig::Kubeconfig::resolve) or
/// [`Config::in_cluster`], and may be changed before a client is made of it: whom to act as, the
/// namespace, the time limits. `Debug` shows no credential.
///
/// ```
/// use outrigger::kubeconfig::{Impersonate, Kubeconfig, Overrides};
/// use std::time::Duration;
///
/// let overrides = Overrides::new().server("https://10.0.0.1:6443");
/// let mut config = Kubeconfig::default().resolve(&overrides)?;
/// let mut jane = Impersonate::default();
/// jane.user = Some("jane".to_owned());
/// config.impersonate = Some(jane);
/// config.connect_timeout = Some(Duration::from_secs(5));
/// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
/// ```
///
/// Source: `Config` in client-go's `rest/config.go`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// The context it came from.
    pub context: Option<String>,
    /// The name of the cluster.
    pub cluster: Option<String>,
    /// The name of the user.
    pub user: Option<String>,
    /// The URL of the API server: scheme, host, port, and a path if the server is below one. No
    /// user, query or fragment, and no slash at its end but the one of an empty path.
    pub server: http::Uri,
    /// The namespace to use where none is asked for: the override's, the context's, or `default`.
    pub namespace: String,
    /// Whether an override or the context names the namespace.
    pub namespace_set: bool,
    /// Whether an override names the namespace.
    pub namespace_overridden: bool,
    /// The authorities to trust. `None` is what the platform trusts.
    pub certificate_authority: Option<DataOrFile<Bytes>>,
    /// Accept any certificate.
    pub insecure_skip_tls_verify: bool,
    /// The name to check the server's certificate against, when it is not the host's.
    pub tls_server_name: Option<String>,
    /// The certificate to present, and its key.
    pub client_certificate: Option<ClientCertificate>,
    /// A bearer token. It comes before `basic`, `exec` and `auth_provider`. When `token_file` is
    /// there too, the file's token is used once it has been read.
    pub token: Option<Secret>,
    /// The path of a file with a bearer token, whose ends are to be trimmed and which is to be
    /// read again from time to time.
    pub token_file: Option<String>,
    /// Name and password of HTTP basic authentication. Those in the server's URL are here as well:
    /// they come before the user's, and are sent even without TLS.
    pub basic: Option<Basic>,
    /// A program to run for credentials, unless token, basic or certificate are there.
    pub exec: Option<ExecConfig>,
    /// The cluster's extension `client.authentication.k8s.io/exec`, which such a program is told
    /// when it asks to know the cluster.
    pub exec_cluster_config: Option<Opaque>,
    /// A provider of credentials that is built in.
    pub auth_provider: Option<AuthProvider>,
    /// Whom to act as.
    pub impersonate: Option<Impersonate>,
    /// The proxy to go through.
    pub proxy_url: Option<Secret>,
    /// Do not ask for compressed answers.
    pub disable_compression: bool,
    /// How long a request may take, from when it is sent to the end of its answer: all attempts,
    /// and the credentials that they wait for, such as a run of an exec plugin. `None` and zero are
    /// without end. Whoever makes a client of this passes it on as
    /// [`Timeouts::total`](crate::Timeouts::total), which cuts no watch. It is what
    /// [`Overrides::timeout`](crate::kubeconfig::Overrides::timeout) says.
    pub timeout: Option<Duration>,
    /// How long connecting and the TLS handshake may take; `None` and zero leave it to the
    /// transport.
    pub connect_timeout: Option<Duration>,
    /// How long a connection is kept that nobody uses; `None` and zero leave it to the transport.
    pub idle_timeout: Option<Duration>,
    /// How long the head of an answer may take once the request is on its way; `None` and zero
    /// leave it to the transport. It ends no watch.
    pub head_timeout: Option<Duration>,
    /// What the user may want to know. No credential is in it.
    pub warnings: Vec<String>,
    /// How `server` was written when it was resolved.
    pub(super) server_text: String,
}

impl Config {
    /// A server, and nothing known beyond it; not even the user in its URL.
    pub(super) fn to(server: Server) -> Self {
        Self {
            context: None,
            cluster: None,
            user: None,
            server: server.uri,
            server_text: server.text,
            namespace: "default".to_owned(),
            namespace_set: false,
            namespace_overridden: false,
            certificate_authority: None,
            insecure_skip_tls_verify: false,
            tls_server_name: None,
            client_certificate: None,
            token: None,
            token_file: None,
            basic: None,
            exec: None,
            exec_cluster_config: None,
            auth_provider: None,
            impersonate: None,
            proxy_url: None,
            disable_compression: false,
            timeout: None,
            connect_timeout: None,
            idle_timeout: None,
            head_timeout: None,
            warnings: Vec::new(),
        }
    }

    /// Whether a client of `other` reaches the same server in the same way as the same user. The
    /// names of context, cluster and user, the namespace and the warnings may differ.
    ///
    /// It is for programs that may run in a pod: there, a configuration that connects like the one
    /// that [`Overrides::default_server`](crate::kubeconfig::Overrides::default_server) alone
    /// makes says nothing, and the cluster around the pod is meant.
    ///
    /// Source: `IsDefaultConfig` of client-go.
    #[must_use]
    pub fn connects_like(&self, other: &Self) -> bool {
        let mut same = other.clone();
        same.context.clone_from(&self.context);
        same.cluster.clone_from(&self.cluster);
        same.user.clone_from(&self.user);
        same.namespace.clone_from(&self.namespace);
        same.namespace_set = self.namespace_set;
        same.namespace_overridden = self.namespace_overridden;
        same.warnings.clone_from(&self.warnings);
        same.server_text.clone_from(&self.server_text);
        same == *self
    }

    /// The URL of the API server as the configuration has it, without user, query and fragment.
    /// Where `server` has been changed since, it is that.
    pub(crate) fn server_as_written(&self) -> String {
        match Server::parse(&self.server_text) {
            Ok(written) if written.uri == self.server => written.text,
            _ => self.server.to_string().trim_end_matches('/').to_owned(),
        }
    }
}

debug_fields! {
    Config {
        context,
        cluster,
        user,
        server,
        namespace,
        namespace_set,
        namespace_overridden,
        certificate_authority,
        insecure_skip_tls_verify,
        tls_server_name,
        client_certificate,
        token,
        token_file => shown_file(token_file),
        basic,
        exec,
        exec_cluster_config,
        auth_provider,
        impersonate,
        proxy_url,
        disable_compression,
        timeout,
        connect_timeout,
        idle_timeout,
        head_timeout,
        warnings,
        server_text,
    }
}

/// Something that stands in the configuration itself, or in a file it names.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataOrFile<T> {
    /// The thing itself.
    Data(T),
    /// The path of the file that holds it.
    File(String),
}

impl<T> fmt::Debug for DataOrFile<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data(_) => f.write_str("Data([redacted])"),
            Self::File(path) => f.debug_tuple("File").field(&shown_path(path)).finish(),
        }
    }
}

/// A certificate to present, and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientCertificate {
    /// The certificate, its chain behind it.
    pub certificate: DataOrFile<Bytes>,
    /// The private key.
    pub key: DataOrFile<Secret>,
}

/// Name and password of HTTP basic authentication.
///
/// `Debug` does not show a name without a password: people put tokens there.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Basic {
    /// The name.
    pub username: String,
    /// The password.
    pub password: Secret,
}

impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let username = shown_name(&self.username, Some(&self.password));
        f.debug_struct("Basic")
            .field("username", &username)
            .field("password", &self.password)
            .finish()
    }
}

/// The data, which has precedence, or else the file.
pub(super) fn data_or_file(data: Option<&Pem>, file: Option<&String>) -> Option<DataOrFile<Bytes>> {
    match data {
        Some(data) => Some(DataOrFile::Data(data.bytes().clone())),
        None => file.cloned().map(DataOrFile::File),
    }
}
