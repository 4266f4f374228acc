//! The server that breaks HTTP/2 within a body.

use std::time::Duration;

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, SendStream};
use http::Response;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;

use crate::conformance::endpoints::{Query, Registry};

/// What a stream asks of its connection.
enum Command {
    Cut(Reason),
    GoAway,
}

/// Serves one connection.
pub(super) async fn misbehave<I>(io: I, registry: Registry)
where
    I: AsyncRead + AsyncWrite + Unpin,
{
    let Ok(mut connection) = h2::server::handshake(io).await else {
        return;
    };
    let (commands, mut commanded) = mpsc::channel(8);
    loop {
        tokio::select! {
            stream = connection.accept() => {
                let Some(Ok((request, reply))) = stream else { return };
                let (registry, commands) = (registry.clone(), commands.clone());
                let answer = async move {
                    let path = request.uri().path().to_owned();
                    let query = Query::of(request.uri());
                    let _counted = registry.begin(query.id());
                    // A client that aborts has its own test.
                    let _ = answer(&path, &query, reply, &registry, commands).await;
                };
                tokio::spawn(answer);
            }
            Some(command) = commanded.recv() => match command {
                Command::Cut(reason) => connection.abrupt_shutdown(reason),
                Command::GoAway => connection.graceful_shutdown(),
            },
        }
    }
}

async fn answer(
    path: &str,
    query: &Query,
    mut reply: SendResponse<Bytes>,
    registry: &Registry,
    commands: mpsc::Sender<Command>,
) -> Result<(), h2::Error> {
    let reason = reason(query.get("reason"));
    if path == "/reset-head" {
        reply.send_reset(reason);
        return Ok(());
    }
    let mut body = begin(&mut reply)?;
    registry.released(query.id(), 1).await;
    match path {
        "/reset-body" => body.send_reset(reason),
        "/goaway-cut" => {
            let _ = commands.send(Command::Cut(reason)).await;
            // Held, for a dropped stream would be reset before the connection is.
            commands.closed().await;
        }
        _ => {
            let _ = commands.send(Command::GoAway).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
            body.send_data(Bytes::from_static(b" world"), true)?;
        }
    }
    Ok(())
}

/// A head and the first chunk.
fn begin(reply: &mut SendResponse<Bytes>) -> Result<SendStream<Bytes>, h2::Error> {
    let head = Response::builder()
        .header("access-control-allow-origin", "*")
        .header("content-type", "application/json")
        .header("x-content-type-options", "nosniff")
        .body(())
        .unwrap_or_default();
    let mut body = reply.send_response(head, false)?;
    body.send_data(Bytes::from_static(b"hello"), false)?;
    Ok(body)
}

fn reason(name: &str) -> Reason {
    match name {
        "cancel" => Reason::CANCEL,
        "internal-error" => Reason::INTERNAL_ERROR,
        "refused-stream" => Reason::REFUSED_STREAM,
        _ => Reason::NO_ERROR,
    }
}
