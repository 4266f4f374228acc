use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::{HttpTransport, TransportError};
use crate::rt::Timer;
use crate::secret::Secret;

/// All that a backend crate offers: how to connect, what time it is, and a seed.
#[derive(Clone, Debug)]
pub struct Backend {
    /// Makes a [`Link`] to a cluster.
    pub connector: Arc<dyn Connector>,
    /// Clock and alarm.
    pub timer: Arc<dyn Timer>,
    /// The only entropy the core gets: jitter and hash keys derive from it. Tests fix it.
    pub seed: u64,
}

impl Backend {
    /// A backend of these parts.
    pub fn new(connector: Arc<dyn Connector>, timer: Arc<dyn Timer>, seed: u64) -> Self {
        Self {
            connector,
            timer,
            seed,
        }
    }
}

/// Makes links to clusters.
///
/// A program may talk to several clusters, each with its own certificate authority and identity;
/// each gets its own link.
pub trait Connector: fmt::Debug + Send + Sync + 'static {
    /// Makes a link for one cluster. Does no IO: a connection is opened by the first request.
    ///
    /// # Errors
    /// When the settings cannot be used: a certificate that does not parse, something the backend
    /// does not support.
    fn connect(&self, settings: &ConnectionSettings) -> Result<Link, TransportError>;
}

/// A way to one cluster.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Link {
    /// Sends requests.
    pub http: Arc<dyn HttpTransport>,
    /// What it can do.
    pub capabilities: Capabilities,
    /// Changes how it connects, where that can change.
    pub reconfigure: Option<Arc<dyn Reconfigure>>,
}

impl Link {
    /// A link of these parts, which cannot be reconfigured.
    pub fn new(http: Arc<dyn HttpTransport>, capabilities: Capabilities) -> Self {
        Self {
            http,
            capabilities,
            reconfigure: None,
        }
    }

    /// The same link, which `reconfigure` changes.
    #[must_use]
    pub fn reconfigured_by(mut self, reconfigure: Arc<dyn Reconfigure>) -> Self {
        self.reconfigure = Some(reconfigure);
        self
    }
}

/// Changes how a link connects while it is in use: when a certificate is rotated.
pub trait Reconfigure: fmt::Debug + Send + Sync + 'static {
    /// Makes new connections by `settings`, and retires those there are: they take no further
    /// exchange and close when their last one ends. What is open is not cut, so that a watch goes
    /// on until the server ends it.
    ///
    /// An exchange that begins when this has returned is on a connection of the new settings.
    /// Settings equal to those in use change nothing. Does no IO and does not call back.
    ///
    /// # Errors
    /// When the settings cannot be used; the link then connects as before.
    ///
    /// Source: `connrotation` of client-go, which cuts all connections.
    fn reconfigure(&self, settings: &ConnectionSettings) -> Result<(), TransportError>;
}

/// What a transport can do. The core adapts to it; nobody sniffs the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// Requests may set `Accept-Encoding`. In browsers they may not.
    pub set_accept_encoding: bool,
    /// Requests may set `User-Agent`. Browsers send their own, and a server that takes the client
    /// for a browser indents its answers; the core then sends no such header and asks for
    /// `pretty=false`.
    pub set_user_agent: bool,
    /// All response headers can be read. Across origins browsers show only a few.
    pub read_any_header: bool,
    /// A `Content-Encoding: gzip` body of several members is decoded whole. Browsers stop after
    /// the first member, which loses events of compressed watch-lists.
    pub multi_member_gzip: bool,
    /// Client certificates can be presented.
    pub client_certificates: bool,
    /// How many exchanges can be open at once, `None` when only memory limits them. Browsers
    /// allow six to an origin over HTTP/1.1.
    ///
    /// Where it is `Some(n)`, a client keeps no more than `n - 2` [long-lived](super::LongLived)
    /// exchanges open, so that two remain for requests that are soon over; of three two, so that
    /// one remains, and of fewer one. Informers that find no room take turns.
    pub parallel_streams: Option<usize>,
}

impl Capabilities {
    /// A transport that can do everything.
    pub const fn all() -> Self {
        Self {
            set_accept_encoding: true,
            set_user_agent: true,
            read_any_header: true,
            multi_member_gzip: true,
            client_certificates: true,
            parallel_streams: None,
        }
    }

    /// A transport that can do nothing beyond the contract, with no more than `parallel_streams`
    /// exchanges open at once.
    pub const fn minimal(parallel_streams: usize) -> Self {
        Self {
            set_accept_encoding: false,
            set_user_agent: false,
            read_any_header: false,
            multi_member_gzip: false,
            client_certificates: false,
            parallel_streams: Some(parallel_streams),
        }
    }
}

/// What a [`Connector`] needs to reach one cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionSettings {
    /// Whose signature on the server's certificate is trusted.
    pub roots: Roots,
    /// The name to check the server's certificate against, when it is not the URL's host.
    pub server_name: Option<String>,
    /// Accept any server certificate.
    pub insecure: bool,
    /// The certificate to present, when the server asks for one.
    pub identity: Option<ClientIdentity>,
    /// The URL of a proxy to go through. It may hold a password, so it prints redacted.
    pub proxy: Option<Secret>,
    /// How long connecting and the TLS handshake may take; `None` and zero leave it to the
    /// transport.
    pub connect_timeout: Option<Duration>,
    /// How long a connection is kept that nobody uses; `None` and zero leave it to the transport.
    pub idle_timeout: Option<Duration>,
    /// How long the head of an answer may take once the request is on its way; `None` and zero
    /// leave it to the transport. It ends no [`LongLived`](super::LongLived) exchange and cuts no body.
    pub head_timeout: Option<Duration>,
}

/// Trusted certificate authorities.
///
/// `Debug` prints how much there is: a file of certificates may hold a key as well.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Roots {
    /// What the platform trusts.
    #[default]
    System,
    /// The PEM certificates in these bytes, and nothing else.
    Pem(Bytes),
}

/// A client certificate and its key, both PEM.
///
/// `Debug` prints neither: many keep the key beside the certificate, in one file.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientIdentity {
    /// The certificate, its chain behind it.
    pub certificate: Bytes,
    /// The private key.
    pub key: Secret,
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("System"),
            Self::Pem(pem) => write!(f, "Pem([{} bytes])", pem.len()),
        }
    }
}

impl fmt::Debug for ClientIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientIdentity")
            .field(
                "certificate",
                &format_args!("[{} bytes]", self.certificate.len()),
            )
            .field("key", &self.key)
            .finish()
    }
}
