use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::TransportError;
use crate::rt::BoxStream;

/// A response body: a stream of chunks, cut wherever the network cut them.
///
/// Dropping it before its end aborts the exchange.
///
/// # Examples
/// ```
/// use outrigger::transport::Body;
///
/// # futures_util::FutureExt::now_or_never(async {
/// let body = Body::from_static(b"ok");
/// assert_eq!(body.collect(1024).await.unwrap(), "ok");
/// # }).unwrap();
/// ```
pub struct Body(BoxStream<'static, Result<Bytes, TransportError>>);

impl Body {
    /// A body that yields what `stream` yields.
    pub fn new(stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }

    /// A body of no bytes.
    pub fn empty() -> Self {
        Self::new(futures_util::stream::empty())
    }

    /// A body of one chunk.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(futures_util::stream::iter([Ok(bytes.into())]))
    }

    /// A body of one static chunk.
    pub fn from_static(bytes: &'static [u8]) -> Self {
        Self::from_bytes(Bytes::from_static(bytes))
    }

    /// The next chunk, `None` at the body's end.
    ///
    /// # Errors
    /// When the exchange broke before the body's end.
    ///
    /// # Cancel safety
    /// Dropping the future loses no chunk.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        std::future::poll_fn(|cx| self.0.as_mut().poll_next(cx)).await
    }

    /// Reads the whole body.
    ///
    /// # Errors
    /// When the exchange broke, or the body is longer than `limit` bytes
    /// ([`TooLarge`](super::TransportErrorKind::TooLarge)).
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            if whole.len() + chunk.len() > limit {
                return Err(TransportError::too_large(limit));
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body")
    }
}
