//! One connection, by either protocol.

use std::error::Error;
use std::pin::{Pin, pin};
use std::time::Duration;

use http::{Request, Response};
use hyper::body::{Body, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::Service;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

/// How many streams a kube-apiserver allows to a connection.
const STREAMS: u32 = 100;
/// How much of a request's body may be on its way, and how long a frame may be.
const STREAM_WINDOW: u32 = 256 << 10;
/// How long a request's head may be.
const HEAD: u32 = (1 << 20) + (4 << 10);
/// How many headers a request may have.
const HEADERS: usize = 8 << 10;
/// How long a connection may take for a request's head, or be idle before it.
pub(super) const IDLE: Duration = Duration::from_secs(90);
/// How often a quiet HTTP/2 connection is asked whether it is alive, and how soon it must answer.
const PING: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(15));

/// Serves HTTP/1.1 until the connection ends; once `leave` is ready, no more than the request
/// that is under way.
pub(crate) async fn serve_http1<I, S, B>(io: I, service: S, leave: impl Future<Output = ()>)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Response<B>>,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .title_case_headers(true)
        .max_buf_size(HEAD as usize)
        .max_headers(HEADERS);
    let connection = builder.serve_connection(TokioIo::new(io), service);
    drive(connection, http1::Connection::graceful_shutdown, leave).await;
}

/// Serves HTTP/2 until the connection ends; once `leave` is ready, no more than the requests
/// that are under way.
pub(crate) async fn serve_http2<I, S, B>(io: I, service: S, leave: impl Future<Output = ()>)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Response<B>>,
    S::Future: Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let (interval, timeout) = PING;
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(STREAM_WINDOW * STREAMS)
        .max_frame_size(STREAM_WINDOW)
        .max_header_list_size(HEAD)
        .keep_alive_interval(interval)
        .keep_alive_timeout(timeout);
    let connection = builder.serve_connection(TokioIo::new(io), service);
    drive(connection, http2::Connection::graceful_shutdown, leave).await;
}

/// A client that aborts ends its connection with an error, which is none of the server's.
async fn drive<C: Future>(
    connection: C,
    shut_down: impl FnOnce(Pin<&mut C>),
    leave: impl Future<Output = ()>,
) {
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        () = leave => shut_down(connection.as_mut()),
    }
    connection.await;
}
