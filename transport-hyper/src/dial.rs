//! From a name to a connection that bytes can be sent on.

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

use crate::HttpVersions;
use crate::error::{Failure, dial_kind, handshake_kind};
use crate::io::Io;
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
    /// For the name, the connection and the handshake together.
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
        let stream = timeout_at(until, connect(origin))
            .await
            .unwrap_or_else(|_| Err(timed_out(origin, "connecting")))?;
        tune(&stream).map_err(|error| Failure::at(dial_kind(&error), origin, error))?;
        if !origin.tls {
            let protocol = match self.versions {
                HttpVersions::Http2Only => Protocol::Http2,
                HttpVersions::Any | HttpVersions::Http1Only => Protocol::Http1,
            };
            return Ok((Io::Plain(stream), protocol));
        }
        let until = match self.timeout {
            Some(_) => until,
            None => Instant::now() + HANDSHAKE_TIMEOUT,
        };
        timeout_at(until, self.handshake(origin, stream))
            .await
            .unwrap_or_else(|_| Err(timed_out(origin, "the TLS handshake")))
    }

    async fn handshake(
        &self,
        origin: &Origin,
        stream: TcpStream,
    ) -> Result<(Io, Protocol), Failure> {
        let name = match &self.server_name {
            Some(name) => name.clone(),
            None => ServerName::try_from(origin.host.clone())
                .map_err(|error| Failure::at(TransportErrorKind::InvalidRequest, origin, error))?,
        };
        let tls = self.tls.clone()?;
        let stream = TlsConnector::from(tls)
            .connect(name, stream)
            .await
            .map_err(|error| Failure::at(handshake_kind(&error), origin, error))?;
        let protocol = match (stream.get_ref().1.alpn_protocol(), self.versions) {
            (Some(b"h2"), _) | (None, HttpVersions::Http2Only) => Protocol::Http2,
            (_, _) => Protocol::Http1,
        };
        Ok((Io::Tls(Box::new(stream)), protocol))
    }
}

async fn connect(origin: &Origin) -> Result<TcpStream, Failure> {
    let addresses: Vec<_> = lookup_host((origin.host.as_str(), origin.port))
        .await
        .map_err(|error| Failure::at(TransportErrorKind::Resolve, origin, error))?
        .collect();
    if addresses.is_empty() {
        return Err(Failure::at(
            TransportErrorKind::Resolve,
            origin,
            "the name has no address",
        ));
    }
    race(interleave(addresses))
        .await
        .map_err(|error| Failure::at(dial_kind(&error), origin, error))
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

fn timed_out(origin: &Origin, step: &str) -> Failure {
    let why = format!("{step} took too long");
    Failure::at(TransportErrorKind::Timeout, origin, why)
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
