//! The servers that tests inside of a browser talk to, since no test there can start any.
//!
//! They listen on ports of 127.0.0.1 that the system chooses. Where they are is told by an index
//! on a port that is known beforehand, for a test that was compiled for a browser gets neither
//! arguments nor an environment:
//!
//! - `/` names the servers of the conformance suite, and under `clusters` each API server's name,
//!   URL and token.
//! - `/forget/<name>` makes an API server forget its history, and answers when it has.
//! - `/log/<name>/<namespace>/<pod>/<container>/<line>` has a container write a line to its log.
#![cfg(not(target_family = "wasm"))]

mod clusters;
mod index;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use outrigger_test::conformance::server::Server;
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};
use tokio::runtime::{Builder, Runtime};

use self::clusters::{Cluster, Real, Simulated};
use self::index::Index;

/// The port of the index. None of those that systems give to who asks for any, nor of those of a
/// cluster's nodes; the same goes for the next few, which tests take that run side by side.
pub const PORT: u16 = 24743;

/// Which API servers to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiServers {
    /// Simulated ones, over HTTP/1.1 and over HTTP/2.
    Simulated,
    /// A real one, of the program that the variable `OUTRIGGER_CONTROL_PLANE` names.
    Real,
}

/// All servers, until dropped.
#[derive(Debug)]
pub struct Peer {
    // Before what it tells of.
    _index: Index,
    _conformance: Server,
    _refusing: Socket,
    /// What the simulated API servers run on.
    _runtime: Runtime,
}

impl Peer {
    /// Starts the servers, and their index on `port`.
    ///
    /// # Errors
    /// When the system gives no thread or no port, such as when another peer runs.
    ///
    /// # Panics
    /// When a real API server does not start.
    pub fn start(port: u16, api_servers: ApiServers) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|error| {
            let what = format!("port {port} of the index, which another peer may have: {error}");
            io::Error::new(error.kind(), what)
        })?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let clusters: Vec<Box<dyn Cluster>> = match api_servers {
            ApiServers::Simulated => vec![
                Box::new(Simulated::over_http1(&runtime)?),
                Box::new(Simulated::over_http2(&runtime)?),
            ],
            ApiServers::Real => vec![Box::new(Real::start(&runtime))],
        };
        let conformance = Server::start()?;
        let (refusing, refused) = refusing()?;
        let servers = servers(&conformance, refused);
        let answer = move |path: &str| answer(path, &servers, &clusters);
        Ok(Self {
            _index: Index::serve(listener, Box::new(answer))?,
            _conformance: conformance,
            _refusing: refusing,
            _runtime: runtime,
        })
    }
}

/// The index of all servers, once what the path says is done; nothing when it says nothing.
fn answer(path: &str, servers: &Value, clusters: &[Box<dyn Cluster>]) -> Option<String> {
    let named = |name: &str| {
        let mut clusters = clusters.iter();
        clusters.find(|cluster| cluster.describe()["name"] == name)
    };
    match path.split('/').collect::<Vec<_>>()[..] {
        ["", ""] => {}
        ["", "forget", name] => named(name)?.forget_history(),
        ["", "log", name, namespace, pod, container, line] => {
            named(name)?.write_log([namespace, pod, container], line);
        }
        _ => return None,
    }
    let mut index = servers.clone();
    index["clusters"] = clusters.iter().map(|cluster| cluster.describe()).collect();
    Some(index.to_string())
}

fn servers(conformance: &Server, refused: SocketAddr) -> Value {
    json!({
        "http1": conformance.http1(),
        "tls": conformance.tls(),
        "misbehaving": conformance.misbehaving(),
        "misbehavingHttp2": conformance.misbehaving_http2_tls(),
        "refused": format!("http://{refused}"),
    })
}

/// A port at which nothing listens, and nothing else can while the socket is kept. Browsers have
/// ports to which they do not even try to connect; the system gives none of those.
fn refusing() -> io::Result<(Socket, SocketAddr)> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
    let address = socket.local_addr()?.as_socket();
    let address = address.ok_or_else(|| io::Error::other("a socket without an address"))?;
    Ok((socket, address))
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn connections_are_refused_while_the_socket_is_kept() {
        let (_socket, address) = refusing().expect("a port");
        let refused = TcpStream::connect(address).expect_err("nobody listens");
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        TcpListener::bind(address).expect_err("the port is taken");
    }

    #[test]
    fn a_port_that_is_taken_is_named() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = taken.local_addr().expect("an address").port();
        let problem = Peer::start(port, ApiServers::Simulated).expect_err("it is taken");
        assert_eq!(problem.kind(), io::ErrorKind::AddrInUse);
        assert!(problem.to_string().contains(&format!("port {port}")));
    }
}
