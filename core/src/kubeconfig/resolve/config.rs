use bytes::Bytes;

use crate::Secret;
use crate::kubeconfig::model::{AuthProvider, ExecConfig, Impersonate, Opaque, Pem};

/// One cluster, how to reach it and whom to be there.
///
/// What is in files is named, not read: a transport reads it. Credentials and TLS settings are
/// there only when the server's URL is `https`, as in client-go.
#[derive(Clone, Debug)]
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
    /// The authorities to trust. `None` is what the platform trusts.
    pub certificate_authority: Option<DataOrFile<Bytes>>,
    /// Accept any certificate.
    pub insecure_skip_tls_verify: bool,
    /// The name to check the server's certificate against, when it is not the host's.
    pub tls_server_name: Option<String>,
    /// The certificate to present, and its key.
    pub client_certificate: Option<ClientCertificate>,
    /// A bearer token. When `token_file` is there too, the file's is used once it has been read.
    pub token: Option<Secret>,
    /// The path of a file with a bearer token, whose ends are to be trimmed and which is to be
    /// read again from time to time.
    pub token_file: Option<String>,
    /// Name and password of HTTP basic authentication.
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
    /// What the user may want to know. No credential is in it.
    pub warnings: Vec<String>,
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

impl<T> std::fmt::Debug for DataOrFile<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Data(_) => f.write_str("Data([redacted])"),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Basic {
    /// The name.
    pub username: String,
    /// The password.
    pub password: Secret,
}

/// The data, which has precedence, or else the file.
pub(super) fn data_or_file(data: Option<&Pem>, file: Option<&String>) -> Option<DataOrFile<Bytes>> {
    match data {
        Some(data) => Some(DataOrFile::Data(data.bytes().clone())),
        None => file.cloned().map(DataOrFile::File),
    }
}
