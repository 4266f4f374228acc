//! Takes connections, and serves each.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;

/// How many connections there are at once; others wait to be taken.
const CONNECTIONS: usize = 256;
/// How long a connection may take for its first request's head, which strangers may send.
const FIRST: Duration = Duration::from_secs(10);
/// How long a connection may take for another request's head, or be idle before it.
const IDLE: Duration = Duration::from_secs(90);
/// How long a request's head may be.
const HEAD: usize = 64 << 10;
const HEADERS: usize = 100;
/// How long to wait when the system has no sockets left.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until it is dropped, and its connections with it.
pub(crate) async fn listen(listener: TcpListener, routes: Router) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        // Nobody closes it.
        let Ok(place) = room.clone().acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                // Without it a short event waits for the acknowledgement of the one before. It is
                // no error when the client has gone meanwhile.
                let _ = stream.set_nodelay(true);
                let serving = serve(stream, routes.clone());
                connections.spawn(async move {
                    serving.await;
                    drop(place);
                });
            }
            Err(error) if concerns_one_client(&error) => {}
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Serves a connection until it ends.
async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, routes: Router) {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_buf_size(HEAD)
        .max_headers(HEADERS);
    let routes = TowerToHyperService::new(routes);
    let begun = Notify::new();
    let service = service_fn(|request| {
        begun.notify_one();
        routes.call(request)
    });
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let begins = tokio::time::timeout(FIRST, begun.notified());
    // A client that goes away ends its connection with an error, which is none of ours.
    tokio::select! {
        _ = &mut connection => {}
        first = begins => if first.is_ok() {
            let _ = connection.await;
        }
    }
}

fn concerns_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::time::Instant;

    /// How long a connection lasts that sends these texts, each 8 s after the one before.
    async fn lasts(texts: &[&str]) -> Duration {
        let (mut client, server) = tokio::io::duplex(1 << 16);
        let start = Instant::now();
        let serving = tokio::spawn(async move {
            serve(server, Router::new()).await;
            start.elapsed()
        });
        for text in texts {
            // It may have ended before.
            let _ = client.write_all(text.as_bytes()).await;
            tokio::time::sleep(Duration::from_secs(8)).await;
        }
        // The answers, up to the end.
        let _ = client.read_to_end(&mut Vec::new()).await;
        serving.await.unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_first_head_comes_soon() {
        let whole = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let seconds = Duration::as_secs;
        assert_eq!(seconds(&lasts(&[]).await), 10);
        assert_eq!(seconds(&lasts(&["GET / HT"]).await), 10);
        assert_eq!(seconds(&lasts(&["GET / HT", "TP/1.1\r\n"]).await), 10);
        assert_eq!(seconds(&lasts(&[whole]).await), 90);
        assert_eq!(seconds(&lasts(&[whole, whole]).await), 98);
    }
}
