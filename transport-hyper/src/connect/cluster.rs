//! What a client is made of.

use std::sync::Arc;

use outrigger::auth::Credentials;
use outrigger::kubeconfig::Config;
use outrigger::rt::Timer;
use outrigger::transport::ConnectionSettings;
use outrigger::{Client, Result};

use super::limit::limited;
use super::{ConnectOptions, backend, blocking, config_with, credentials, settings};
use crate::rotation;

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
/// What concerns clients alone is not looked at: the observer and the user agent. The limit of
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
    let config = Box::pin(config_with(options)).await?;
    Box::pin(resolve_config(config, options)).await
}

/// As [`resolve_cluster`], for a configuration from elsewhere, which may have been changed. What
/// the options say of which cluster to choose, and whom to be there, is `config`'s to say here and
/// not looked at.
///
/// # Errors
/// As [`connect_to`].
pub async fn resolve_config(config: Config, options: &ConnectOptions) -> Result<ResolvedCluster> {
    options.warn(&config.warnings);
    let timer = backend(options)?.timer;
    Box::pin(read_named(config, options, &timer)).await
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
pub async fn connect_to(config: Config) -> Result<Client> {
    Box::pin(connect_to_with(config, ConnectOptions::new())).await
}

/// As [`connect_to`], with options. What they say of which cluster to choose, and whom to be
/// there, is `config`'s to say here and not looked at.
///
/// # Errors
/// As [`connect_to`].
pub async fn connect_to_with(config: Config, options: ConnectOptions) -> Result<Client> {
    options.warn(&config.warnings);
    let backend = backend(&options)?;
    let cluster = Box::pin(read_named(config, &options, &backend.timer)).await?;
    let backend = match cluster.config.timeout.filter(|limit| !limit.is_zero()) {
        Some(limit) => limited(backend, limit),
        None => backend,
    };
    let mut builder = Client::builder(backend, cluster.config.server.to_string())
        .connection(cluster.settings)
        .namespace(cluster.config.namespace);
    if let Some(credentials) = cluster.credentials {
        builder = builder.shared_credentials(credentials);
    }
    options.apply(builder).build()
}

/// Reads the files that a configuration names, and the environment for a proxy if it names none.
async fn read_named(
    config: Config,
    options: &ConnectOptions,
    timer: &Arc<dyn Timer>,
) -> Result<ResolvedCluster> {
    let read = move || (settings::of(&config), config);
    let (settings, config) = blocking(read).await?;
    let mut settings = settings?;
    options.limit(&mut settings);
    options.warn(&settings::add_environment_proxy(
        &mut settings,
        &config.server,
    )?);
    let credentials = credentials::of(&config, &settings, options, timer).await?;
    let credentials = rotation::follow(&config, &settings, credentials, timer, options.provider)?;
    Ok(ResolvedCluster {
        config,
        settings,
        credentials,
    })
}
