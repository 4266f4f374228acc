//! From a name to a connection that bytes can be sent on.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use outrigger::transport::TransportErrorKind;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::HttpVersions;
use crate::error::{Failure, dial_kind, handshake_kind};
use crate::io::Io;
use crate::proxy::{Forward, Proxy};
use crate::request::Origin;

const KEEP_ALIVE_TCP: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an address may stay silent before the next one is tried beside it (RFC 8305).
const NEXT_ADDRESS_DELAY: Duration = Duration::from_millis(250);

/// Opens connections for one cluster.
#[derive(Debug)]
pub(crate) struct Dialer {
    /// Or why there can be no TLS.
    pub(crate) tls: Result<Arc<ClientConfig>, Failure>,
    pub(crate) server_name: Option<ServerName<'static>>,
    pub(crate) versions: HttpVersions,
    pub(crate) proxy: Option<Proxy>,
    /// For the name, the connection, the way through the proxy and the handshake together.
    pub(crate) timeout: Option<Duration>,
}

/// The protocol to speak on a new connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http1,
    Http2,
}

impl Dialer {
    pub(crate) async fn dial(&self, origin: &Origin) -> Result<(Io, Protocol), Failure> {
        let begun = Instant::now();
        let until = begun + self.timeout.unwrap_or(CONNECT_TIMEOUT);
        let stream = timeout_at(until, self.reach(origin))
            .await
            .unwrap_or_else(|_| Err(self.timed_out(origin)))?;
        if !origin.tls {
            let protocol = match self.versions {
                HttpVersions::Http2Only => Protocol::Http2,
                HttpVersions::Any | HttpVersions::Http1Only => Protocol::Http1,
            };
            return Ok((stream, protocol));
        }
        let until = match self.timeout {
            Some(_) => until,
            None => Instant::now() + HANDSHAKE_TIMEOUT,
        };
        timeout_at(until, self.handshake(origin, stream))
            .await
            .unwrap_or_else(|_| Err(timed_out(self.path(origin), "the TLS handshake")))
    }

    /// How requests to `origin` are written for a proxy that hands them on one by one, if there
    /// is one.
    pub(crate) fn forward(&self, origin: &Origin) -> Option<Forward> {
        let tunnel = self.versions == HttpVersions::Http2Only;
        let proxy = self.proxy.as_ref()?;
        proxy.forward(origin, tunnel)
    }

    /// A connection to `origin`, or to the proxy that hands requests on to it.
    async fn reach(&self, origin: &Origin) -> Result<Io, Failure> {
        let Some(proxy) = &self.proxy else {
            return connect(origin, origin).await.map(Io::Plain);
        };
        let stream = connect(&proxy.address, proxy).await?;
        let mut stream = Io::Plain(stream);
        if proxy.address.tls {
            let mut tls = ClientConfig::clone(&*self.tls.clone()?);
            // CONNECT and forwarded requests are HTTP/1.1.
            tls.alpn_protocols = HttpVersions::Http1Only.alpn();
            let name = server_name(&proxy.address, proxy)?;
            stream = secure(tls.into(), name, stream, proxy).await?.into();
        }
        if self.forward(origin).is_none() {
            proxy.pass(&mut stream, origin).await?;
        }
        Ok(stream)
    }

    async fn handshake(&self, origin: &Origin, stream: Io) -> Result<(Io, Protocol), Failure> {
        let name = match &self.server_name {
            Some(name) => name.clone(),
            None => server_name(origin, origin)?,
        };
        let stream = secure(self.tls.clone()?, name, stream, self.path(origin)).await?;
        let protocol = match (stream.get_ref().1.alpn_protocol(), self.versions) {
            (Some(b"h2"), _) | (None, HttpVersions::Http2Only) => Protocol::Http2,
            (_, _) => Protocol::Http1,
        };
        Ok((stream.into(), protocol))
    }

