//! The front doors: from a kubeconfig or a pod's environment to a client.

mod credentials;
mod settings;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use outrigger::auth::Credentials;
use outrigger::kubeconfig::{
    Config, Kubeconfig, KubeconfigErrors, Loaded, Loader, Overrides, PathStyle, ReadError,
    search_paths,
};
use outrigger::rt::Timer;
use outrigger::transport::{Backend, ConnectionSettings};
use outrigger::{Client, Error, Observer, Result};

use self::credentials::FileToken;
use crate::files::{FileErrorKind, read_text};
use crate::{CryptoProvider, environment, runtime};

type OnWarning = Box<dyn Fn(&str) + Send + Sync>;

/// Which cluster to connect to, and whom to be there.
///
/// ```no_run
/// # async fn example() -> outrigger::Result<()> {
/// use outrigger_hyper::{ConnectOptions, connect_with};
///
/// let options = ConnectOptions::new().context("staging").on_warning(|text| eprintln!("{text}"));
/// let client = connect_with(options).await?;
/// # Ok(()) }
/// ```
#[derive(Default)]
#[must_use]
pub struct ConnectOptions {
    overrides: Overrides,
    named: bool,
    kubeconfig: Option<PathBuf>,
    provider: CryptoProvider,
    observer: Option<Arc<dyn Observer>>,
    user_agent: Option<String>,
    on_warning: Option<OnWarning>,
}

impl ConnectOptions {
    /// What kubectl would do without flags.
    pub fn new() -> Self {
        Self::default()
    }

    /// The context to use instead of the current one (`--context`). It must exist.
    pub fn context(mut self, name: impl Into<String>) -> Self {
        self.overrides = self.overrides.context(name);
        self.named = true;
        self
    }

    /// The kubeconfig file to read instead of all others (`--kubeconfig`). It must exist.
    pub fn kubeconfig(mut self, path: impl Into<PathBuf>) -> Self {
        self.kubeconfig = Some(path.into());
        self
    }

    /// The namespace to use instead of the context's (`-n`).
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        self.overrides = self.overrides.namespace(name);
        self
    }

    /// The cryptography to use for TLS.
    pub const fn crypto_provider(mut self, provider: CryptoProvider) -> Self {
        self.provider = provider;
        self
    }

    /// The `User-Agent`; `outrigger/<version>` by default. Its first word becomes the field
    /// manager of writes that name none.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Who sees what the client does.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// What to do with a warning, such as a credential that a plain-text URL drops. Without it
    /// they are lost.
    pub fn on_warning(mut self, warn: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.on_warning = Some(Box::new(warn));
        self
    }

    fn warn(&self, warnings: &[String]) {
        if let Some(on_warning) = &self.on_warning {
            warnings.iter().for_each(|warning| on_warning(warning));
        }
    }
}

impl fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectOptions")
            .field("overrides", &self.overrides)
            .field("kubeconfig", &self.kubeconfig)
            .finish_non_exhaustive()
    }
}

/// Connects to the cluster that kubectl would: the current context of the files in `$KUBECONFIG`,
/// else of `~/.kube/config`; where there is no configuration at all, the cluster around this pod.
///
/// Nothing is sent yet. It must be called on a tokio runtime, whose tasks then run the
/// connections.
///
/// # Errors
/// [`ErrorKind::Config`](outrigger::ErrorKind::Config) outside of a tokio runtime, or when the
/// configuration cannot be read or used; it names file, entry and field.
pub async fn connect() -> Result<Client> {
    connect_with(ConnectOptions::new()).await
}

/// As [`connect`], with options.
///
/// # Errors
/// As [`connect`].
pub async fn connect_with(options: ConnectOptions) -> Result<Client> {
    match load_for(&options).await?.resolve(&options.overrides) {
        Ok(config) => {
            options.warn(&config.warnings);
            from_config(config, &options).await
        }
        Err(errors) if errors.is_empty_config() && !options.named && inside().is_some() => {
            build_in_cluster(&options).await
        }
        Err(source) => Err(unusable(source)),
    }
}

/// A cluster that a kubeconfig names, with all that the kubeconfig names in turn.
#[derive(Debug)]
#[non_exhaustive]
pub struct KubeconfigCluster {
    /// The server, and by which names context and user go.
    pub config: Config,
    /// How to reach the server.
    pub settings: ConnectionSettings,
    /// Whom to be there, unless a client certificate or nothing at all says that.
    pub credentials: Option<Arc<dyn Credentials>>,
}

/// What [`connect_with`] makes a client of, for programs that hand requests on, such as proxies.
///
/// The pod around this program is not looked at, nor is what concerns clients alone: the observer and
/// the user agent.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use outrigger::transport::Connector;
/// use outrigger_hyper::{ConnectOptions, CryptoProvider, HyperConnector, resolve_with};
///
/// let cluster = resolve_with(&ConnectOptions::new().context("staging")).await?;
/// let link = HyperConnector::new(CryptoProvider::default())?.connect(&cluster.settings)?;
/// // What `link.http` sends, `cluster.credentials` authorizes.
/// # Ok(()) }
/// ```
///
/// # Errors
/// As [`connect_with`].
pub async fn resolve_with(options: &ConnectOptions) -> Result<KubeconfigCluster> {
    let loaded = load_for(options).await?;
    let config = loaded.resolve(&options.overrides).map_err(unusable)?;
    options.warn(&config.warnings);
    read_named(config, &backend(options)?.timer).await
}

async fn load_for(options: &ConnectOptions) -> Result<Kubeconfig> {
    let explicit = options.kubeconfig.clone();
    let loaded = blocking(move || load(explicit.as_deref())).await?;
    options.warn(&loaded.warnings);
    loaded
        .into_result()
        .map_err(|source| Error::config("cannot load the kubeconfig", Some(source.into())))
}

