//! A request's body, which must not be endless and may not take forever.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body_util::BodyExt;

use crate::refusal::Refusal;

/// How long a body may be; no more than the API server takes.
const LIMIT: usize = 3 << 20;
/// How much of a body that is too long is read and thrown away, for a client that still sends
/// might never read the answer.
const DISCARDED: usize = 32 << 20;
const PATIENCE: Duration = Duration::from_secs(60);

/// Reads a body whole.
pub(crate) async fn take(body: Body) -> Result<Bytes, Refusal> {
    let read = tokio::time::timeout(PATIENCE, read(body));
    let late = |_| {
        let status = StatusCode::REQUEST_TIMEOUT;
        Refusal::new(status, "Timeout", "the request's body took too long")
    };
    read.await.map_err(late)?
}

async fn read(mut body: Body) -> Result<Bytes, Refusal> {
    let mut whole = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let broken = |_| Refusal::bad_request("the request's body broke off");
        let Ok(chunk) = frame.map_err(broken)?.into_data() else {
            continue;
        };
        length += chunk.len();
        if length <= LIMIT {
            whole.extend_from_slice(&chunk);
        } else if length > DISCARDED {
            break;
        }
    }
    if length > LIMIT {
        let message = format!("Request entity too large: limit is {LIMIT}");
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(Refusal::new(status, "RequestEntityTooLarge", message));
    }
    Ok(whole.freeze())
}