    /// Where a connection goes, and how.
    fn path(&self, origin: &Origin) -> String {
        match &self.proxy {
            Some(proxy) => format!("{origin} through {proxy}"),
            None => origin.to_string(),
        }
    }

    fn timed_out(&self, origin: &Origin) -> Failure {
        match &self.proxy {
            Some(proxy) => timed_out(proxy, "connecting through it"),
            None => timed_out(origin, "connecting"),
        }
    }
}

/// Connects to `address`, which errors call `place`.
async fn connect(address: &Origin, place: impl fmt::Display) -> Result<TcpStream, Failure> {
    let resolved = lookup_host((address.host.as_str(), address.port)).await;
    let addresses: Vec<_> = match resolved {
        Ok(addresses) => addresses.collect(),
        Err(error) => return Err(Failure::at(TransportErrorKind::Resolve, place, error)),
    };
    if addresses.is_empty() {
        let why = "the name has no address";
        return Err(Failure::at(TransportErrorKind::Resolve, place, why));
    }
    let connected = race(interleave(addresses)).await;
    let tuned = connected.and_then(|stream| tune(&stream).map(|()| stream));
    tuned.map_err(|error| Failure::at(dial_kind(&error), place, error))
}

/// The name to check a certificate against, which is that of the URL.
fn server_name(address: &Origin, place: impl fmt::Display) -> Result<ServerName<'static>, Failure> {
    ServerName::try_from(address.host.clone())
        .map_err(|error| Failure::at(TransportErrorKind::InvalidRequest, place, error))
}

async fn secure(
    tls: Arc<ClientConfig>,
    name: ServerName<'static>,
    stream: Io,
    place: impl fmt::Display,
) -> Result<TlsStream<Io>, Failure> {
    TlsConnector::from(tls)
        .connect(name, stream)
        .await
        .map_err(|error| Failure::at(handshake_kind(&error), place, error))
}

/// The first of `addresses` to answer. The next is tried when one fails or stays silent; the
/// first one's error is the one told.
async fn race(addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    let mut waiting = addresses.into_iter();
    let mut trying = FuturesUnordered::new();
    let mut first_error = None;
    if let Some(address) = waiting.next() {
        trying.push(TcpStream::connect(address));
    }
    loop {
        let answer = match timeout(NEXT_ADDRESS_DELAY, trying.next()).await {
            Ok(Some(Ok(stream))) => return Ok(stream),
            Ok(Some(Err(error))) => Some(error),
            Ok(None) => break,
            Err(_silent) => None,
        };
        if first_error.is_none() {
            first_error = answer;
        }
        if let Some(address) = waiting.next() {
            trying.push(TcpStream::connect(address));
        }
    }
    Err(first_error.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into()))
}

/// Alternates the families, beginning with the resolver's choice.
fn interleave(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v4 = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (first, second): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|address| address.is_ipv4() == first_is_v4);
    let mut second = second.into_iter();
    let mut mixed = Vec::new();
    for address in first {
        mixed.push(address);
        mixed.extend(second.next());
    }
    mixed.extend(second);
    mixed
}

fn tune(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let keep_alive = TcpKeepalive::new().with_time(KEEP_ALIVE_TCP);
    SockRef::from(stream).set_tcp_keepalive(&keep_alive)
}

fn timed_out(place: impl fmt::Display, step: &str) -> Failure {
    let why = format!("{step} took too long");
    Failure::at(TransportErrorKind::Timeout, place, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_alternate() {
        let parse = |texts: &[&str]| -> Vec<SocketAddr> {
            texts.iter().map(|text| text.parse().unwrap()).collect()
        };
        let mixed = interleave(parse(&[
            "[::1]:1",
            "[::2]:1",
            "1.1.1.1:1",
            "1.1.1.2:1",
            "[::3]:1",
        ]));
        let expected = ["[::1]:1", "1.1.1.1:1", "[::2]:1", "1.1.1.2:1", "[::3]:1"];
        assert_eq!(mixed, parse(&expected));
        assert_eq!(interleave(Vec::new()), []);
    }
}
