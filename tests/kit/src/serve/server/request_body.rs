//! A request's body, which must not be endless and may not take forever.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Method;
use http_body_util::BodyExt;
use hyper::body::Incoming;

use crate::cluster::apiserver::failure::Failure;

/// How long a body may be (`--max-request-body-bytes`, were it a flag).
const LIMIT: usize = 3 << 20;
/// How much of a body that is too long is read and thrown away, for a client that still sends
/// might never read the answer.
const DISCARDED: usize = 32 << 20;
/// How long a request may take that is no watch.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of a request's body.
pub(super) enum Taken {
    Whole(Bytes),
    TooLarge,
    /// The client broke it off, or took too long.
    Broken,
}

/// Reads a body.
pub(super) async fn take(body: Incoming) -> Taken {
    let read = tokio::time::timeout(PATIENCE, read(body));
    read.await.unwrap_or(Taken::Broken)
}

async fn read(mut body: Incoming) -> Taken {
    let mut whole = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Taken::Broken;
        };
        let Ok(chunk) = frame.into_data() else {
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
        Taken::TooLarge
    } else {
        Taken::Whole(whole.freeze())
    }
}

/// Whether a handler reads the body of such a request.
pub(super) fn is_read(method: &Method) -> bool {
    [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(method)
}

pub(super) fn too_large() -> Failure {
    let message = format!("Request entity too large: limit is {LIMIT}");
    Failure::new(413, "RequestEntityTooLarge", message)
}
