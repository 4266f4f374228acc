use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::tally::Tally;
use super::{Deadline, timed_out};
use crate::rt::{BoxFuture, Timer};
use crate::transport::{Body, Size, TransportError};

/// The body of an answer, with what is limited of it and told when it ends.
pub(super) struct Watched {
    /// `None` when it has ended.
    pub(super) body: Option<Body>,
    pub(super) deadline: Option<Deadline>,
    pub(super) idle: Option<Idle>,
    pub(super) size: Option<Size>,
    pub(super) tally: Option<Box<Tally>>,
}

/// How long a body may pause.
pub(super) struct Idle {
    limit: Duration,
    timer: Arc<dyn Timer>,
    /// Runs while nothing comes.
    pause: Option<BoxFuture<'static, ()>>,
}

impl Idle {
    pub(super) fn new(limit: Duration, timer: Arc<dyn Timer>) -> Self {
        Self {
            limit,
            timer,
            pause: None,
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<TransportError> {
        let pause = self
            .pause
            .get_or_insert_with(|| self.timer.sleep(self.limit));
        let what = "the answer pauses, which it may for";
        pause
            .as_mut()
            .poll(cx)
            .map(|()| timed_out(what, self.limit))
    }
}

impl Watched {
    /// The next chunk, or the limit that is passed. A body that always has more meets the deadline
    /// too.
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        if let Some(Err(error)) = self.size.as_ref().map(Size::check) {
            return Poll::Ready(Some(Err(error)));
        }
        if let Some(deadline) = &mut self.deadline
            && deadline.sleep.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Some(Err(deadline.passed())));
        }
        match (Pin::new(body).poll_next(cx), &mut self.idle) {
            (Poll::Pending, Some(idle)) => idle.poll(cx).map(|error| Some(Err(error))),
            (next, _) => next,
        }
    }

    /// Ends it: dropping what is left of the body ends the exchange.
    fn end(&mut self, error: Option<&TransportError>) {
        self.body = None;
        if let Some(mut tally) = self.tally.take() {
            tally.kind = error.map(TransportError::kind);
        }
    }
}

impl Stream for Watched {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut next = std::task::ready!(self.poll_chunk(cx));
        if let Some(Ok(chunk)) = &next {
            let length = chunk.len();
            if let Some(idle) = &mut self.idle {
                idle.pause = None;
            }
            if let Some(tally) = &mut self.tally {
                tally.received += length as u64;
            }
            if let Some(Err(error)) = self.size.as_mut().map(|size| size.take(length)) {
                next = Some(Err(error));
            }
        }
        match &next {
            Some(Ok(_)) => {}
            Some(Err(error)) => self.end(Some(error)),
            None => self.end(None),
        }
        Poll::Ready(next)
    }
}
