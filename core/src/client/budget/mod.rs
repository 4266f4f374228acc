//! Long-lived exchanges over a transport that has few connections: they take turns.

mod places;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

use bytes::Bytes;
use futures_core::Stream;

use self::places::{Id, Kind, Places};
use crate::rt::{BoxFuture, Instant, Timer};
use crate::transport::{Body, TransportError};

/// The places for long-lived exchanges of a client and its clones.
///
/// The queue is as long as there are tasks that wait. Nobody wakes up for it but those who wait:
/// each of them looks at the clock for all.
#[derive(Clone, Debug)]
pub(super) struct Budget(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    timer: Arc<dyn Timer>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    places: Places,
    /// Whom to wake for each exchange, in the order of their numbers, in which they come.
    wakers: Vec<(Id, Option<Waker>)>,
}

impl Budget {
    pub(super) fn within(exchanges: usize, timer: Arc<dyn Timer>) -> Self {
        let state = Mutex::new(State {
            places: Places::within(exchanges),
            wakers: Vec::new(),
        });
        Self(Arc::new(Shared { timer, state }))
    }

    /// A turn of an exchange that is told when to end.
    #[cfg(feature = "informer")]
    pub(super) fn rotating(&self, preferred: bool) -> Queued {
        self.enter(Kind::Rotating, preferred)
    }

    /// A turn that lasts until it is dropped.
    pub(super) fn staying(&self) -> Queued {
        self.enter(Kind::Staying, false)
    }

    fn enter(&self, kind: Kind, preferred: bool) -> Queued {
        let id = self.0.lock().enter(kind, preferred);
        let turn = Turn {
            shared: self.0.clone(),
            id,
        };
        Queued {
            turn: Some(turn),
            alarm: None,
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing under the lock can panic halfway through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enter(&mut self, kind: Kind, preferred: bool) -> Id {
        let id = self.places.enter(kind, preferred);
        self.wakers.push((id, None));
        id
    }

    fn waker(&mut self, id: Id) -> Option<&mut Option<Waker>> {
        let place = self.wakers.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(&mut self.wakers[place].1)
    }

    /// Sets whom to wake, and returns whom until now.
    fn set_waker(&mut self, id: Id, waker: Waker) -> Option<Waker> {
        self.waker(id)?.replace(waker)
    }

    fn wakers_of(&mut self, ids: &[Id]) -> Vec<Waker> {
        let wakers = ids.iter().filter_map(|id| self.waker(*id)?.take());
        wakers.collect()
    }

    /// Those who wait: the moment that they wait for is another one now.
    fn wakers_of_queue(&mut self) -> Vec<Waker> {
        let queue: Vec<Id> = self.places.queue().collect();
        self.wakers_of(&queue)
    }
}

/// Waits for a turn.
///
/// # Cancel safety
/// Dropping it leaves the queue.
pub(crate) struct Queued {
    turn: Option<Turn>,
    /// When the next turn ends that this one may take.
    alarm: Option<(Instant, BoxFuture<'static, ()>)>,
}

impl Queued {
    /// How many want a turn or have one, and how many there are at once.
    #[cfg(feature = "informer")]
    pub(crate) fn demand(&self) -> (usize, usize) {
        let turn = self.turn.as_ref();
        turn.map_or((0, 0), |turn| turn.shared.lock().places.demand())
    }

    /// As [`Turn::prefer`].
    #[cfg(feature = "informer")]
    pub(crate) fn prefer(&self, preferred: bool) {
        if let Some(turn) = &self.turn {
            turn.prefer(preferred);
        }
    }

    /// Waits for the next moment at which a turn ends.
    fn poll_alarm(&mut self, at: Instant, timer: &dyn Timer, cx: &mut Context<'_>) -> Poll<()> {
        if self.alarm.as_ref().is_none_or(|(before, _)| *before != at) {
            self.alarm = Some((at, timer.sleep(at - timer.now())));
        }
        match &mut self.alarm {
            Some((_, sleep)) => {
                ready!(sleep.as_mut().poll(cx));
                self.alarm = None;
                Poll::Ready(())
            }
            None => Poll::Pending,
        }
    }
}

impl Future for Queued {
    type Output = Turn;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Turn> {
        loop {
            let Some(turn) = self.turn.take() else {
                return Poll::Pending;
            };
            let timer = turn.shared.timer.clone();
            let (now, waker) = (timer.now(), cx.waker().clone());
            let mut state = turn.shared.lock();
            if state.places.has_place(turn.id) {
                drop(state);
                return Poll::Ready(turn);
            }
            let before = state.set_waker(turn.id, waker);
            let ended = state.places.rotate(now);
            let wake = state.wakers_of(&ended);
            let next = state.places.next_rotation();
            drop(state);
            drop(before);
            wake.into_iter().for_each(Waker::wake);
            self.turn = Some(turn);
            match next {
                Some(at) => ready!(self.poll_alarm(at, &*timer, cx)),
                None => return Poll::Pending,
            }
        }
    }
}

impl fmt::Debug for Queued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Queued").field(&self.turn).finish()
    }
}

/// A place for one long-lived exchange, or a place in the queue; given up when dropped.
pub(crate) struct Turn {
    shared: Arc<Shared>,
    id: Id,
}

impl Turn {
    /// The answer has come.
    pub(crate) fn opened(&self) {
        let now = self.shared.timer.now();
        let mut state = self.shared.lock();
        state.places.opened(self.id, now);
        let wake = state.wakers_of_queue();
        drop(state);
        wake.into_iter().for_each(Waker::wake);
    }

    /// Whether it goes before others, and is not told to end as long as that leaves a place for
    /// them. It takes effect at once.
    #[cfg(feature = "informer")]
    pub(crate) fn prefer(&self, preferred: bool) {
        let now = self.shared.timer.now();
        let mut state = self.shared.lock();
        if !state.places.prefer(self.id, preferred) {
            return;
        }
        let ended = state.places.rotate(now);
        let mut wake = state.wakers_of(&ended);
        wake.extend(state.wakers_of_queue());
        drop(state);
        wake.into_iter().for_each(Waker::wake);
    }

    /// Whether the exchange is to end.
    #[cfg(feature = "informer")]
    pub(crate) fn is_over(&self) -> bool {
        self.shared.lock().places.is_over(self.id)
    }

    /// Ready when others wait and the exchange is to end.
    #[cfg(feature = "informer")]
    pub(crate) fn poll_over(&self, cx: &Context<'_>) -> Poll<()> {
        let waker = cx.waker().clone();
        let mut state = self.shared.lock();
        if state.places.is_over(self.id) {
            return Poll::Ready(());
        }
        let before = state.set_waker(self.id, waker);
        drop(state);
        drop(before);
        Poll::Pending
    }

    /// Keeps the turn until `body` ends.
    pub(super) fn hold(self, body: Body) -> Body {
        self.opened();
        Body::new(Held(Some((body, self))))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        let admitted = state.places.leave(self.id);
        let own = state.wakers_of(&[self.id]);
        state.wakers.retain(|(id, _)| *id != self.id);
        let mut wake = state.wakers_of(&admitted);
        wake.extend(state.wakers_of_queue());
        drop(state);
        drop(own);
        wake.into_iter().for_each(Waker::wake);
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Turn").field(&self.id).finish()
    }
}

/// A body and its turn.
struct Held(Option<(Body, Turn)>);

impl Stream for Held {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some((body, _)) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let chunk = ready!(Pin::new(body).poll_next(cx));
        if !matches!(chunk, Some(Ok(_))) {
            // The exchange first, then its place.
            self.0 = None;
        }
        Poll::Ready(chunk)
    }
}
