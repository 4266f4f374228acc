//! The cluster around a pod.

use std::path::Path;

use outrigger::kubeconfig::{AuthInfo, Cluster, Config, Context, Kubeconfig, Overrides};
use outrigger::{Error, Result};

use super::config::unusable;
use super::{ConnectOptions, blocking};
use crate::environment::{self, InCluster, Lookup, variable};
use crate::files::{read_text, reads};

/// How the cluster, the user and the context of a pod are called.
const NAME: &str = "in-cluster";

/// How to reach the cluster around this pod, as its service account, in its namespace.
///
/// The pod's namespace is `$POD_NAMESPACE`, else what the service account's folder says, else
/// `default`. Token and certificate authority are named by their files, which whoever connects
/// reads again as they are rotated.
///
/// ```no_run
/// # async fn example() -> outrigger::Result<()> {
/// let mut config = outrigger_hyper::in_cluster_config().await?;
/// config.namespace = "kube-system".to_owned();
/// let client = outrigger_hyper::connect_to(config).await?;
/// # Ok(()) }
/// ```
///
/// # Errors
/// [`ErrorKind::Config`](outrigger::ErrorKind::Config) outside of a pod, where
/// `KUBERNETES_SERVICE_HOST` or `KUBERNETES_SERVICE_PORT` is missing, and outside of a tokio
/// runtime; when the token's file cannot be read.
///
/// Source: `InClusterConfig` of client-go. Where that only logs that `ca.crt` cannot be read and
/// fails at the handshake, connecting fails here, and names the file.
pub async fn in_cluster_config() -> Result<Config> {
    config_with(&ConnectOptions::new()).await
}

/// As [`in_cluster_config`], with options.
pub(super) async fn config_with(options: &ConnectOptions) -> Result<Config> {
    let folder = options.service_account.as_deref();
    let pod = environment::in_cluster(folder, variable).ok_or_else(|| {
        let message = "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT \
                       must be set";
        Error::config(message, None)
    })?;
    let overrides = options.overrides.clone();
    blocking(move || of(&pod, &overrides)).await?
}

/// The pod around this program, if there is one: it is told where the API server is, and has a
/// token. Blocks.
///
/// Source: `inClusterClientConfig.Possible` of client-go.
pub(super) fn possible(folder: Option<&Path>, lookup: impl Lookup) -> Option<InCluster> {
    let token = |pod: &InCluster| std::fs::metadata(&pod.token).is_ok_and(|file| !file.is_dir());
    environment::in_cluster(folder, lookup).filter(token)
}

/// What the pod's environment and files amount to, under what flags say. Blocks.
///
/// client-go heeds no more of the flags than server, token and certificate authority, and drops
/// the others without a word. Here all of them count: whoever asks to act as somebody with fewer
/// rights must not keep the pod's.
pub(super) fn of(pod: &InCluster, overrides: &Overrides) -> Result<Config> {
    let mut kubeconfig = Kubeconfig::default();
    kubeconfig.current_context = Some(NAME.to_owned());
    let mut cluster = Cluster::default();
    cluster.server = Some(pod.server.clone());
    cluster.certificate_authority = Some(pod.certificate_authority.display().to_string());
    let mut context = Context::default();
    context.cluster = Some(NAME.to_owned());
    context.user = Some(NAME.to_owned());
    context.namespace = Some(namespace(pod));
    kubeconfig.clusters.insert(NAME.to_owned(), cluster);
    kubeconfig
        .users
        .insert(NAME.to_owned(), AuthInfo::default());
    kubeconfig.contexts.insert(NAME.to_owned(), context);
    let mut config = kubeconfig.resolve(overrides).map_err(unusable)?;
    let own = config.token.is_none() && config.token_file.is_none() && config.basic.is_none();
    if own && config.server.scheme() == Some(&http::uri::Scheme::HTTPS) {
        reads(&pod.token).map_err(|source| {
            Error::config(
                "cannot read the service account's token",
                Some(source.into()),
            )
        })?;
        config.token_file = Some(pod.token.display().to_string());
    }
    Ok(config)
}

/// The namespace that the pod is in. Blocks.
pub(super) fn namespace(pod: &InCluster) -> String {
    let file = || {
        let text = read_text(&pod.namespace_file).ok()?;
        Some(text.trim().to_owned()).filter(|name| !name.is_empty())
    };
    let told = pod.namespace.clone();
    told.or_else(file).unwrap_or_else(|| "default".to_owned())
}
