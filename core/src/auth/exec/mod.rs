//! Exec credential plugins: programs that print credentials.
//!
//! This is what needs no process: [`ExecPlugin`] says what to run and what to tell it,
//! [`ExecCredential`] reads what it printed, and [`Renewal`](super::Renewal) says when to run it.
//! A backend runs it.
//!
//! <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins>

mod cluster;
mod credential;
mod plugin;

pub use self::cluster::ExecCluster;
pub use self::credential::{ExecCredential, ExecCredentialError};
pub use self::plugin::{ExecPlugin, InteractiveError, InteractiveMode};

/// The version of `ExecCredential` that a plugin is told and answers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ExecVersion {
    /// `client.authentication.k8s.io/v1beta1`.
    V1Beta1,
    /// `client.authentication.k8s.io/v1`.
    V1,
}

impl ExecVersion {
    /// The version that goes by this `apiVersion`. `v1alpha1` is gone since Kubernetes 1.24.
    pub fn parse(api_version: &str) -> Option<Self> {
        [Self::V1Beta1, Self::V1]
            .into_iter()
            .find(|version| version.as_str() == api_version)
    }

    /// Its `apiVersion`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1Beta1 => "client.authentication.k8s.io/v1beta1",
            Self::V1 => "client.authentication.k8s.io/v1",
        }
    }
}
