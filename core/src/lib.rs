//! placeholder
#![forbid(unsafe_code)]

pub mod api;
pub mod auth;
mod client;
pub mod discovery;
mod error;
pub mod informer;
pub mod object;
pub mod request;
pub mod rt;
mod secret;
pub mod transport;
pub mod watch;

pub use self::api::Api;
pub use self::client::{Client, ClientBuilder, ClientEvent, Observer};
pub use self::error::{Error, ErrorKind, Result};
pub use self::informer::{Change, Driver, Informer};
pub use self::object::{ApiResource, Cached, ObjectKey, Resource, Scope, Status, Unstructured};
pub use self::request::{
    ApplyOptions, CreateOptions, DeleteOptions, GetOptions, ListOptions, Patch, PatchOptions,
    ReplaceOptions, Verb, WatchOptions,
};
pub use self::secret::Secret;
