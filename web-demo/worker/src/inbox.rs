use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use outrigger_demo_model::message::ToWorker;

/// The page's messages, until the session takes them. Clones are the same inbox.
#[derive(Clone, Debug, Default)]
pub struct Inbox(Arc<Mutex<Queue>>);

#[derive(Debug, Default)]
struct Queue {
    messages: VecDeque<ToWorker>,
    overflowed: bool,
    waker: Option<Waker>,
}

/// What an inbox has.
#[derive(Debug, PartialEq)]
pub(crate) enum Received {
    Message(ToWorker),
    /// Messages were dropped since there were too many.
    Overflow,
}

impl Inbox {
    /// How many messages wait at most.
    pub const LIMIT: usize = 1_000;

    /// An empty inbox.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message. Of those that only the last one of matters, it takes the place of an
    /// earlier one; when there are [`LIMIT`](Self::LIMIT) others it is dropped.
    pub fn push(&self, message: ToWorker) {
        let mut queue = self.lock();
        queue.messages.retain(|older| !replaces(&message, older));
        if queue.messages.len() < Self::LIMIT {
            queue.messages.push_back(message);
        } else {
            queue.overflowed = true;
        }
        let waker = queue.waker.take();
        drop(queue);
        waker.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn poll(&self, cx: &Context<'_>) -> Poll<Received> {
        let mut queue = self.lock();
        if let Some(message) = queue.messages.pop_front() {
            return Poll::Ready(Received::Message(message));
        }
        if std::mem::take(&mut queue.overflowed) {
            return Poll::Ready(Received::Overflow);
        }
        queue.waker = Some(cx.waker().clone());
        Poll::Pending
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        // Nothing under the lock can panic halfway through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether nobody needs `older` any more.
fn replaces(message: &ToWorker, older: &ToWorker) -> bool {
    match (message, older) {
        (ToWorker::Draw { view, .. }, ToWorker::Draw { view: other, .. })
        | (ToWorker::Arrange { view, .. }, ToWorker::Arrange { view: other, .. })
        | (ToWorker::Show { view, .. }, ToWorker::Show { view: other, .. }) => view == other,
        (ToWorker::Visible { .. }, ToWorker::Visible { .. }) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn draw(view: u32, first: usize) -> ToWorker {
        let count = 10;
        ToWorker::Draw { view, first, count }
    }

    fn taken(inbox: &Inbox) -> Vec<Received> {
        let cx = Context::from_waker(Waker::noop());
        let next = || match inbox.poll(&cx) {
            Poll::Ready(received) => Some(received),
            Poll::Pending => None,
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn the_last_draw_of_a_view_counts() {
        let inbox = Inbox::new();
        for message in [draw(1, 0), draw(2, 0), draw(1, 7)] {
            inbox.push(message);
        }
        let expected = [draw(2, 0), draw(1, 7)].map(Received::Message);
        assert_eq!(taken(&inbox), expected);
    }

    #[test]
    fn a_flood_is_cut_and_told_of() {
        let inbox = Inbox::new();
        for view in 0..3_000 {
            inbox.push(ToWorker::Close { view });
        }
        let all = taken(&inbox);
        assert_eq!(all.len(), Inbox::LIMIT + 1);
        assert_eq!(all.last(), Some(&Received::Overflow));
        assert_eq!(taken(&inbox), []);
    }
}
