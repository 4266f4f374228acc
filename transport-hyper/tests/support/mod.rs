//! A local server that tells what it sees, and the transports to reach it.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod bodies;
pub mod raw;
pub mod tls;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, StreamBody, combinators::BoxBody};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use outrigger::transport::{ConnectionSettings, LongLived, TransportError};
use outrigger_hyper::{CryptoProvider, HttpVersions, HyperConnector, HyperTransport};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, Notify, mpsc};

use self::bodies::{Endless, Guard, Open};

/// Only for what should never take long; no test measures time.
pub const LIMIT: Duration = Duration::from_secs(60);

pub async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, future).await.expect("in time")
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    Http1,
    /// With this limit on concurrent streams.
    Http2(u32),
}

pub struct Server {
    pub address: SocketAddr,
    pub connections: Arc<AtomicUsize>,
    /// Paths of exchanges that ended early.
    gone: Mutex<mpsc::UnboundedReceiver<String>>,
    /// Paths of exchanges that began.
    begun: Mutex<mpsc::UnboundedReceiver<String>>,
    /// One for each connection that ended.
    ended: Mutex<mpsc::UnboundedReceiver<()>>,
    leave: Arc<Notify>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn plain(speaks: Speaks) -> Self {
        Self::start(move |stream, events| serve(stream, speaks, events)).await
    }

    /// Answers in what the client chose by ALPN.
    pub async fn tls(config: rustls::ServerConfig) -> Self {
        let config = Arc::new(config);
        Self::tls_of(move || Arc::clone(&config)).await
    }

    /// As [`tls`](Self::tls), by what `config` says when a connection comes.
    pub async fn tls_of(
        config: impl Fn() -> Arc<rustls::ServerConfig> + Send + Sync + 'static,
    ) -> Self {
        Self::start(move |stream, mut events| {
            let acceptor = tokio_rustls::TlsAcceptor::from(config());
            async move {
                let Ok(stream) = acceptor.accept(stream).await else {
                    let _ = events.ended.send(());
                    return;
                };
                let chain = stream.get_ref().1.peer_certificates();
                events.client = chain.and_then(|chain| Some(chain.first()?.to_vec()));
                let speaks = match stream.get_ref().1.alpn_protocol() {
                    Some(b"h2") => Speaks::Http2(100),
                    _ => Speaks::Http1,
                };
                serve(stream, speaks, events).await;
            }
        })
        .await
    }

    async fn start<F>(accept: impl Fn(TcpStream, Events) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let (gone_sender, gone) = mpsc::unbounded_channel();
        let (begun_sender, begun) = mpsc::unbounded_channel();
        let (ended_sender, ended) = mpsc::unbounded_channel();
        let leave = Arc::new(Notify::new());
        let events = Events {
            begun: begun_sender,
            gone: gone_sender,
            ended: ended_sender,
            leave: Arc::clone(&leave),
            client: None,
        };
        let count = Arc::clone(&connections);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(accept(stream, events.clone()));
            }
        });
        Self {
            address,
            connections,
            gone: Mutex::new(gone),
            begun: Mutex::new(begun),
            ended: Mutex::new(ended),
            leave,
            task,
        }
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The path of the next exchange that the server saw end early.
    pub async fn gone(&self) -> String {
        within(async { self.gone.lock().await.recv().await.unwrap() }).await
    }

    /// The path of the next exchange that began.
    pub async fn begun(&self) -> String {
        within(async { self.begun.lock().await.recv().await.unwrap() }).await
    }

    /// Waits for the next connection to end.
    pub async fn ended(&self) {
        within(async { self.ended.lock().await.recv().await.unwrap() }).await;
    }

    /// Sends GOAWAY on the open HTTP/2 connections, which then end with their last stream.
    pub fn go_away(&self) {
        self.leave.notify_waiters();
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

#[derive(Clone)]
struct Events {
    begun: mpsc::UnboundedSender<String>,
    gone: mpsc::UnboundedSender<String>,
    ended: mpsc::UnboundedSender<()>,
    leave: Arc<Notify>,
    /// The certificate that the client presented.
    client: Option<Vec<u8>>,
}

type ServerBody = BoxBody<Bytes, Infallible>;

async fn serve<S>(stream: S, speaks: Speaks, events: Events)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Events { ended, leave, .. } = events.clone();
    let service = service_fn(move |request| answer(request, events.clone()));
    let io = TokioIo::new(stream);
    match speaks {
        Speaks::Http1 => {
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(io, service)
                .await;
        }
        Speaks::Http2(limit) => {
            let mut builder = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            let connection = builder
                .max_concurrent_streams(limit)
                .serve_connection(io, service);
            tokio::pin!(connection);
            tokio::select! {
                _ = connection.as_mut() => {}
                () = leave.notified() => {
                    connection.as_mut().graceful_shutdown();
                    let _ = connection.await;
                }
            }
        }
    }
    let _ = ended.send(());
}

async fn answer(
    request: Request<Incoming>,
    events: Events,
) -> Result<Response<ServerBody>, Infallible> {
    let path = request.uri().path().to_owned();
    let _ = events.begun.send(path.clone());
    let guard = Guard::new(events.gone, &path);
    let body = match path.as_str() {
        // Never answers.
        path if path.starts_with("/hang") => {
            std::future::pending::<()>().await;
            unreachable!("pending");
        }
        // Answers, and the body stays open.
        path if path.starts_with("/watch") => StreamBody::new(Open::new(b"{}\n", guard)).boxed(),
        // More bytes than any window, for as long as someone reads.
        path if path.starts_with("/endless") => StreamBody::new(Endless::new(guard)).boxed(),
        // The certificate that the connection was made with.
        "/who" => {
            guard.disarm();
            Full::new(events.client.unwrap_or_default().into()).boxed()
        }
        "/echo" => {
            guard.disarm();
            let head = format!("{} {:?}\n", request.method(), request.headers());
            let body = request.into_body().collect().await.unwrap().to_bytes();
            Full::new([head.as_bytes(), &body].concat().into()).boxed()
        }
        _ => {
            guard.disarm();
            Full::new(Bytes::from_static(b"ok")).boxed()
        }
    };
    Ok(Response::new(body))
}

/// What TLS runs on: ring, but in a run with the feature of AWS-LC, which is to test that.
#[cfg(not(feature = "aws-lc-rs"))]
pub const PROVIDER: CryptoProvider = CryptoProvider::Ring;
#[cfg(feature = "aws-lc-rs")]
pub const PROVIDER: CryptoProvider = CryptoProvider::AwsLcRs;

pub fn transport(versions: HttpVersions, settings: &ConnectionSettings) -> HyperTransport {
    HyperConnector::new(PROVIDER)
        .unwrap()
        .versions(versions)
        .transport(settings)
        .unwrap()
}

pub fn plain(speaks: Speaks) -> HyperTransport {
    let versions = match speaks {
        Speaks::Http1 => HttpVersions::Any,
        Speaks::Http2(_) => HttpVersions::Http2Only,
    };
    transport(versions, &ConnectionSettings::default())
}

pub fn get(url: &str) -> Request<Bytes> {
    Request::get(url).body(Bytes::new()).unwrap()
}

pub fn watch(url: &str) -> Request<Bytes> {
    let mut request = get(url);
    request.extensions_mut().insert(LongLived);
    request
}

/// The error's own line and all below it.
pub fn chain(error: &TransportError) -> String {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(error) = next {
        text = format!("{text}: {error}");
        next = error.source();
    }
    text
}
