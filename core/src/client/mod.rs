//! The client: a link to one cluster, credentials, and hooks.

mod base_url;
mod budget;
mod builder;
mod exchange;
mod informers;
mod observer;
mod pretty;
mod response;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use bytes::Bytes;
use http::header::HeaderValue;

use self::base_url::BaseUrl;
use self::budget::Budget;
pub(crate) use self::budget::{Queued, Turn};
pub use self::builder::ClientBuilder;
pub(crate) use self::informers::Check;
use self::informers::Informers;
pub use self::observer::{ClientEvent, Observer};
use crate::api::Api;
use crate::auth::{Credentials, SettingsFollower};
use crate::discovery::{self, Discovery};
use crate::error::{Error, ErrorKind, Result};
use crate::misfit::Misfit;
use crate::object::{Object, Resource, Unstructured};
use crate::request::Request;
use crate::rt::Timer;
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
    user_agent: HeaderValue,
    namespace: String,
    response_limit: usize,
    next_exchange: AtomicU64,
    /// Where the transport has few connections.
    budget: Option<Budget>,
    informers: Informers,
}

impl Client {
    /// Starts to build a client for the API server at `server`, such as
    /// `https://10.0.0.1:6443` or `https://rancher.example/k8s/clusters/c-1`.
    pub fn builder(backend: Backend, server: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(backend, server.into())
    }

    /// The API of a resource in one namespace.
    pub fn namespaced<K: Resource>(&self, namespace: impl Into<String>) -> Api<K> {
        self.all().within(namespace)
    }

    /// The API of a resource in the namespace that the configuration names, else `default`.
    pub fn default_namespaced<K: Resource>(&self) -> Api<K> {
        self.namespaced(self.default_namespace())
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
    /// When discovery fails, or nothing goes by that name ([`ErrorKind::Discovery`]).
    pub async fn resource(&self, name: &str) -> Result<Api<Unstructured>> {
        let found = self.discover().await?.find(name)?.clone();
        Ok(Api::new(self.clone(), found.resource))
    }

    /// What the server serves.
    ///
    /// # Errors
    /// When the server cannot be reached or does not speak discovery. A group that fails alone
    /// is not an error; [`Discovery::failures`] names it.
    pub async fn discover(&self) -> Result<Discovery> {
        discovery::discover(self).await
    }

    /// The namespace that the configuration names, else `default`.
    pub fn default_namespace(&self) -> &str {
        &self.0.namespace
    }

    /// What the transport can do.
    pub fn capabilities(&self) -> Capabilities {
        self.0.capabilities
    }

    /// As [`Informer::check`](crate::Informer::check), for all informers of this client and its
    /// clones: when the machine woke up, the page is shown again, or the network is back. None of
    /// them is live when this returns.
    pub fn check(&self) {
        self.0.informers.check();
    }

    /// Has `informer` checked by [`check`](Self::check), as long as it lives.
    pub(crate) fn register(&self, informer: Weak<dyn Check>) {
        self.0.informers.add(informer);
    }

    pub(crate) fn response_limit(&self) -> usize {
        self.0.response_limit
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
    /// Any of [`ErrorKind`]; an answer outside 2xx is an error of kind [`ErrorKind::Api`].
    pub async fn send(&self, request: Request) -> Result<http::Response<Bytes>> {
        let limit = self.0.response_limit;
        let (verb, path) = (request.verb(), request.path().to_owned());
        let (parts, body) = self.open(request).await?.into_parts();
        let body = body.collect(limit).await;
        let body = body.map_err(|error| Error::from_transport(error).asked(verb, &path))?;
        Ok(http::Response::from_parts(parts, body))
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
        let turn = match &self.0.budget {
            Some(budget) if request.is_long_lived() => Some(budget.staying().await),
            _ => None,
        };
        let response = self.open_now(request).await?;
        Ok(match turn {
            Some(turn) => response.map(|body| turn.hold(body)),
            None => response,
        })
    }

    /// The queue for a turn of an informer's watch; `None` where nobody has to wait.
    pub(crate) fn turn(&self, preferred: bool) -> Option<Queued> {
        let budget = self.0.budget.as_ref();
        budget.map(|budget| budget.rotating(preferred))
    }

    /// As [`open`](Self::open), by one who has a turn if one is needed.
    pub(crate) async fn open_now(&self, request: Request) -> Result<http::Response<Body>> {
        let (verb, path) = (request.verb(), request.path().to_owned());
        let exchange = self.exchange(&request);
        exchange.await.map_err(|error| error.asked(verb, &path))
    }

    fn next_exchange_id(&self) -> u64 {
        self.0.next_exchange.fetch_add(1, Ordering::Relaxed)
    }

    fn observe(&self, event: &ClientEvent<'_>) {
        if let Some(observer) = &self.0.observer {
            observer.observe(event);
        }
    }

    /// Sends a request and decodes its answer.
    pub(crate) async fn fetch<K: Object>(&self, request: Request) -> Result<K> {
        let (verb, path) = (request.verb(), request.path().to_owned());
        let body = self.send(request).await?.into_body();
        decode(&body).map_err(|error| error.asked(verb, &path))
    }
}

/// Decodes an answer, naming the Kubernetes type it says to be when it is not the expected one.
pub(crate) fn decode<K: serde::de::DeserializeOwned>(body: &[u8]) -> Result<K> {
    serde_json::from_slice(body).map_err(|source| {
        Error::new(
            ErrorKind::Decode,
            format!("cannot decode the answer{}", preview(body)),
        )
        .with_source(Misfit::from(source))
    })
}

/// A hint at what an undecodable body is: its first character, never its content.
fn preview(body: &[u8]) -> &'static str {
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => ", which is empty",
        Some(b'<') => ", which looks like HTML; is there a proxy in front of the API server?",
        Some(b'{' | b'[') => "",
        Some(_) => ", which is not JSON",
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
