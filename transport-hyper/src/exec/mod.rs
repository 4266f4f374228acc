//! Exec credential plugins, run as processes.

mod error;
mod group;
mod options;
mod pipe;
mod policy;
mod process;
mod search;
mod state;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::request::Parts;
use outrigger::auth::exec::{ExecCluster, ExecPlugin};
use outrigger::auth::{Credentials, LiveSettings, OnRejected, Version};
use outrigger::kubeconfig::{Config, shown_path};
use outrigger::rt::Timer;
use outrigger::transport::{ConnectionSettings, Roots};
use outrigger::{Error, Result};

pub use self::error::{ExecError, ExecErrorKind};
pub use self::options::ExecOptions;
pub use self::policy::PluginPolicy;
use self::state::{Answer, Shared};
use crate::runtime;

/// Credentials from an exec plugin: a program that prints a token, a client certificate, or both.
///
/// [`connect`](crate::connect) makes them for a kubeconfig that names a plugin. The plugin runs
/// when the first request needs it, and again
/// - in the last minute before its credentials expire, or the last tenth of their life if that is
///   less, while requests go on with those;
/// - when the server refuses them (401); the request is then sent once more.
///
/// However many requests need it, the plugin runs once, as a task on the tokio runtime that these
/// credentials were made on. It goes on when the request that began it is dropped, so that a
/// login that takes long is not lost; it is killed when the credentials are dropped, or the
/// runtime shuts down. When it fails, credentials that are still good stay in use, and it is
/// tried again after 10 seconds; [`Renewal`](outrigger::auth::Renewal) has the rules. A failure
/// that no request fails with is told to [`ExecOptions::on_warning`].
///
/// For a request that brings its own `Authorization` the plugin does not run.
///
/// A client certificate is presented by new connections from then on, and none of the old ones
/// takes another request; what is open, such as a watch, goes on.
///
/// # What the plugin sees
/// This program's environment and what the kubeconfig adds to it, and what it is asked for in
/// `KUBERNETES_EXEC_INFO`. A command without a path is looked up in this program's `PATH`.
/// Standard input is this program's if it is a terminal and the plugin may have it, else nothing.
/// Standard error is this program's, so that a user sees how to log in, or goes to
/// [`ExecOptions::on_stderr`].
///
/// # Bounds
/// A run takes no more than [5 minutes](ExecOptions::time_limit) and prints no more than 1 MiB;
/// a plugin that does is killed. So is, on Unix, what it started, unless it may have standard
/// input: else it runs in a process group of its own, all of which is killed. A plugin that ends
/// by itself may leave somebody behind.
///
/// Such a group is not the terminal's: `Ctrl-C` does not reach it, and a program that ends by a
/// signal leaves the plugin running. One that handles the signal drops its clients.
///
/// On Windows, and for a plugin that may have standard input, only the plugin itself is killed.
///
/// A program that ignores `SIGCHLD`, was started by one that does, or waits for all children
/// itself, is not told how a plugin ended; there, what it printed says whether it did well.
///
/// # What differs from client-go
/// There, a plugin may take for ever; credentials are used until the moment they expire; a 401
/// is handed to the caller although the plugin has run again; and clients with the same plugin
/// share its credentials within a process, which here clones of one [`Client`](outrigger::Client)
/// do.
///
/// ```no_run
/// # async fn example(config: outrigger::kubeconfig::Config) -> outrigger::Result<()> {
/// use outrigger_hyper::{ConnectOptions, ExecOptions, connect_to_with};
///
/// let exec = ExecOptions::new().on_stderr(|line| println!("login: {line}"));
/// let client = connect_to_with(config, ConnectOptions::new().exec(exec)).await?;
/// # Ok(()) }
/// ```
///
/// Beside other ways to connect than the configuration's, such as a proxy of one's own:
///
/// ```no_run
/// # async fn example(config: outrigger::kubeconfig::Config) -> outrigger::Result<()> {
/// use outrigger::{Client, Secret};
/// use outrigger_hyper::{
///     ConnectOptions, CryptoProvider, ExecCredentials, ExecOptions, backend, resolve_config,
/// };
///
/// let backend = backend(CryptoProvider::default()).expect("a tokio runtime");
/// let cluster = resolve_config(config, &ConnectOptions::new()).await?;
/// let mut settings = cluster.settings().clone(); // the cluster's certificate authority is in it
/// settings.proxy = Some(Secret::new("socks5://localhost:1080"));
/// let (config, timer) = (cluster.config(), backend.timer.clone());
/// let exec = ExecCredentials::new(config, settings.clone(), ExecOptions::new(), timer)?;
/// let client = Client::builder(backend, config.server.to_string())
///     .connection(settings)
///     .credentials(exec)
///     .build()?;
/// # Ok(()) }
/// ```
pub struct ExecCredentials(Arc<Shared>);

impl ExecCredentials {
    /// Credentials from the plugin that `config` names, for connections made by `settings`, whose
    /// authorities the plugin is told if it wants to know the cluster. Nothing runs yet.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](outrigger::ErrorKind::Config) outside of a tokio runtime, when
    /// `config` names no plugin, when what it says about it is incomplete, and when an
    /// [allowlist](PluginPolicy::Allowlist) is empty or has an entry that can match nothing.
    pub fn new(
        config: &Config,
        settings: ConnectionSettings,
        options: ExecOptions,
        timer: Arc<dyn Timer>,
    ) -> Result<Self> {
        let Some(exec) = &config.exec else {
            return Err(Error::config("the user has no exec plugin", None));
        };
        let runtime = runtime::current().map_err(|source| {
            Error::config("cannot run exec plugins from here", Some(source.into()))
        })?;
        options.policy.validate()?;
        let plugin = ExecPlugin::new(exec)?;
        let authority = match &settings.roots {
            Roots::Pem(pem) => Some(Bytes::clone(pem)),
            _ => None,
        };
        let cluster = ExecCluster::new(config, authority);
        let job = process::Job {
            plugin,
            cluster,
            options,
        };
        Ok(Self(Arc::new(Shared::new(job, settings, timer, runtime))))
    }
}

impl Drop for ExecCredentials {
    fn drop(&mut self) {
        self.0.stop();
    }
}

#[async_trait]
impl Credentials for ExecCredentials {
    async fn authorize(&self, request: &mut Parts) -> Result<Version> {
        if request.headers.contains_key(AUTHORIZATION) {
            return Ok(self.0.version());
        }
        let Answer { keys, version } = self.0.answer().await.map_err(no_credentials)?;
        if let Some(bearer) = &keys.bearer {
            bearer.authorize(request).await?;
        }
        Ok(version)
    }

    async fn rejected(&self, version: Version) -> OnRejected {
        self.0.refused(version).await
    }

    fn settings(&self) -> Option<LiveSettings> {
        self.0.settings()
    }
}

impl fmt::Debug for ExecCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecCredentials")
            .field("command", &shown_path(self.0.command()))
            .finish_non_exhaustive()
    }
}

fn no_credentials(source: ExecError) -> Error {
    Error::credentials("no credentials could be had", Some(source.into()))
}
