//! The client: a link to one cluster, credentials, and hooks.

mod answer;
mod base_url;
mod budget;
mod builder;
mod call;
mod decode;
mod exchange;
#[cfg(feature = "informer")]
mod informers;
mod limit;
mod observer;
mod options;
mod pretty;
mod response;
mod retry;
mod timeouts;
mod warning;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::header::HeaderValue;

use self::answer::Answer;
use self::base_url::BaseUrl;
use self::budget::Budget;
pub use self::builder::ClientBuilder;
use self::call::{Call, Rules};
pub(crate) use self::decode::{content_type, decode, decode_response};
#[cfg(feature = "informer")]
pub(crate) use self::informers::{Check, Queued, Turn};
use self::limit::Buckets;
pub use self::limit::RateLimit;
pub use self::observer::{ClientEvent, Observer};
pub use self::options::SendOptions;
pub(crate) use self::response::failure_within;
use self::retry::RetryBudget;
pub use self::retry::RetryPolicy;
pub use self::timeouts::Timeouts;
pub use self::warning::{EachWarningOnce, Warning, WarningHandler};
use crate::api::Api;
use crate::auth::{Credentials, SettingsFollower};
use crate::discovery::{self, Discovery};
use crate::error::Result;
use crate::object::{Resource, Unstructured, scope};
use crate::request::Request;
use crate::rt::{BoxFuture, Timer, boxed};
use crate::transport::{Backend, Body, Capabilities, HttpTransport};

/// A way to talk to one cluster. Cloning it is cheap; all clones share connections and
/// credentials.
///
/// A backend crate makes one: `outrigger_hyper::connect()`, or
/// [`Client::builder`] for what the front doors do not cover.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: Arc<dyn HttpTransport>,
    capabilities: Capabilities,
    timer: Arc<dyn Timer>,
    seed: u64,
    base: BaseUrl,
    credentials: Option<Arc<dyn Credentials>>,
    follower: SettingsFollower,
    observer: Option<Arc<dyn Observer>>,
    warnings: Option<Arc<dyn WarningHandler>>,
    retry: RetryPolicy,
    retry_budget: RetryBudget,
    rate_limit: Buckets,
    timeouts: Timeouts,
    user_agent: HeaderValue,
    namespace: String,
    request_limit: usize,
    response_limit: usize,
    next_exchange: AtomicU64,
    /// Where the transport has few connections.
    budget: Option<Budget>,
    #[cfg(feature = "informer")]
    informers: informers::Informers,
}

impl Client {
    /// Starts to build a client for the API server at `server`, such as
    /// `https://10.0.0.1:6443` or `https://rancher.example/k8s/clusters/c-1`.
    pub fn builder(backend: Backend, server: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(backend, server.into())
    }

    /// The API of a resource in one namespace.
    pub fn namespaced<K>(&self, namespace: impl Into<String>) -> Api<K>
    where
        K: Resource<Scope = scope::Namespaced>,
    {
        self.all().within(namespace)
    }

    /// The API of a resource in the namespace that the configuration names, else `default`.
    pub fn default_namespaced<K>(&self) -> Api<K>
    where
        K: Resource<Scope = scope::Namespaced>,
    {
        self.namespaced(self.default_namespace())
    }

    /// The API of a resource whose objects belong to no namespace.
    pub fn cluster<K: Resource<Scope = scope::Cluster>>(&self) -> Api<K> {
        self.all()
    }

    /// The API of a resource across all namespaces, or of a cluster-scoped resource.
    pub fn all<K: Resource>(&self) -> Api<K> {
        Api::new(self.clone(), K::api_resource())
    }

    /// The API of a resource found by any name that `kubectl get` takes: plural, singular, kind
    /// or short name, alone or with `.group` or `.version.group`.
    ///
    /// It asks the server for its discovery documents each time; keep a [`Discovery`] from
    /// [`discover`](Self::discover) to look up many names.
    ///
    /// # Errors
    /// When discovery fails, or nothing goes by that name ([`Discovery`](crate::ErrorKind::Discovery)).
    pub async fn resource(&self, name: &str) -> Result<Api<Unstructured>> {
        let discovery = self.discover().await?;
        self.found(discovery, name)
    }

    fn found(&self, discovery: Discovery, name: &str) -> Result<Api<Unstructured>> {
        let found = discovery.find(name)?;
        Ok(Api::new(self.clone(), found.resource.clone()))
    }

    /// What the server serves.
    ///
    /// # Errors
    /// When the server cannot be reached or does not speak discovery. A group that fails alone
    /// is not an error; [`Discovery::failures`] names it.
    pub async fn discover(&self) -> Result<Discovery> {
        boxed(discovery::discover(self)).await
    }

