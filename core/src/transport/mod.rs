//! The seam between the core and a backend: one request out, one streamed response in.
//!
//! A backend crate implements [`HttpTransport`], [`Connector`] and
//! [`Timer`](crate::rt::Timer) and hands them out as one [`Backend`]. Every clause of the
//! contract of [`HttpTransport`] is a function in `outrigger_test::conformance`, which every
//! backend passes.

mod body;
mod connector;
mod error;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

pub use self::body::Body;
pub(crate) use self::body::Size;
pub use self::connector::{
    Backend, Capabilities, ClientIdentity, ConnectionSettings, Connector, Link, Reconfigure, Roots,
};
pub use self::error::{TransportError, TransportErrorKind};

/// Sends one HTTP request and streams its response.
///
/// # Contract
/// - **One exchange.** It does not retry, follow redirects, cache, add query parameters or
///   buffer whole bodies. A redirect is the 3xx response itself, or an error of kind
///   [`Redirect`](TransportErrorKind::Redirect) where the platform hides it.
/// - **Any status is a response.** Only a failed exchange is an error.
/// - **The head comes first.** `send` is ready when the response's head has arrived; body chunks
///   come as they arrive, however small and however late.
/// - **Dropping aborts.** Dropping the future before it is ready, or the body before its end,
///   ends the exchange on the wire; the server sees it.
/// - **A cut body is an error.** A body that ends before its framing says so yields a
///   [`TransportError`], never a clean end.
/// - **Exchanges do not block each other.** A hundred open watches do not block a `GET`, and
///   bodies that nobody reads do not starve other requests. A backend that the platform limits
///   says so in [`Capabilities::parallel_streams`].
/// - **Absolute URIs.** The request's URI has scheme and authority; the transport serves the
///   cluster it was connected for.
///
/// # Cancel safety
/// Dropping the future aborts the exchange. Whether the server has applied the request is then
/// unknown.
#[async_trait]
pub trait HttpTransport: fmt::Debug + Send + Sync + 'static {
    /// Sends `request`; ready once the response's head has arrived.
    ///
    /// # Errors
    /// When no response head could be had; the error's [kind](TransportError::kind) says why and
    /// whether the request may have been applied.
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Body>, TransportError>;
}

#[async_trait]
impl<T: HttpTransport + ?Sized> HttpTransport for Arc<T> {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Body>, TransportError> {
        (**self).send(request).await
    }
}

/// Marks a request whose response is expected to stay open: a watch, a followed log.
///
/// The core puts it into the request's extensions. A transport uses it to keep long-lived
/// exchanges from blocking short ones, for instance on connections of their own. How many of them
/// a client opens at once follows from [`Capabilities::parallel_streams`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LongLived;
