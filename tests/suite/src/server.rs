//! A server as tests see it: something that answers requests, and a clock.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderValue};
use http::{Request, Response};
use outrigger::auth::BearerToken;
use outrigger::kubeconfig::{Config, DataOrFile, Loader, Overrides, PathStyle, ReadError};
use outrigger::rt::Timer;
use outrigger::transport::{
    Backend, Body, ConnectionSettings, Connector, HttpTransport, Roots, TransportError,
    TransportErrorKind,
};
use outrigger::{Client, ClientBuilder, RateLimit, Secret};
use outrigger_hyper::{CryptoProvider, HttpVersions, HyperConnector, TokioTimer};

/// Scheme and authority of the requests that a [`Server`] takes, whatever it is reached by.
pub const BASE: &str = "http://cluster";

/// A server that tests send raw requests to, credentials and address taken care of.
#[derive(Clone, Debug)]
pub struct Server {
    /// What reports call it.
    pub name: &'static str,
    /// Takes requests for [`BASE`].
    pub http: Arc<dyn HttpTransport>,
    /// The time at the server.
    pub timer: Arc<dyn Timer>,
}

impl Server {
    /// The server that a kubeconfig's current context names, which holds a token and an
    /// authority.
    ///
    /// # Panics
    /// Outside of a tokio runtime, or when the kubeconfig is of another kind.
    pub fn of_kubeconfig(name: &'static str, path: &Path, versions: HttpVersions) -> Self {
        let resolved = resolve(path);
        let connector = connector(versions);
        let link = connector.connect(&settings(&resolved));
        let token = resolved.token.map(|token| {
            let header = format!("Bearer {}", token.expose());
            HeaderValue::try_from(header).expect("a token fits a header")
        });
        let base = resolved.server.to_string();
        let reached = Reached {
            http: link.expect("usable settings").http,
            base: base.trim_end_matches('/').to_owned(),
            token,
        };
        Self {
            name,
            http: Arc::new(reached),
            timer: Arc::new(TokioTimer::new().expect("a tokio runtime")),
        }
    }
}

/// A client over these versions of HTTP for a kubeconfig's current context, which holds a token
/// and an authority; without a limit to how many requests it sends a second.
///
/// # Panics
/// Outside of a tokio runtime, or when the kubeconfig is of another kind.
pub fn client_of_kubeconfig(path: &Path, versions: HttpVersions) -> Client {
    let client = builder_of_kubeconfig(path, versions).build();
    client.expect("usable settings")
}

/// What builds the client of [`client_of_kubeconfig`].
///
/// # Panics
/// As [`client_of_kubeconfig`].
pub fn builder_of_kubeconfig(path: &Path, versions: HttpVersions) -> ClientBuilder {
    let resolved = resolve(path);
    let timer = Arc::new(TokioTimer::new().expect("a tokio runtime"));
    let backend = Backend::new(Arc::new(connector(versions)), timer, 7);
    let mut builder = Client::builder(backend, resolved.server.to_string());
    if let Some(token) = &resolved.token {
        builder = builder.credentials(BearerToken::new(token).expect("a token fits a header"));
    }
    builder
        .rate_limit(RateLimit::off())
        .connection(settings(&resolved))
}

/// The URL and the token of a kubeconfig's current context.
///
/// # Panics
/// When the kubeconfig is of another kind.
pub fn address_of_kubeconfig(path: &Path) -> (String, Secret) {
    let resolved = resolve(path);
    let token = resolved.token.expect("a token");
    (resolved.server.to_string(), token)
}

fn connector(versions: HttpVersions) -> HyperConnector {
    let connector = HyperConnector::new(CryptoProvider::Ring);
    connector.expect("a tokio runtime").versions(versions)
}

fn settings(resolved: &Config) -> ConnectionSettings {
    let mut settings = ConnectionSettings::default();
    if let Some(DataOrFile::Data(pem)) = &resolved.certificate_authority {
        settings.roots = Roots::Pem(pem.clone());
    }
    settings
}

fn resolve(path: &Path) -> Config {
    let content = std::fs::read(path).map(Bytes::from);
    let content = content.map_err(ReadError::from);
    Loader::new(PathStyle::Unix)
        .explicit(&path.display().to_string(), content)
        .load()
        .into_result()
        .expect("a kubeconfig")
        .resolve(&Overrides::new())
        .expect("a context")
}

/// Puts a server's address and a token on requests for [`BASE`].
#[derive(Debug)]
struct Reached {
    http: Arc<dyn HttpTransport>,
    base: String,
    token: Option<HeaderValue>,
}

#[async_trait]
impl HttpTransport for Reached {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let target = request.uri().path_and_query();
        let target = target.map_or("/", |target| target.as_str());
        *request.uri_mut() = format!("{}{target}", self.base)
            .parse()
            .map_err(|error| TransportError::new(TransportErrorKind::InvalidRequest, error))?;
        if let Some(token) = &self.token {
            request
                .headers_mut()
                .entry(AUTHORIZATION)
                .or_insert_with(|| token.clone());
        }
        self.http.send(request).await
    }
}
