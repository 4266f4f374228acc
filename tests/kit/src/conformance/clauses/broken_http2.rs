//! What a server that breaks HTTP/2 must not get away with.

use http::Method;
use outrigger::transport::Body;
use outrigger::transport::TransportErrorKind::{Interrupted, Protocol, Reset, Unprocessed};

use super::broken::{head_fails, read};
use crate::conformance::target::{
    Check, chunk_of, describe, ensure, ensure_kind, request, violation,
};
use crate::conformance::{Target, Verdict};

/// A stream reset within the body is an error, whatever the reason it gives: a body is whole
/// when its last frame says so.
pub async fn a_reset_stream_is_an_error(target: &Target) -> Verdict {
    target
        .within(async {
            for reason in ["no-error", "cancel", "internal-error", "refused-stream"] {
                let path = format!("/reset-body?reason={reason}");
                cut_after_the_first_chunk(target, &path).await?;
            }
            Ok(())
        })
        .await
}

/// A stream refused before the head is an error, and the request is not sent again.
pub async fn a_refused_stream_is_an_error(target: &Target) -> Verdict {
    target
        .within(async {
            for reason in ["refused-stream", "internal-error", "cancel", "no-error"] {
                let url = target.broken_http2("")?;
                let id = target.fresh().await?;
                let url = format!("{url}/reset-head?reason={reason}&id={id}");
                head_fails(target, &url, &[Protocol, Reset, Unprocessed]).await?;
                let requests = target.seen(&id).await?.requests;
                ensure(requests == 1, || {
                    format!("{url} became {requests} requests")
                })?;
            }
            Ok(())
        })
        .await
}

/// A server that goes away finishes what it has begun, and the body ends whole.
pub async fn a_goaway_lets_the_body_finish(target: &Target) -> Verdict {
    target
        .within(async {
            let Begun { id, body } = begin(target, "/goaway?").await?;
            target.release(&id).await?;
            let (rest, end) = read(body).await;
            if let Some(error) = end {
                let what = describe(&error);
                return violation(format!("the body broke: {what}"));
            }
            ensure(rest == b" world", || {
                format!("the rest is {:?}", String::from_utf8_lossy(&rest))
            })
        })
        .await
}

/// A server that goes away and closes within the body has cut it.
pub async fn a_goaway_that_cuts_the_body_is_an_error(target: &Target) -> Verdict {
    target
        .within(async {
            for reason in ["no-error", "internal-error"] {
                let path = format!("/goaway-cut?reason={reason}");
                cut_after_the_first_chunk(target, &path).await?;
            }
            Ok(())
        })
        .await
}

struct Begun {
    id: String,
    body: Body,
}

/// Asks for `path` and reads `hello`; the server goes on when released.
async fn begin(target: &Target, path: &str) -> Check<Begun> {
    let url = target.broken_http2("")?;
    let id = target.fresh().await?;
    let url = format!("{url}{path}&id={id}");
    let mut body = target
        .send(request(Method::GET, &url, "")?)
        .await?
        .into_body();
    let chunk = chunk_of(&url, &mut body).await?;
    ensure(chunk == "hello", || {
        format!("{url}: the first chunk is {chunk:?}")
    })?;
    Ok(Begun { id, body })
}

async fn cut_after_the_first_chunk(target: &Target, path: &str) -> Check {
    let Begun { id, body } = begin(target, path).await?;
    target.release(&id).await?;
    match read(body).await.1 {
        None => violation(format!("{path}: the cut body ended cleanly")),
        Some(error) => ensure_kind(path, &error, &[Interrupted]),
    }
}
