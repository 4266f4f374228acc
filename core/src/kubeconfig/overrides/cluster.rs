use bytes::Bytes;

use super::{Overrides, non_empty};
use crate::Secret;
use crate::kubeconfig::merge::Merge;
use crate::kubeconfig::model::{Cluster, Pem};
use crate::kubeconfig::validate::filled;

impl Overrides {
    /// The URL of the API server (`--server`). The file's `tls-server-name` is dropped with its
    /// server.
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.cluster_info.server = non_empty(url);
        self
    }

    /// The server where the file names none.
    ///
    /// kubectl takes it from `KUBERNETES_MASTER`, and without that `http://localhost:8080`.
    ///
    /// Source: `ClusterDefaults` of client-go.
    pub fn default_server(mut self, url: impl Into<String>) -> Self {
        self.cluster_defaults.server = non_empty(url);
        self
    }

    /// The name to check the server's certificate against (`--tls-server-name`).
    pub fn tls_server_name(mut self, name: impl Into<String>) -> Self {
        self.cluster_info.tls_server_name = non_empty(name);
        self
    }

    /// The path of a PEM file with the authorities to trust (`--certificate-authority`), in place
    /// of all the file says of it.
    pub fn certificate_authority(mut self, path: impl Into<String>) -> Self {
        self.cluster_info.certificate_authority = non_empty(path);
        self
    }

    /// The authorities to trust as PEM, in place of all the file says of it.
    pub fn certificate_authority_data(mut self, pem: impl Into<Bytes>) -> Self {
        self.cluster_info.certificate_authority_data = Some(Pem::new(pem));
        self
    }

    /// Accepts any certificate (`--insecure-skip-tls-verify`), in place of the file's authorities.
    /// `false` leaves to the file what it says.
    pub fn insecure_skip_tls_verify(mut self, insecure: bool) -> Self {
        self.cluster_info.insecure_skip_tls_verify = insecure;
        self
    }

    /// The proxy to go through (`--proxy-url`).
    pub fn proxy_url(mut self, url: Secret) -> Self {
        self.cluster_info.proxy_url = Some(url);
        self
    }

    /// Does not ask for compressed answers (`--disable-compression`). `false` leaves to the file
    /// what it says.
    pub fn disable_compression(mut self, disable: bool) -> Self {
        self.cluster_info.disable_compression = disable;
        self
    }

    /// All of a cluster at once, laid over what was set before.
    pub fn cluster_info(mut self, cluster: Cluster) -> Self {
        self.cluster_info.merge_from(cluster);
        self
    }

    /// What holds for a cluster where neither the file nor an override says anything, laid over
    /// what was set before.
    pub fn cluster_defaults(mut self, cluster: Cluster) -> Self {
        self.cluster_defaults.merge_from(cluster);
        self
    }

    /// `entry` between the defaults and the overrides.
    ///
    /// Source: `getCluster` of client-go.
    pub(in crate::kubeconfig) fn over_cluster(&self, entry: Option<&Cluster>) -> Cluster {
        let mut cluster = Cluster::default();
        cluster.merge_from(self.cluster_defaults.clone());
        if let Some(entry) = entry {
            cluster.merge_from(entry.clone());
        }
        let info = &self.cluster_info;
        cluster.merge_from(info.clone());
        let file = info.certificate_authority.as_deref();
        let data = info.certificate_authority_data.as_ref();
        if info.insecure_skip_tls_verify
            || file.is_some_and(|path| !path.is_empty())
            || data.is_some_and(|data| !data.is_unset())
        {
            cluster.insecure_skip_tls_verify = info.insecure_skip_tls_verify;
            cluster
                .certificate_authority
                .clone_from(&info.certificate_authority);
            cluster
                .certificate_authority_data
                .clone_from(&info.certificate_authority_data);
        }
        let set = |text: &Option<String>| filled(text.as_ref()).is_some();
        if set(&info.server) || set(&info.tls_server_name) {
            cluster.tls_server_name.clone_from(&info.tls_server_name);
        }
        cluster
    }
}
