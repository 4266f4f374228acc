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

/// A cluster that a kubeconfig or a pod's environment names, with all that it names in turn.
#[derive(Debug)]
#[non_exhaustive]
pub struct KubeconfigCluster {
    /// The server, and by which names context and user go.
    pub config: Config,
    /// How to reach the server.
    pub settings: ConnectionSettings,
    /// Whom to be there, and, where certificates are in files, how to reach the server from now on:
    /// see [`SettingsFollower`](outrigger::auth::SettingsFollower).
    pub credentials: Option<Arc<dyn Credentials>>,
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
/// use outrigger_hyper::{ConnectOptions, CryptoProvider, HyperConnector, resolve_with};
///
/// let cluster = resolve_with(&ConnectOptions::new().context("staging")).await?;
/// let link = HyperConnector::new(CryptoProvider::default())?.connect(&cluster.settings)?;
/// // What `link.http` sends, `cluster.credentials` authorizes; behind that, a `SettingsFollower`
/// // has the link connect by newer certificates.
/// # Ok(()) }
/// ```
///
/// # Errors
/// As [`connect_with`](crate::connect_with).
pub async fn resolve_with(options: &ConnectOptions) -> Result<KubeconfigCluster> {
    let config = Box::pin(config_with(options)).await?;
    options.warn(&config.warnings);
    Box::pin(read_named(config, options, &backend(options)?.timer)).await
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
) -> Result<KubeconfigCluster> {
    let read = move || (settings::of(&config), config);
    let (settings, config) = blocking(read).await?;
    let mut settings = settings?;
    options.limit(&mut settings);
    options.warn(&settings::add_environment_proxy(
        &mut settings,
        &config.server,
    )?);
    let credentials = credentials::of(&config, &settings, options, timer).await?;
    let (provider, warn) = (options.provider, options.on_warning.clone());
    let credentials = rotation::follow(&config, &settings, credentials, timer, provider, warn)?;
    Ok(KubeconfigCluster {
        config,
        settings,
        credentials,
    })
}
