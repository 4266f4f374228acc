use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::future::{Either, select};
use outrigger::rt::Timer;
use outrigger::transport::{Body, HttpTransport, TransportError, TransportErrorKind};

use super::call::Call;
use super::frame::Frames;
use super::handle::{Answer, handle};
use super::logs::Reading;
use super::model::Model;
use super::read::{Refusal, too_large};
use super::reply::Reply;
use super::respond;
use super::watching::Watching;

/// How long the server waits for a revision before it says that there is none.
const FRESH_WITHIN: Duration = Duration::from_secs(3);

/// The simulated API server, as a transport.
#[derive(Clone)]
pub(crate) struct ApiServer {
    pub(crate) shared: Arc<Shared>,
}

/// What requests share.
pub(crate) struct Shared {
    pub(crate) timer: Arc<dyn Timer>,
    state: Mutex<State>,
}

pub(crate) struct State {
    pub(crate) model: Model,
    /// Counts the server's runs.
    pub(crate) run: u64,
    watchers: BTreeMap<u64, Waker>,
    next_watcher: u64,
}

impl ApiServer {
    pub(crate) fn new(model: Model, timer: Arc<dyn Timer>) -> Self {
        let state = State {
            model,
            run: 0,
            watchers: BTreeMap::new(),
            next_watcher: 0,
        };
        let shared = Shared {
            timer,
            state: Mutex::new(state),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Breaks all open exchanges, as when the process dies and comes back.
    pub(crate) fn restart(&self) {
        self.shared.change(|state| state.run += 1);
    }

    async fn answer(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Body>, TransportError> {
        let call = Call::new(request, self.shared.timer.wall_now());
        let run = self.shared.lock().run;
        let mut deadline = None;
        loop {
            let awaited = match self.try_answer(&call) {
                Ok(response) => return Ok(response),
                Err(revision) => revision,
            };
            let timer = &self.shared.timer;
            let until = *deadline.get_or_insert_with(|| timer.now() + FRESH_WITHIN);
            let left = until - timer.now();
            if left.is_zero() {
                let current = self.shared.lock().model.store.revision();
                return Ok(whole(respond::failure(&call, &too_large(awaited, current))));
            }
            self.revision_or_timeout(awaited, run, left).await;
            if self.shared.lock().run != run {
                let why = "the API server went away";
                return Err(TransportError::new(TransportErrorKind::Reset, why));
            }
        }
    }

    /// # Errors
    /// The revision that the request waits for.
    fn try_answer(&self, call: &Call) -> Result<http::Response<Body>, u64> {
        let (outcome, run) = self
            .shared
            .change(|state| (handle(&mut state.model, call), state.run));
        let warnings = call.take_warnings();
        let warned = |reply: Reply| {
            whole(
                warnings
                    .iter()
                    .fold(reply, |reply, text| reply.warning(text)),
            )
        };
        match outcome {
            Ok(Answer::Whole(mut reply)) => {
                if call.method == http::Method::HEAD {
                    reply.body = Bytes::new();
                }
                Ok(warned(reply))
            }
            Ok(Answer::Watch(plan, presenter)) => {
                let frames = Frames::new(plan.scope.resource.clone(), *presenter);
                let body = Watching::new(self.shared.clone(), run, *plan, frames);
                let reply = Reply::new(200, "application/json", Bytes::new());
                Ok(whole(reply).map(|_| Body::new(body)))
            }
            Ok(Answer::Log(plan)) => {
                let body = Reading::new(self.shared.clone(), run, *plan);
                let reply = Reply::new(200, "text/plain", Bytes::new());
                Ok(whole(reply).map(|_| Body::new(body)))
            }
            Err(Refusal::Failed(failure)) => {
                let mut reply = respond::failure(call, &failure);
                if call.method == http::Method::HEAD {
                    reply.body = Bytes::new();
                }
                Ok(warned(reply))
            }
            Err(Refusal::Await(awaited)) => Err(awaited.revision),
        }
    }

    /// Waits for a revision, the end of this run of the server, or so long.
    async fn revision_or_timeout(&self, revision: u64, run: u64, left: Duration) {
        let watcher = Watcher::new(&self.shared);
        let arrived = std::future::poll_fn(|cx| {
            watcher.wake(cx.waker());
            let state = self.shared.lock();
            match state.model.store.revision() >= revision || state.run != run {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        });
        match select(arrived, self.shared.timer.sleep(left)).await {
            Either::Left(_) | Either::Right(_) => {}
        }
    }
}

/// One who waits for changes; its waker is forgotten with it, also when its future is dropped.
pub(crate) struct Watcher {
    shared: Arc<Shared>,
    id: u64,
}

impl Watcher {
    pub(crate) fn new(shared: &Arc<Shared>) -> Self {
        let mut state = shared.lock();
        state.next_watcher += 1;
        let id = state.next_watcher;
        drop(state);
        Self {
            shared: shared.clone(),
            id,
        }
    }

    /// Wakes at the next change after this call.
    pub(crate) fn wake(&self, waker: &Waker) {
        let waker = waker.clone();
        let old = self.shared.lock().watchers.insert(self.id, waker);
        // A waker may own a task whose end takes the lock.
        drop(old);
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let old = self.shared.lock().watchers.remove(&self.id);
        drop(old);
    }
}

impl Shared {
    /// Runs on every poll and never calls out, so it is held for no one's code but ours.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes everyone who waits for that, outside the lock.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let before = state.mark();
        let output = change(&mut state);
        let woken = if before == state.mark() {
            BTreeMap::new()
        } else {
            std::mem::take(&mut state.watchers)
        };
        drop(state);
        woken.into_values().for_each(Waker::wake);
        output
    }
}

impl State {
    /// What is another after every change that somebody may wait for.
    fn mark(&self) -> (u64, u64, u64, u64) {
        let store = &self.model.store;
        let history = store.history().start();
        (
            store.revision(),
            self.run,
            history,
            self.model.logs.version(),
        )
    }
}

fn whole(reply: Reply) -> http::Response<Body> {
    let mut response = http::Response::new(Body::from_bytes(reply.body));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response
}

#[async_trait]
impl HttpTransport for ApiServer {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Body>, TransportError> {
        self.answer(request).await
    }
}

impl fmt::Debug for ApiServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiServer").finish_non_exhaustive()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}
