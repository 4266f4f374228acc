//! Which cluster, and whom to be there: from flags, files and the environment.

use std::path::{Path, PathBuf};

use outrigger::kubeconfig::{Config, Kubeconfig, KubeconfigErrors, Overrides};
use outrigger::{Error, Result};

use super::load::load;
use super::{ConnectOptions, blocking, in_cluster_config, pod};
use crate::environment::{Lookup, variable};

/// Settles on the cluster that [`connect_with`](crate::connect_with) would connect to, for
/// programs that show it, or change it before they [`connect_to`](crate::connect_to) it.
///
/// 1. The file that the options name, else those of `$KUBECONFIG`, else `~/.kube/config`. An
///    error in them is an error, even beside others that could be used.
/// 2. Where they name no cluster, the one around this pod.
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
/// to, or at once if there is no result.
///
/// # Errors
/// As [`connect_with`](crate::connect_with), but for the files that the result names, which are
/// not read yet.
///
/// Source: `DeferredLoadingClientConfig` of client-go.
pub async fn config_with(options: &ConnectOptions) -> Result<Config> {
    let wanted = Wanted {
        kubeconfig: options.kubeconfig.clone(),
        service_account: options.service_account.clone(),
        overrides: options.overrides.clone(),
    };
    let (config, mut warnings) = blocking(move || settle(&wanted, variable)).await?;
    match config {
        Ok(mut config) => {
            warnings.append(&mut config.warnings);
            config.warnings = warnings;
            Ok(config)
        }
        Err(error) => {
            options.warn(&warnings);
            Err(error)
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
    config_with(&ConnectOptions::new().context(name)).await
}

/// The cluster that the text of a kubeconfig names, which may come from a `Secret` or a database.
///
/// Nothing else is looked at: no file, no variable, no pod. Relative paths in it are relative to
/// the working directory. For another context than the current one, or further flags, parse it
/// with [`Kubeconfig::parse`] and [`resolve`](Kubeconfig::resolve) that.
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
    let kubeconfig = Kubeconfig::parse(text.as_ref(), "").map_err(unloadable)?;
    kubeconfig.resolve(&Overrides::new()).map_err(unusable)
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
    let path = kubeconfig.as_ref();
    let overrides = Overrides::new().server(master_url);
    if path.as_os_str().is_empty() {
        if master_url.is_empty() {
            let neither = |source: Error| {
                let message = "neither a kubeconfig nor the API server's URL is given";
                Error::config(message, Some(source.into()))
            };
            return in_cluster_config().await.map_err(neither);
        }
        let config = Kubeconfig::default().resolve(&overrides);
        return config.map_err(unusable);
    }
    config_with(&ConnectOptions::new().kubeconfig(path).overrides(overrides)).await
}

/// What decides which cluster it is, but for the environment.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub(super) kubeconfig: Option<PathBuf>,
    pub(super) service_account: Option<PathBuf>,
    pub(super) overrides: Overrides,
}

/// The configuration, and what there is to say about the files it came from. Blocks.
pub(super) fn settle(wanted: &Wanted, lookup: impl Lookup) -> (Result<Config>, Vec<String>) {
    let mut loaded = load(wanted.kubeconfig.as_deref(), lookup);
    let warnings = std::mem::take(&mut loaded.warnings);
    let config = loaded.into_result().map_err(unloadable);
    (
        config.and_then(|config| choose(&config, wanted, lookup)),
        warnings,
    )
}

/// The kubeconfig's cluster, else the one around this pod.
fn choose(kubeconfig: &Kubeconfig, wanted: &Wanted, lookup: impl Lookup) -> Result<Config> {
    let around = || pod::possible(wanted.service_account.as_deref(), lookup);
    match kubeconfig.resolve(&wanted.overrides) {
        Ok(mut config) => {
            if let (false, Some(pod)) = (config.namespace_set, around()) {
                config.namespace = pod::namespace(&pod);
            }
            Ok(config)
        }
        Err(errors) if errors.is_empty_config() => match around() {
            Some(pod) => pod::of(&pod, &wanted.overrides),
            None => Err(unusable(errors)),
        },
        Err(errors) => Err(unusable(errors)),
    }
}

fn unloadable(source: KubeconfigErrors) -> Error {
    Error::config("cannot load the kubeconfig", Some(source.into()))
}

pub(super) fn unusable(source: KubeconfigErrors) -> Error {
    Error::config("cannot use the kubeconfig", Some(source.into()))
}
