//! A Kubernetes client that does no IO of its own, and so runs anywhere.
//!
//! This crate is the core of [Outrigger](https://github.com/outrigger-rs/outrigger): it knows what to ask an API server, how
//! to read the answers, and how to keep a mirror of a resource up to date. A backend crate brings
//! the network and the clock: `outrigger-hyper` for native programs, `outrigger-test` for unit
//! tests.
//!
//! ```no_run
//! # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
//! use outrigger::{Informer, ListOptions};
//!
//! // let client = outrigger_hyper::connect().await?;
//! let pods = client.resource("pods").await?;
//! for pod in pods.list(&ListOptions::new().labels("app=web")).await? {
//!     println!("{}", pod.name());
//! }
//!
//! let (informer, driver) = Informer::builder(&pods).build();
//! # fn spawn(_: impl std::future::Future<Output = ()> + Send + 'static) {}
//! spawn(driver);
//! let mut changes = informer.subscribe();
//! while let Some(change) = changes.next().await {
//!     println!("{} is now at {}", change.object().name(), change.object().resource_version());
//! }
//! # Ok(()) }
//! ```
//!
//! # What is where
//! - [`Client`] and [`Api`]: talk to a cluster. [`request`]: the requests as values.
//! - [`informer`]: a mirror that keeps itself up to date.
//! - [`discovery`]: what a server serves. [`kubeconfig`]: how to reach it. [`auth`]: who asks.
//! - [`object`]: typed, untyped and cached objects.
//! - [`transport`] and [`rt`]: what a backend implements.
//!
//! # What this crate does not do
//! It opens no socket or file, reads no clock, environment or entropy, spawns nothing, and chooses
//! no async runtime. All of that is the backend's, or the caller's.
//!
//! # Features
//! - `k8s-openapi-0-29`: [`Resource`] for the kinds of k8s-openapi 0.29. Your own crate picks its
//!   `v1_*` feature. Off by default, as everything is.
#![forbid(unsafe_code)]

pub mod api;
pub mod auth;
mod client;
pub mod discovery;
mod error;
pub mod informer;
pub mod kubeconfig;
mod misfit;
pub mod object;
pub mod request;
pub mod rt;
mod secret;
pub mod transport;
mod watch;

pub use self::api::Api;
pub use self::client::{Client, ClientBuilder, ClientEvent, Observer};
pub use self::error::{Error, ErrorKind, Result};
pub use self::informer::{Change, Driver, Informer};
pub use self::object::{
    ApiResource, Cached, ColumnDefinition, ObjectKey, Resource, Scope, Status, TableRow,
    Unstructured,
};
pub use self::request::{
    ApplyOptions, CreateOptions, DeleteOptions, GetOptions, ListOptions, Patch, PatchOptions,
    ReplaceOptions, Verb, WatchOptions,
};
pub use self::secret::Secret;
