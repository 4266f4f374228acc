//! HTTP/2: a connection carries many exchanges.
//!
//! Windows: whoever does not read a body holds at most one stream window of the connection's.
//! The connection's window has room for all of them, so nobody is starved by others not reading.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::client::conn::http2::{self, Connection, SendRequest};
use hyper_util::rt::{TokioIo, TokioTimer};
use outrigger::transport::TransportErrorKind;
use tokio::runtime::Handle;
use tokio::sync::Notify;

use super::Class;
use crate::body::Whole;
use crate::error::Failure;
use crate::io::Io;
use crate::runtime;

/// Exchanges on one connection, unless the server wants fewer.
pub(super) const STREAMS_MAX: usize = 64;
/// A watch's events are small; a window of this size does not slow its first list much.
const WINDOW_LONG_LIVED: u32 = 1 << 20;
/// A large list should fill a long fat pipe.
const WINDOW_UNARY: u32 = 2 << 20;
/// Bytes of a response's head, as RFC 9113 counts them.
const HEAD_MAX: u32 = 64 * 1024;
const PING_INTERVAL: Duration = Duration::from_secs(30);
const PING_TIMEOUT: Duration = Duration::from_secs(15);
/// What h2 believes before the server has said how many streams it takes. No server can say
/// this number, so reading anything else means that it has spoken.
const UNSETTLED: usize = usize::MAX - 1;

pub(super) type Http2Sender = SendRequest<Whole>;
type Http2Connection = Connection<TokioIo<Io>, Whole, Spawner>;

/// A connection that carries exchanges. Dropping it closes it when the last of them ends.
pub(super) struct Http2 {
    sender: Http2Sender,
    connection: Arc<Mutex<Option<Http2Connection>>>,
    progress: Arc<Progress>,
}

impl Http2 {
    /// To send an exchange with.
    pub(super) fn sender(&self) -> Http2Sender {
        self.progress.granted.store(true, Ordering::Relaxed);
        self.sender.clone()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// How many exchanges fit: one until the server has sent its settings.
    pub(super) fn streams_max(&self) -> usize {
        match limit(&self.connection) {
            Some(UNSETTLED) => 1,
            Some(limit) => limit.clamp(1, STREAMS_MAX),
            None => 0,
        }
    }

    /// To ask what has ended it.
    pub(super) fn end(&self) -> End {
        End(Arc::clone(&self.progress))
    }

    /// Ready with `true` once the server has sent its settings, with `false` if the connection
    /// ended before, or before it was given an exchange: who waits would go on connecting for ever.
    pub(super) fn settled(&self) -> impl Future<Output = bool> + Send + 'static {
        let connection = Arc::clone(&self.connection);
        let progress = Arc::clone(&self.progress);
        async move {
            while limit(&connection) == Some(UNSETTLED) {
                progress.notify.notified().await;
            }
            let open = limit(&connection).is_some();
            progress.settled.fetch_or(open, Ordering::Relaxed);
            let [settled, granted] =
                [&progress.settled, &progress.granted].map(|it| it.load(Ordering::Relaxed));
            open || settled && granted
        }
    }
}

/// The end of a connection, for those who have no exchange on it.
pub(super) struct End(Arc<Progress>);

impl End {
    /// The error that has ended it; `None` when it was just closed. It is there before the requests
    /// that were queued come back, which is when the connection is dropped.
    pub(super) fn error(&self) -> Option<Arc<hyper::Error>> {
        self.0.end.get().cloned()
    }
}

pub(super) async fn open(io: Io, runtime: &Handle, class: Class) -> Result<Http2, Failure> {
    let window = match class {
        Class::Unary => WINDOW_UNARY,
        Class::LongLived => WINDOW_LONG_LIVED,
    };
    let progress = Arc::new(Progress::default());
    let spawner = Spawner {
        runtime: runtime.clone(),
        progress: Arc::clone(&progress),
    };
    let (sender, connection) = http2::Builder::new(spawner)
        .timer(TokioTimer::new())
        .initial_max_send_streams(UNSETTLED)
        .initial_stream_window_size(window)
        .initial_connection_window_size(window * STREAMS_MAX as u32)
        .max_header_list_size(HEAD_MAX)
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT)
        .keep_alive_while_idle(false)
        .handshake(TokioIo::new(io))
        .await
        .map_err(|error| Failure::new(TransportErrorKind::Refused, error))?;
    let connection = Arc::new(Mutex::new(Some(connection)));
    let driver = Driver {
        connection: Arc::clone(&connection),
        progress: Arc::clone(&progress),
    };
    runtime::spawn(runtime, driver);
    Ok(Http2 {
        sender,
        connection,
        progress,
    })
}

/// Runs hyper's half of a connection, shared so that its limits can be asked for.
struct Driver {
    connection: Arc<Mutex<Option<Http2Connection>>>,
    progress: Arc<Progress>,
}

impl Future for Driver {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut connection = lock(&self.connection);
        let polled = match connection.as_mut() {
            Some(connection) => Pin::new(connection).poll(cx),
            None => Poll::Ready(Ok(())),
        };
        if let Err(error) = ready!(polled) {
            let _is_known = self.progress.end.set(Arc::new(error));
        }
        // They may have come with the end, before anybody looked.
        let settled = connection
            .as_ref()
            .is_some_and(|it| it.current_max_send_streams() != UNSETTLED);
        self.progress.settled.fetch_or(settled, Ordering::Relaxed);
        Poll::Ready(())
    }
}

impl Drop for Driver {
    /// Also when its runtime goes away: requests would be queued in it, and wait for ever.
    fn drop(&mut self) {
        let ended = lock(&self.connection).take();
        // With the lock released, since that wakes those who wait.
        drop(ended);
        self.progress.notify.notify_one();
    }
}

/// Tells whoever waits for the server's settings that something may have arrived.
#[derive(Default)]
struct Progress {
    /// Whether the server's settings were seen.
    settled: AtomicBool,
    /// Whether the connection was given to an exchange.
    granted: AtomicBool,
    /// The error that ended the connection.
    end: OnceLock<Arc<hyper::Error>>,
    notify: Notify,
}

/// Spawns what hyper wants spawned, and notes each time it runs.
#[derive(Clone)]
struct Spawner {
    runtime: Handle,
    progress: Arc<Progress>,
}

impl<F> hyper::rt::Executor<F> for Spawner
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, future: F) {
        let progress = Arc::clone(&self.progress);
        let task = async move {
            let mut future = pin!(future);
            poll_fn(|cx| {
                let polled = future.as_mut().poll(cx);
                if !progress.settled.load(Ordering::Relaxed) {
                    progress.notify.notify_one();
                }
                polled
            })
            .await;
        };
        runtime::spawn(&self.runtime, task);
    }
}

fn limit(connection: &Mutex<Option<Http2Connection>>) -> Option<usize> {
    let connection = lock(connection);
    connection
        .as_ref()
        .map(Connection::current_max_send_streams)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
