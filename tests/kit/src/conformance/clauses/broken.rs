//! What a server that breaks HTTP/1.1, or only strains it, must not get away with.

use http::Method;
use outrigger::transport::TransportErrorKind::{Aborted, Interrupted, Protocol, Reset, TooLarge};
use outrigger::transport::{Body, TransportError, TransportErrorKind};

use crate::conformance::target::{
    Check, describe, ensure, ensure_kind, request, text_of, violation,
};
use crate::conformance::{Target, Verdict};

/// A connection reset or closed before the head is an error of kind
/// [`Reset`].
pub async fn a_reset_before_the_head_is_an_error(target: &Target) -> Verdict {
    target
        .within(async {
            for path in ["/close?how=reset", "/close?how=fin"] {
                let url = target.broken(path)?;
                head_fails(target, &url, &[Reset]).await?;
            }
            Ok(())
        })
        .await
}

/// A head that stops in its middle is an error.
pub async fn a_cut_head_is_an_error(target: &Target) -> Verdict {
    target
        .within(async {
            for at in [1, 8, 12, 17, 30, 60] {
                for how in ["fin", "reset"] {
                    let url = target.broken(&format!("/cut-head?at={at}&how={how}"))?;
                    head_fails(target, &url, &[Reset, Protocol]).await?;
                }
            }
            Ok(())
        })
        .await
}

/// A body that ends before its framing says so yields what came and then an error, never a
/// clean end: by length and in chunks, at the start, within a chunk and between two.
pub async fn a_cut_body_is_an_error(target: &Target) -> Verdict {
    target.within(bodies_cut(target, "fin")).await
}

/// A connection reset within the body is an error, never a clean end.
pub async fn a_reset_body_is_an_error(target: &Target) -> Verdict {
    target.within(bodies_cut(target, "reset")).await
}

async fn bodies_cut(target: &Target, how: &str) -> Check {
    // `/cut` sends `hello world`; in chunks it is
    // `5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`, and a cut may fall anywhere in it.
    let length = [0, 1, 5, 10].map(|at| ("length", at));
    let chunked = [0, 1, 2, 3, 5, 8, 9, 10, 11, 13, 16, 19, 21].map(|at| ("chunked", at));
    for (framing, at) in length.into_iter().chain(chunked) {
        let url = target.broken(&format!("/cut?framing={framing}&at={at}&how={how}"))?;
        let response = match target.http.send(request(Method::GET, &url, "")?).await {
            Ok(response) => response,
            // A reset may overtake the head.
            Err(error) if how == "reset" => {
                ensure_kind(&url, &error, &[Reset, Interrupted])?;
                continue;
            }
            Err(error) => return head_failed(&url, &error),
        };
        let (came, end) = read(response.into_body()).await;
        ensure(b"hello world".starts_with(&came), || {
            format!("{url}: {:?} arrived", String::from_utf8_lossy(&came))
        })?;
        match end {
            None => return violation(format!("{url}: the cut body ended cleanly")),
            Some(error) => ensure_kind(&url, &error, &[Interrupted])?,
        }
    }
    Ok(())
}

/// A peer that closes its half of the connection after the response, as announced, has sent a
/// whole response; with no length given, that close is the body's clean end.
pub async fn half_closed_connection(target: &Target) -> Verdict {
    target
        .within(async {
            for framing in ["length", "chunked", "close"] {
                let url = target.broken(&format!("/half-close?framing={framing}"))?;
                whole(target, &url, "hello world").await?;
            }
            Ok(())
        })
        .await
}

/// A head that comes byte by byte is put together.
pub async fn a_head_in_single_bytes_is_awaited(target: &Target) -> Verdict {
    target
        .within(async {
            let url = target.broken("/slow-head")?;
            whole(target, &url, "hello world").await
        })
        .await
}

/// Informational responses before the response are not the response.
pub async fn informational_responses_are_skipped(target: &Target) -> Verdict {
    target
        .within(async {
            let url = target.broken("/informational?count=3")?;
            whole(target, &url, "hello world").await
        })
        .await
}

/// A head without end is an error, not memory without end.
pub async fn never_ending_headers_are_bounded(target: &Target) -> Verdict {
    target
        .within(async {
            for path in ["/endless-head", "/endless-head-line"] {
                let url = target.broken(path)?;
                head_fails(target, &url, &[TooLarge, Protocol]).await?;
            }
            Ok(())
        })
        .await
}

