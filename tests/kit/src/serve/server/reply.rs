//! A transport's answer, on its way out.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::header::{
    CONNECTION, CONTENT_LENGTH, HeaderMap, HeaderValue, TRANSFER_ENCODING, UPGRADE,
};
use http::{Response, Version};
use hyper::body::{Frame, SizeHint};
use outrigger::rt::BoxFuture;
use outrigger::transport::{Body, TransportError};

/// The body of an answer. An error in it breaks the exchange, after what came before it.
pub(super) struct Reply {
    /// What has been read already.
    came: VecDeque<Bytes>,
    /// `None` once all of it has been read.
    rest: Option<Body>,
    failure: Failure,
    /// Ends the body, as a server that stops ends its watches.
    stopped: Option<BoxFuture<'static, ()>>,
}

enum Failure {
    None,
    /// Held back until what came before has been written, for whoever writes it drops that when
    /// it sees an error.
    Held(TransportError),
    Due(TransportError),
}

impl Reply {
    pub(super) fn whole(bytes: Bytes) -> Self {
        Self {
            came: VecDeque::from([bytes]),
            rest: None,
            failure: Failure::None,
            stopped: None,
        }
    }

    fn length(&self) -> u64 {
        self.came.iter().map(|chunk| chunk.len() as u64).sum()
    }

    const fn is_all_here(&self) -> bool {
        self.rest.is_none() && matches!(self.failure, Failure::None)
    }

    fn end(&mut self) {
        self.rest = None;
        self.stopped = None;
    }
}

/// Frames an answer as Go frames it: with its length when it is short and all there, otherwise
/// as it comes.
pub(super) async fn framed(
    response: Response<Body>,
    version: Version,
    headless: bool,
    stopped: Option<BoxFuture<'static, ()>>,
) -> Response<Reply> {
    let (mut parts, body) = response.into_parts();
    for header in [CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, UPGRADE] {
        parts.headers.remove(header);
    }
    let short = if version == Version::HTTP_2 {
        4 << 10
    } else {
        2 << 10
    };
    let mut reply = peeked(body, short).await;
    reply.stopped = stopped;
    if headless {
        if reply.is_all_here() {
            set_length(&mut parts.headers, reply.length());
        }
        reply = Reply::whole(Bytes::new());
    }
    Response::from_parts(parts, reply)
}

fn set_length(headers: &mut HeaderMap, length: u64) {
    if length > 0 {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
}

/// Reads what is there without waiting, until it is more than `short`.
async fn peeked(mut body: Body, short: u64) -> Reply {
    let mut reply = Reply::whole(Bytes::new());
    while reply.length() <= short {
        let next = poll_fn(|cx| Poll::Ready(Pin::new(&mut body).poll_next(cx))).await;
        match next {
            Poll::Ready(Some(Ok(chunk))) => reply.came.push_back(chunk),
            Poll::Ready(Some(Err(error))) => {
                reply.failure = Failure::Held(error);
                return reply;
            }
            Poll::Ready(None) => return reply,
            Poll::Pending => break,
        }
    }
    reply.rest = Some(body);
    reply
}

impl hyper::body::Body for Reply {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        loop {
            while let Some(chunk) = self.came.pop_front() {
                if !chunk.is_empty() {
                    return Poll::Ready(Some(Ok(Frame::data(chunk))));
                }
            }
            match std::mem::replace(&mut self.failure, Failure::None) {
                Failure::None => {}
                Failure::Held(error) => {
                    self.failure = Failure::Due(error);
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Failure::Due(error) => return Poll::Ready(Some(Err(error))),
            }
            let this = &mut *self;
            let Some(rest) = &mut this.rest else {
                return Poll::Ready(None);
            };
            let next = Pin::new(rest).poll_next(cx);
            if next.is_pending()
                && let Some(stopped) = &mut this.stopped
            {
                ready!(stopped.as_mut().poll(cx));
                this.end();
                return Poll::Ready(None);
            }
            match ready!(next) {
                Some(Ok(chunk)) => this.came.push_back(chunk),
                Some(Err(error)) => {
                    this.failure = Failure::Held(error);
                    this.end();
                }
                None => this.end(),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.is_all_here() && self.length() == 0
    }

    fn size_hint(&self) -> SizeHint {
        if self.is_all_here() {
            SizeHint::with_exact(self.length())
        } else {
            SizeHint::default()
        }
    }
}
