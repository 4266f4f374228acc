use std::env::consts;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use http::HeaderValue;

use super::base_url::BaseUrl;
use super::limit::Buckets;
use super::retry::{BUDGET, RetryBudget};
use super::{Budget, Client, Inner, Observer, RateLimit, RetryPolicy, Timeouts, WarningHandler};
use crate::auth::{Credentials, SettingsFollower};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::{Backend, ConnectionSettings};

/// How much of one answer is read by default; a list in one piece can be large.
const RESPONSE_LIMIT: usize = 1 << 30;

/// The longest body that is sent by default: what kube-apiserver takes
/// (`MaxRequestBodyBytes`), which answers anything longer with 413.
const REQUEST_LIMIT: usize = 3 << 20;

/// Builds a [`Client`].
///
/// ```
/// # fn example(backend: outrigger::transport::Backend) -> outrigger::Result<()> {
/// use outrigger::{Client, Secret, auth::BearerToken};
///
/// let client = Client::builder(backend, "https://10.0.0.1:6443")
///     .credentials(BearerToken::new(&Secret::new("…"))?)
///     .namespace("shop")
///     .build()?;
/// # Ok(()) }
/// ```
#[must_use]
pub struct ClientBuilder {
    backend: Backend,
    server: String,
    settings: ConnectionSettings,
    credentials: Option<Arc<dyn Credentials>>,
    observer: Option<Arc<dyn Observer>>,
    warnings: Option<Arc<dyn WarningHandler>>,
    retry: RetryPolicy,
    retry_budget: u32,
    rate_limit: RateLimit,
    timeouts: Timeouts,
    user_agent: String,
    namespace: String,
    request_limit: usize,
    response_limit: usize,
}

impl ClientBuilder {
    pub(super) fn new(backend: Backend, server: String) -> Self {
        Self {
            backend,
            server,
            settings: ConnectionSettings::default(),
            credentials: None,
            observer: None,
            warnings: None,
            retry: RetryPolicy::default(),
            retry_budget: BUDGET,
            rate_limit: RateLimit::default(),
            timeouts: Timeouts::new(),
            user_agent: default_user_agent(),
            namespace: "default".to_owned(),
            request_limit: REQUEST_LIMIT,
            response_limit: RESPONSE_LIMIT,
        }
    }

    /// How to reach the server: whom to trust, which certificate to present. Credentials that have
    /// [settings](Credentials::settings) of their own take precedence.
    pub fn connection(mut self, settings: ConnectionSettings) -> Self {
        self.settings = settings;
        self
    }

    /// Who asks. Without credentials the client is anonymous, or known by its certificate.
    pub fn credentials(self, credentials: impl Credentials) -> Self {
        self.shared_credentials(Arc::new(credentials))
    }

    /// As [`credentials`](Self::credentials), for credentials that several clients share.
    pub fn shared_credentials(mut self, credentials: Arc<dyn Credentials>) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Who sees what the client does.
    pub fn observer(self, observer: impl Observer) -> Self {
        self.shared_observer(Arc::new(observer))
    }

    /// As [`observer`](Self::observer), for an observer of several clients.
    pub fn shared_observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Who is told of the warnings that the server sends; nobody by default.
    pub fn warnings(self, handler: impl WarningHandler) -> Self {
        self.shared_warnings(Arc::new(handler))
    }

    /// As [`warnings`](Self::warnings), for a handler of several clients.
    pub fn shared_warnings(mut self, handler: Arc<dyn WarningHandler>) -> Self {
        self.warnings = Some(handler);
        self
    }

    /// When requests are sent again; [`RetryPolicy::off`] for never.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many retries the client and its clones make together before they return errors at
    /// once, which say so; 100 by default. A second gives one back, and so do ten requests that
    /// needed none. `u32::MAX` is as good as no limit.
    pub const fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// How many requests are sent a second; [`RateLimit::off`] for as many as there are.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// How long requests may take.
    pub fn timeouts(mut self, limits: Timeouts) -> Self {
        self.timeouts = limits;
        self
    }

    /// The `User-Agent`; `outrigger/<version> (<system>/<architecture>)` by default. What is before
    /// its first `/` becomes the field manager of writes that name none. A request may have
    /// [one of its own](crate::request::RequestBuilder::header).
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Adds a name to the `User-Agent`, behind a `/`, as client-go's `AddUserAgent` does: which
    /// part of a program asks.
    pub fn add_user_agent(mut self, name: &str) -> Self {
        self.user_agent = format!("{}/{name}", self.user_agent);
        self
    }

    /// The namespace of [`Client::default_namespaced`]; `default` by default.
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = namespace.into();
        self
    }

    /// How many bytes the body of a request has at most; 3 MiB by default, which is what
    /// kube-apiserver takes. What is longer is not sent. Other servers, behind an aggregated API or
    /// a proxied pod, may take more.
    pub const fn request_limit(mut self, bytes: usize) -> Self {
        self.request_limit = bytes;
        self
    }

    /// How many bytes of one answer are read at most, watches excepted; 1 GiB by default.
    pub const fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] when the URL, the user agent or the connection settings cannot be
    /// used.
    pub fn build(self) -> Result<Client> {
        let base = BaseUrl::parse(&self.server)?;
        let user_agent = HeaderValue::try_from(self.user_agent).map_err(|source| {
            Error::new(ErrorKind::Config, "the user agent cannot be a header").with_source(source)
        })?;
        let live = self.credentials.as_ref().and_then(|held| held.settings());
        let settings = live.as_ref().map_or(&self.settings, |live| &live.settings);
        let link = self.backend.connector.connect(settings).map_err(|source| {
            let message = format!("cannot set up connections to {base}");
            Error::new(ErrorKind::Config, message).with_source(source)
        })?;
        let follower = SettingsFollower::new(&link, live.map(|live| live.version));
        let exchanges = link.capabilities.parallel_streams;
        let budget = exchanges.map(|count| Budget::within(count, self.backend.timer.clone()));
        Ok(Client(Arc::new(Inner {
            budget,
            #[cfg(feature = "informer")]
            informers: Default::default(),
            http: link.http,
            capabilities: link.capabilities,
            timer: self.backend.timer,
            seed: self.backend.seed,
            base,
            credentials: self.credentials,
            follower,
            observer: self.observer,
            warnings: self.warnings,
            retry: self.retry,
            retry_budget: RetryBudget::new(self.retry_budget),
            rate_limit: Buckets::new(self.rate_limit),
            timeouts: self.timeouts,
            user_agent,
            namespace: self.namespace,
            request_limit: self.request_limit,
            response_limit: self.response_limit,
            next_exchange: AtomicU64::new(0),
        })))
    }
}

/// The system is a constant of the build, and is empty where there is none.
fn default_user_agent() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let known = |name: &'static str| if name.is_empty() { "unknown" } else { name };
    let (system, architecture) = (known(consts::OS), known(consts::ARCH));
    format!("outrigger/{version} ({system}/{architecture})")
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("settings", &self.settings)
            .field("credentials", &self.credentials)
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}
