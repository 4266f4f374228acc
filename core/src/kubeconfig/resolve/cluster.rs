//! The cluster's half: URL, TLS, proxy.

use bytes::Bytes;

use super::config::{DataOrFile, data_or_file};
use super::select::Selected;
use super::server::Server;
use super::{Place, Resolver, filled, pem};
use crate::Secret;
use crate::kubeconfig::error::KubeconfigErrorKind;
use crate::kubeconfig::model::{Cluster, Opaque};

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

impl Resolver<'_> {
    /// Checks the cluster. `None` means that no server is known; an error says so.
    pub(super) fn reach(&mut self, selected: &Selected) -> Option<Reach> {
        let cluster = selected.cluster.as_ref()?;
        let place = Place::cluster(selected.cluster_name(), cluster);
        self.problems.cluster(&place, cluster);
        let server = self.server(&place, cluster);
        self.secure = server.as_ref().is_none_or(Server::is_secure);
        let secure = self.secure;
        let certificate_authority = self.authority(&place, cluster);
        if let Some(server) = server.as_ref().filter(|_| !secure) {
            self.warn_of_plain_text(&place, cluster, server);
        }
        let exec = "client.authentication.k8s.io/exec";
        let tls_server_name = filled(cluster.tls_server_name.as_ref()).filter(|_| secure);
        Some(Reach {
            server: server?,
            certificate_authority,
            insecure: secure && cluster.insecure_skip_tls_verify,
            tls_server_name: tls_server_name.cloned(),
            proxy_url: cluster.proxy_url.clone().filter(|url| !url.is_empty()),
            disable_compression: cluster.disable_compression,
            exec_config: cluster.extensions.get(exec).filter(|_| secure).cloned(),
        })
    }

    fn server(&mut self, place: &Place<'_>, cluster: &Cluster) -> Option<Server> {
        // That there is none has been said.
        let text = filled(cluster.server.as_ref())?;
        match Server::parse(text) {
            Ok(server) => Some(server),
            Err(message) => {
                let kind = KubeconfigErrorKind::Invalid;
                self.problems.fail(place, "server", kind, message);
                None
            }
        }
    }

    fn authority(&mut self, place: &Place<'_>, cluster: &Cluster) -> Option<DataOrFile<Bytes>> {
        let data = cluster.certificate_authority_data.as_ref();
        let data = data.filter(|data| !data.bytes().is_empty());
        let file = filled(cluster.certificate_authority.as_ref());
        let authority = data_or_file(data, file).filter(|_| self.secure)?;
        let field = match &authority {
            DataOrFile::Data(_) => "certificate-authority-data",
            DataOrFile::File(_) => "certificate-authority",
        };
        if cluster.insecure_skip_tls_verify {
            let message = "specifying a root certificates file with the insecure flag is not \
                           allowed";
            self.problems
                .fail(place, field, KubeconfigErrorKind::Conflict, message);
        }
        if data.is_some_and(|data| !pem::has_certificate(data.bytes())) {
            let message = "unable to load root certificates: no PEM certificate in it";
            self.problems
                .fail(place, field, KubeconfigErrorKind::Invalid, message);
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
