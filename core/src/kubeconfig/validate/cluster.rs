use super::{Place, Problems, filled};
use crate::kubeconfig::error::{EntryKind, KubeconfigErrorKind};
use crate::kubeconfig::model::Cluster;
use crate::kubeconfig::resolve::check_proxy;

impl<'a> Place<'a> {
    pub(in crate::kubeconfig) fn cluster(name: &'a str, cluster: &'a Cluster) -> Self {
        Self {
            kind: EntryKind::Cluster,
            name,
            origin: cluster.origin.as_ref(),
        }
    }
}

impl Problems<'_> {
    /// Checks a cluster.
    ///
    /// Source: `validateClusterInfo` of client-go.
    pub(in crate::kubeconfig) fn cluster(&mut self, place: &Place<'_>, cluster: &Cluster) {
        let name = place.name;
        if *cluster == Cluster::default() {
            let message = "cluster has no server defined";
            self.fail(place, "server", KubeconfigErrorKind::Invalid, message);
        } else if filled(cluster.server.as_ref()).is_none() {
            self.no_server(place);
        }
        let proxy = cluster.proxy_url.as_ref().filter(|url| !url.is_empty());
        if let Some(Err(message)) = proxy.map(|url| check_proxy(url.expose())) {
            let message = format!("invalid 'proxy-url' for cluster {name:?}: {message}");
            self.fail(place, "proxy-url", KubeconfigErrorKind::Invalid, message);
        }
        let Some(file) = filled(cluster.certificate_authority.as_ref()) else {
            return;
        };
        let field = "certificate-authority";
        let data = cluster.certificate_authority_data.as_ref();
        if data.is_some_and(|data| !data.bytes().is_empty()) {
            let message = format!(
                "certificate-authority-data and certificate-authority are both specified for \
                 {name}. certificate-authority-data will override."
            );
            self.fail(place, field, KubeconfigErrorKind::Conflict, message);
        }
        self.check_file(place, field, field, file);
    }

    /// A cluster does not say where it is, or does not exist.
    pub(super) fn no_server(&mut self, place: &Place<'_>) {
        let message = match place.name {
            "" => "default cluster has no server defined".to_owned(),
            name => format!("no server found for cluster {name:?}"),
        };
        self.fail(place, "server", KubeconfigErrorKind::Invalid, message);
    }
}
