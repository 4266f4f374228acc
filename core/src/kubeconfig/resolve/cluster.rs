//! The cluster's half: URL, TLS, proxy.

use bytes::Bytes;

use super::config::{DataOrFile, data_or_file};
use super::pem;
use super::server::{Server, check_proxy};
use super::{Place, Resolver, filled};
use crate::Secret;
use crate::kubeconfig::error::{EntryKind, KubeconfigErrorKind};
use crate::kubeconfig::model::{Cluster, Opaque};
use crate::kubeconfig::overrides::Overrides;

/// How to reach a cluster.
pub(super) struct Reach {
    pub(super) server: Server,
    pub(super) certificate_authority: Option<DataOrFile<Bytes>>,
    pub(super) insecure: bool,
    pub(super) tls_server_name: Option<String>,
    pub(super) proxy_url: Option<Secret>,
    pub(super) disable_compression: bool,
    pub(super) exec_config: Option<Opaque>,
}

impl Cluster {
    /// This cluster under `overrides`.
    ///
    /// Any override of whom to trust replaces all that the file says about it. An override of the
    /// server drops the file's server name.
    ///
    /// Source: `getCluster` of client-go.
    pub(super) fn with(mut self, overrides: &Overrides) -> Self {
        if !overrides.server.is_empty() {
            self.server = Some(overrides.server.expose().to_owned());
        }
        if overrides.insecure || !overrides.certificate_authority.is_empty() {
            self.insecure_skip_tls_verify = overrides.insecure;
            self.certificate_authority = Some(overrides.certificate_authority.clone());
            self.certificate_authority_data = None;
        }
        if !overrides.server.is_empty() || !overrides.tls_server_name.is_empty() {
            self.tls_server_name = Some(overrides.tls_server_name.clone());
        }
        self
    }
}

impl Resolver<'_> {
    /// Checks the cluster. `None` means that no server is known; an error says so.
    pub(super) fn reach(&mut self, name: Option<&str>, cluster: &Cluster) -> Option<Reach> {
        let place = Place {
            kind: EntryKind::Cluster,
            name: name.unwrap_or_default(),
            origin: cluster.origin.as_ref(),
        };
        let proxy_url = cluster.proxy_url.clone().filter(|url| !url.is_empty());
        if let Some(Err(message)) = proxy_url.as_ref().map(|url| check_proxy(url.expose())) {
            let message = format!("invalid 'proxy-url': {message}");
            self.fail(&place, "proxy-url", KubeconfigErrorKind::Invalid, message);
        }
        let server = self.server(&place, cluster);
        self.secure = server.as_ref().is_none_or(Server::is_secure);
        let secure = self.secure;
        let certificate_authority = self.authority(&place, cluster);
        if let Some(server) = server.as_ref().filter(|_| !secure) {
            self.warn_of_plain_text(&place, cluster, server);
        }
        let exec = "client.authentication.k8s.io/exec";
        Some(Reach {
            server: server?,
            certificate_authority,
            insecure: secure && cluster.insecure_skip_tls_verify,
            tls_server_name: filled(cluster.tls_server_name.as_ref()).filter(|_| secure),
            proxy_url,
            disable_compression: cluster.disable_compression,
            exec_config: cluster.extensions.get(exec).filter(|_| secure).cloned(),
        })
    }

    fn server(&mut self, place: &Place<'_>, cluster: &Cluster) -> Option<Server> {
        let Some(text) = filled(cluster.server.as_ref()) else {
            let message = if place.name.is_empty() {
                "default cluster has no server defined".to_owned()
            } else {
                format!("no server found for cluster {:?}", place.name)
            };
            self.fail(place, "server", KubeconfigErrorKind::Invalid, message);
            return None;
        };
        match Server::parse(&text) {
            Ok(server) => Some(server),
            Err(message) => {
                self.fail(place, "server", KubeconfigErrorKind::Invalid, message);
                None
            }
        }
    }

    fn authority(&mut self, place: &Place<'_>, cluster: &Cluster) -> Option<DataOrFile<Bytes>> {
        let data = cluster.certificate_authority_data.as_ref();
        let data = data.filter(|data| !data.bytes().is_empty());
        let file = filled(cluster.certificate_authority.as_ref());
        if data.is_some() && file.is_some() {
            let message = "certificate-authority-data and certificate-authority are both specified";
            let field = "certificate-authority";
            self.fail(place, field, KubeconfigErrorKind::Conflict, message);
        }
        let authority = data_or_file(data, file.as_ref()).filter(|_| self.secure)?;
        let field = match &authority {
            DataOrFile::Data(_) => "certificate-authority-data",
            DataOrFile::File(_) => "certificate-authority",
        };
        if cluster.insecure_skip_tls_verify {
            let message = "specifying a root certificates file with the insecure flag is not \
                           allowed";
            self.fail(place, field, KubeconfigErrorKind::Conflict, message);
        }
        if data.is_some_and(|data| !pem::has_certificate(data.bytes())) {
            let message = "unable to load root certificates: no PEM certificate in it";
            self.fail(place, field, KubeconfigErrorKind::Invalid, message);
        }
        Some(authority)
    }

    /// What client-go drops without a word.
    fn warn_of_plain_text(&mut self, place: &Place<'_>, cluster: &Cluster, server: &Server) {
        if server.assumed {
            self.warn(format!(
                "the server of cluster {:?} has no scheme and is taken as http; write https:// \
                 before it to use TLS",
                place.name
            ));
        }
        let file = filled(cluster.certificate_authority.as_ref());
        let data = cluster.certificate_authority_data.as_ref();
        let tls = filled(cluster.tls_server_name.as_ref()).is_some();
        if file.is_some() || data.is_some() || tls || cluster.insecure_skip_tls_verify {
            self.warn(format!(
                "the TLS settings of cluster {:?} are not used, for its server is http",
                place.name
            ));
        }
    }
}
