//! One cluster out of a configuration.

mod cluster;
mod config;
mod in_cluster;
mod namespace;
mod overridden;
mod pem;
mod percent;
mod select;
mod server;
mod user;

use std::time::Duration;

pub use self::config::{Basic, ClientCertificate, Config, DataOrFile};
pub use self::in_cluster::InCluster;
pub use self::namespace::Namespace;
pub(super) use self::server::check_proxy;

use self::cluster::Reach;
use self::select::Selected;
use self::user::Identity;
use super::error::{KubeconfigErrorKind, KubeconfigErrors};
use super::load::ReadError;
use super::model::Kubeconfig;
use super::overrides::{Overrides, parse_timeout_of};
use super::printable;
use super::validate::{Place, Problems, filled, unseen};

impl Kubeconfig {
    /// Settles on one cluster and one user, and checks them.
    ///
    /// The files that are named are taken as readable; [`resolve_with`](Self::resolve_with) looks
    /// at them.
    ///
    /// # What differs from client-go
    /// - A cluster that the context does not name, or that does not exist, is told as such;
    ///   client-go says that no configuration has been provided. Both take it as none, so that a
    ///   program in a pod goes to the cluster around it.
    /// - What client-go drops or tolerates silently is told in [`Config::warnings`]: credentials
    ///   and TLS settings for a server without TLS, a server without a scheme, a user that does
    ///   not exist, and credentials that those in the server's URL replace.
    /// - Certificates, keys, the characters of header values, and the scheme and the host of a
    ///   server and of a proxy are checked here, where client-go fails when it connects. Hosts are
    ///   ASCII.
    ///
    /// ```
    /// use outrigger::kubeconfig::{Kubeconfig, Overrides};
    ///
    /// let text = "
    /// current-context: dev
    /// contexts:
    /// - {name: dev, context: {cluster: c, user: u, namespace: shop}}
    /// clusters:
    /// - {name: c, cluster: {server: 'https://10.0.0.1:6443/k8s/'}}
    /// users:
    /// - {name: u, user: {token: t0ken}}
    /// ";
    /// let config = Kubeconfig::parse(text.as_bytes(), "/home/u/.kube/config")?;
    /// let resolved = config.resolve(&Overrides::new().namespace("other"))?;
    /// assert_eq!(resolved.server, "https://10.0.0.1:6443/k8s");
    /// assert_eq!(resolved.namespace, "other");
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with what is asked for, up to a hundred errors; the rest of the
    /// configuration may be as wrong as it likes. [`KubeconfigErrors::is_empty_config`] tells that
    /// nothing is configured.
    ///
    /// Source: `DirectClientConfig.ClientConfig` and `ConfirmUsable` of client-go.
    pub fn resolve(&self, overrides: &Overrides) -> Result<Config, KubeconfigErrors> {
        self.resolve_with(overrides, unseen)
    }

    /// As [`resolve`](Self::resolve), and checks that the files that are named can be read:
    /// `readable` is asked about each path, and should open it. Those are the certificates and
    /// keys, also where they are not used because the server is without TLS, and the token's file
    /// where there is no token to stand in for it.
    ///
    /// # Errors
    /// As [`resolve`](Self::resolve), and files that cannot be read.
    pub fn resolve_with(
        &self,
        overrides: &Overrides,
        readable: impl Fn(&str) -> Result<(), ReadError>,
    ) -> Result<Config, KubeconfigErrors> {
        let mut resolver = Resolver {
            config: self,
            overrides,
            problems: Problems::new(&readable),
            warnings: Vec::new(),
            secure: false,
        };
        match resolver.resolve() {
            Some(resolved) if resolver.problems.is_empty() => Ok(resolved),
            _ => Err(resolver.problems.into_errors()),
        }
    }
}

struct Resolver<'a> {
    config: &'a Kubeconfig,
    overrides: &'a Overrides,
    problems: Problems<'a>,
    warnings: Vec<String>,
    /// Whether TLS is used, so that credentials and trust matter. Assumed where there is a server
    /// that cannot be read.
    secure: bool,
}

impl Resolver<'_> {
    fn resolve(&mut self) -> Option<Config> {
        let selected = self.select();
        let reach = self.reach(&selected);
        let identity = self.identity(&selected);
        if self.problems.is_empty_config() {
            // client-go goes no further either, and a program in a pod looks elsewhere, whatever
            // else is wrong.
            return None;
        }
        let timeout = self.timeout();
        let mut config = self.assemble(selected, reach?, identity);
        config.timeout = timeout;
        Some(config)
    }

    fn timeout(&mut self) -> Option<Duration> {
        parse_timeout_of(self.overrides).unwrap_or_else(|errors| {
            errors
                .into_iter()
                .for_each(|error| self.problems.add(error));
            None
        })
    }

    fn assemble(&mut self, selected: Selected, reach: Reach, identity: Identity) -> Config {
        let identity = self.with_url(&selected, &reach, identity);
        let names = selected.context;
        let namespace = filled(names.namespace.as_ref());
        Config {
            context: filled(Some(&selected.context_name)).cloned(),
            cluster: filled(names.cluster.as_ref()).cloned(),
            user: filled(names.user.as_ref()).cloned(),
            namespace: namespace.map_or("default", String::as_str).to_owned(),
            namespace_set: namespace.is_some(),
            namespace_overridden: self.overrides.namespace_name().is_some(),
            certificate_authority: reach.certificate_authority,
            insecure_skip_tls_verify: reach.insecure,
            tls_server_name: reach.tls_server_name,
            client_certificate: identity.client_certificate,
            token: identity.token,
            token_file: identity.token_file,
            basic: identity.basic,
            exec: identity.exec,
            exec_cluster_config: reach.exec_config,
            auth_provider: identity.auth_provider,
            impersonate: identity.impersonate,
            proxy_url: reach.proxy_url,
            disable_compression: reach.disable_compression,
            warnings: std::mem::take(&mut self.warnings),
            ..Config::to(reach.server)
        }
    }

    /// A name and a password in the server's URL come before all else, also without TLS.
    ///
    /// Source: `send` in Go's `net/http/client.go`, which sets the header that client-go's round
    /// trippers then leave alone.
    fn with_url(&mut self, selected: &Selected, reach: &Reach, identity: Identity) -> Identity {
        let Some(basic) = reach.server.basic.clone() else {
            return identity;
        };
        if identity.has_credentials() {
            self.warn(format!(
                "the credentials of user {:?} are not used, for the URL of its server holds a user",
                selected.user_name()
            ));
        }
        Identity {
            token: None,
            token_file: None,
            basic: Some(basic),
            ..identity
        }
    }

    fn warn(&mut self, message: String) {
        self.warnings.push(printable::message(&message));
    }

    /// What client-go finds out when it makes a connection, which is never if it drops the field
    /// because TLS is not used.
    fn fail_if_secure(&mut self, place: &Place<'_>, field: &str, message: &str) {
        if self.secure {
            self.problems
                .fail(place, field, KubeconfigErrorKind::Invalid, message);
        }
    }
}
