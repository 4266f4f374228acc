//! Bodies that do not end.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use hyper::body::Frame;
use tokio::sync::mpsc;

/// Says so when the exchange is dropped.
pub struct Guard(mpsc::UnboundedSender<String>, String);

impl Guard {
    /// Says `path` to whom it is sent.
    pub fn new(gone: mpsc::UnboundedSender<String>, path: &str) -> Self {
        Self(gone, path.to_owned())
    }

    /// This exchange ends as it should.
    pub fn disarm(self) {
        std::mem::forget(self);
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.send(self.1.clone());
    }
}

/// A first piece, and then nothing.
pub struct Open {
    first: Option<Bytes>,
    _guard: Guard,
}

impl Open {
    pub fn new(first: &'static [u8], guard: Guard) -> Self {
        Self {
            first: Some(Bytes::from_static(first)),
            _guard: guard,
        }
    }
}

impl Stream for Open {
    type Item = Result<Frame<Bytes>, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.first.take() {
            Some(chunk) => Poll::Ready(Some(Ok(Frame::data(chunk)))),
            None => Poll::Pending,
        }
    }
}

/// More and more of the same.
pub struct Endless(#[allow(dead_code)] Guard);

impl Endless {
    pub fn new(guard: Guard) -> Self {
        Self(guard)
    }
}

impl Stream for Endless {
    type Item = Result<Frame<Bytes>, Infallible>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        static CHUNK: [u8; 16 * 1024] = [b'x'; 16 * 1024];
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&CHUNK)))))
    }
}
