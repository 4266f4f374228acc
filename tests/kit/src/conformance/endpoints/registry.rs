use std::collections::BTreeMap;
use std::fmt;
use std::future::poll_fn;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// What a server has seen of the exchanges of one id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::conformance) struct Seen {
    /// Requests that came.
    pub(in crate::conformance) requests: usize,
    /// Answers that are under way.
    pub(in crate::conformance) open: usize,
    /// Answers that were sent to their end.
    pub(in crate::conformance) finished: usize,
    /// Answers that the client gave up.
    pub(in crate::conformance) dropped: usize,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            requests,
            open,
            finished,
            dropped,
        } = self;
        write!(f, "{requests} {open} {finished} {dropped}")
    }
}

impl FromStr for Seen {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut numbers = text.split(' ').map(|number| number.parse().map_err(drop));
        let mut next = || numbers.next().ok_or(())?;
        Ok(Self {
            requests: next()?,
            open: next()?,
            finished: next()?,
            dropped: next()?,
        })
    }
}

/// The exchanges of all servers that share it, by id.
#[derive(Clone, Default)]
pub(in crate::conformance) struct Registry(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    ids: u64,
    exchanges: BTreeMap<String, Exchange>,
}

#[derive(Default)]
struct Exchange {
    seen: Seen,
    released: usize,
    waiting: Vec<Waker>,
}

impl Registry {
    /// An id that nobody has used.
    pub(super) fn fresh(&self) -> String {
        let mut state = self.lock();
        state.ids += 1;
        format!("exchange-{}", state.ids)
    }

    pub(super) fn seen(&self, id: &str) -> Seen {
        let state = self.lock();
        state
            .exchanges
            .get(id)
            .map_or_else(Seen::default, |exchange| exchange.seen)
    }

    /// Counts a request; the guard tells how its answer ended.
    pub(in crate::conformance) fn begin(&self, id: &str) -> Guard {
        self.change(id, |exchange| {
            exchange.seen.requests += 1;
            exchange.seen.open += 1;
        });
        Guard {
            registry: self.clone(),
            id: Some(id.to_owned()),
        }
    }

    pub(super) fn release(&self, id: &str) {
        let waiting = self.change(id, |exchange| {
            exchange.released += 1;
            std::mem::take(&mut exchange.waiting)
        });
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Ready once `id` has been released `times` times.
    pub(in crate::conformance) async fn released(&self, id: &str, times: usize) {
        poll_fn(|cx| {
            self.change(id, |exchange| {
                if exchange.released >= times {
                    return Poll::Ready(());
                }
                exchange.waiting.push(cx.waker().clone());
                Poll::Pending
            })
        })
        .await;
    }

    fn change<T>(&self, id: &str, change: impl FnOnce(&mut Exchange) -> T) -> T {
        change(self.lock().exchanges.entry(id.to_owned()).or_default())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Counters stay whole whoever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").finish_non_exhaustive()
    }
}

/// One answer under way. Dropped before [`finish`](Self::finish), the client gave it up.
#[derive(Debug)]
pub(in crate::conformance) struct Guard {
    registry: Registry,
    id: Option<String>,
}

impl Guard {
    pub(in crate::conformance) fn finish(&mut self) {
        if let Some(id) = self.id.take() {
            self.registry.change(&id, |exchange| {
                exchange.seen.open -= 1;
                exchange.seen.finished += 1;
            });
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(id) = self.id.take() {
            self.registry.change(&id, |exchange| {
                exchange.seen.open -= 1;
                exchange.seen.dropped += 1;
            });
        }
    }
}
