//! From a name to a connection that bytes can be sent on.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use outrigger::rt::BoxFuture;
use outrigger::transport::TransportErrorKind;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;

use crate::HttpVersions;
use crate::error::{Failure, dial_kind, handshake_kind};
use crate::io::{Io, Secure};
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

/// A new connection.
pub(crate) type Dialed = Result<(Io, Protocol), Failure>;

impl Dialer {
    /// Boxed, as [`secure`] is: how this future is dropped, with all of TLS, would be compiled again with
    /// each future that awaits it.
    pub(crate) fn dial<'a>(&'a self, origin: &'a Origin) -> BoxFuture<'a, Dialed> {
        Box::pin(self.dialed(origin))
    }

    async fn dialed(&self, origin: &Origin) -> Dialed {
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
            .unwrap_or_else(|_| Err(timed_out(&self.path(origin), "the TLS handshake")))
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
            return connect(origin, origin).await;
        };
        let mut stream = connect(&proxy.address, proxy).await?;
        if proxy.address.tls {
            let mut tls = ClientConfig::clone(&*self.tls.clone()?);
            // CONNECT and forwarded requests are HTTP/1.1.
            tls.alpn_protocols = HttpVersions::Http1Only.alpn();
            let name = server_name(&proxy.address, proxy)?;
            stream = secure(tls.into(), name, stream, proxy).await?;
        }
        if self.forward(origin).is_none() {
            proxy.pass(&mut stream, origin).await?;
        }
        Ok(stream)
    }

    async fn handshake(&self, origin: &Origin, stream: Io) -> Dialed {
        let name = match &self.server_name {
            Some(name) => name.clone(),
            None => server_name(origin, origin)?,
        };
        let stream = secure(self.tls.clone()?, name, stream, &self.path(origin)).await?;
        let protocol = match (stream.0.get_ref().1.alpn_protocol(), self.versions) {
            (Some(b"h2"), _) | (None, HttpVersions::Http2Only) => Protocol::Http2,
            (_, _) => Protocol::Http1,
        };
        Ok((stream, protocol))
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

/// What errors call a peer.
type Peer<'a> = &'a (dyn fmt::Display + Sync);

/// Connects to `address`, which errors call `peer`.
async fn connect(address: &Origin, peer: Peer<'_>) -> Result<Io, Failure> {
    let resolved = lookup_host((address.host.as_str(), address.port)).await;
    let addresses: Vec<_> = match resolved {
        Ok(addresses) => addresses.collect(),
        Err(error) => return Err(Failure::at(TransportErrorKind::Resolve, peer, error)),
    };
    if addresses.is_empty() {
        let why = "the name has no address";
        return Err(Failure::at(TransportErrorKind::Resolve, peer, why));
    }
    let connected = race(interleave(addresses)).await;
    let tuned = connected.and_then(|stream| tune(&stream).map(|()| stream));
    match tuned {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(Failure::at(dial_kind(&error), peer, error)),
    }
}

/// The name to check a certificate against, which is that of the URL.
fn server_name(address: &Origin, peer: Peer<'_>) -> Result<ServerName<'static>, Failure> {
    ServerName::try_from(address.host.clone())
        .map_err(|error| Failure::at(TransportErrorKind::InvalidRequest, peer, error))
}

fn secure<'a>(
    tls: Arc<ClientConfig>,
    name: ServerName<'static>,
    stream: Io,
    peer: Peer<'a>,
) -> BoxFuture<'a, Result<Box<Secure>, Failure>> {
    Box::pin(async move {
        let secured = TlsConnector::from(tls).connect(name, stream).await;
        secured
            .map(|stream| Box::new(Secure(stream)))
            .map_err(|error| Failure::at(handshake_kind(&error), peer, error))
    })
}

/// The first of `addresses` to answer. The next is tried when one fails or stays silent; the
/// first one's error is the one told.
async fn race(addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    let mut waiting = addresses.into_iter();
    let mut trying = Vec::new();
    let mut first_error = None;
    loop {
        match waiting.next() {
            Some(address) => trying.push(Box::pin(TcpStream::connect(address))),
            None if trying.is_empty() => break,
            None => {}
        }
        let answer = match timeout(NEXT_ADDRESS_DELAY, first_of(&mut trying)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => Some(error),
            Err(_silent) => None,
        };
        if first_error.is_none() {
            first_error = answer;
        }
    }
    Err(first_error.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into()))
}

/// What the first of `trying` to be ready says. It is taken out.
async fn first_of<F: Future + Unpin>(trying: &mut Vec<F>) -> F::Output {
    poll_fn(|cx| {
        for index in 0..trying.len() {
            if let Poll::Ready(output) = Pin::new(&mut trying[index]).poll(cx) {
                trying.swap_remove(index);
                return Poll::Ready(output);
            }
        }
        Poll::Pending
    })
    .await
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

fn timed_out(peer: Peer<'_>, step: &str) -> Failure {
    let why = format!("{step} took too long");
    Failure::at(TransportErrorKind::Timeout, peer, why)
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use tokio::sync::oneshot;

    use super::*;

    /// A port of this machine that nobody listens on.
    async fn closed() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    }

    #[tokio::test]
    async fn the_next_address_is_tried_when_one_fails() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let open = listener.local_addr().unwrap();
        let stream = race(vec![closed().await, closed().await, open]).await;
        assert_eq!(stream.unwrap().peer_addr().unwrap(), open);

        let refused = race(vec![closed().await, closed().await])
            .await
            .unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        let nowhere = race(Vec::new()).await.unwrap_err();
        assert_eq!(nowhere.kind(), io::ErrorKind::AddrNotAvailable);
    }

    #[tokio::test]
    async fn the_first_error_is_the_one_told() {
        // To all at once nobody can connect.
        let unusable: SocketAddr = "255.255.255.255:1".parse().unwrap();
        let alone = race(vec![unusable]).await.unwrap_err().kind();
        assert_ne!(alone, io::ErrorKind::ConnectionRefused);
        let told = race(vec![unusable, closed().await]).await.unwrap_err();
        assert_eq!(told.kind(), alone);
        let told = race(vec![closed().await, unusable]).await.unwrap_err();
        assert_eq!(told.kind(), io::ErrorKind::ConnectionRefused);
    }

    #[tokio::test]
    async fn what_is_not_ready_goes_on() {
        type Reply = Pin<Box<dyn Future<Output = u32>>>;
        let (reply, late) = oneshot::channel();
        let mut trying: Vec<Reply> = vec![
            Box::pin(std::future::pending()),
            Box::pin(std::future::ready(1)),
            Box::pin(async { late.await.unwrap() }),
        ];
        assert_eq!(first_of(&mut trying).await, 1);
        reply.send(2).unwrap();
        assert_eq!(first_of(&mut trying).await, 2);
        assert_eq!(trying.len(), 1);
        let silent = timeout(Duration::from_millis(10), first_of(&mut trying)).await;
        assert!(silent.is_err());
    }

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
