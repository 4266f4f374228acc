//! What the environment says about clusters. Each function takes the lookup, so that a test can
//! pass its own; a program passes `|name| std::env::var_os(name)`.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Where a pod finds its service account.
const SERVICE_ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// The kubeconfig files to merge, the first to win.
///
/// `KUBECONFIG` lists them, separated as in `PATH`; empty names and repeats are left out. When it
/// is unset or empty, it is `.kube/config` in the home directory.
///
/// # Examples
/// ```
/// # #[cfg(unix)]
/// # {
/// use outrigger_hyper::environment::kubeconfig_paths;
///
/// let paths = kubeconfig_paths(|name| (name == "KUBECONFIG").then(|| "/a::/b:/a".into()));
/// assert_eq!(paths, ["/a", "/b"].map(std::path::PathBuf::from));
/// # }
/// ```
pub fn kubeconfig_paths(lookup: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    match set(&lookup, "KUBECONFIG") {
        Some(list) => {
            let mut paths = Vec::new();
            for path in std::env::split_paths(&list) {
                if path.as_os_str() != OsStr::new("") && !paths.contains(&path) {
                    paths.push(path);
                }
            }
            paths
        }
        None => home(lookup)
            .map(|home| home.join(".kube").join("config"))
            .into_iter()
            .collect(),
    }
}

/// The home directory: `HOME`, or `USERPROFILE` where that is not set (Windows).
pub fn home(lookup: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    ["HOME", "USERPROFILE"]
        .into_iter()
        .find_map(|name| set(&lookup, name))
        .map(PathBuf::from)
}

/// What a pod is told about its own cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InCluster {
    /// The API server's URL.
    pub server: String,
    /// The file with the service account's token.
    pub token: PathBuf,
    /// The file with the certificate authority.
    pub certificate_authority: PathBuf,
    /// The file with the pod's namespace.
    pub namespace: PathBuf,
}

/// What a pod is told about its own cluster; `None` outside of one, when
/// `KUBERNETES_SERVICE_HOST` or `KUBERNETES_SERVICE_PORT` is missing.
///
/// # Examples
/// ```
/// use outrigger_hyper::environment::in_cluster;
///
/// let inside = in_cluster(|name| match name {
///     "KUBERNETES_SERVICE_HOST" => Some("fd00::1".into()),
///     "KUBERNETES_SERVICE_PORT" => Some("443".into()),
///     _ => None,
/// });
/// assert_eq!(inside.unwrap().server, "https://[fd00::1]:443");
/// assert_eq!(in_cluster(|_| None), None);
/// ```
pub fn in_cluster(lookup: impl Fn(&str) -> Option<OsString>) -> Option<InCluster> {
    let text = |name| set(&lookup, name)?.into_string().ok();
    let host = text("KUBERNETES_SERVICE_HOST")?;
    let port = text("KUBERNETES_SERVICE_PORT")?;
    let server = if host.contains(':') {
        format!("https://[{host}]:{port}")
    } else {
        format!("https://{host}:{port}")
    };
    let folder = Path::new(SERVICE_ACCOUNT);
    Some(InCluster {
        server,
        token: folder.join("token"),
        certificate_authority: folder.join("ca.crt"),
        namespace: folder.join("namespace"),
    })
}

/// A variable that is set to something.
fn set(lookup: impl Fn(&str) -> Option<OsString>, name: &str) -> Option<OsString> {
    lookup(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_is_the_fallback() {
        let windows = |name: &str| (name == "USERPROFILE").then(|| OsString::from("home"));
        let expected = Path::new("home").join(".kube").join("config");
        assert_eq!(kubeconfig_paths(windows), [expected]);
        let empty = |name: &str| match name {
            "KUBECONFIG" => Some(OsString::new()),
            _ => windows(name),
        };
        assert_eq!(kubeconfig_paths(empty), kubeconfig_paths(windows));
        assert_eq!(kubeconfig_paths(|_| None), Vec::<PathBuf>::new());
    }

    #[test]
    fn half_an_address_is_no_cluster() {
        let host = |name: &str| (name == "KUBERNETES_SERVICE_HOST").then(|| "10.0.0.1".into());
        assert_eq!(in_cluster(host), None);
    }
}
