//! A response's body, and the connection under it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use outrigger::transport::{Body, TransportError};

use crate::error::{in_body, stream_reset};
use crate::pool::Slot;

/// A request's body, which is all there from the start.
#[derive(Debug, Default)]
pub(crate) struct Whole(Option<Bytes>);

impl From<Bytes> for Whole {
    fn from(bytes: Bytes) -> Self {
        Self(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }
}

impl hyper::body::Body for Whole {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

/// The core's body over hyper's.
pub(crate) fn body(incoming: Incoming, slot: Slot) -> Body {
    if incoming.is_end_stream() {
        slot.finish();
        return Body::empty();
    }
    Body::new(ResponseBody(Some(Open { incoming, slot })))
}

/// Dropped while open, it takes the exchange with it: hyper's body resets an HTTP/2 stream, the
/// slot closes an HTTP/1.1 connection.
struct ResponseBody(Option<Open>);

struct Open {
    incoming: Incoming,
    slot: Slot,
}

impl ResponseBody {
    fn finish(&mut self) {
        if let Some(Open { incoming, slot }) = self.0.take() {
            // The body goes first, so that the stream has ended when the slot is free.
            drop(incoming);
            slot.finish();
        }
    }
}

impl Stream for ResponseBody {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(open) = self.0.as_mut() else {
                return Poll::Ready(None);
            };
            let frame = match ready!(Pin::new(&mut open.incoming).poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => {
                    self.0 = None;
                    return Poll::Ready(Some(Err(in_body(error))));
                }
                // hyper ends a body cleanly when the server resets its stream with NO_ERROR or
                // CANCEL; the stream itself knows better.
                None if open.slot.is_http2() && !open.incoming.is_end_stream() => {
                    self.0 = None;
                    return Poll::Ready(Some(Err(stream_reset())));
                }
                None => {
                    self.finish();
                    return Poll::Ready(None);
                }
            };
            if open.incoming.is_end_stream() {
                self.finish();
            }
            // Trailers are not for the core, and an empty chunk says nothing.
            match frame.into_data() {
                Ok(chunk) if !chunk.is_empty() => return Poll::Ready(Some(Ok(chunk))),
                _ => {}
            }
        }
    }
}
