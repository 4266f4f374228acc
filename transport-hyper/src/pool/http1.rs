//! HTTP/1.1: a connection carries one exchange at a time.

use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use outrigger::transport::TransportErrorKind;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use crate::body::Whole;
use crate::error::Failure;
use crate::io::Io;
use crate::runtime;

/// Bytes of a response's head, or of its trailers.
const HEAD_MAX: usize = 64 * 1024;
/// Header lines of a response's head. An API server may have nearly two hundred warnings to tell.
const HEADERS_MAX: usize = 512;
/// Bytes read ahead of whoever reads the body.
const BUFFER_MAX: usize = 256 * 1024;

/// A connection that is ready for an exchange. Dropping it closes it, politely.
pub(super) struct Http1 {
    pub(super) sender: SendRequest<Whole>,
    /// It has been idle, so the server may have closed it.
    pub(super) aged: bool,
    end: oneshot::Receiver<hyper::Error>,
    task: AbortHandle,
}

impl Http1 {
    pub(super) fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// The error that has ended it, of which no exchange has heard; `None` when it was just closed.
    ///
    /// For whom it gave a request back: hyper does so before it returns the error, and returns that
    /// in the same turn, so this does not take long.
    pub(super) async fn error(&mut self) -> Option<hyper::Error> {
        (&mut self.end).await.ok()
    }

    /// Closes it at once, in whatever state it is.
    pub(super) fn abort(self) {
        self.task.abort();
    }
}

pub(super) async fn open(io: Io, runtime: &Handle) -> Result<Http1, Failure> {
    let (sender, connection) = http1::Builder::new()
        .max_header_size(HEAD_MAX)
        .max_headers(HEADERS_MAX)
        .max_buf_size(BUFFER_MAX)
        .handshake(TokioIo::new(io))
        .await
        .map_err(|error| Failure::new(TransportErrorKind::Refused, error))?;
    let (tell, end) = oneshot::channel();
    let task = runtime::spawn(runtime, async move {
        // Whoever has an exchange on it hears the error from hyper.
        if let Err(error) = connection.await {
            let _nobody_asks = tell.send(error);
        }
    });
    Ok(Http1 {
        sender,
        aged: false,
        end,
        task: task.abort_handle(),
    })
}
