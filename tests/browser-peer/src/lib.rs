//! The servers that tests inside of a browser talk to, since no test there can start any.
//!
//! They listen on ports of 127.0.0.1 that the system chooses. Where they are is told by an index
//! on a port that is known beforehand, for a test that was compiled for a browser gets neither
//! arguments nor an environment.
#![cfg(not(target_family = "wasm"))]

mod index;

use std::io;
use std::net::TcpListener;

use outrigger_test::conformance::server::Server;

/// The port of the index.
pub const PORT: u16 = 42743;

/// All servers, until dropped.
#[derive(Debug)]
pub struct Peer {
    /// Told by the index, kept to run.
    _conformance: Server,
}

impl Peer {
    /// Starts the servers, and their index on `port`.
    ///
    /// # Errors
    /// When the system gives no thread or no port, such as when another peer runs.
    pub fn start(port: u16) -> io::Result<Self> {
        let index = TcpListener::bind(("127.0.0.1", port))?;
        let conformance = Server::start()?;
        let urls = serde_json::json!({
            "http1": conformance.http1(),
            "tls": conformance.tls(),
            "misbehaving": conformance.misbehaving(),
            "misbehavingHttp2": conformance.misbehaving_http2_tls(),
            "refused": free_port()?,
        });
        index::serve(index, urls.to_string())?;
        Ok(Self {
            _conformance: conformance,
        })
    }
}

/// A URL where nothing listens. Browsers have ports to which they do not even try to connect;
/// the system gives none of those.
fn free_port() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    Ok(format!("http://{}", listener.local_addr()?))
}