    /// The namespace that the configuration names, else `default`.
    pub fn default_namespace(&self) -> &str {
        &self.0.namespace
    }

    /// What the transport can do.
    pub fn capabilities(&self) -> Capabilities {
        self.0.capabilities
    }

    pub(crate) fn timer(&self) -> &Arc<dyn Timer> {
        &self.0.timer
    }

    /// A seed of its own for each part that needs entropy.
    pub(crate) fn seed(&self) -> u64 {
        self.0.seed ^ self.next_exchange_id().rotate_left(32)
    }

    /// Sends a request and reads its whole answer.
    ///
    /// # Errors
    /// Any of [`ErrorKind`](crate::ErrorKind); an answer outside 2xx is an error of kind
    /// [`Api`](crate::ErrorKind::Api). The
    /// request has been sent again where the client's [`RetryPolicy`] says so.
    ///
    /// # Cancel safety
    /// Dropping the future aborts the exchange. Whether a write was applied is then unknown.
    pub async fn send(&self, request: Request) -> Result<http::Response<Bytes>> {
        self.send_with(request, &SendOptions::new()).await
    }

    /// As [`send`](Self::send), with what is different for this request.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    ///
    /// # Cancel safety
    /// As [`send`](Self::send).
    pub async fn send_with(
        &self,
        request: Request,
        options: &SendOptions,
    ) -> Result<http::Response<Bytes>> {
        Ok(self.answer(request, options).await?.into_response())
    }

    /// Sends a request; ready when the head of a 2xx answer has arrived, its body still open.
    ///
    /// Where the transport has few connections
    /// ([`parallel_streams`](Capabilities::parallel_streams)), an exchange whose answer stays
    /// open, as a watch's does, waits for a place among them first. It is not ended for others;
    /// these exchanges together may take all places but one, which is left to informers. With one
    /// or two connections there is only one place, and whoever came first has it: as long as such
    /// an exchange does, no informer hears anything.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    ///
    /// # Cancel safety
    /// Dropping the future or the body aborts the exchange, and gives up its place.
    pub async fn open(&self, request: Request) -> Result<http::Response<Body>> {
        self.open_with(request, &SendOptions::new()).await
    }

    /// As [`open`](Self::open), with what is different for this request.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    ///
    /// # Cancel safety
    /// As [`open`](Self::open).
    pub async fn open_with(
        &self,
        request: Request,
        options: &SendOptions,
    ) -> Result<http::Response<Body>> {
        let rules = Rules::of(self, &request, options);
        self.open_by(request, rules).await
    }

    /// As [`send_with`](Self::send_with), of an answer that knows what was asked. A box, as that of
    /// [`open_by`](Self::open_by).
    pub(crate) fn answer(
        &self,
        request: Request,
        options: &SendOptions,
    ) -> BoxFuture<'_, Result<Answer>> {
        let rules = Rules::of(self, &request, options).whole(self);
        Box::pin(async move {
            let (verb, uri) = (request.verb(), request.as_http().uri().clone());
            let response = self.exchanged(request, rules).await?;
            Answer::collect(verb, uri, response).await
        })
    }

    /// As [`open_with`](Self::open_with), of an answer that is no longer than the client's limit.
    pub(crate) fn open_whole(
        &self,
        request: Request,
        options: &SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Body>>> {
        let rules = Rules::of(self, &request, options).whole(self);
        self.open_by(request, rules)
    }

    /// A box, so that what awaits it, which is compiled in the crate of its user and for each type,
    /// has no copy of all that a request goes through.
    fn open_by(
        &self,
        request: Request,
        rules: Rules,
    ) -> BoxFuture<'_, Result<http::Response<Body>>> {
        Box::pin(self.exchanged(request, rules))
    }

    async fn exchanged(&self, request: Request, rules: Rules) -> Result<http::Response<Body>> {
        let turn = match &self.0.budget {
            Some(budget) if rules.queued && request.is_long_lived() => Some(budget.staying().await),
            _ => None,
        };
        let response = Call::new(self, &request, rules).run().await?;
        Ok(match turn {
            Some(turn) => response.map(|body| turn.hold(body)),
            None => response,
        })
    }

    fn next_exchange_id(&self) -> u64 {
        self.0.next_exchange.fetch_add(1, Ordering::Relaxed)
    }

    fn observe(&self, event: &ClientEvent<'_>) {
        if let Some(observer) = &self.0.observer {
            observer.observe(event);
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.0.base)
            .field("namespace", &self.0.namespace)
            .finish_non_exhaustive()
    }
}
