//! The cluster around a pod.

use std::path::Path;

use outrigger::kubeconfig::{Config, InCluster, Overrides};
use outrigger::{Error, Result};

use super::config::unusable;
use crate::environment::{self, Lookup, variable};
use crate::files::{read_text, reads};
use crate::runtime;
use crate::tls;

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
/// Where the certificate authority's file, `ca.crt`, cannot be used, a warning names it, and the
/// system's authorities are trusted. That is settled once: a file that comes later is not followed.
///
/// Source: `InClusterConfig` of client-go.
pub async fn in_cluster_config() -> Result<Config> {
    config_with(None, &Overrides::new()).await
}

/// As [`in_cluster_config`], with what options say of it.
pub(super) async fn config_with(folder: Option<&Path>, overrides: &Overrides) -> Result<Config> {
    let pod = environment::in_cluster(folder, variable)?.ok_or_else(|| {
        let message = "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT \
                       must be set";
        Error::config(message, None)
    })?;
    let overrides = overrides.clone();
    runtime::blocking(move || of(pod, &overrides)).await?
}

/// The pod around this program, if there is one: it is told where the API server is, and has a
/// token. Blocks.
///
/// Source: `inClusterClientConfig.Possible` of client-go.
///
/// # Errors
/// As [`in_cluster`](environment::in_cluster).
pub(super) fn possible(folder: Option<&Path>, lookup: impl Lookup) -> Result<Option<InCluster>> {
    let token =
        |pod: &InCluster| std::fs::metadata(&pod.token_file).is_ok_and(|file| !file.is_dir());
    Ok(environment::in_cluster(folder, lookup)?.filter(token))
}

/// What the pod's environment and files amount to, under what flags say. Blocks.
pub(super) fn of(pod: InCluster, overrides: &Overrides) -> Result<Config> {
    let mut pod = with_namespace(pod);
    let warning = without_unusable_authority(&mut pod);
    let mut config = Config::in_cluster(&pod, overrides).map_err(unusable)?;
    if config.certificate_authority.is_none() {
        config.warnings.extend(warning);
    }
    if config.token_file.as_ref() == Some(&pod.token_file) {
        reads(Path::new(&pod.token_file)).map_err(|source| {
            let message = "cannot read the service account's token";
            Error::config(message, Some(source.into()))
        })?;
    }
    Ok(config)
}

/// Forgets a certificate authority that cannot be used, and says so. Blocks.
fn without_unusable_authority(pod: &mut InCluster) -> Option<String> {
    let path = pod.certificate_authority.take()?;
    let problem = match read_text(Path::new(&path)) {
        Ok(pem) => match tls::check_authority(pem.as_bytes()) {
            Ok(()) => {
                pod.certificate_authority = Some(path);
                return None;
            }
            Err(why) => format!("{path}: {why}"),
        },
        Err(error) => error.to_string(),
    };
    Some(format!(
        "{problem}; the system's certificate authorities are trusted instead"
    ))
}

/// The namespace that the pod is in. Blocks.
pub(super) fn namespace(pod: InCluster) -> String {
    let config = Config::in_cluster(&with_namespace(pod), &Overrides::new());
    config.map_or_else(|_| "default".to_owned(), |config| config.namespace)
}

/// The pod with what its file says about its namespace, which need not be there. Blocks.
fn with_namespace(mut pod: InCluster) -> InCluster {
    let folder = Path::new(&pod.token_file).parent();
    let text = folder.map(|folder| read_text(&folder.join("namespace")));
    pod.namespace_file = text.and_then(std::result::Result::ok);
    pod
}
