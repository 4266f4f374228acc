//! Kubeconfigs: which clusters there are, how to reach them, and whom to be there.
//!
//! ```text
//!   $KUBECONFIG, home ── search_environment ─▶ paths ── (the caller reads) ─▶ texts
//!                                                                              │
//!   Config ◀── resolve(overrides) ── Kubeconfig ◀── merge ◀── parse ◀──────────┘
//!     ▲                                  │
//!     └── in_cluster ── a pod's facts    └──▶ validate, minify, flatten, redact, write
//! ```
//!
//! Everything here is a function from texts to values: no file is read, no variable looked up. A
//! backend reads the files, gives them to a [`Loader`], and reads what [`Config`] names.
//!
//! - Errors name the file, the place, the entry and the field, and all that is wrong comes at
//!   once. No value is ever printed, for any of them may be a credential.
//! - Files are read as kubectl reads them: see [`yaml`] for the text, [`Kubeconfig::merge`] for
//!   precedence and [`Kubeconfig::resolve`] for the rest and for what differs.
//!   [`Kubeconfig::validate`] checks all of a file, also what nobody asks for.
//! - To show one as `kubectl config view` does: [`minified`](Kubeconfig::minified) for `--minify`,
//!   [`flattened`](Kubeconfig::flattened) for `--flatten`, else without `--raw`
//!   [`redacted`](Kubeconfig::redacted) and [`shortened`](Kubeconfig::shortened), then
//!   [`without_unknown_fields`](Kubeconfig::without_unknown_fields) and
//!   [`to_json`](Kubeconfig::to_json) or, with the feature `write-yaml`,
//!   [`to_yaml`](Kubeconfig::to_yaml). To edit a file, parse it, change it and write that: what this
//!   crate does not know stays in it.

mod base64;
mod decode;
mod error;
mod load;
mod merge;
mod model;
mod overrides;
mod paths;
mod printable;
mod relative;
mod resolve;
mod search;
mod shown;
#[cfg(test)]
mod tests;
mod validate;
mod view;
mod write;
pub mod yaml;

pub use self::error::{Entry, EntryKind, KubeconfigError, KubeconfigErrorKind, KubeconfigErrors};
pub use self::load::{Loaded, Loader, ReadError};
pub use self::model::{
    AuthInfo, AuthProvider, Cluster, Context, ExecConfig, ExecEnvVar, Impersonate, Kubeconfig,
    Opaque, Origin, Pem, Preferences,
};
pub use self::overrides::Overrides;
pub use self::paths::PathStyle;
pub use self::resolve::{Basic, ClientCertificate, Config, DataOrFile, InCluster, Namespace};
pub use self::search::{
    Migration, PathFacts, SearchPaths, home_folder, search_environment, search_paths,
};
pub use self::shown::shown_path;
pub use crate::by_name::ByName;
