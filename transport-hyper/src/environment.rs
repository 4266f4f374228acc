//! What the environment says about clusters. Each function takes the lookup, so that a test can
//! pass its own; a program passes [`variable`].

use std::ffi::OsString;
use std::path::Path;

use outrigger::kubeconfig::InCluster;
use outrigger::{Error, Result};

/// Where a pod finds its service account.
const SERVICE_ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// Where variables are looked up by name.
pub(crate) trait Lookup: Fn(&str) -> Option<OsString> + Copy {}

impl<L: Fn(&str) -> Option<OsString> + Copy> Lookup for L {}

/// A variable of this process.
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// What a pod is told about its own cluster, its service account's files in `folder` or where
/// Kubernetes puts them; `None` outside of one, when `KUBERNETES_SERVICE_HOST` or
/// `KUBERNETES_SERVICE_PORT` is missing. No file is read.
///
/// # Errors
/// When a variable or the folder's path is not UTF-8.
pub(crate) fn in_cluster(folder: Option<&Path>, lookup: impl Lookup) -> Result<Option<InCluster>> {
    let mut pod = InCluster::default();
    let host = text(lookup, "KUBERNETES_SERVICE_HOST")?;
    let port = text(lookup, "KUBERNETES_SERVICE_PORT")?;
    let (Some(host), Some(port)) = (host, port) else {
        return Ok(None);
    };
    (pod.host, pod.port) = (host, port);
    let folder = folder.unwrap_or(Path::new(SERVICE_ACCOUNT));
    let file = |name| {
        let path = folder.join(name).into_os_string();
        utf8("the path of the service account's folder", path)
    };
    pod.token_file = file("token")?;
    pod.certificate_authority = Some(file("ca.crt")?);
    pod.pod_namespace = text(lookup, "POD_NAMESPACE")?;
    Ok(Some(pod))
}

/// A variable that is set to something.
///
/// # Errors
/// When it is not UTF-8: to go on without it would lead to another cluster than the one it names.
pub(crate) fn text(lookup: impl Lookup, name: &str) -> Result<Option<String>> {
    let value = lookup(name).filter(|value| !value.is_empty());
    value.map(|value| utf8(name, value)).transpose()
}

fn utf8(what: &str, value: OsString) -> Result<String> {
    let not = |_| Error::config(format!("{what} is not UTF-8"), None);
    value.into_string().map_err(not)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pod_is_told_where_its_cluster_is() {
        let inside = in_cluster(Some(Path::new("account")), |name| match name {
            "KUBERNETES_SERVICE_HOST" => Some("fd00::1".into()),
            "KUBERNETES_SERVICE_PORT" => Some("443".into()),
            _ => None,
        });
        let inside = inside.unwrap().unwrap();
        assert_eq!((&*inside.host, &*inside.port), ("fd00::1", "443"));
        let token = Path::new("account").join("token");
        assert_eq!(Path::new(&inside.token_file), token);
        assert_eq!(in_cluster(None, |_| None).unwrap(), None);
    }

    #[test]
    fn half_an_address_is_no_cluster() {
        let host = |name: &str| (name == "KUBERNETES_SERVICE_HOST").then(|| "10.0.0.1".into());
        assert_eq!(in_cluster(None, host).unwrap(), None);
        let no_port = |name: &str| match name {
            "KUBERNETES_SERVICE_PORT" => Some(OsString::new()),
            name => host(name),
        };
        assert_eq!(in_cluster(None, no_port).unwrap(), None);
    }
}
