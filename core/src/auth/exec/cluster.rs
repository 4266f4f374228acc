use bytes::Bytes;

use crate::Secret;
use crate::kubeconfig::{Config, Opaque, Pem};

/// The cluster that a plugin is told of, if it asks to know it.
///
/// Source: `ConfigToExecCluster` of client-go.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ExecCluster {
    /// The URL of the API server.
    pub server: String,
    /// The name to check the server's certificate against, when it is not the host's.
    pub tls_server_name: Option<String>,
    /// Accept any certificate.
    pub insecure_skip_tls_verify: bool,
    /// The authorities to trust, in PEM. `None` is what the platform trusts.
    pub certificate_authority_data: Option<Pem>,
    /// The kubeconfig's proxy. It may hold a password.
    pub proxy_url: Option<Secret>,
    /// Do not ask for compressed answers.
    pub disable_compression: bool,
    /// The cluster's extension `client.authentication.k8s.io/exec`.
    pub config: Option<Opaque>,
}

impl ExecCluster {
    /// The cluster of `config`, whose authorities have been read.
    ///
    /// The server is named without the slash of an empty path, as kubeconfigs write it.
    pub fn new(config: &Config, certificate_authority_data: Option<Bytes>) -> Self {
        Self {
            server: config.server.to_string().trim_end_matches('/').to_owned(),
            tls_server_name: config.tls_server_name.clone(),
            insecure_skip_tls_verify: config.insecure_skip_tls_verify,
            certificate_authority_data: certificate_authority_data.map(Pem::new),
            proxy_url: config.proxy_url.clone(),
            disable_compression: config.disable_compression,
            config: config.exec_cluster_config.clone(),
        }
    }
}
