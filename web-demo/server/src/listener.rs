//! Takes connections, and serves each.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How many connections there are at once; others wait to be taken.
const CONNECTIONS: usize = 256;
/// How long a connection may take for a request's head, or be idle before it.
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

async fn serve(stream: TcpStream, routes: Router) {
    // Without it a short event waits for the acknowledgement of the one before. It is no error
    // when the client has gone meanwhile.
    let _ = stream.set_nodelay(true);
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_buf_size(HEAD)
        .max_headers(HEADERS);
    let service = TowerToHyperService::new(routes);
    // A client that goes away ends its connection with an error, which is none of ours.
    let _ = builder
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

fn concerns_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}
