//! Which cluster, and whom to be there: from flags, files and the environment.

use std::path::{Path, PathBuf};

use outrigger::kubeconfig::{Config, InCluster, Kubeconfig, KubeconfigErrors, Loaded, Overrides};
use outrigger::rt::BoxFuture;
use outrigger::{Error, Result};

use super::load::{load, load_only, readable};
use super::{ConnectOptions, in_cluster_config, pod};
use crate::environment::{Lookup, text, variable};
use crate::runtime;
use crate::warning::{OnWarning, tell};

/// Settles on the cluster that [`connect_with`](crate::connect_with) would connect to, for
/// programs that show it, or change it before they [`connect_to`](crate::connect_to) it.
///
/// 1. The file that the options name, else those of `$KUBECONFIG`, else `~/.kube/config`. An
///    error in them is an error, even beside others that could be used.
/// 2. Where they name no cluster, the one around this pod: where `KUBERNETES_SERVICE_HOST` and
///    `KUBERNETES_SERVICE_PORT` are set and the service account has a token.
/// 3. The server that `KUBERNETES_MASTER` names, which stands in for a cluster's missing server as
///    well. kubectl goes on to `http://localhost:8080`; here that nothing is configured is an error.
///
/// In a pod its namespace stands in for `default` where neither options nor context name one.
///
/// ```no_run
/// # async fn example() -> outrigger::Result<()> {
/// use outrigger_hyper::{ConnectOptions, config_with};
///
/// let config = config_with(&ConnectOptions::new()).await?;
/// println!("{} in {}", config.server, config.namespace);
/// # Ok(()) }
/// ```
///
/// Warnings are in the result; [`ConnectOptions::on_warning`] hears of them when that is connected
/// to. If there is no result it hears of them at once; where it is not set they are in the error.
///
/// # Errors
/// As [`connect_with`](crate::connect_with); of the files that the result names only that they
/// cannot be opened.
///
/// Source: `DeferredLoadingClientConfig` of client-go.
pub async fn config_with(options: &ConnectOptions) -> Result<Config> {
    settled(options).await
}

/// As [`config_with`].
pub(super) fn settled(options: &ConnectOptions) -> BoxFuture<'_, Result<Config>> {
    let wanted = Wanted {
        files: Files::Kubectls(options.kubeconfig.clone()),
        service_account: options.service_account.clone(),
        overrides: options.overrides.clone(),
    };
    chosen(wanted, options.on_warning.as_ref())
}

fn chosen(wanted: Wanted, on_warning: Option<&OnWarning>) -> BoxFuture<'_, Result<Config>> {
    Box::pin(async move {
        let (config, warnings) = runtime::blocking(move || settle(&wanted, variable)).await?;
        with_warnings(config, warnings, on_warning)
    })
}

/// The warnings where somebody gets to see them: they may say why it is an error.
pub(super) fn with_warnings(
    config: Result<Config>,
    mut warnings: Vec<String>,
    on_warning: Option<&OnWarning>,
) -> Result<Config> {
    match config {
        Ok(mut config) => {
            warnings.append(&mut config.warnings);
            config.warnings = warnings;
            Ok(config)
        }
        Err(error) if warnings.is_empty() || on_warning.is_some() => {
            tell(on_warning, &warnings);
            Err(error)
        }
        Err(error) => {
            let warnings = warnings.join("; ");
            let message = format!("cannot settle on a cluster (warning: {warnings})");
            Err(Error::config(message, Some(error.into())))
        }
    }
}

/// The cluster of one context of the kubeconfigs that kubectl reads, whichever is the current one:
/// for programs that talk to several.
///
/// ```no_run
/// # async fn example() -> outrigger::Result<()> {
/// use outrigger_hyper::{config_for_context, connect_to};
///
/// let staging = connect_to(config_for_context("staging").await?).await?;
/// let production = connect_to(config_for_context("production").await?).await?;
/// # Ok(()) }
/// ```
///
/// # Errors
/// As [`config_with`], and when there is no such context.
pub async fn config_for_context(name: impl Into<String>) -> Result<Config> {
    let wanted = Wanted {
        files: Files::Kubectls(None),
        service_account: None,
        overrides: Box::new(Overrides::new().context(name)),
    };
    chosen(wanted, None).await
}

