//! What the environment says about clusters. Each function takes the lookup, so that a test can
//! pass its own; a program passes [`variable`].

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Where a pod finds its service account.
const SERVICE_ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// Where variables are looked up by name.
pub(crate) trait Lookup: Fn(&str) -> Option<OsString> + Copy {}

impl<L: Fn(&str) -> Option<OsString> + Copy> Lookup for L {}

/// A variable of this process.
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// The home directory: `HOME`, or `USERPROFILE` where that is not set (Windows).
pub(crate) fn home(lookup: impl Lookup) -> Option<PathBuf> {
    ["HOME", "USERPROFILE"]
        .into_iter()
        .find_map(|name| set(lookup, name))
        .map(PathBuf::from)
}

/// What a pod is told about its own cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InCluster {
    /// The API server's URL.
    pub(crate) server: String,
    /// The file with the service account's token.
    pub(crate) token: PathBuf,
    /// The file with the certificate authority.
    pub(crate) certificate_authority: PathBuf,
    /// The file with the pod's namespace.
    pub(crate) namespace_file: PathBuf,
    /// The pod's namespace, where the environment says it.
    pub(crate) namespace: Option<String>,
}

/// What a pod is told about its own cluster, its service account's files in `folder` or where
/// Kubernetes puts them; `None` outside of one, when `KUBERNETES_SERVICE_HOST` or
/// `KUBERNETES_SERVICE_PORT` is missing.
pub(crate) fn in_cluster(folder: Option<&Path>, lookup: impl Lookup) -> Option<InCluster> {
    let text = |name| set(lookup, name)?.into_string().ok();
    let host = text("KUBERNETES_SERVICE_HOST")?;
    let port = text("KUBERNETES_SERVICE_PORT")?;
    let server = if host.contains(':') {
        format!("https://[{host}]:{port}")
    } else {
        format!("https://{host}:{port}")
    };
    let folder = folder.unwrap_or(Path::new(SERVICE_ACCOUNT));
    Some(InCluster {
        server,
        token: folder.join("token"),
        certificate_authority: folder.join("ca.crt"),
        namespace_file: folder.join("namespace"),
        namespace: text("POD_NAMESPACE"),
    })
}

/// A variable that is set to something.
fn set(lookup: impl Lookup, name: &str) -> Option<OsString> {
    lookup(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pod_is_told_where_its_cluster_is() {
        let inside = in_cluster(None, |name| match name {
            "KUBERNETES_SERVICE_HOST" => Some("fd00::1".into()),
            "KUBERNETES_SERVICE_PORT" => Some("443".into()),
            _ => None,
        });
        assert_eq!(inside.unwrap().server, "https://[fd00::1]:443");
        assert_eq!(in_cluster(None, |_| None), None);
    }

    #[test]
    fn an_empty_home_is_none() {
        let windows = |name: &str| match name {
            "HOME" => Some(OsString::new()),
            "USERPROFILE" => Some(OsString::from("home")),
            _ => None,
        };
        assert_eq!(home(windows), Some(PathBuf::from("home")));
    }

    #[test]
    fn half_an_address_is_no_cluster() {
        let host = |name: &str| (name == "KUBERNETES_SERVICE_HOST").then(|| "10.0.0.1".into());
        assert_eq!(in_cluster(None, host), None);
    }
}
