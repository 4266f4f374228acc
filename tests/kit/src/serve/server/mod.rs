//! The HTTP server, native only.

mod authenticate;
mod client_certificates;
pub(crate) mod connection;
mod cors;
mod exchange;
mod kubeconfig;
mod listener;
mod malformed;
mod options;
mod reply;
mod request_body;
mod site;

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use outrigger::Secret;
use outrigger::transport::{ClientIdentity, HttpTransport};
use rustls::pki_types::CertificateDer;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use self::authenticate::Authenticator;
use self::client_certificates::AnyClient;
use self::kubeconfig::Access;
pub use self::options::ServeOptions;
use self::site::Site;
use crate::certificates::Certificates;
use crate::serve::{Compressed, User};

/// How long [`Server::shutdown`] waits for exchanges that are under way.
const FAREWELL: Duration = Duration::from_secs(10);

/// A transport behind a port, until it is dropped.
///
/// It serves as a kube-apiserver does: bearer token or client certificate, Statuses for what it
/// refuses itself, its headers, its limits (3 MiB to a body, 1 MiB to a head, 100 streams to an
/// HTTP/2 connection, an idle connection closed after a minute and a half), and chunks sent as
/// the transport yields them. Paths reach the transport as they came. An error of the transport
/// breaks the exchange off; a client that goes away drops the transport's future or body.
///
/// # Examples
/// ```
/// use std::sync::Arc;
/// use outrigger_test::serve::{ServeOptions, Server};
/// use outrigger_test::{Answer, MockTransport};
/// use serde_json::json;
///
/// # fn main() -> std::io::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let mock = MockTransport::new();
/// mock.get("/version").answer(Answer::json(&json!({"major": "1", "minor": "37"})));
/// let server = Server::start(Arc::new(mock), ServeOptions::https())?;
/// // kubectl --kubeconfig "$file" version
/// let kubeconfig = server.kubeconfig();
/// assert!(kubeconfig.contains(server.url()));
/// server.shutdown().await;
/// # Ok(())
/// # })
/// # }
/// ```
pub struct Server {
    address: SocketAddr,
    url: String,
    authority_pem: Option<String>,
    token: Option<Secret>,
    identity: Option<ClientIdentity>,
    stop: watch::Sender<bool>,
    /// `None` once it has been shut down.
    task: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves `transport` on the tokio runtime of whoever calls.
    ///
    /// # Errors
    /// When there is no runtime, or the address cannot be listened on.
    pub fn start(transport: Arc<dyn HttpTransport>, options: ServeOptions) -> io::Result<Self> {
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        let listener = std::net::TcpListener::bind(options.address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let authority = reachable(address);
        let trust = options
            .tls
            .then(|| Trust::new(authority.ip()))
            .transpose()?;
        let (stop, stopping) = watch::channel(false);
        let scheme = if options.tls { "https" } else { "http" };
        let transport: Arc<dyn HttpTransport> = if options.compress {
            Arc::new(Compressed::new(transport))
        } else {
            transport
        };
        let certificate = trust
            .as_ref()
            .map(|trust| (trust.client.clone(), User::admin("admin")));
        let site = Site::new(
            transport,
            options.tls,
            authority,
            Authenticator::new(options.token.clone(), certificate),
            options.origins,
            stopping,
        );
        let acceptor = trust.as_ref().map(|trust| trust.acceptor.clone());
        let listener = TcpListener::from_std(listener)?;
        let serving = listener::listen(listener, acceptor, options.connections, Arc::new(site));
        let (authority_pem, identity) = trust
            .map(|trust| (trust.authority_pem, trust.identity))
            .unzip();
        Ok(Self {
            address,
            url: format!("{scheme}://{authority}"),
            authority_pem,
            token: options.token,
            identity,
            stop,
            task: Some(runtime.spawn(serving)),
        })
    }

    /// Where it can be reached from this machine: `https://127.0.0.1:43215`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate, in PEM, of the authority that signed the server's; none in clear text.
    pub fn authority_pem(&self) -> Option<&str> {
        self.authority_pem.as_deref()
    }

    /// The certificate of an administrator; none in clear text.
    pub const fn client_identity(&self) -> Option<&ClientIdentity> {
        self.identity.as_ref()
    }

    /// A kubeconfig that leads here. Its context `token` authenticates by bearer token and is
    /// the current one; over TLS there is `certificate` besides.
    pub fn kubeconfig(&self) -> String {
        Access {
            url: &self.url,
            authority_pem: self.authority_pem(),
            token: self.token.as_ref(),
            identity: self.client_identity(),
        }
        .kubeconfig()
    }

    /// Writes [`kubeconfig`](Self::kubeconfig) into a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_kubeconfig(&self, path: impl AsRef<Path>) -> io::Result<()> {
        std::fs::write(path, self.kubeconfig())
    }

    /// Takes no more connections, ends watches, and waits for what else is under way, ten
    /// seconds at most.
    pub async fn shutdown(mut self) {
        // Nobody listens once the task has ended.
        let _ = self.stop.send(true);
        if let Some(mut task) = self.task.take()
            && tokio::time::timeout(FAREWELL, &mut task).await.is_err()
        {
            task.abort();
            // An error says that it was.
            let _ = task.await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            // With it go its connections.
            task.abort();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// What TLS needs, and the certificate of the one user who has one.
struct Trust {
    acceptor: TlsAcceptor,
    authority_pem: String,
    identity: ClientIdentity,
    client: CertificateDer<'static>,
}

impl Trust {
    fn new(address: IpAddr) -> io::Result<Self> {
        let certificates = Certificates::new()?;
        let verifier = Arc::new(AnyClient(certificates.client_verifier()?));
        let names = [address.to_string()];
        let client = certificates.client("admin", Some("system:masters"))?;
        Ok(Self {
            acceptor: certificates.accept(&["h2", "http/1.1"], &names, verifier)?,
            authority_pem: certificates.authority_pem().to_owned(),
            identity: client.identity,
            client: client.der,
        })
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
