use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt, stream};
use http::Response;
use http::header::{CONTENT_LENGTH, HeaderValue};
use outrigger::rt::Timer;
use outrigger::transport::{Body, TransportError};

use super::registry::{Guard, Registry};

static BLOCK: [u8; 64 * 1024] = [b'x'; 64 * 1024];

/// `bytes` bytes, in blocks that are nobody's copy.
pub(super) fn large(bytes: usize) -> Response<Body> {
    let blocks = stream::unfold(bytes, |left| async move {
        let size = left.min(BLOCK.len());
        (size > 0).then(|| (Ok(Bytes::from_static(&BLOCK[..size])), left - size))
    });
    let mut response = Response::new(Body::new(blocks));
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from(bytes));
    response
}

/// `count` chunks of `size` bytes, each of one digit, each when released.
pub(super) fn gated(registry: Registry, id: String, count: usize, size: usize) -> Response<Body> {
    let chunks = stream::unfold(0, move |n| {
        let (registry, id) = (registry.clone(), id.clone());
        async move {
            if n == count {
                return None;
            }
            registry.released(&id, n + 1).await;
            let digit = b'0' + (n % 10) as u8;
            Some((Ok(Bytes::from(vec![digit; size])), n + 1))
        }
    });
    Response::new(Body::new(chunks))
}

/// One line, then silence.
pub(super) fn hold() -> Response<Body> {
    let line = stream::iter([Ok(Bytes::from_static(b"open\n"))]);
    Response::new(Body::new(line.chain(stream::pending())))
}

/// A line at once and one more after each `interval`, forever.
pub(super) fn watch(timer: Arc<dyn Timer>, interval: Duration, size: usize) -> Response<Body> {
    let lines = stream::unfold(0_u64, move |n| {
        let timer = Arc::clone(&timer);
        async move {
            if n > 0 && !interval.is_zero() {
                timer.sleep(interval).await;
            }
            // Not by width: a format's width ends at 65,535.
            let number = n.to_string();
            let padding = "0".repeat(size.saturating_sub(number.len()));
            let line = format!("{padding}{number}\n");
            Some((Ok(Bytes::from(line)), n + 1))
        }
    });
    Response::new(Body::new(lines))
}

/// A body whose end or loss is told to a [`Guard`].
pub(super) struct Tracked {
    body: Body,
    /// What is left of a declared length. A server that has written all of it may not ask for
    /// the end.
    left: Option<usize>,
    guard: Guard,
}

impl Tracked {
    pub(super) fn new(body: Body, left: Option<usize>, guard: Guard) -> Self {
        let mut this = Self { body, left, guard };
        this.tally(0);
        this
    }

    fn tally(&mut self, bytes: usize) {
        self.left = self.left.map(|left| left.saturating_sub(bytes));
        if self.left == Some(0) {
            self.guard.finish();
        }
    }
}

impl Stream for Tracked {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(Pin::new(&mut self.body).poll_next(cx));
        match &next {
            Some(Ok(chunk)) => self.tally(chunk.len()),
            Some(Err(_)) => {}
            None => self.guard.finish(),
        }
        Poll::Ready(next)
    }
}
