//! What a client is made of.

use std::sync::Arc;

use outrigger::auth::Credentials;
use outrigger::kubeconfig::Config;
use outrigger::rt::BoxFuture;
use outrigger::transport::{Backend, ConnectionSettings};
use outrigger::{Client, Result, Timeouts};

use super::config::settled;
use super::{ConnectOptions, backend, credentials, pod, settings};
use crate::rotation;
use crate::runtime;
use crate::warning::tell;

/// A cluster that a [`Config`] describes, with all that it names: files are read, plugins are
/// ready to run, and the environment's proxy is found.
///
/// It is to be read only. Credentials that renew certificates bring whole settings of their own,
/// which would undo what was changed here; what is to be different is said in the [`Config`] that
/// goes to [`resolve_config`], or in the [`ConnectOptions`].
#[derive(Debug)]
pub struct ResolvedCluster {
    config: Config,
    settings: ConnectionSettings,
    credentials: Option<Arc<dyn Credentials>>,
}

impl ResolvedCluster {
    /// The server, and by which names context and user go.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// How to reach the server; its proxy may be the environment's.
    pub const fn settings(&self) -> &ConnectionSettings {
        &self.settings
    }

    /// Whom to be there, and, where certificates are renewed, how to reach the server from now on:
    /// see [`SettingsFollower`](outrigger::auth::SettingsFollower).
    pub const fn credentials(&self) -> Option<&Arc<dyn Credentials>> {
        self.credentials.as_ref()
    }
}

/// What [`connect_with`](crate::connect_with) makes a client of, for programs that hand requests
/// on, such as proxies.
///
/// What concerns clients alone is not looked at: observers, retries, rate limits, the server's
/// warnings and the user agent. The limit of
/// [`Config::timeout`] is the caller's to keep, and so are settings that change
/// ([`SettingsFollower`](outrigger::auth::SettingsFollower)).
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use outrigger::transport::Connector;
/// use outrigger_hyper::{ConnectOptions, CryptoProvider, HyperConnector, resolve_cluster};
///
/// let cluster = resolve_cluster(&ConnectOptions::new().context("staging")).await?;
/// let link = HyperConnector::new(CryptoProvider::default())?.connect(cluster.settings())?;
/// // What `link.http` sends, `cluster.credentials()` authorize; behind that, a `SettingsFollower`
/// // has the link connect by newer certificates.
/// # Ok(()) }
/// ```
///
/// # Errors
/// As [`connect_with`](crate::connect_with).
pub async fn resolve_cluster(options: &ConnectOptions) -> Result<ResolvedCluster> {
    let config = settled(options).await?;
    resolve_config(config, options).await
}

/// As [`resolve_cluster`], for a configuration from elsewhere, which may have been changed. What
/// the options say of which cluster to choose, and whom to be there, is `config`'s to say here and
/// not looked at.
///
/// # Errors
/// As [`connect_to`].
pub async fn resolve_config(config: Config, options: &ConnectOptions) -> Result<ResolvedCluster> {
    Ok(resolve(config, options).await?.1)
}

/// Connects to the cluster that `config` describes. The ways to get one are
/// [`config_with`](crate::config_with), [`config_from_flags`](crate::config_from_flags),
/// [`config_from_bytes`](crate::config_from_bytes),
/// [`config_for_context`](crate::config_for_context) and
/// [`in_cluster_config`](crate::in_cluster_config), and what they leave open can be changed:
///
/// ```no_run
/// # async fn example() -> outrigger::Result<()> {
/// use outrigger::kubeconfig::Impersonate;
///
/// let mut config = outrigger_hyper::config_for_context("staging").await?;
/// let mut jane = Impersonate::default();
/// jane.user = Some("jane".to_owned());
/// config.impersonate = Some(jane);
/// let as_jane = outrigger_hyper::connect_to(config).await?;
/// # Ok(()) }
/// ```
///
/// Nothing is sent yet. It must be called on a tokio runtime, whose tasks then run the
/// connections. Dropping the future leaves nothing behind.
///
/// # Errors
/// [`ErrorKind::Config`](outrigger::ErrorKind::Config) outside of a tokio runtime, or when what
/// the configuration names cannot be read or used.
#[cfg(feature = "ring")]
pub async fn connect_to(config: Config) -> Result<Client> {
    client(Chosen::This(Box::new(config)), ConnectOptions::new()).await
}

/// As [`connect_to`], with options. What they say of which cluster to choose, and whom to be
/// there, is `config`'s to say here and not looked at.
///
/// # Errors
/// As [`connect_to`].
pub async fn connect_to_with(config: Config, options: ConnectOptions) -> Result<Client> {
    client(Chosen::This(Box::new(config)), options).await
}

/// Who says which cluster it is.
pub(super) enum Chosen {
    ByOptions,
    Pods,
    This(Box<Config>),
}

/// What all front doors lead to. It is no `async fn`, of which each program that awaits it would
/// have copies, with all that it awaits itself.
pub(super) fn client(
    chosen: Chosen,
    options: ConnectOptions,
) -> BoxFuture<'static, Result<Client>> {
    Box::pin(async move {
        let config = match chosen {
            Chosen::ByOptions => settled(&options).await?,
            Chosen::Pods => {
                let folder = options.service_account.as_deref();
                pod::config_with(folder, &options.overrides).await?
            }
            Chosen::This(config) => *config,
        };
        let (backend, cluster) = resolve(config, &options).await?;
        built(backend, cluster, &options)
    })
}

fn built(backend: Backend, cluster: ResolvedCluster, options: &ConnectOptions) -> Result<Client> {
    let limit = cluster.config.timeout.unwrap_or_default();
    let mut builder = Client::builder(backend, cluster.config.server.to_string())
        .connection(cluster.settings)
        .timeouts(Timeouts::new().total(limit))
        .namespace(cluster.config.namespace);
    if let Some(credentials) = cluster.credentials {
        builder = builder.shared_credentials(credentials);
    }
    options.apply(builder).build()
}

/// Reads the files that a configuration names, and the environment for a proxy if it names none,
/// for a backend that has the options.
fn resolve(
    config: Config,
    options: &ConnectOptions,
) -> BoxFuture<'_, Result<(Backend, ResolvedCluster)>> {
    Box::pin(async move {
        tell(options.on_warning.as_ref(), &config.warnings);
        let backend = backend(options)?;
        let timer = &backend.timer;
        let read = move || (settings::of(&config), config);
        let (settings, config) = runtime::blocking(read).await?;
        let mut settings = settings?;
        options.limit(&mut settings);
        let proxied = settings::add_environment_proxy(&mut settings, &config.server)?;
        tell(options.on_warning.as_ref(), &proxied);
        let credentials = credentials::of(&config, &settings, options, timer).await?;
        let (provider, warn) = (options.provider, options.on_warning.clone());
        let credentials = rotation::follow(&config, &settings, credentials, timer, provider, warn)?;
        let cluster = ResolvedCluster {
            config,
            settings,
            credentials,
        };
        Ok((backend, cluster))
    })
}
