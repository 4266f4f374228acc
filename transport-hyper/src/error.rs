//! What went wrong, in the core's words.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;

use outrigger::transport::{TransportError, TransportErrorKind as Kind};
use rustls::AlertDescription;

use crate::request::Origin;

type Source = Box<dyn StdError + Send + Sync>;

/// A [`TransportError`] that several callers can have: all who waited for one connection.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    kind: Kind,
    source: Arc<dyn StdError + Send + Sync>,
}

impl Failure {
    pub(crate) fn new(kind: Kind, source: impl Into<Source>) -> Self {
        let source = Arc::from(source.into());
        Self { kind, source }
    }

    /// A failure whose source says where it happened, before its own source says what.
    pub(crate) fn at(kind: Kind, place: &dyn fmt::Display, source: impl Into<Source>) -> Self {
        let place = place.to_string();
        let source = source.into();
        Self::new(kind, At { place, source })
    }
}

impl From<Failure> for TransportError {
    fn from(failure: Failure) -> Self {
        Self::new(failure.kind, Shared(failure.source))
    }
}

#[derive(Debug)]
struct At {
    place: String,
    source: Source,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)
    }
}

impl StdError for At {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

#[derive(Debug)]
struct Shared(Arc<dyn StdError + Send + Sync>);

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Shared {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// Why no connection could be had: nothing was sent yet.
pub(crate) fn dial_kind(error: &io::Error) -> Kind {
    match error.kind() {
        io::ErrorKind::TimedOut => Kind::Timeout,
        _ => Kind::Refused,
    }
}

/// Why a TLS handshake failed. A peer that went away in it is as good as not there.
pub(crate) fn handshake_kind(error: &io::Error) -> Kind {
    if find::<rustls::Error>(error).is_some() {
        Kind::Tls
    } else {
        dial_kind(error)
    }
}

/// What [`mark_read_error`] marks a refused certificate with. No socket gives it on reading.
const CERTIFICATE_REFUSED: io::ErrorKind = io::ErrorKind::PermissionDenied;

/// Marks the server's refusal of our certificate, and puts the end of a connection in words that
/// help who reads them; rustls' are for who wrote the reader.
///
/// In TLS 1.3 it arrives where the response should, since the client thinks the handshake done.
/// h2 keeps no more of an IO error than its kind and its text.
pub(crate) fn mark_read_error(error: io::Error) -> io::Error {
    use AlertDescription as Alert;
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return io::Error::new(error.kind(), "the server closed the connection");
    }
    match find::<rustls::Error>(&error) {
        Some(rustls::Error::AlertReceived(
            Alert::AccessDenied
            | Alert::BadCertificate
            | Alert::CertificateExpired
            | Alert::CertificateRequired
            | Alert::CertificateRevoked
            | Alert::CertificateUnknown
            | Alert::DecryptError
            | Alert::HandshakeFailure
            | Alert::NoCertificate
            | Alert::UnknownCA
            | Alert::UnsupportedCertificate,
        )) => io::Error::new(CERTIFICATE_REFUSED, error),
        _ => error,
    }
}

/// A new connection that ended before anything was sent on it. What its error leaves open is known
/// here: the server has not seen the request.
pub(crate) fn unsent(origin: &Origin, error: Arc<hyper::Error>) -> Failure {
    // hyper wraps it where it gives back a request that was queued.
    let cause = error.source().and_then(find::<hyper::Error>);
    let cause = cause.unwrap_or(&error);
    let kind = match kind_before_head(cause) {
        Kind::Aborted => Kind::Aborted,
        _ if cause.is_canceled() => Kind::Unprocessed,
        // Just closed; HTTP/2 tells with a reason that there is no use in coming back.
        Kind::Reset if find::<h2::Error>(cause).is_none() => Kind::Unprocessed,
        kind if kind.may_have_been_applied() => Kind::Refused,
        kind => kind,
    };
    let place = "the connection ended before the request was sent".to_owned();
    let source = Box::new(Shared(error));
    Failure::at(kind, origin, At { place, source })
}

/// An exchange that broke before its head.
pub(crate) fn before_head(error: hyper::Error) -> TransportError {
    TransportError::new(kind_before_head(&error), error)
}

/// An exchange that broke in its body.
pub(crate) fn in_body(error: hyper::Error) -> TransportError {
    TransportError::new(kind_in_body(&error), error)
}

/// A body whose HTTP/2 stream the server reset for no reason that hyper tells.
pub(crate) fn stream_reset() -> TransportError {
    TransportError::new(Kind::Interrupted, "the server reset the stream")
}

fn kind_before_head(error: &hyper::Error) -> Kind {
    if let Some(kind) = kind_anywhere(error) {
        return kind;
    }
    if error.is_user() {
        return Kind::InvalidRequest;
    }
    if error.is_incomplete_message() {
        return Kind::Reset;
    }
    if let Some(h2) = find::<h2::Error>(error) {
        return kind_of_h2(h2);
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::TimedOut) => Kind::Timeout,
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => Kind::Protocol,
        Some(_) => Kind::Reset,
        None => Kind::Protocol,
    }
}

fn kind_in_body(error: &hyper::Error) -> Kind {
    if let Some(kind) = kind_anywhere(error) {
        return kind;
    }
    if let Some(h2) = find::<h2::Error>(error) {
        return if h2.is_library() {
            Kind::Protocol
        } else {
            Kind::Interrupted
        };
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::TimedOut) => Kind::Timeout,
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => Kind::Protocol,
        _ => Kind::Interrupted,
    }
}

/// What means the same before the head and after it.
fn kind_anywhere(error: &hyper::Error) -> Option<Kind> {
    if find::<io::Error>(error).is_some_and(|io| io.kind() == CERTIFICATE_REFUSED) {
        return Some(Kind::Tls);
    }
    if error.is_timeout() {
        return Some(Kind::Timeout);
    }
    // hyper has no predicate for these two (`is_parse_too_large` comes with its server);
    // tests hold the texts.
    let text = error.to_string();
    match text.as_str() {
        "dispatch task is gone" => Some(Kind::Aborted),
        "message head is too large" => Some(Kind::TooLarge),
        _ if error.is_parse() => Some(Kind::Protocol),
        _ => None,
    }
}

fn kind_of_h2(error: &h2::Error) -> Kind {
    let reason = error.reason();
    // Both say that the server has not begun with this stream (RFC 9113, 6.8 and 8.7).
    let untouched = reason == Some(h2::Reason::REFUSED_STREAM)
        || (error.is_go_away() && error.is_remote() && reason == Some(h2::Reason::NO_ERROR));
    if untouched {
        Kind::Unprocessed
    } else if error.is_library() || reason == Some(h2::Reason::PROTOCOL_ERROR) {
        Kind::Protocol
    } else {
        Kind::Reset
    }
}

/// The first `E` down the sources of `error`, itself included.
fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        // The source of an `io::Error` is the source of what it wraps, so look inside.
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
            .and_then(|inner| find::<E>(inner));
        if wrapped.is_some() {
            return wrapped;
        }
        next = error.source();
    }
    None
}
