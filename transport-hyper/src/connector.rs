use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use outrigger::transport::{
    Backend, Capabilities, ConnectionSettings, Connector, Link, TransportError, TransportErrorKind,
};
use rustls::crypto;
use tokio::runtime::Handle;

use crate::dial::Dialer;
use crate::error::Failure;
use crate::proxy::Proxy;
use crate::tls::{self, SystemRoots};
use crate::transport::Way;
use crate::{CryptoProvider, HyperTransport, TokioTimer, runtime};

/// As long as client-go keeps them, by Go's default transport.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);
/// Twice what an API server gives itself for a request (its `--request-timeout`). client-go waits
/// for ever.
const HEAD_TIMEOUT: Duration = Duration::from_secs(120);
/// No timeout is longer.
const TIMEOUT_MAX: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Which versions of HTTP to speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpVersions {
    /// Over TLS what the server prefers of HTTP/2 and HTTP/1.1, without TLS HTTP/1.1.
    #[default]
    Any,
    /// Only HTTP/1.1, for what stands between and mistreats HTTP/2.
    Http1Only,
    /// Only HTTP/2, also without TLS, where it is presumed ("prior knowledge").
    Http2Only,
}

impl HttpVersions {
    pub(crate) fn alpn(self) -> Vec<Vec<u8>> {
        let (h2, http1) = (b"h2".to_vec(), b"http/1.1".to_vec());
        match self {
            Self::Any => vec![h2, http1],
            Self::Http1Only => vec![http1],
            Self::Http2Only => vec![h2],
        }
    }
}

/// Makes links over hyper and rustls.
///
/// Connections run as tasks on the runtime that the connector was made on.
///
/// # Examples
/// ```
/// # #[cfg(feature = "ring")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use outrigger::transport::{ConnectionSettings, Connector, Roots};
/// use outrigger_hyper::{CryptoProvider, HyperConnector};
///
/// let connector = HyperConnector::new(CryptoProvider::Ring).unwrap();
/// let mut settings = ConnectionSettings::default();
/// settings.roots = Roots::Pem("not a certificate".into());
/// let error = connector.connect(&settings).unwrap_err();
/// let reason = std::error::Error::source(&error).unwrap().to_string();
/// assert_eq!(reason, "the certificate authority's PEM data holds no certificate");
/// # });
/// ```
#[derive(Clone)]
pub struct HyperConnector {
    provider: Arc<crypto::CryptoProvider>,
    runtime: Handle,
    versions: HttpVersions,
    system_roots: Arc<SystemRoots>,
}

impl HyperConnector {
    /// A connector on the current runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and on one without IO or time.
    pub fn new(provider: CryptoProvider) -> Result<Self, TransportError> {
        Ok(Self::on(runtime::with_io()?, provider))
    }

    /// A connector on `runtime`, which has its IO and time drivers enabled.
    pub fn on(runtime: Handle, provider: CryptoProvider) -> Self {
        Self {
            provider: provider.resolve(),
            runtime,
            versions: HttpVersions::default(),
            system_roots: Arc::default(),
        }
    }

    /// Restricts the versions of HTTP.
    #[must_use]
    pub fn versions(mut self, versions: HttpVersions) -> Self {
        self.versions = versions;
        self
    }

    /// What [`connect`](Connector::connect) makes, unerased.
    ///
    /// # Errors
    /// As [`connect`](Connector::connect).
    pub fn transport(
        &self,
        settings: &ConnectionSettings,
    ) -> Result<HyperTransport, TransportError> {
        let way = self.way(settings)?;
        let runtime = self.runtime.clone();
        Ok(HyperTransport::new(
            self.clone(),
            settings.clone(),
            way,
            runtime,
        ))
    }

