//! Kubeconfigs: which clusters there are, how to reach them, and whom to be there.

mod base64;
mod decode;
mod error;
mod load;
mod merge;
mod model;
mod paths;
#[cfg(test)]
mod tests;
pub mod yaml;

pub use self::error::{Entry, EntryKind, KubeconfigError, KubeconfigErrorKind, KubeconfigErrors};
pub use self::load::{Loaded, Loader, ReadError};
pub use self::model::{
    AuthInfo, AuthProvider, Cluster, Context, ExecConfig, ExecEnvVar, Impersonate, Kubeconfig,
    Opaque, Origin, Pem, Preferences,
};
pub use self::paths::{PathStyle, SearchPaths, search_paths};
