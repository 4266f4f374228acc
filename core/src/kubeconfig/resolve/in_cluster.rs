//! The cluster around a pod.

use super::config::{Config, DataOrFile};
use super::server::Server;
use super::user::check_headers;
use crate::Secret;
use crate::kubeconfig::error::{KubeconfigError, KubeconfigErrorKind, KubeconfigErrors};
use crate::kubeconfig::model::{AuthInfo, Cluster, Impersonate};
use crate::kubeconfig::overrides::{Overrides, parse_timeout_of};
use crate::kubeconfig::validate::{Place, Problems, filled, unseen};

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
    /// client-go; and of whom to act as, which client-go drops: who asks for fewer rights must not
    /// keep the service account's. A warning names those that are not used. Name and password in
    /// the URL of a server come before any token. A server without TLS that an override names is
    /// sent the token, in client-go too, and a warning says so.
    ///
    /// # Errors
    /// When host or port is missing, or makes no URL, or an override does not, whom to act as is
    /// incomplete, or a header cannot carry it or the token.
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
        let basic = server.basic.clone();
        let mut config = Self::to(server);
        config.timeout = timeout;
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
        if basic.is_some() {
            (config.token, config.token_file) = (None, None);
            config.basic = basic;
            let warning = "the token is not used, for the URL of the server holds a user";
            config.warnings.push(warning.to_owned());
        }
        config.impersonate = impersonate(overrides)?;
        pod.set_namespace(&mut config, overrides);
        config.warn_in_cluster(overrides);
        Ok(config)
    }

    fn warn_in_cluster(&mut self, overrides: &Overrides) {
        let unused = unused(overrides);
        if !unused.is_empty() {
            let names = unused.join(", ");
            let warning = format!("in a cluster, what is said of {names} is not used");
            self.warnings.push(warning);
        }
        let token = self.token.is_some() || self.token_file.is_some();
        if token && self.server.scheme_str() != Some("https") {
            let warning = "a bearer token is sent without TLS, for the server is http";
            self.warnings.push(warning.to_owned());
        }
    }
}

/// Whom to act as, once that and the token are known to fit into headers.
fn impersonate(overrides: &Overrides) -> Result<Option<Impersonate>, KubeconfigErrors> {
    let said = &overrides.auth_info;
    let wanted = &said.impersonate;
    let mut user = AuthInfo::default();
    user.impersonate.clone_from(wanted);
    user.token.clone_from(&said.token);
    let mut problems = Problems::new(&unseen);
    let place = Place::user("", &user);
    problems.user(&place, &user);
    // The token's file comes before the token.
    let token = filled(said.token_file.as_ref()).is_none();
    check_headers(&mut problems, &place, &user, token);
    problems.into_result()?;
    Ok(filled(wanted.user.as_ref()).map(|_| wanted.clone()))
}

/// The fields that are set and that nothing here looks at.
fn unused(overrides: &Overrides) -> Vec<&'static str> {
    let (cluster, user) = (&overrides.cluster_info, &overrides.auth_info);
    let set = |secret: &Option<Secret>| secret.as_ref().is_some_and(|text| !text.is_empty());
    let certificate = filled(user.client_certificate.as_ref()).is_some();
    let key = filled(user.client_key.as_ref()).is_some();
    let names = &overrides.context_info;
    let fields = [
        ("context", overrides.context_name().is_some()),
        ("cluster", filled(names.cluster.as_ref()).is_some()),
        ("user", filled(names.user.as_ref()).is_some()),
        (
            "cluster defaults",
            overrides.cluster_defaults != Cluster::default(),
        ),
        (
            "certificate-authority-data",
            cluster.certificate_authority_data.is_some(),
        ),
        ("insecure-skip-tls-verify", cluster.insecure_skip_tls_verify),
        (
            "tls-server-name",
            filled(cluster.tls_server_name.as_ref()).is_some(),
        ),
        ("proxy-url", set(&cluster.proxy_url)),
        ("disable-compression", cluster.disable_compression),
        ("extensions", !cluster.extensions.is_empty()),
        (
            "client-certificate",
            certificate || user.client_certificate_data.is_some(),
        ),
        ("client-key", key || user.client_key_data.is_some()),
        ("username", filled(user.username.as_ref()).is_some()),
        ("password", set(&user.password)),
        ("auth-provider", user.auth_provider.is_some()),
        ("exec", user.exec.is_some()),
    ];
    let set = fields.into_iter().filter(|(_, set)| *set);
    set.map(|(name, _)| name).collect()
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