    /// How to connect by `settings`.
    pub(crate) fn way(&self, settings: &ConnectionSettings) -> Result<Way, TransportError> {
        let tls = tls::configure(
            settings,
            Arc::clone(&self.provider),
            self.versions,
            &self.system_roots,
        );
        let tls = match tls {
            Ok(config) => Ok(Arc::new(config)),
            Err(error) if error.kind() == TransportErrorKind::Tls => {
                Err(Failure::new(TransportErrorKind::Tls, NoTls(error)))
            }
            Err(error) => return Err(error),
        };
        let dialer = Dialer {
            tls,
            server_name: tls::server_name(settings)?,
            versions: self.versions,
            proxy: settings.proxy.as_ref().map(Proxy::new).transpose()?,
            timeout: given(settings.connect_timeout),
        };
        Ok(Way {
            dialer: Arc::new(dialer),
            idle_timeout: given(settings.idle_timeout).unwrap_or(IDLE_TIMEOUT),
            head_timeout: given(settings.head_timeout).unwrap_or(HEAD_TIMEOUT),
        })
    }
}

impl Connector for HyperConnector {
    /// Reads no file but, once, the system's trusted certificates, if the settings name none.
    fn connect(&self, settings: &ConnectionSettings) -> Result<Link, TransportError> {
        let transport = Arc::new(self.transport(settings)?);
        Ok(Link::new(transport.clone(), capabilities()).reconfigured_by(transport))
    }
}

/// A timeout that is said. Zero is as good as none, and a clock cannot count to the end of time.
fn given(timeout: Option<Duration>) -> Option<Duration> {
    let timeout = timeout.filter(|timeout| !timeout.is_zero())?;
    Some(timeout.min(TIMEOUT_MAX))
}

/// The reason in a settings error, when it is met later.
#[derive(Debug)]
struct NoTls(TransportError);

impl fmt::Display for NoTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.source() {
            Some(reason) => fmt::Display::fmt(reason, f),
            None => fmt::Display::fmt(&self.0, f),
        }
    }
}

impl StdError for NoTls {}

impl fmt::Debug for HyperConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperConnector")
            .field("versions", &self.versions)
            .finish_non_exhaustive()
    }
}

/// The whole backend on the current runtime: connector, timer, and a seed from the operating
/// system.
///
/// # Errors
/// Outside of a tokio runtime, on one without IO or time, or when the operating system gives no random bytes.
pub fn backend(provider: CryptoProvider) -> Result<Backend, TransportError> {
    backend_of(provider, HttpVersions::default())
}

/// As [`backend`], for these versions of HTTP.
pub(crate) fn backend_of(
    provider: CryptoProvider,
    versions: HttpVersions,
) -> Result<Backend, TransportError> {
    let connector = HyperConnector::new(provider)?.versions(versions);
    let timer = TokioTimer::new()?;
    let mut seed = [0; 8];
    let random = provider.resolve().secure_random.fill(&mut seed);
    random.map_err(|_| {
        let message = "the operating system gives no random bytes";
        TransportError::new(TransportErrorKind::Unsupported, message)
    })?;
    let seed = u64::from_ne_bytes(seed);
    Ok(Backend::new(Arc::new(connector), Arc::new(timer), seed))
}

/// Bodies are handed on as they come, so a gzip body is not decoded here, of however many
/// members.
fn capabilities() -> Capabilities {
    let mut capabilities = Capabilities::all();
    capabilities.multi_member_gzip = false;
    capabilities
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_timeout_of_zero_is_none() {
        let connector = HyperConnector::new(CryptoProvider::default()).unwrap();
        let mut settings = ConnectionSettings::default();
        let zero = Some(Duration::ZERO);
        (settings.connect_timeout, settings.idle_timeout) = (zero, zero);
        settings.head_timeout = zero;
        let way = connector.way(&settings).unwrap();
        assert_eq!(way.dialer.timeout, None);
        assert_eq!(way.idle_timeout, IDLE_TIMEOUT);
        assert_eq!(way.head_timeout, HEAD_TIMEOUT);
        settings.head_timeout = Some(Duration::MAX);
        assert_eq!(connector.way(&settings).unwrap().head_timeout, TIMEOUT_MAX);
    }
}