/// Informational responses without end are an error, not a wait without end.
pub async fn never_ending_informational_responses_are_bounded(target: &Target) -> Verdict {
    target
        .within(async {
            let url = target.broken("/informational?count=1000000000")?;
            head_fails(target, &url, &[TooLarge, Protocol]).await
        })
        .await
}

/// What is not HTTP is an error of kind [`Protocol`]: no head at
/// all, two lengths that differ, a chunk without a size.
pub async fn a_malformed_response_is_an_error(target: &Target) -> Verdict {
    target
        .within(async {
            for kind in ["text", "binary", "tls", "two-lengths", "negative-length"] {
                let url = target.broken(&format!("/malformed?kind={kind}"))?;
                head_fails(target, &url, &[Protocol, Reset]).await?;
            }
            for kind in ["chunk-size", "chunk-size-overflow", "chunk-end"] {
                let url = target.broken(&format!("/malformed?kind={kind}"))?;
                let response = match target.http.send(request(Method::GET, &url, "")?).await {
                    Ok(response) => response,
                    Err(error) => return head_failed(&url, &error),
                };
                match read(response.into_body()).await.1 {
                    None => return violation(format!("{url}: the body ended cleanly")),
                    Some(error) => ensure_kind(&url, &error, &[Protocol, Interrupted])?,
                }
            }
            Ok(())
        })
        .await
}

/// Bytes after the end of a response belong to nobody: a forged response among them never
/// answers the next request.
pub async fn bytes_after_a_response_reach_nobody(target: &Target) -> Verdict {
    target
        .within(async {
            for _ in 0..10 {
                let url = target.broken("/trailing")?;
                whole(target, &url, "hello world").await?;
                let url = target.broken("/whole")?;
                match target.http.send(request(Method::GET, &url, "")?).await {
                    Ok(response) => {
                        let text = text_of(&url, response.into_body()).await?;
                        ensure(text == "hello world", || {
                            format!("the request after it was answered {text:?}")
                        })?;
                    }
                    Err(error) => {
                        ensure_kind(&url, &error, &[Protocol, Reset, Aborted])?;
                    }
                }
            }
            Ok(())
        })
        .await
}

/// A request that was reset is not sent again.
pub async fn no_retry_after_a_reset(target: &Target) -> Verdict {
    target.within(resets_are_counted(target, false)).await
}

/// Nor is it when the connection it was sent on had served another before.
pub async fn no_retry_on_a_reused_connection(target: &Target) -> Verdict {
    target.within(resets_are_counted(target, true)).await
}

async fn resets_are_counted(target: &Target, reuse: bool) -> Check {
    for method in [Method::GET, Method::POST] {
        for path in ["/close?how=reset", "/close?how=fin"] {
            if reuse {
                let url = target.broken("/whole")?;
                whole(target, &url, "hello world").await?;
            }
            let id = target.fresh().await?;
            let url = target.broken(&format!("{path}&id={id}"))?;
            let sent = request(method.clone(), &url, "")?;
            if target.http.send(sent).await.is_ok() {
                return violation(format!("{url} was answered"));
            }
            let requests = target.seen(&id).await?.requests;
            ensure(requests == 1, || {
                format!("{method} {path} became {requests} requests")
            })?;
        }
    }
    Ok(())
}

pub(super) async fn head_fails(target: &Target, url: &str, kinds: &[TransportErrorKind]) -> Check {
    match target.http.send(request(Method::GET, url, "")?).await {
        Ok(response) => violation(format!("{url} was answered {}", response.status())),
        Err(error) => ensure_kind(url, &error, kinds),
    }
}

fn head_failed(url: &str, error: &TransportError) -> Check {
    let what = describe(error);
    violation(format!(
        "{url}: its head is whole, and was not answered: {what}"
    ))
}

pub(super) async fn whole(target: &Target, url: &str, body: &str) -> Check {
    let response = target.send(request(Method::GET, url, "")?).await?;
    let status = response.status();
    ensure(status == 200, || format!("{url} answered {status}"))?;
    let text = text_of(url, response.into_body()).await?;
    ensure(text == body, || {
        format!("{url}: sent {body:?}, got {text:?}")
    })
}

/// Reads to the end: what came, and the error that ended it.
pub(super) async fn read(mut body: Body) -> (Vec<u8>, Option<TransportError>) {
    let mut came = Vec::new();
    loop {
        match body.next().await {
            None => return (came, None),
            Some(Ok(chunk)) => came.extend_from_slice(&chunk),
            Some(Err(error)) => return (came, Some(error)),
        }
    }
}
