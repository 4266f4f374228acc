use std::fmt;
use std::future::Future;
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
            let now = self.now();
            self.attend(now);
            match woken {
                Woken::Queued(id, demand) => {
                    self.reflector.handle_input(now, Input::Queued(id, demand));
                }
                Woken::Admitted(id, turn, request) => {
                    self.exchange = Some(Exchange::open(id, &self.client, *request, Some(turn)));
                    self.reflector.handle_input(now, Input::Admitted(id));
                }
                Woken::TurnOver(id) => self.reflector.handle_input(now, Input::TurnOver(id)),
                Woken::Check(cause) => self.reflector.handle_input(now, Input::Check(cause)),
                Woken::Opened(id, body) => {
                    if let Some(exchange) = &mut self.exchange {
                        exchange.opened(body);
                    }
                    self.reflector.handle_input(now, Input::Opened(id));
                }
                Woken::Chunk(id, chunk) => {
                    self.reflector.handle_input(now, Input::Chunk(id, &chunk));
                    chunks = (chunks + 1) % CHUNKS_PER_TURN;
                    if chunks == 0 {
                        yield_now().await;
                    }
                }
                Woken::Ended(id) => {
                    self.exchange = None;
                    self.reflector.handle_input(now, Input::Ended(id));
                }
                Woken::Failed(id, error) => {
                    self.exchange = None;
                    self.reflector.handle_input(now, Input::Failed(id, error));
                }
                Woken::Time => self.reflector.handle_input(now, Input::Tick),
                Woken::Stop => return,
            }
        }
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

    /// A driver that did not run for long, or whose machine slept, does not know whether what it
    /// has open still works.
    fn attend(&mut self, now: Now) {
        if let Some(cause) = now.unattended_since(self.attended)
            && self.reflector.status().is_live()
        {
            self.reflector.handle_input(now, Input::Check(cause));
        }
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