/// The cluster that the text of a kubeconfig names, which may come from a `Secret` or a database.
///
/// Nothing else decides which cluster it is, no variable and no pod. The files it names must be
/// there: this opens them, on this thread. Relative paths in it are relative to the working
/// directory. For another context than the current one, or further flags, parse it with
/// [`Kubeconfig::parse`] and [`resolve`](Kubeconfig::resolve) that.
///
/// # Security
/// Whoever wrote the text is trusted as if they ran on this machine. It can name a program that
/// the first request runs (`exec`), files of this machine that are sent to a server of its choice
/// (`tokenFile`, `client-certificate`, `client-key`), and a proxy. For a text from elsewhere, such
/// as a tenant's, set `config.exec` to `None` or connect with a
/// [`PluginPolicy`](crate::PluginPolicy), and refuse files in [`Config::token_file`],
/// [`Config::client_certificate`] and [`Config::certificate_authority`].
///
/// ```
/// let text = "
/// current-context: dev
/// contexts:
/// - {name: dev, context: {cluster: c}}
/// clusters:
/// - {name: c, cluster: {server: 'https://10.0.0.1:6443'}}
/// ";
/// let config = outrigger_hyper::config_from_bytes(text)?;
/// assert_eq!(config.server, "https://10.0.0.1:6443/");
/// # Ok::<(), outrigger::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Config`](outrigger::ErrorKind::Config) when it is no kubeconfig, or names no
/// cluster that could be used.
///
/// Source: `RESTConfigFromKubeConfig` of client-go.
pub fn config_from_bytes(text: impl AsRef<[u8]>) -> Result<Config> {
    let kubeconfig = Kubeconfig::parse(text.as_ref(), "<bytes>").map_err(unloadable)?;
    let config = kubeconfig.resolve_with(&Overrides::new(), readable);
    config.map_err(unusable)
}

/// What the flags `--master` and `--kubeconfig` of a cluster's component say; an empty one is as
/// good as none.
///
/// - With neither, the cluster around this pod.
/// - With a path, the current context of that file, at `master_url` if there is one.
/// - With `master_url` alone, that server without any credentials.
///
/// `$KUBECONFIG` and `~/.kube/config` are not looked at, as a component should not follow whoever
/// starts it; [`connect`](crate::connect) looks there.
///
/// ```no_run
/// # async fn example() -> outrigger::Result<()> {
/// use outrigger_hyper::{config_from_flags, connect_to};
///
/// let client = connect_to(config_from_flags("", "/etc/kubernetes/scheduler.conf").await?).await?;
/// # Ok(()) }
/// ```
///
/// # Errors
/// [`ErrorKind::Config`](outrigger::ErrorKind::Config) outside of a tokio runtime, when the file
/// cannot be read or used, and outside of a pod when neither is given.
///
/// Source: `BuildConfigFromFlags` of client-go.
pub async fn config_from_flags(master_url: &str, kubeconfig: impl AsRef<Path>) -> Result<Config> {
    from_flags(master_url, kubeconfig.as_ref()).await
}

fn from_flags<'a>(master_url: &'a str, path: &'a Path) -> BoxFuture<'a, Result<Config>> {
    Box::pin(async move {
        if path.as_os_str().is_empty() && master_url.is_empty() {
            let neither = |source: Error| {
                let message = "neither a kubeconfig nor the API server's URL is given";
                Error::config(message, Some(source.into()))
            };
            return in_cluster_config().await.map_err(neither);
        }
        let wanted = Wanted {
            files: match path.as_os_str().is_empty() {
                true => Files::None,
                false => Files::Only(path.to_owned()),
            },
            service_account: None,
            overrides: Box::new(Overrides::new().server(master_url)),
        };
        chosen(wanted, None).await
    })
}

