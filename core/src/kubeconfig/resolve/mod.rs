//! One cluster out of a configuration.

mod cluster;
mod config;
mod pem;
mod select;
mod server;
mod user;

pub use self::config::{Basic, ClientCertificate, Config, DataOrFile};

use self::cluster::Reach;
use self::select::pick;
use self::user::Identity;
use super::error::{
    Entry, EntryKind, KubeconfigError, KubeconfigErrorKind, KubeconfigErrors, printable,
};
use super::model::{Kubeconfig, Origin};
use super::overrides::Overrides;

impl Kubeconfig {
    /// Settles on one cluster and one user, and checks them.
    ///
    /// # What differs from client-go
    /// - A cluster that the context names and that does not exist is an error of its own;
    ///   client-go says that no configuration has been provided.
    /// - What client-go drops or tolerates silently is told in [`Config::warnings`]: credentials
    ///   for a server without TLS, and a user that does not exist.
    /// - Certificates, keys and the characters of header values are checked here, where client-go
    ///   fails when it connects.
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
    /// Everything that is wrong with what is asked for; the rest of the configuration may be as
    /// wrong as it likes. [`KubeconfigErrors::is_empty_config`] tells that nothing is configured.
    ///
    /// Source: `DirectClientConfig.ClientConfig` and `ConfirmUsable` of client-go.
    pub fn resolve(&self, overrides: &Overrides) -> Result<Config, KubeconfigErrors> {
        let mut resolver = Resolver {
            config: self,
            overrides,
            errors: Vec::new(),
            warnings: Vec::new(),
            secure: true,
        };
        match resolver.resolve() {
            Some(resolved) if resolver.errors.is_empty() => Ok(resolved),
            _ => Err(KubeconfigErrors(resolver.errors)),
        }
    }
}

struct Resolver<'a> {
    config: &'a Kubeconfig,
    overrides: &'a Overrides,
    errors: Vec<KubeconfigError>,
    warnings: Vec<String>,
    /// Whether TLS is used, so that credentials and trust matter. Assumed until the server is
    /// known.
    secure: bool,
}

/// What was settled on.
struct Names<'a> {
    context: Option<&'a str>,
    cluster: Option<&'a str>,
    user: Option<&'a str>,
    namespace: Option<&'a str>,
}

/// An entry that is being looked at, for error messages.
struct Place<'a> {
    kind: EntryKind,
    name: &'a str,
    origin: Option<&'a Origin>,
}

impl<'a> Resolver<'a> {
    fn resolve(&mut self) -> Option<Config> {
        let context_name = pick(
            &self.overrides.context,
            self.config.current_context.as_ref(),
        );
        let context = context_name.and_then(|name| self.context(name));
        let cluster_name = pick(
            &self.overrides.cluster,
            context.and_then(|context| context.cluster.as_ref()),
        );
        let user_name = pick(
            &self.overrides.user,
            context.and_then(|context| context.user.as_ref()),
        );
        let cluster = self.cluster(cluster_name, context_name, context);
        let user = self.user(user_name, context_name);
        let reach = cluster.and_then(|cluster| self.reach(cluster_name, &cluster));
        let identity = self.identity(user_name, &user);
        let namespace = pick(
            &self.overrides.namespace,
            context.and_then(|context| context.namespace.as_ref()),
        );
        let names = Names {
            context: context_name,
            cluster: cluster_name,
            user: user_name,
            namespace,
        };
        Some(self.assemble(&names, reach?, identity))
    }

    fn assemble(&mut self, names: &Names<'_>, reach: Reach, identity: Identity) -> Config {
        let bare = identity.token.is_none()
            && identity.token_file.is_none()
            && identity.exec.is_none()
            && identity.auth_provider.is_none();
        let from_url = reach.server.basic.filter(|_| bare);
        Config {
            context: names.context.map(str::to_owned),
            cluster: names.cluster.map(str::to_owned),
            user: names.user.map(str::to_owned),
            server: reach.server.uri,
            namespace: names.namespace.unwrap_or("default").to_owned(),
            namespace_set: names.namespace.is_some(),
            certificate_authority: reach.certificate_authority,
            insecure_skip_tls_verify: reach.insecure,
            tls_server_name: reach.tls_server_name,
            client_certificate: identity.client_certificate,
            token: identity.token,
            token_file: identity.token_file,
            basic: identity.basic.or(from_url),
            exec: identity.exec,
            exec_cluster_config: reach.exec_config,
            auth_provider: identity.auth_provider,
            impersonate: identity.impersonate,
            proxy_url: reach.proxy_url,
            disable_compression: reach.disable_compression,
            warnings: std::mem::take(&mut self.warnings),
        }
    }

    fn warn(&mut self, message: String) {
        self.warnings.push(printable(&message));
    }

    fn fail(
        &mut self,
        place: &Place<'_>,
        field: &str,
        kind: KubeconfigErrorKind,
        message: impl AsRef<str>,
    ) {
        let entry = Entry {
            kind: place.kind,
            name: place.name.to_owned(),
        };
        let error = KubeconfigError::new(kind, message)
            .in_entry(Some(entry))
            .in_field(field);
        self.errors.push(located(error, place.origin));
    }

    /// What client-go finds out when it makes a connection, which is never if it drops the field
    /// because TLS is not used.
    fn fail_if_secure(
        &mut self,
        place: &Place<'_>,
        field: &str,
        kind: KubeconfigErrorKind,
        message: &str,
    ) {
        if self.secure {
            self.fail(place, field, kind, message);
        }
    }
}

fn located(error: KubeconfigError, origin: Option<&Origin>) -> KubeconfigError {
    match origin {
        Some(origin) => error.in_file(&origin.file).at((origin.line, origin.column)),
        None => error,
    }
}

/// Whether a field says something.
fn filled(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}
