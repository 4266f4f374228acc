use bytes::Bytes;

use crate::Secret;
use crate::kubeconfig::{Config, Opaque, Pem};

/// The cluster that a plugin is told of, if it asks to know it.
///
/// Source: `ConfigToExecCluster` of client-go.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ExecCluster {
    /// The URL of the API server, as the kubeconfig writes it.
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
    /// The server is named as the kubeconfig writes it, as in client-go: with or without a slash
    /// at its end, and without a scheme if it has none there. Unlike in client-go the user in a
    /// URL is not part of it, nor are query and fragment.
    pub fn new(config: &Config, certificate_authority_data: Option<Bytes>) -> Self {
        Self {
            server: config.server_as_written(),
            tls_server_name: config.tls_server_name.clone(),
            insecure_skip_tls_verify: config.insecure_skip_tls_verify,
            certificate_authority_data: certificate_authority_data.map(Pem::new),
            proxy_url: config.proxy_url.clone(),
            disable_compression: config.disable_compression,
            config: config.exec_cluster_config.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubeconfig::{Kubeconfig, Overrides};

    fn resolved(server: &str) -> Config {
        let overrides = Overrides::new().server(server);
        Kubeconfig::default().resolve(&overrides).unwrap()
    }

    /// What `rest.Config.Host` is to client-go, but for user, query and fragment.
    #[test]
    fn a_server_is_named_as_it_is_written() {
        for (written, expected) in [
            ("https://h", "https://h"),
            ("https://h/", "https://h/"),
            ("https://h/x/", "https://h/x/"),
            ("HTTPS://H:6443", "HTTPS://H:6443"),
            ("HTTPS://H/x", "https://H/x"),
            ("https://h/a b", "https://h/a%20b"),
            ("10.0.0.1:8080", "10.0.0.1:8080"),
            ("https://me:s3cr3t@h/", "https://h/"),
            ("https://me:s3cr3t@h/x/", "https://h/x/"),
            ("https://h/x?q#f", "https://h/x"),
            ("https://h?q", "https://h"),
            ("https://h#f", "https://h"),
        ] {
            let config = resolved(written);
            let server = ExecCluster::new(&config, None).server;
            assert_eq!(server, expected, "{written}");
            assert!(!format!("{config:?}").contains("s3cr3t"));
        }
    }

    #[test]
    fn a_server_that_was_changed_is_the_one_that_is_named() {
        let mut config = resolved("https://h/x/");
        config.server = "https://other/".parse().unwrap();
        assert_eq!(ExecCluster::new(&config, None).server, "https://other");
    }
}
