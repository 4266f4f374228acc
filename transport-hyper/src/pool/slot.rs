//! Room for one exchange, and the exchange in it.

use std::sync::Arc;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use tokio::time::timeout;

use super::http1::Http1;
use super::http2::{End, Http2Sender};
use super::lane::Grant;
use super::{Class, Pool, RETURN_TIMEOUT};
use crate::body::Whole;
use crate::error::{Failure, unsent};
use crate::request::Outgoing;
use crate::runtime;

/// Dropping it before [`finish`](Self::finish) aborts the exchange: over HTTP/1.1 the connection
/// closes. (Over HTTP/2 hyper resets the stream when its future or body is dropped.)
pub(crate) struct Slot {
    pool: Arc<Pool>,
    class: Class,
    inner: Inner,
}

enum Inner {
    Http1 {
        connection: Option<Http1>,
        began: bool,
    },
    Http2 {
        id: u64,
        sender: Http2Sender,
        reused: bool,
        end: End,
    },
}

/// The connection ended before the exchange began.
pub(crate) struct Unsent {
    pub(crate) request: Request<Whole>,
    /// What that says of the server: nothing, when the connection had served others before.
    pub(crate) failure: Option<Failure>,
}

pub(crate) enum SendError {
    Failed(hyper::Error),
    Unsent(Box<Unsent>),
}

impl Slot {
    pub(super) fn new(grant: Grant, class: Class, pool: Arc<Pool>) -> Self {
        let inner = match grant {
            Grant::Http1(connection) => Inner::Http1 {
                connection: Some(connection),
                began: false,
            },
            Grant::Http2 {
                id,
                sender,
                reused,
                end,
            } => Inner::Http2 {
                id,
                sender,
                reused,
                end,
            },
        };
        Self { pool, class, inner }
    }

    /// Sends the request; ready with the response's head.
    pub(crate) async fn send(
        &mut self,
        outgoing: &mut Outgoing,
        prepare: impl FnOnce(&mut Request<Whole>),
    ) -> Result<Response<Incoming>, SendError> {
        match &mut self.inner {
            Inner::Http1 { connection, began } => {
                let connection = connection.as_mut().expect("a slot is finished only once");
                let reused = std::mem::replace(&mut connection.aged, true);
                *began = true;
                let mut request = outgoing.take_http1();
                prepare(&mut request);
                let sent = connection.sender.try_send_request(request).await;
                let (request, error) = match sent {
                    Ok(response) => return Ok(response),
                    Err(error) => given_back(error)?,
                };
                let failure = match reused {
                    true => None,
                    false => {
                        let error = connection.error().await.unwrap_or(error);
                        Some(unsent(&self.pool.origin, Arc::new(error)))
                    }
                };
                Err(SendError::Unsent(Box::new(Unsent { request, failure })))
            }
            Inner::Http2 {
                sender,
                reused,
                end,
                ..
            } => {
                let mut request = outgoing.take_http2();
                prepare(&mut request);
                let sent = sender.try_send_request(request).await;
                let (request, error) = match sent {
                    Ok(response) => return Ok(response),
                    Err(error) => given_back(error)?,
                };
                let failure = (!*reused).then(|| {
                    let error = end.error().unwrap_or_else(|| Arc::new(error));
                    unsent(&self.pool.origin, error)
                });
                Err(SendError::Unsent(Box::new(Unsent { request, failure })))
            }
        }
    }

    pub(crate) fn is_http2(&self) -> bool {
        matches!(self.inner, Inner::Http2 { .. })
    }

    /// The exchange has ended as it should: the connection may serve another.
    pub(crate) fn finish(mut self) {
        if let Inner::Http1 { connection, .. } = &mut self.inner
            && let Some(connection) = connection.take()
        {
            give_back(&self.pool, self.class, connection);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        match &mut self.inner {
            Inner::Http1 { connection, began } => {
                match connection.take() {
                    Some(connection) if *began => connection.abort(),
                    // A waiter that left before it used the connection, which may have waited long.
                    Some(mut connection) => {
                        connection.aged = true;
                        self.pool
                            .update(self.class, |lane| lane.put_idle(connection));
                    }
                    None => {}
                }
            }
            Inner::Http2 { id, .. } => {
                self.pool.update(self.class, |lane| lane.release_http2(*id));
            }
        }
    }
}

/// The request, when nothing of it was sent, and why.
fn given_back(
    mut error: TrySendError<Request<Whole>>,
) -> Result<(Request<Whole>, hyper::Error), SendError> {
    match error.take_message() {
        Some(request) => Ok((request, error.into_error())),
        None => Err(SendError::Failed(error.into_error())),
    }
}

/// The body has been read, but the connection's task may not have noticed yet.
fn give_back(pool: &Arc<Pool>, class: Class, connection: Http1) {
    if connection.sender.is_ready() {
        pool.update(class, |lane| lane.put_idle(connection));
        return;
    }
    pool.update(class, |lane| lane.returning += 1);
    let returning = Returning {
        pool: Arc::clone(pool),
        class,
        connection: Some(connection),
    };
    runtime::spawn(&pool.runtime, returning.run());
}

/// A connection on its way back. It counts in its lane, so that a request that comes meanwhile
/// waits for it rather than opening another.
struct Returning {
    pool: Arc<Pool>,
    class: Class,
    connection: Option<Http1>,
}

impl Returning {
    async fn run(mut self) {
        if let Some(connection) = &mut self.connection {
            let ready = timeout(RETURN_TIMEOUT, connection.sender.ready()).await;
            if !matches!(ready, Ok(Ok(()))) {
                self.connection = None;
            }
        }
    }
}

impl Drop for Returning {
    fn drop(&mut self) {
        let connection = self.connection.take();
        self.pool.update(self.class, |lane| {
            lane.returning = lane.returning.saturating_sub(1);
            if let Some(connection) = connection {
                lane.put_idle(connection);
            }
        });
    }
}
