use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use js_sys::Uint8Array;
use outrigger::transport::{TransportError, TransportErrorKind};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader, ReadableStreamReadResult};

use crate::abort::AbortGuard;
use crate::error;

/// The body of a response. Dropped before its end it aborts the exchange, also while a read is
/// under way.
pub(crate) struct FetchBody {
    guard: AbortGuard,
    /// `None` once the body has ended.
    reader: Option<ReadableStreamDefaultReader>,
    read: Option<JsFuture>,
}

impl FetchBody {
    pub(crate) fn new(stream: &ReadableStream, guard: AbortGuard) -> Result<Self, TransportError> {
        let reader =
            ReadableStreamDefaultReader::new(stream).map_err(|error| error::of_js(&error))?;
        Ok(Self {
            guard,
            reader: Some(reader),
            read: None,
        })
    }

    /// There is nothing more to read.
    fn end(&mut self) {
        self.guard.disarm();
        self.reader = None;
    }
}

impl Stream for FetchBody {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let Some(reader) = &this.reader else {
            return Poll::Ready(None);
        };
        let read = this
            .read
            .get_or_insert_with(|| JsFuture::from(reader.read()));
        let result = ready!(Pin::new(read).poll(cx));
        this.read = None;
        Poll::Ready(match result.map(ReadableStreamReadResult::from) {
            Ok(result) if result.get_done() == Some(true) => {
                this.end();
                None
            }
            Ok(result) => Some(bytes_of(result.get_value())),
            Err(error) => {
                this.end();
                Some(Err(error::of_js(&error)))
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
