//! Kubeconfigs: which clusters there are, how to reach them, and whom to be there.

mod base64;
mod decode;
mod error;
mod model;
#[cfg(test)]
mod tests;
pub mod yaml;

pub use self::error::{Entry, EntryKind, KubeconfigError, KubeconfigErrorKind, KubeconfigErrors};
pub use self::model::{
    AuthInfo, AuthProvider, Cluster, Context, ExecConfig, ExecEnvVar, Impersonate, Kubeconfig,
    Opaque, Origin, Pem, Preferences,
};
