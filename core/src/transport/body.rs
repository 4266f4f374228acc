use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;

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
pub struct Body {
    stream: BoxStream<'static, Result<Bytes, TransportError>>,
    size: Option<Size>,
}

impl Body {
    /// A body that yields what `stream` yields.
    pub fn new(stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self {
            stream: Box::pin(stream),
            size: None,
        }
    }

    /// The same body, which ends with an error when it is longer than `size` says, if that says
    /// anything.
    pub(crate) fn limited(mut self, size: Option<Size>) -> Self {
        if size.is_some() {
            self.size = size;
        }
        self
    }

    /// A body of no bytes.
    pub fn empty() -> Self {
        Self::new(Chunk(None))
    }

    /// A body of one chunk.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Chunk(Some(bytes.into())))
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
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Reads the whole body.
    ///
    /// # Errors
    /// When the exchange broke, or the body is longer than `limit` bytes
    /// ([`TooLarge`](super::TransportErrorKind::TooLarge)).
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let within = |len: usize| match len > limit {
            true => Err(TransportError::too_large(limit)),
            false => Ok(()),
        };
        let Some(first) = self.next().await.transpose()? else {
            return Ok(Bytes::new());
        };
        within(first.len())?;
        let Some(second) = self.next().await.transpose()? else {
            // Nothing to put together.
            return Ok(first);
        };
        let mut whole = BytesMut::with_capacity(first.len() + second.len());
        whole.extend_from_slice(&first);
        let mut next = Some(second);
        while let Some(chunk) = next {
            within(whole.len() + chunk.len())?;
            whole.extend_from_slice(&chunk);
            next = self.next().await.transpose()?;
        }
        Ok(whole.freeze())
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { stream, size } = &mut *self;
        let Some(size) = size else {
            return stream.as_mut().poll_next(cx);
        };
        let next = match size.check() {
            Ok(()) => ready!(stream.as_mut().poll_next(cx)),
            Err(error) => Some(Err(error)),
        };
        let next = next.map(|next| {
            let chunk = next?;
            size.take(chunk.len()).map(|()| chunk)
        });
        if !matches!(next, Some(Ok(_))) {
            // What is left is dropped, which ends the exchange.
            *self = Self::empty();
        }
        Poll::Ready(next)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

/// The stream of a body that is there already.
struct Chunk(Option<Bytes>);

impl Stream for Chunk {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(self.0.is_some());
        (left, Some(left))
    }
}

/// How long a body may be.
pub(crate) struct Size {
    limit: usize,
    /// `None` when it is longer.
    left: Option<usize>,
}

impl Size {
    /// What says of itself that it is too long is not read first.
    pub(crate) fn new(limit: usize, headers: &HeaderMap) -> Self {
        let said = headers.get(CONTENT_LENGTH);
        let said = said.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let too_long = said.is_some_and(|length| length > limit as u64);
        Self {
            limit,
            left: Some(limit).filter(|_| !too_long),
        }
    }

    pub(crate) fn check(&self) -> Result<(), TransportError> {
        match self.left {
            Some(_) => Ok(()),
            None => Err(TransportError::too_large(self.limit)),
        }
    }

    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), TransportError> {
        self.left = self.left.and_then(|left| left.checked_sub(bytes));
        self.check()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body")
    }
}
