use std::net::{Ipv4Addr, SocketAddr};

use outrigger::Secret;

/// How a [`Server`](super::Server) serves.
///
/// # Examples
/// ```
/// use outrigger_test::serve::ServeOptions;
///
/// let options = ServeOptions::https()
///     .address("127.0.0.1:6443".parse().unwrap())
///     .token("let me in")
///     .allow_origin("http://localhost:8080");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ServeOptions {
    pub(super) address: SocketAddr,
    pub(super) tls: bool,
    /// `None` lets everyone do everything.
    pub(super) token: Option<Secret>,
    pub(super) origins: Vec<String>,
    pub(super) compress: bool,
    pub(super) connections: usize,
}

impl ServeOptions {
    /// HTTP/1.1, and HTTP/2 with prior knowledge, in clear text on a port of 127.0.0.1 that the
    /// system chooses.
    ///
    /// kubectl and client-go send no token in clear text: serve them over
    /// [`https`](Self::https), or [without](Self::without_authentication) authentication.
    pub fn http() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            tls: false,
            token: Some(Secret::new("outrigger")),
            origins: Vec::new(),
            compress: true,
            connections: 1000,
        }
    }

    /// HTTP/2 and HTTP/1.1 over TLS, with a certificate made on the spot, on a port of 127.0.0.1
    /// that the system chooses. Clients may present a certificate: the kubeconfig has one.
    pub fn https() -> Self {
        Self {
            tls: true,
            ..Self::http()
        }
    }

    /// Listens there instead.
    pub const fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// The bearer token that makes a client an administrator, `outrigger` unless told. A request
    /// with another is answered 401; one without may see `/healthz`, `/livez`, `/readyz` and
    /// `/version`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(Secret::new(token));
        self
    }

    /// Lets everyone do everything. The transport then sees `Authorization` as it came.
    pub fn without_authentication(mut self) -> Self {
        self.token = None;
        self
    }

    /// Lets pages of this origin read the answers (`http://localhost:8080`, or `*` for all), as
    /// `--cors-allowed-origins` does. May be called again for another.
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Hands answers on as they are instead of [compressing](crate::serve::Compressed) them.
    pub const fn without_compression(mut self) -> Self {
        self.compress = false;
        self
    }

    /// How many connections may be open at once, 1000 unless told. Those beyond wait until one
    /// closes; idle ones are closed after a minute and a half.
    pub const fn max_connections(mut self, connections: usize) -> Self {
        self.connections = connections;
        self
    }
}
