//! Takes connections in, finds out what they speak, and lets them go.

use std::io::{self, Cursor};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use hyper::service::service_fn;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::Site;
use super::authenticate::Presented;
use super::connection::{IDLE, serve_http1, serve_http2};
use super::exchange::Visit;

/// With what every HTTP/2 connection begins.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// The first byte of every TLS connection.
const HANDSHAKE: u8 = 22;
/// What Go says to who does not speak TLS.
const NOT_TLS: &[u8] =
    b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";
/// How long to wait after a connection could not be taken, for want of files perhaps.
const RECOVERY: Duration = Duration::from_millis(50);

/// Serves `listener` until the site stops and its connections have ended.
pub(super) async fn listen(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    limit: usize,
    site: Arc<Site>,
) {
    let permits = Arc::new(Semaphore::new(limit));
    let mut connections = JoinSet::new();
    let mut stopped = site.stopped();
    loop {
        let accepted = async {
            let permit = permits.clone().acquire_owned().await;
            (permit, listener.accept().await)
        };
        tokio::select! {
            () = &mut stopped => break,
            Some(_) = connections.join_next() => {}
            (permit, accepted) = accepted => {
                let Ok((stream, _)) = accepted else {
                    tokio::time::sleep(RECOVERY).await;
                    continue;
                };
                let (tls, site) = (tls.clone(), site.clone());
                connections.spawn(async move {
                    let _permit = permit;
                    // A client that turned away is none of the server's problems.
                    let _ = welcome(stream, tls, site).await;
                });
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Finds out what a connection speaks, and serves it.
async fn welcome(stream: TcpStream, tls: Option<TlsAcceptor>, site: Arc<Site>) -> io::Result<()> {
    // Chunks go out as they are written.
    stream.set_nodelay(true)?;
    let Some(tls) = tls else {
        return plain(stream, site).await;
    };
    let Some(stream) = within(IDLE, handshake(stream, tls)).await? else {
        return Ok(());
    };
    let (_, session) = stream.get_ref();
    let presented = site.authenticator.present(session.peer_certificates());
    let is_http2 = session.alpn_protocol() == Some(b"h2");
    serve(stream, is_http2, presented, site).await;
    Ok(())
}

async fn handshake(
    mut stream: TcpStream,
    tls: TlsAcceptor,
) -> io::Result<Option<tokio_rustls::server::TlsStream<TcpStream>>> {
    let mut first = [0];
    if stream.peek(&mut first).await? == 1 && first[0] != HANDSHAKE {
        stream.write_all(NOT_TLS).await?;
        stream.shutdown().await?;
        // Read to the end, for unread bytes would reset what was just said.
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
        return Ok(None);
    }
    tls.accept(stream).await.map(Some)
}

/// In clear text the first bytes tell the protocol.
async fn plain(mut stream: TcpStream, site: Arc<Site>) -> io::Result<()> {
    let mut first = Vec::new();
    let read = async {
        while first.len() < PREFACE.len() && PREFACE.starts_with(&first) {
            let left = (PREFACE.len() - first.len()) as u64;
            if (&mut stream).take(left).read_buf(&mut first).await? == 0 {
                break;
            }
        }
        Ok(())
    };
    within(IDLE, read).await?;
    let is_http2 = first == PREFACE;
    let (rest, writer) = stream.into_split();
    let io = tokio::io::join(Cursor::new(first).chain(rest), writer);
    serve(io, is_http2, Presented::Nothing, site).await;
    Ok(())
}

async fn serve<I>(io: I, is_http2: bool, presented: Presented, site: Arc<Site>)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let stopped = site.stopped();
    let leave = Arc::new(Notify::new());
    let visit = Visit {
        site,
        presented,
        leave: leave.clone(),
    };
    let leaving = async move {
        match select(stopped, std::pin::pin!(leave.notified())).await {
            Either::Left(_) | Either::Right(_) => {}
        }
    };
    let service = service_fn(move |request| visit.clone().answer(request));
    if is_http2 {
        serve_http2(io, service, leaving).await;
    } else {
        serve_http1(io, service, leaving).await;
    }
}

async fn within<T>(limit: Duration, what: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::time::timeout(limit, what).await?
}
