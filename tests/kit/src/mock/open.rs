use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;
use outrigger::transport::{TransportError, TransportErrorKind};
use serde_json::{Value, json};

/// Feeds a response body that stays open, such as a watch; from
/// [`Answer::open`](super::Answer::open).
///
/// Every request that gets the answer reads all that was and will be sent, from the start.
/// Dropping the handle does not end the body.
#[derive(Clone, Default)]
pub struct OpenBody(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    chunks: Vec<Bytes>,
    end: Option<End>,
    readers: usize,
    waiting: Vec<Waker>,
}

#[derive(Clone, Copy)]
enum End {
    Clean,
    Failed(TransportErrorKind),
}

impl OpenBody {
    /// Sends a chunk.
    ///
    /// # Panics
    /// When the body has ended.
    #[track_caller]
    pub fn send(&self, chunk: impl Into<Bytes>) {
        let chunk = chunk.into();
        self.change(|state| state.chunks.push(chunk));
    }

    /// Sends a watch event on a line of its own.
    ///
    /// # Panics
    /// When the body has ended.
    #[track_caller]
    pub fn send_event(&self, kind: &str, object: &Value) {
        self.send(format!("{}\n", json!({"type": kind, "object": object})));
    }

    /// Ends the body cleanly.
    ///
    /// # Panics
    /// When the body has ended.
    #[track_caller]
    pub fn end(&self) {
        self.change(|state| state.end = Some(End::Clean));
    }

    /// Breaks the body off.
    ///
    /// # Panics
    /// When the body has ended.
    #[track_caller]
    pub fn fail(&self, kind: TransportErrorKind) {
        self.change(|state| state.end = Some(End::Failed(kind)));
    }

    /// How many responses with this body are open: given and neither ended nor dropped.
    pub fn readers(&self) -> usize {
        self.lock().readers
    }

    pub(super) fn read(&self) -> Reader {
        self.lock().readers += 1;
        Reader {
            body: self.clone(),
            next: 0,
        }
    }

    #[track_caller]
    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        let ended = state.end.is_some();
        if !ended {
            change(&mut state);
        }
        let waiting = std::mem::take(&mut state.waiting);
        // Wakers are user code and panics poison.
        drop(state);
        assert!(!ended, "the body has already ended");
        waiting.into_iter().for_each(Waker::wake);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for OpenBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("OpenBody")
            .field("chunks", &state.chunks.len())
            .field("ended", &state.end.is_some())
            .field("readers", &state.readers)
            .finish()
    }
}

/// One response's view of the body.
pub(super) struct Reader {
    body: OpenBody,
    next: usize,
}

impl Stream for Reader {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let mut state = this.body.lock();
        if let Some(chunk) = state.chunks.get(this.next) {
            this.next += 1;
            return Poll::Ready(Some(Ok(chunk.clone())));
        }
        match state.end {
            Some(End::Clean) => Poll::Ready(None),
            Some(End::Failed(kind)) => {
                let error = TransportError::new(kind, "the test broke the body off");
                Poll::Ready(Some(Err(error)))
            }
            None => {
                state.waiting.push(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.body.lock().readers -= 1;
    }
}
