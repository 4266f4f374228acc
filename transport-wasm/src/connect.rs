//! The front doors: from a URL to a client.

use std::fmt;
use std::sync::Arc;

use outrigger::auth::{BearerToken, Credentials};
use outrigger::transport::{Backend, TransportError};
use outrigger::{Client, Error, Observer, RateLimit, Result, RetryPolicy, Secret};

use crate::{BrowserTimer, FetchConnector, platform};

/// Which API server to talk to, and whom to be there.
///
/// ```no_run
/// # fn example(token: outrigger::Secret) -> outrigger::Result<()> {
/// use outrigger_wasm::{ConnectOptions, connect_with};
///
/// let options = ConnectOptions::new("https://10.0.0.1:6443").bearer_token(token);
/// let client = connect_with(options)?;
/// # Ok(()) }
/// ```
#[must_use]
pub struct ConnectOptions {
    base: String,
    token: Option<Secret>,
    credentials: Option<Arc<dyn Credentials>>,
    observer: Option<Arc<dyn Observer>>,
    retry: Option<RetryPolicy>,
    rate_limit: Option<RateLimit>,
    namespace: Option<String>,
    parallel_streams: Option<usize>,
    exposes_headers: Option<bool>,
}

impl ConnectOptions {
    /// The API server at `base`, as [`connect`] takes it, without credentials.
    pub fn new(base: impl Into<String>) -> Self {
        Self {
            base: base.into(),
            token: None,
            credentials: None,
            observer: None,
            retry: None,
            rate_limit: None,
            namespace: None,
            parallel_streams: None,
            exposes_headers: None,
        }
    }

    /// The token that says who asks.
    pub fn bearer_token(mut self, token: Secret) -> Self {
        self.token = Some(token);
        self
    }

    /// Who asks, instead of a token.
    pub fn credentials(mut self, credentials: impl Credentials) -> Self {
        self.credentials = Some(Arc::new(credentials));
        self
    }

    /// Who sees what the client does.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// When requests are sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// How many requests are sent a second; [`RateLimit::off`] for as many as there are.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// The namespace of [`Client::default_namespaced`]; `default` by default.
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        self.namespace = Some(name.into());
        self
    }

    /// How many exchanges can be open at once. Unless told, a hundred if the browser says that
    /// the server speaks HTTP/2, which it says of the page's own origin alone, and otherwise six.
    pub const fn parallel_streams(mut self, streams: usize) -> Self {
        self.parallel_streams = Some(streams);
        self
    }

    /// Whether all response headers can be read. Unless told, those of the page's own origin can.
    pub const fn exposes_headers(mut self, exposes: bool) -> Self {
        self.exposes_headers = Some(exposes);
        self
    }
}

impl fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectOptions")
            .field("token", &self.token)
            .field("credentials", &self.credentials)
            .field("namespace", &self.namespace)
            .field("parallel_streams", &self.parallel_streams)
            .field("exposes_headers", &self.exposes_headers)
            .finish_non_exhaustive()
    }
}

/// A client of the API server at `base`: an absolute URL, or one that is relative to the page, or
/// to the worker if this is one (`/`, `cluster/`).
///
/// Nothing is sent. A server of another origin must allow this one
/// (`kube-apiserver --cors-allowed-origins='^https://dashboard\.example\.com$'`).
///
/// # Errors
/// [`Config`](outrigger::ErrorKind::Config) when `base` is no URL, or outside of a browser.
pub fn connect(base: &str) -> Result<Client> {
    connect_with(ConnectOptions::new(base))
}

/// As [`connect`], with more than a URL.
///
/// # Errors
/// As [`connect`], and when the token cannot be a header.
pub fn connect_with(options: ConnectOptions) -> Result<Client> {
    let url = platform::resolve(&options.base).map_err(config)?;
    let mut connector = FetchConnector::to(&url.origin()).map_err(config)?;
    if let Some(streams) = options.parallel_streams {
        connector = connector.parallel_streams(streams);
    }
    if let Some(exposes) = options.exposes_headers {
        connector = connector.exposes_headers(exposes);
    }
    let mut builder = Client::builder(backend_of(connector).map_err(config)?, url.href());
    if let Some(token) = &options.token {
        builder = builder.credentials(BearerToken::new(token)?);
    }
    if let Some(credentials) = options.credentials {
        builder = builder.shared_credentials(credentials);
    }
    if let Some(observer) = options.observer {
        builder = builder.shared_observer(observer);
    }
    if let Some(policy) = options.retry {
        builder = builder.retry(policy);
    }
    if let Some(limit) = options.rate_limit {
        builder = builder.rate_limit(limit);
    }
    if let Some(namespace) = options.namespace {
        builder = builder.namespace(namespace);
    }
    builder.build()
}

/// The whole backend: connector, timer, and a seed from the browser.
///
/// It knows of no server, so it presumes the least: another origin, over HTTP/1.1.
///
/// # Errors
/// Outside of a browser.
pub fn backend() -> Result<Backend, TransportError> {
    backend_of(FetchConnector::new())
}

fn backend_of(connector: FetchConnector) -> Result<Backend, TransportError> {
    let timer = BrowserTimer::new()?;
    let seed = platform::seed()?;
    Ok(Backend::new(Arc::new(connector), Arc::new(timer), seed))
}

fn config(source: TransportError) -> Error {
    Error::config("cannot connect from here", Some(source.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_of_a_browser_connecting_is_an_error() {
        let error = connect("/").expect_err("no JavaScript here");
        assert_eq!(error.kind(), outrigger::ErrorKind::Config);
        assert!(backend().is_err());
    }

    #[test]
    fn options_do_not_print_the_token() {
        let options = ConnectOptions::new("/").bearer_token(Secret::new("s3cr3t"));
        assert!(!format!("{options:?}").contains("s3cr3t"));
    }
}
