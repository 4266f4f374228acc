//! The front doors: from a kubeconfig or a pod's environment to a client.

mod cluster;
mod config;
mod credentials;
mod load;
mod migrate;
mod options;
mod pod;
mod settings;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use outrigger::auth::Credentials;
use outrigger::transport::Backend;
use outrigger::{Client, Result};

#[cfg(feature = "ring")]
pub use self::cluster::connect_to;
use self::cluster::{Chosen, client};
pub use self::cluster::{ResolvedCluster, connect_to_with, resolve_cluster, resolve_config};
pub use self::config::{config_for_context, config_from_bytes, config_from_flags, config_with};
pub use self::load::{flatten_kubeconfig, load_kubeconfig, load_kubeconfig_as_written};
pub use self::options::ConnectOptions;
pub use self::pod::in_cluster_config;
use crate::runtime;

/// Connects to the cluster that kubectl would: the current context of the files in `$KUBECONFIG`,
/// else of `~/.kube/config`; where there is no configuration at all, the cluster around this pod.
///
/// A cluster without a `proxy-url` is reached through the proxy that the environment names for it
/// (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`), if any.
///
/// Nothing is sent yet. It must be called on a tokio runtime, whose tasks then run the
/// connections. Dropping the future leaves nothing behind.
///
/// # Errors
/// [`ErrorKind::Config`](outrigger::ErrorKind::Config) outside of a tokio runtime, or when the
/// configuration cannot be read or used; it names file, entry and field.
#[cfg(feature = "ring")]
pub async fn connect() -> Result<Client> {
    client(Chosen::ByOptions, ConnectOptions::new()).await
}

/// As [`connect`], with options.
///
/// # Errors
/// As [`connect`].
pub async fn connect_with(options: ConnectOptions) -> Result<Client> {
    client(Chosen::ByOptions, options).await
}

/// Connects to the cluster around this pod, as its service account, whatever kubeconfigs there
/// are. Token and certificate authority are read again as they are rotated.
///
/// # Errors
/// As [`in_cluster_config`] and [`connect_to`].
#[cfg(feature = "ring")]
pub async fn in_cluster() -> Result<Client> {
    client(Chosen::Pods, ConnectOptions::new()).await
}

/// As [`in_cluster`], with options; a kubeconfig that they name is not looked at.
///
/// # Errors
/// As [`in_cluster`].
pub async fn in_cluster_with(options: ConnectOptions) -> Result<Client> {
    client(Chosen::Pods, options).await
}

fn backend(options: &ConnectOptions) -> Result<Backend> {
    crate::connector::backend_of(options.provider, options.versions).map_err(runtime::outside)
}

/// One set of credentials, whoever holds them.
type Shared = Arc<dyn Credentials>;
