use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use http::HeaderValue;

use super::base_url::BaseUrl;
use super::{Budget, Client, Informers, Inner, Observer};
use crate::auth::{Credentials, SettingsFollower};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::{Backend, ConnectionSettings};

/// How much of one answer is read by default; a list in one piece can be large.
const RESPONSE_LIMIT: usize = 1 << 30;

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
    user_agent: String,
    namespace: String,
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
            user_agent: concat!("outrigger/", env!("CARGO_PKG_VERSION")).to_owned(),
            namespace: "default".to_owned(),
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

    /// The `User-Agent`; `outrigger/<version>` by default. Its first word becomes the field
    /// manager of writes that name none.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The namespace of [`Client::default_namespaced`]; `default` by default.
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = namespace.into();
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
            informers: Informers::default(),
            http: link.http,
            capabilities: link.capabilities,
            timer: self.backend.timer,
            seed: self.backend.seed,
            base,
            credentials: self.credentials,
            follower,
            observer: self.observer,
            user_agent,
            namespace: self.namespace,
            response_limit: self.response_limit,
            next_exchange: AtomicU64::new(0),
        })))
    }
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
