//! The cluster around a pod.

use super::config::{Config, DataOrFile};
use super::server::Server;
use crate::kubeconfig::error::{KubeconfigError, KubeconfigErrorKind, KubeconfigErrors};
use crate::kubeconfig::overrides::{Overrides, parse_timeout_of};
use crate::kubeconfig::validate::filled;

/// What a pod is told about the cluster around it.
///
/// ```
/// use outrigger::kubeconfig::{Config, InCluster, Overrides};
///
/// let mut pod = InCluster::default();
/// pod.host = "fd00::1".to_owned();
/// pod.port = "443".to_owned();
/// pod.namespace_file = Some("shop\n".to_owned());
/// let config = Config::in_cluster(&pod, &Overrides::new())?;
/// assert_eq!(config.server, "https://[fd00::1]:443/");
/// assert_eq!(config.namespace, "shop");
/// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InCluster {
    /// `KUBERNETES_SERVICE_HOST`: a name or an address, without brackets.
    pub host: String,
    /// `KUBERNETES_SERVICE_PORT`.
    pub port: String,
    /// The path of the service account's token, as a rule
    /// `/var/run/secrets/kubernetes.io/serviceaccount/token`.
    pub token_file: String,
    /// The path of the cluster's certificate authority, `ca.crt` beside the token; without it, the
    /// platform's are trusted.
    pub certificate_authority: Option<String>,
    /// `POD_NAMESPACE`, which comes before the file.
    pub pod_namespace: Option<String>,
    /// What the file `namespace` beside the token holds; white space around it does not matter.
    pub namespace_file: Option<String>,
}

impl Config {
    /// The cluster around a pod, as the pod's service account.
    ///
    /// Of the overrides, those of the server, of the token and its file (both are replaced), of
    /// the file with the authorities, of the namespace and of the timeout are used, as in
    /// client-go. A server without TLS that an override names is sent the service account's
    /// token, in client-go too, and a warning says so.
    ///
    /// # Errors
    /// When host or port is missing, or makes no URL, or an override does not.
    ///
    /// Source: `InClusterConfig` in client-go's `rest/config.go`, and `inClusterClientConfig` in
    /// its `tools/clientcmd/client_config.go`.
    pub fn in_cluster(pod: &InCluster, overrides: &Overrides) -> Result<Self, KubeconfigErrors> {
        let invalid = |message: &str| KubeconfigError::new(KubeconfigErrorKind::Invalid, message);
        if pod.host.is_empty() || pod.port.is_empty() {
            let message = "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and \
                           KUBERNETES_SERVICE_PORT must be defined";
            return Err(KubeconfigError::new(KubeconfigErrorKind::Empty, message).into());
        }
        let own = pod.server();
        let cluster = &overrides.cluster_info;
        let server = filled(cluster.server.as_ref()).unwrap_or(&own);
        let server =
            Server::parse(server).map_err(|message| invalid(message).in_field("server"))?;
        let timeout = parse_timeout_of(overrides)?;
        let mut config = Self::to(server.uri);
        config.timeout = timeout;
        config.basic = server.basic;
        let authority = filled(cluster.certificate_authority.as_ref());
        let authority = authority.or(pod.certificate_authority.as_ref());
        config.certificate_authority = authority.cloned().map(DataOrFile::File);
        let user = &overrides.auth_info;
        let token = user.token.clone().filter(|token| !token.is_empty());
        let token_file = filled(user.token_file.as_ref()).cloned();
        (config.token, config.token_file) = match (&token, &token_file) {
            (None, None) => (None, Some(pod.token_file.clone())),
            _ => (token, token_file),
        };
        pod.set_namespace(&mut config, overrides);
        if config.server.scheme_str() != Some("https") {
            let warning = "the service account's token is sent without TLS, for the server is http";
            config.warnings.push(warning.to_owned());
        }
        Ok(config)
    }
}

impl InCluster {
    /// Source: `net.JoinHostPort` of Go.
    fn server(&self) -> String {
        let Self { host, port, .. } = self;
        if host.contains([':', '%']) {
            format!("https://[{host}]:{port}")
        } else {
            format!("https://{host}:{port}")
        }
    }

    fn set_namespace(&self, config: &mut Config, overrides: &Overrides) {
        let file = self.namespace_file.as_deref().map(str::trim);
        let own = self
            .pod_namespace
            .as_deref()
            .filter(|name| !name.is_empty());
        let own = own.or(file.filter(|name| !name.is_empty()));
        let name = overrides.namespace_name().or(own);
        name.unwrap_or("default").clone_into(&mut config.namespace);
        config.namespace_set = name.is_some();
        config.namespace_overridden = overrides.namespace_name().is_some();
    }
}