/// Where kubectl looks for an API server when nothing names one.
const LOCALHOST: &str = "http://localhost:8080";

/// What decides which cluster it is, but for the environment.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) files: Files,
    pub(super) service_account: Option<PathBuf>,
    pub(super) overrides: Box<Overrides>,
}

/// Where kubeconfigs are.
#[derive(Clone, Debug)]
pub(super) enum Files {
    /// Where kubectl looks for them, or the one that a flag names.
    Kubectls(Option<PathBuf>),
    /// In this one, and nothing is done about others.
    Only(PathBuf),
    /// Nowhere.
    None,
}

/// The configuration, and what there is to say about the files it came from. Blocks.
pub(super) fn settle(wanted: &Wanted, lookup: impl Lookup) -> (Result<Config>, Vec<String>) {
    let mut loaded = match &wanted.files {
        Files::Kubectls(explicit) => load(explicit.as_deref(), lookup),
        Files::Only(path) => load_only(path),
        Files::None => Loaded::default(),
    };
    let warnings = std::mem::take(&mut loaded.warnings);
    let config = loaded.into_result().map_err(unloadable);
    let config = config.and_then(|config| choose(&config, wanted, lookup));
    (config, warnings)
}

/// The kubeconfig's cluster, else the one around this pod.
fn choose(kubeconfig: &Kubeconfig, wanted: &Wanted, lookup: impl Lookup) -> Result<Config> {
    let pod = pod::possible(wanted.service_account.as_deref(), lookup)?;
    let kubectls = matches!(wanted.files, Files::Kubectls(_));
    // The server to use where nothing names one.
    let master = match kubectls {
        true => text(lookup, "KUBERNETES_MASTER")?,
        false => None,
    };
    let overrides = match &master {
        Some(url) => (*wanted.overrides).clone().default_server(url),
        None => (*wanted.overrides).clone(),
    };
    let default = master.as_deref().unwrap_or(LOCALHOST);
    match (kubeconfig.resolve_with(&overrides, readable), pod) {
        (Ok(config), Some(pod)) if kubectls && is_default(&config, default) => {
            pod::of(pod, &wanted.overrides)
        }
        (Ok(config), pod) => Ok(in_the_pods_namespace(config, pod)),
        (Err(errors), Some(pod))
            if errors.is_empty_config() || kubectls && says_nothing(kubeconfig, wanted) =>
        {
            pod::of(pod, &wanted.overrides)
        }
        (Err(errors), _) => Err(unusable(errors)),
    }
}

/// Whether a configuration says no more than that the default server is to be used, so that a
/// pod's own cluster comes before it.
///
/// Source: `IsDefaultConfig` of client-go.
fn is_default(config: &Config, server: &str) -> bool {
    let default = Kubeconfig::default().resolve(&Overrides::new().default_server(server));
    default.is_ok_and(|default| config.connects_like(&default))
}

/// Whether nothing is configured but what a pod's own cluster takes as well, such as a flag that
/// names a certificate authority. kubectl finds out by a default server, which it gets back alone.
fn says_nothing(kubeconfig: &Kubeconfig, wanted: &Wanted) -> bool {
    let overrides = (*wanted.overrides).clone().default_server(LOCALHOST);
    let found = kubeconfig.resolve_with(&overrides, readable);
    found.is_ok_and(|mut config| {
        // A pod can act as somebody.
        config.impersonate = None;
        is_default(&config, LOCALHOST)
    })
}

/// In a pod, its namespace stands in where nothing names another.
///
/// Source: `DeferredLoadingClientConfig.Namespace` of client-go.
fn in_the_pods_namespace(mut config: Config, pod: Option<InCluster>) -> Config {
    if let (false, Some(pod)) = (config.namespace_set, pod) {
        config.namespace = pod::namespace(pod);
    }
    config
}

fn unloadable(source: KubeconfigErrors) -> Error {
    Error::config("cannot load the kubeconfig", Some(source.into()))
}

pub(super) fn unusable(source: KubeconfigErrors) -> Error {
    Error::config("cannot use the kubeconfig", Some(source.into()))
}
