//! HTTP servers for the suite, native only: one that behaves and ones that do not.
//!
//! ```
//! use outrigger_test::conformance::server::Server;
//!
//! let server = Server::start()?;
//! assert!(server.http1().starts_with("http://127.0.0.1:"));
//! assert!(server.authority_pem().starts_with("-----BEGIN CERTIFICATE-----"));
//! # std::io::Result::Ok(())
//! ```

mod behaving;
mod broken_http1;
mod broken_http2;
mod time;

use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use outrigger::transport::ClientIdentity;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use self::behaving::{serve_http1, serve_http2};
use super::endpoints::{Endpoints, Registry};
use crate::certificates::Certificates;

/// All servers of the suite, on ports of 127.0.0.1 that the system chose.
///
/// They run on a thread of their own, so that a test may use any runtime, and end when dropped.
/// All of them share their exchanges: `/exchange` and `/release` of the well-behaved ones see
/// and move those of the misbehaving ones.
#[derive(Debug)]
pub struct Server {
    http1: String,
    http2: String,
    tls: String,
    tls_http1: String,
    mutual_tls: String,
    misbehaving: String,
    misbehaving_http2: String,
    misbehaving_http2_tls: String,
    authority_pem: String,
    client_identity: ClientIdentity,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts the servers.
    ///
    /// # Errors
    /// When the system gives no thread or no port.
    pub fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let mut server = {
            let _entered = runtime.enter();
            Self::bind(&runtime, stop)?
        };
        let thread = thread::Builder::new().name("conformance-server".to_owned());
        server.thread = Some(thread.spawn(move || {
            // Dropping the sender ends it as well as sending does.
            let _ = runtime.block_on(stopped);
        })?);
        Ok(server)
    }

    fn bind(runtime: &Runtime, stop: oneshot::Sender<()>) -> io::Result<Self> {
        let endpoints = Endpoints::new(Arc::new(time::TokioTimer::start()));
        let registry = endpoints.registry().clone();
        let certificates = Certificates::new()?;
        let on = |url: &str, serve: Serve| listen(runtime, url, serve);
        Ok(Self {
            http1: on("http", plain(endpoints.clone(), Protocol::Http1))?,
            http2: on("http", plain(endpoints.clone(), Protocol::Http2))?,
            tls: on(
                "https",
                tls(
                    endpoints.clone(),
                    certificates.acceptor(&["h2", "http/1.1"])?,
                ),
            )?,
            tls_http1: on(
                "https",
                tls(endpoints.clone(), certificates.acceptor(&["http/1.1"])?),
            )?,
            mutual_tls: on("https", tls(endpoints, certificates.mutual_acceptor()?))?,
            misbehaving: on("http", broken_http1(registry.clone()))?,
            misbehaving_http2: on("http", broken_http2(registry.clone()))?,
            misbehaving_http2_tls: {
                on(
                    "https",
                    broken_http2_tls(registry, certificates.acceptor(&["h2"])?),
                )?
            },
            client_identity: certificates
                .client("outrigger conformance client", None)?
                .identity,
            authority_pem: certificates.authority_pem().to_owned(),
            stop: Some(stop),
            thread: None,
        })
    }

    /// The URL of the well-behaved server over HTTP/1.1.
    pub fn http1(&self) -> &str {
        &self.http1
    }

    /// The URL of the well-behaved server over HTTP/2 in clear text, with prior knowledge. Like
    /// a Kubernetes API server it allows a hundred streams to a connection.
    pub fn http2(&self) -> &str {
        &self.http2
    }

    /// The URL of the well-behaved server over TLS, which offers HTTP/2 and HTTP/1.1 by ALPN.
    pub fn tls(&self) -> &str {
        &self.tls
    }

    /// The URL of the well-behaved server over TLS, which offers HTTP/1.1 alone.
    pub fn tls_http1(&self) -> &str {
        &self.tls_http1
    }

    /// The URL of the well-behaved server over TLS, which refuses clients that do not present a
    /// certificate such as [`client_identity`](Self::client_identity).
    pub fn mutual_tls(&self) -> &str {
        &self.mutual_tls
    }

    /// The URL of the server that breaks HTTP/1.1.
    pub fn misbehaving(&self) -> &str {
        &self.misbehaving
    }

    /// The URL of the server that breaks HTTP/2, in clear text with prior knowledge.
    pub fn misbehaving_http2(&self) -> &str {
        &self.misbehaving_http2
    }

    /// The URL of the server that breaks HTTP/2, over TLS.
    pub fn misbehaving_http2_tls(&self) -> &str {
        &self.misbehaving_http2_tls
    }

    /// The certificate, in PEM, of the authority that signed the servers' certificates. Those
    /// are for `127.0.0.1` and `localhost`.
    pub fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    /// A client certificate that [`mutual_tls`](Self::mutual_tls) takes.
    pub fn client_identity(&self) -> ClientIdentity {
        self.client_identity.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Its tasks end with the runtime; a panic in it has been printed.
            let _ = thread.join();
        }
    }
}

/// What to do with each connection.
type Serve = Box<dyn Fn(TcpStream) + Send>;

/// Gives each connection of a new port to `serve`; the port's URL.
fn listen(runtime: &Runtime, scheme: &str, serve: Serve) -> io::Result<String> {
    // Bound without waiting: the caller may be on a runtime of its own, where nothing may block.
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let url = format!("{scheme}://{}", listener.local_addr()?);
    let listener = TcpListener::from_std(listener)?;
    runtime.spawn(async move {
        loop {
            if let Ok((stream, _)) = listener.accept().await {
                // Chunks go out as they are written.
                let _ = stream.set_nodelay(true);
                serve(stream);
            }
        }
    });
    Ok(url)
}

#[derive(Clone, Copy)]
enum Protocol {
    Http1,
    Http2,
}

fn plain(endpoints: Endpoints, protocol: Protocol) -> Serve {
    Box::new(move |stream| {
        let endpoints = endpoints.clone();
        match protocol {
            Protocol::Http1 => tokio::spawn(serve_http1(stream, endpoints)),
            Protocol::Http2 => tokio::spawn(serve_http2(stream, endpoints)),
        };
    })
}

fn tls(endpoints: Endpoints, acceptor: TlsAcceptor) -> Serve {
    Box::new(move |stream| {
        let (endpoints, handshake) = (endpoints.clone(), acceptor.accept(stream));
        tokio::spawn(async move {
            // A client that turned away has its own test.
            let Ok(stream) = handshake.await else { return };
            if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                serve_http2(stream, endpoints).await;
            } else {
                serve_http1(stream, endpoints).await;
            }
        });
    })
}

fn broken_http1(registry: Registry) -> Serve {
    Box::new(move |stream| {
        tokio::spawn(broken_http1::misbehave(stream, registry.clone()));
    })
}

fn broken_http2(registry: Registry) -> Serve {
    Box::new(move |stream| {
        tokio::spawn(broken_http2::misbehave(stream, registry.clone()));
    })
}

fn broken_http2_tls(registry: Registry, acceptor: TlsAcceptor) -> Serve {
    Box::new(move |stream| {
        let (registry, handshake) = (registry.clone(), acceptor.accept(stream));
        tokio::spawn(async move {
            if let Ok(stream) = handshake.await {
                broken_http2::misbehave(stream, registry).await;
            }
        });
    })
}
