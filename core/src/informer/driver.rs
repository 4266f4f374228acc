use std::fmt;
use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::delta::Writer;
use super::exchange::{Exchange, Woken};
use super::reflector::{ExchangeId, Input, Now, Output, Reflector};
use super::shared::{Order, Published, Shared};
use crate::client::Client;
use crate::request::{Request, Verb};
use crate::rt::{BoxFuture, Instant};

/// Runs an informer. Nothing happens unless it is polled: spawn it, or poll it beside other
/// work.
///
/// ```no_run
/// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) {
/// let (informer, driver) = outrigger::Informer::builder(&pods).build();
/// # fn spawn(_: impl std::future::Future<Output = ()> + Send + 'static) {}
/// spawn(driver);
/// # }
/// ```
///
/// It ends when [`Informer::stop`](super::Informer::stop) is called, or when the informer, its
/// stores and its subscriptions are all dropped.
///
/// # Cancel safety
/// Dropping it stops the informer; its store keeps what it had.
#[must_use = "an informer does nothing unless its driver is polled"]
pub struct Driver(BoxFuture<'static, ()>);

impl Driver {
    pub(super) fn new(
        client: Client,
        reflector: Reflector,
        writer: Writer,
        shared: Arc<Shared>,
    ) -> Self {
        // Made here, so that a driver that is dropped unpolled still says so.
        let stopped = Stopped(shared.clone());
        Self(Box::pin(async move {
            let _stopped = stopped;
            let attended = Now::default();
            Pump {
                client,
                reflector,
                writer,
                shared,
                exchange: None,
                attended,
            }
            .run()
            .await;
        }))
    }
}

impl Future for Driver {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Driver")
    }
}

struct Stopped(Arc<Shared>);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.stopped();
    }
}

/// The wall clock is looked at this often, since monotonic timers stand still while a machine
/// sleeps.
const WALL_CHECK: Duration = Duration::from_secs(10);

/// How many chunks in a row are taken before other tasks get their turn.
const CHUNKS_PER_TURN: u32 = 32;

struct Pump {
    client: Client,
    reflector: Reflector,
    writer: Writer,
    shared: Arc<Shared>,
    exchange: Option<Exchange>,
    /// When it last looked after everything.
    attended: Now,
}

impl Pump {
    /// Runs the reflector's loop; the steps are those of its documentation.
    async fn run(mut self) {
        let mut chunks = 0;
        loop {
            let until = self.drain();
            let woken = self.wait(until).await;
            chunks = (chunks + u32::from(matches!(woken, Woken::Chunk(..)))) % CHUNKS_PER_TURN;
            let pause = chunks == 0 && matches!(woken, Woken::Chunk(..));
            if self.attend(woken).is_break() {
                return;
            }
            if pause {
                yield_now().await;
            }
        }
    }

    /// Step 3, for a driver that may not have run for long, or whose machine may have slept: then
    /// it does not know whether what it has open still works.
    fn attend(&mut self, woken: Woken) -> ControlFlow<()> {
        let now = self.now();
        let live = self.reflector.status().is_live();
        match now.unattended_since(self.attended) {
            Some(cause) if live => {
                // What is there first may have come before the machine slept.
                self.take(woken, self.attended)?;
                self.reflector.handle_input(now, Input::Check(cause));
            }
            _ => self.take(woken, now)?,
        }
        ControlFlow::Continue(())
    }

    /// Gives the reflector what happened.
    fn take(&mut self, woken: Woken, now: Now) -> ControlFlow<()> {
        let chunk;
        let input = match woken {
            Woken::Stop => return ControlFlow::Break(()),
            Woken::Time => Input::Tick,
            Woken::Check(cause) => Input::Check(cause),
            Woken::Queued(id, demand) => Input::Queued(id, demand),
            Woken::Admitted(id, turn, request) => {
                self.exchange = Some(Exchange::open(id, &self.client, *request, Some(turn)));
                Input::Admitted(id)
            }
            Woken::TurnOver(id) => Input::TurnOver(id),
            Woken::Opened(id, body) => {
                if let Some(exchange) = &mut self.exchange {
                    exchange.opened(body);
                }
                Input::Opened(id)
            }
            Woken::Chunk(id, bytes) => {
                chunk = bytes;
                Input::Chunk(id, &chunk)
            }
            Woken::Ended(id) => {
                self.exchange = None;
                Input::Ended(id)
            }
            Woken::Failed(id, error) => {
                self.exchange = None;
                Input::Failed(id, error)
            }
        };
        self.reflector.handle_input(now, input);
        ControlFlow::Continue(())
    }

    /// Step 1: does what the reflector says, and publishes what came of it.
    fn drain(&mut self) -> Instant {
        let mut deltas = Vec::new();
        let until = loop {
            let now = self.now();
            match self.reflector.poll_output(now) {
                Output::Send(id, request) => self.exchange = Some(self.start(id, request)),
                Output::Abort(id) => {
                    if self
                        .exchange
                        .as_ref()
                        .is_some_and(|exchange| exchange.id == id)
                    {
                        self.exchange = None;
                    }
                }
                Output::Event(event) => self.writer.apply(event, &mut deltas),
                Output::Wait { until } => break until,
            }
        };
        let published = Published {
            status: self.reflector.status(),
            synced: self.writer.synced(),
            heard: self.reflector.heard(),
            at: self.now(),
        };
        self.attended = published.at;
        self.shared
            .publish(self.writer.indexer(), &deltas, published);
        until
    }

    /// Sends a request, a watch when its turn comes.
    fn start(&self, id: ExchangeId, request: Request) -> Exchange {
        let queue = match request.verb() {
            Verb::Watch => self.client.turn(),
            _ => None,
        };
        match queue {
            None => Exchange::open(id, &self.client, request, None),
            Some(queue) => Exchange::queue(id, queue, request),
        }
    }

    /// Step 2: waits for the exchange, the time, or the order to stop.
    async fn wait(&mut self, until: Instant) -> Woken {
        let timer = self.client.timer().clone();
        let pause = (until - timer.now()).min(WALL_CHECK);
        let mut sleep = timer.sleep(pause);
        let (shared, exchange) = (&self.shared, &mut self.exchange);
        std::future::poll_fn(|cx| {
            match shared.poll_order(cx) {
                Some(Order::Stop) => return Poll::Ready(Woken::Stop),
                Some(Order::Check(cause)) => return Poll::Ready(Woken::Check(cause)),
                None => {}
            }
            if let Some(exchange) = exchange.as_mut()
                && let Poll::Ready(woken) = exchange.poll(cx)
            {
                return Poll::Ready(woken);
            }
            sleep.as_mut().poll(cx).map(|()| Woken::Time)
        })
        .await
    }

    fn now(&self) -> Now {
        let timer = self.client.timer();
        Now {
            monotonic: timer.now(),
            wall: timer.wall_now(),
        }
    }
}

/// Lets other tasks run.
async fn yield_now() {
    let mut yielded = false;
    std::future::poll_fn(|cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
