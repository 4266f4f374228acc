use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use js_sys::Uint8Array;
use outrigger::transport::{TransportError, TransportErrorKind};
use wasm_bindgen::{JsCast, JsValue};
use wasm_streams::ReadableStream;
use wasm_streams::readable::IntoStream;

use crate::abort::AbortGuard;
use crate::error;

/// The body of a response. Dropped before its end it aborts the exchange, also while a read is
/// under way.
pub(crate) struct FetchBody {
    // First, so that it is dropped first: an aborted stream has nothing left to cancel.
    guard: AbortGuard,
    chunks: IntoStream<'static>,
}

impl FetchBody {
    pub(crate) fn new(
        stream: web_sys::ReadableStream,
        guard: AbortGuard,
    ) -> Result<Self, TransportError> {
        let stream = ReadableStream::from_raw(stream);
        let chunks = stream
            .try_into_stream()
            .map_err(|(error, _)| error::of_body(&error.into()))?;
        Ok(Self { guard, chunks })
    }
}

impl Stream for FetchBody {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(Pin::new(&mut self.chunks).poll_next(cx));
        Poll::Ready(match chunk {
            Some(Ok(chunk)) => Some(bytes_of(chunk)),
            Some(Err(error)) => {
                self.guard.disarm();
                Some(Err(error::of_body(&error)))
            }
            None => {
                self.guard.disarm();
                None
            }
        })
    }
}

/// Copied out of JavaScript's memory into ours.
fn bytes_of(chunk: JsValue) -> Result<Bytes, TransportError> {
    match chunk.dyn_into::<Uint8Array>() {
        Ok(chunk) => Ok(Bytes::from(chunk.to_vec())),
        Err(_) => Err(TransportError::new(
            TransportErrorKind::Protocol,
            "a chunk of the body is not bytes",
        )),
    }
}