fn unusable(source: KubeconfigErrors) -> Error {
    Error::config("cannot use the kubeconfig", Some(source.into()))
}

/// Connects to the cluster around this pod, as its service account.
///
/// The token is read again as it is rotated.
///
/// # Errors
/// [`ErrorKind::Config`](outrigger::ErrorKind::Config) outside of a pod, outside of a tokio
/// runtime, or when the service account's files cannot be read. Where client-go only logs that
/// `ca.crt` cannot be read and goes on to fail at the handshake, this says so.
pub async fn in_cluster() -> Result<Client> {
    build_in_cluster(&ConnectOptions::new()).await
}

fn inside() -> Option<environment::InCluster> {
    environment::in_cluster(|name| std::env::var_os(name)).filter(|inside| inside.token.is_file())
}

async fn build_in_cluster(options: &ConnectOptions) -> Result<Client> {
    let inside = environment::in_cluster(|name| std::env::var_os(name)).ok_or_else(|| {
        let message = "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT \
                       must be set";
        Error::config(message, None)
    })?;
    let backend = backend(options)?;
    let (authority, namespace) = (inside.certificate_authority, inside.namespace);
    let (authority, namespace) =
        blocking(move || (read_text(&authority), read_text(&namespace))).await?;
    let authority = authority.map_err(|source| {
        Error::config(
            "cannot read the cluster's certificate authority",
            Some(source.into()),
        )
    })?;
    let own = namespace.unwrap_or_default();
    let own = Some(own.trim()).filter(|name| !name.is_empty());
    let namespace = options
        .overrides
        .namespace_name()
        .or(own)
        .unwrap_or("default")
        .to_owned();
    let token = FileToken::read(inside.token, None, backend.timer.clone()).await?;
    let mut settings = ConnectionSettings::default();
    settings.roots = outrigger::transport::Roots::Pem(authority.into());
    let builder = Client::builder(backend, inside.server)
        .connection(settings)
        .credentials(token)
        .namespace(namespace);
    finish(builder, options)
}

/// Reads the explicit file, or those that the environment names.
fn load(explicit: Option<&Path>) -> Loaded {
    let style = if cfg!(windows) {
        PathStyle::Windows
    } else {
        PathStyle::Unix
    };
    let loader = Loader::new(style);
    if let Some(path) = explicit {
        return loader.explicit(&absolute(path), read(path)).load();
    }
    let list = match std::env::var("KUBECONFIG") {
        // Another cluster than the one that was named would be the worst answer.
        Err(std::env::VarError::NotUnicode(_)) => {
            let problem = ReadError::Unreadable("the name is not UTF-8".to_owned());
            return loader.explicit("$KUBECONFIG", Err(problem)).load();
        }
        list => list.ok(),
    };
    let home = environment::home(|name| std::env::var_os(name));
    let home = home.as_deref().and_then(Path::to_str);
    let search = search_paths(list.as_deref(), home, style);
    let loader = loader.warn_if_all_missing(search.warn_if_all_missing);
    let add = |loader: Loader, path: &String| {
        let path = Path::new(path);
        loader.file(&absolute(path), read(path))
    };
    search.paths.iter().fold(loader, add).load()
}

/// Paths in a file are relative to the file, so its own must not be relative to anything.
fn absolute(path: &Path) -> String {
    std::path::absolute(path)
        .unwrap_or_else(|_| path.to_owned())
        .display()
        .to_string()
}

fn read(path: &Path) -> Result<Bytes, ReadError> {
    crate::files::read_bytes(path)
        .map(Bytes::from)
        .map_err(|error| match error.kind() {
            FileErrorKind::Missing => ReadError::Missing,
            _ => ReadError::Unreadable(error.reason()),
        })
}

async fn from_config(config: Config, options: &ConnectOptions) -> Result<Client> {
    let backend = backend(options)?;
    let cluster = read_named(config, &backend.timer).await?;
    let mut builder = Client::builder(backend, cluster.config.server.to_string())
        .connection(cluster.settings)
        .namespace(cluster.config.namespace);
    if let Some(credentials) = cluster.credentials {
        builder = builder.shared_credentials(credentials);
    }
    finish(builder, options)
}

/// Reads the files that a kubeconfig names.
async fn read_named(config: Config, timer: &Arc<dyn Timer>) -> Result<KubeconfigCluster> {
    let credentials = credentials::of(&config, timer).await?;
    let read = move || (settings::of(&config), config);
    let (settings, config) = blocking(read).await?;
    Ok(KubeconfigCluster {
        config,
        settings: settings?,
        credentials,
    })
}

/// What the options say about a client of either kind.
fn finish(mut builder: outrigger::ClientBuilder, options: &ConnectOptions) -> Result<Client> {
    if let Some(observer) = &options.observer {
        builder = builder.shared_observer(observer.clone());
    }
    if let Some(user_agent) = &options.user_agent {
        builder = builder.user_agent(user_agent);
    }
    builder.build()
}

fn backend(options: &ConnectOptions) -> Result<Backend> {
    crate::backend(options.provider)
        .map_err(|source| Error::config("cannot connect from here", Some(source.into())))
}

/// Runs what reads files where it blocks nobody.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let runtime = runtime::current()
        .map_err(|source| Error::config("cannot connect from here", Some(source.into())))?;
    runtime
        .spawn_blocking(work)
        .await
        .map_err(|source| Error::config("the runtime shut down", Some(source.into())))
}

/// One set of credentials, whoever holds them.
type Shared = Arc<dyn Credentials>;
