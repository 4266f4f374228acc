//! The server as a whole.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::arguments::Arguments;
use crate::cluster::Cluster;
use crate::gate::Gate;
use crate::names::Names;
use crate::page::Page;
use crate::routes::routes;
use crate::session::{Announce, Session};
use crate::{listener, token_file};

/// A running server, until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts to serve, on the runtime of whoever calls, and gives `announce` the link that opens
    /// the page: now, and a new one when a browser without a session asks after it has been used.
    /// Warnings go to `warn`. A simulated cluster goes on when the server is dropped, until the
    /// runtime is.
    ///
    /// # Errors
    /// When there is no page, no such context, the port is taken, or the key cannot be kept. The
    /// text names the flag.
    pub async fn start(
        arguments: &Arguments,
        announce: Announce,
        warn: &dyn Fn(&str),
    ) -> Result<Self, String> {
        let page = Page::open(&arguments.page)?;
        let wanted = SocketAddr::new(arguments.listen, arguments.port);
        let listener = TcpListener::bind(wanted).await;
        let listener = listener.map_err(|error| unavailable(wanted, &error))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        if !address.ip().is_loopback() {
            warn(
                "warning: --listen lets the network in over plain HTTP; whoever sees the traffic \
                 can do what you can do in the cluster",
            );
        }
        let cluster = Cluster::connect(&arguments.source, warn).await?;
        let name = token_file::default_name(cluster.identity(), wanted);
        let key = token_file::load(arguments.token_file.as_deref(), &name)?;
        let url = format!("http://{}/", reachable(address));
        let gate = Gate {
            names: Names::of(address),
            session: Session::new(key, url, address.port(), announce),
        };
        gate.session.offer()?;
        let serving = listener::listen(listener, routes(gate, page, cluster));
        Ok(Self {
            address,
            task: tokio::spawn(serving),
        })
    }

    /// The address it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until it serves no more: it ends with its runtime, never by itself.
    ///
    /// # Cancel safety
    /// Dropping the future drops the server.
    pub async fn ended(mut self) {
        // An error says that the runtime ends.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // With it go its connections.
        self.task.abort();
    }
}

fn unavailable(address: SocketAddr, error: &io::Error) -> String {
    let port = address.port();
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("port {port} is in use; choose another with --port, or 0 for any that is free")
        }
        io::ErrorKind::PermissionDenied => format!("port {port} is not for this user; see --port"),
        io::ErrorKind::AddrNotAvailable => {
            format!(
                "--listen {}: this machine has no such address",
                address.ip()
            )
        }
        _ => format!("cannot listen on {address}: {error}"),
    }
}

/// An address to reach a listener by: one that listens on all is on this machine.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}
