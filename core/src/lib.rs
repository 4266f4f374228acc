//! A Kubernetes client that does no IO of its own, and so runs anywhere.
//!
//! This crate is the core of [Outrigger](https://github.com/outrigger-rs/outrigger): it knows what to ask an API server, how
//! to read the answers, and how to keep a mirror of a resource up to date. A backend crate brings
//! the network and the clock: `outrigger-hyper` for native programs, `outrigger-test` for unit
//! tests.
//!
//! With `features = ["informer"]`:
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
//! - [`Client`] and [`Api`]: talk to a cluster. [`rest`]: the layer below, request by request.
//!   [`request`]: the requests as values.
//! - [`retry`] a change that others got in the way of.
//! - [`informer`]: a mirror that keeps itself up to date. [`wait`] until something is true of an
//!   object. Both need the feature `informer`.
//! - [`discovery`]: what a server serves. [`kubeconfig`]: how to reach it. [`auth`]: who asks.
//! - [`codec`]: manifests, and objects of several kinds.
//! - [`object`]: typed, untyped and cached objects, and their metadata. [`selector`]: which objects.
//! - [`validation`]: what names and labels must be.
//! - [`transport`] and [`rt`]: what a backend implements.
//!
//! # What this crate does not do
//! It opens no socket or file, reads no clock, environment or entropy, spawns nothing, and chooses
//! no async runtime. All of that is the backend's, or the caller's.
//!
//! # Features
//! All are off by default, and none changes what there is without it.
//! - `informer`: [`informer`] and [`wait`].
//! - `crd`: [`crd`], the definitions of resources of your own.
//! - `derive`: that, and the derive macros [`CustomResource`] and [`ApplyConfiguration`].
//! - `k8s-openapi-0-29`: [`Resource`] for the kinds of k8s-openapi 0.29. Your own crate picks its
//!   `v1_*` feature.
//! - `schemars-1`: `JsonSchema` of schemars 1 for [`Time`](object::Time),
//!   [`Condition`](object::Condition) and what else own resources share with Kubernetes' kinds.
//! - `write-yaml`: [`Kubeconfig::to_yaml`](kubeconfig::Kubeconfig::to_yaml).
#![forbid(unsafe_code)]
// docs.rs says at each item which feature it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// This text is of all features.
#![cfg_attr(
    not(all(feature = "derive", feature = "informer", feature = "write-yaml")),
    allow(rustdoc::broken_intra_doc_links)
)]

pub mod api;
pub mod auth;
mod by_name;
mod client;
pub mod codec;
#[cfg(feature = "crd")]
pub mod crd;
pub mod discovery;
mod error;
mod go_text;
#[cfg(feature = "informer")]
pub mod informer;
mod json;
pub mod kubeconfig;
mod misfit;
pub mod object;
mod random;
pub mod request;
pub mod rest;
pub mod retry;
pub mod rt;
mod secret;
pub mod selector;
pub mod transport;
pub mod validation;
#[cfg(feature = "informer")]
pub mod wait;
mod watch;

pub use self::api::Api;
pub use self::client::{
    Client, ClientBuilder, ClientEvent, EachWarningOnce, Observer, RateLimit, RetryPolicy,
    SendOptions, Timeouts, Warning, WarningHandler,
};
#[cfg(feature = "crd")]
pub use self::crd::{ApplyConfiguration, CustomResource};
pub use self::error::{Error, ErrorKind, Result};
#[cfg(feature = "informer")]
pub use self::informer::{Change, Driver, Informer};
#[cfg(feature = "informer")]
pub use self::object::Cached;
pub use self::object::{
    ApiResource, ColumnDefinition, HasMetadata, ObjectKey, Resource, Scope, Status, TableRow,
    Unstructured, UnstructuredList, scope,
};
pub use self::request::{
    ApplyOptions, CreateOptions, DeleteOptions, GetOptions, ListOptions, Patch, PatchOptions,
    ReplaceOptions, Verb, WatchOptions,
};
pub use self::secret::Secret;
#[cfg(feature = "derive")]
pub use outrigger_derive::{ApplyConfiguration, CustomResource};
