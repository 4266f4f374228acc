//! What the environment says about clusters. Each function takes the lookup, so that a test can
//! pass its own; a program passes [`variable`].

use std::ffi::OsString;
use std::path::Path;

use outrigger::kubeconfig::InCluster;

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
pub(crate) fn in_cluster(folder: Option<&Path>, lookup: impl Lookup) -> Option<InCluster> {
    let text = |name| set(lookup, name)?.into_string().ok();
    let folder = folder.unwrap_or(Path::new(SERVICE_ACCOUNT));
    let file = |name| folder.join(name).display().to_string();
    let mut pod = InCluster::default();
    pod.host = text("KUBERNETES_SERVICE_HOST")?;
    pod.port = text("KUBERNETES_SERVICE_PORT")?;
    pod.token_file = file("token");
    pod.certificate_authority = Some(file("ca.crt"));
    pod.pod_namespace = text("POD_NAMESPACE");
    Some(pod)
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
        let inside = in_cluster(Some(Path::new("account")), |name| match name {
            "KUBERNETES_SERVICE_HOST" => Some("fd00::1".into()),
            "KUBERNETES_SERVICE_PORT" => Some("443".into()),
            _ => None,
        });
        let inside = inside.unwrap();
        assert_eq!((&*inside.host, &*inside.port), ("fd00::1", "443"));
        let token = Path::new("account").join("token");
        assert_eq!(Path::new(&inside.token_file), token);
        assert_eq!(in_cluster(None, |_| None), None);
    }

    #[test]
    fn half_an_address_is_no_cluster() {
        let host = |name: &str| (name == "KUBERNETES_SERVICE_HOST").then(|| "10.0.0.1".into());
        assert_eq!(in_cluster(None, host), None);
        let no_port = |name: &str| match name {
            "KUBERNETES_SERVICE_PORT" => Some(OsString::new()),
            name => host(name),
        };
        assert_eq!(in_cluster(None, no_port), None);
    }
}
