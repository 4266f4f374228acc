use std::error::Error as StdError;
use std::fmt;

/// Why an exchange failed, as far as the backend could tell.
///
/// [`Display`](fmt::Display) prints one level; [`source`](StdError::source) has the rest. Neither
/// holds request headers or bodies.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// An error of `kind` caused by `source`, which may be a plain message.
    pub fn new(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            kind,
            source: source.into(),
        }
    }

    /// A body is longer than `limit` bytes.
    pub(crate) fn too_large(limit: usize) -> Self {
        let message = format!("the response body is longer than the limit of {limit} bytes");
        Self::new(TransportErrorKind::TooLarge, message)
    }

    /// What happened.
    pub const fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.describe())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// What kept an exchange from completing.
///
/// A backend that cannot tell more says [`Network`](Self::Network), which the core serves as
/// well as any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The exchange was ended on this side, for instance because the runtime shuts down.
    /// The request may have been applied.
    Aborted,
    /// The body ended before its framing said so.
    /// The request may have been applied.
    Interrupted,
    /// The request itself cannot be sent: no absolute URI, a header the platform refuses.
    /// The request was not applied; sending it again is of no use.
    InvalidRequest,
    /// Something failed below HTTP and the platform does not say what (browsers).
    /// The request may have been applied.
    Network,
    /// The peer does not speak HTTP as it should: malformed head, bad chunk, HTTP/2 error.
    /// The request may have been applied.
    Protocol,
    /// The server answered with a redirect that the platform hides (browsers).
    /// The request was not applied.
    Redirect,
    /// No connection: nothing listens at the address, or no route to it.
    /// The request was not applied.
    Refused,
    /// The connection was reset or closed by the peer before the response's head.
    /// The request may have been applied.
    Reset,
    /// The host name could not be resolved.
    /// The request was not applied.
    Resolve,
    /// A time limit of the transport ran out: connecting, the handshake, an unanswered ping.
    /// The request may have been applied.
    Timeout,
    /// The TLS handshake failed: unknown authority, wrong name, expired certificate.
    /// The request was not applied.
    Tls,
    /// A bound was exceeded: a response head or body over its limit.
    /// The request may have been applied.
    TooLarge,
    /// The server gave the request back before it began with it: an HTTP/2 server that closes the
    /// connection or refuses the stream, a connection that was closed before the request was sent.
    /// The request was not applied; sent again at once, it may well be.
    Unprocessed,
    /// The backend cannot do what was asked, such as a client certificate in a browser.
    /// The request was not applied; sending it again is of no use.
    Unsupported,
}

impl TransportErrorKind {
    /// Whether the server may have acted on the request. When `false`, sending it again cannot
    /// apply it twice.
    pub const fn may_have_been_applied(self) -> bool {
        match self {
            Self::InvalidRequest
            | Self::Redirect
            | Self::Refused
            | Self::Resolve
            | Self::Tls
            | Self::Unprocessed
            | Self::Unsupported => false,
            Self::Aborted
            | Self::Interrupted
            | Self::Network
            | Self::Protocol
            | Self::Reset
            | Self::Timeout
            | Self::TooLarge => true,
        }
    }

    const fn describe(self) -> &'static str {
        match self {
            Self::Aborted => "exchange aborted",
            Self::Interrupted => "response body cut short",
            Self::InvalidRequest => "request cannot be sent",
            Self::Network => "network error",
            Self::Protocol => "malformed HTTP",
            Self::Redirect => "server redirects elsewhere",
            Self::Refused => "connection refused",
            Self::Reset => "connection closed by the server before it answered",
            Self::Resolve => "host name not resolved",
            Self::Timeout => "timed out",
            Self::Tls => "TLS handshake failed",
            Self::TooLarge => "response too large",
            Self::Unprocessed => "request given back by the server",
            Self::Unsupported => "not supported by this transport",
        }
    }
}
