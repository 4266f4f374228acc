use http::{HeaderMap, Method};
use outrigger::transport::TransportErrorKind;

use crate::conformance::target::{
    Check, describe, ensure, ensure_kind, not_applicable, request, text_of, violation,
};
use crate::conformance::{Target, Verdict};

/// A status outside 2xx is a response with its body, not an error.
pub async fn non_2xx_is_a_response(target: &Target) -> Verdict {
    target
        .within(async {
            for status in [
                201, 400, 401, 403, 404, 409, 410, 415, 422, 429, 500, 503, 504,
            ] {
                let path = format!("/status/{status}");
                let response = target.get(&path).await?;
                let got = response.status();
                ensure(got == status, || format!("{path} answered {got}"))?;
                let text = text_of(&path, response.into_body()).await?;
                ensure(text == format!("status {status}"), || {
                    format!("the body of {path} is {text:?}")
                })?;
            }
            Ok(())
        })
        .await
}

/// A redirect is the response itself, or an error of kind
/// [`Redirect`](TransportErrorKind::Redirect); the server never sees a second request.
pub async fn redirects_are_not_followed(target: &Target) -> Verdict {
    target
        .within(async {
            for status in [301, 302, 303, 307, 308] {
                let id = target.fresh().await?;
                let url = target.url(&format!("/redirect/{status}?id={id}"));
                match target.http.send(request(Method::GET, &url, "")?).await {
                    Ok(response) => {
                        let got = response.status();
                        ensure(got == status, || format!("{url} answered {got}"))?;
                    }
                    Err(error) => ensure_kind(&url, &error, &[TransportErrorKind::Redirect])?,
                }
                let requests = target.seen(&id).await?.requests;
                ensure(requests == 1, || {
                    format!("{url} became {requests} requests")
                })?;
            }
            Ok(())
        })
        .await
}

/// A body of no bytes ends cleanly, whether the response could have one or not.
pub async fn empty_body(target: &Target) -> Verdict {
    target
        .within(async {
            for (method, path) in [
                (Method::GET, "/empty"),
                (Method::DELETE, "/empty"),
                (Method::GET, "/large?bytes=0"),
                (Method::GET, "/gated?count=0"),
                (Method::HEAD, "/status/200"),
            ] {
                let response = target.send(request(method, &target.url(path), "")?).await?;
                let text = text_of(path, response.into_body()).await?;
                ensure(text.is_empty(), || format!("{path} has the body {text:?}"))?;
            }
            Ok(())
        })
        .await
}

/// 64 MiB come chunk by chunk, each chunk and what waits unread small against the whole.
pub async fn large_body_streams(target: &Target) -> Verdict {
    const WHOLE: usize = 64 << 20;
    const CHUNK: usize = 8 << 20;
    target
        .within(async {
            let path = format!("/large?bytes={WHOLE}");
            let mut body = target.get(&path).await?.into_body();
            let mut length = 0;
            while let Some(chunk) = body.next().await {
                let chunk = chunk.or_else(|error| {
                    violation(format!("it broke at {length}: {}", describe(&error)))
                })?;
                let size = chunk.len();
                ensure(size <= CHUNK, || format!("a chunk has {size} bytes"))?;
                ensure(chunk.iter().all(|byte| *byte == b'x'), || {
                    format!("the chunk at {length} is not what was sent")
                })?;
                length += size;
            }
            ensure(length == WHOLE, || {
                format!("{length} bytes of {WHOLE} arrived")
            })
        })
        .await
}

/// Response headers of 16 KiB arrive.
pub async fn large_headers(target: &Target) -> Verdict {
    target
        .within(async {
            for (count, size) in [(1, 16 << 10), (10, 1638), (60, 100)] {
                let path = format!("/headers?count={count}&size={size}");
                let response = target.get(&path).await?;
                let readable = target.capabilities.read_any_header;
                for n in (0..count).filter(|_| readable) {
                    let value = response.headers().get(format!("x-large-{n}"));
                    let length = value.map_or(0, |value| value.as_bytes().len());
                    let sent = size * n.to_string().len();
                    ensure(length == sent, || {
                        format!("{path}: header {n} has {length} bytes of {sent}")
                    })?;
                }
                let text = text_of(&path, response.into_body()).await?;
                ensure(text == "large headers", || {
                    format!("{path} has the body {text:?}")
                })?;
            }
            unless_headers_can_be_read(target)
        })
        .await
}

/// A header that comes several times, as Kubernetes' `Warning` does, is kept each time (or
/// joined by commas, as HTTP allows).
pub async fn repeated_response_headers_are_kept(target: &Target) -> Verdict {
    target
        .within(async {
            unless_headers_can_be_read(target)?;
            let response = target.get("/warnings").await?;
            let warnings = joined(response.headers(), "warning");
            let sent = "299 - \"one\", 299 - \"two, and more\", 299 - \"three\"";
            ensure(warnings == sent, || format!("sent {sent}, got {warnings}"))
        })
        .await
}

fn unless_headers_can_be_read(target: &Target) -> Check {
    if target.capabilities.read_any_header {
        return Ok(());
    }
    not_applicable("the transport cannot read every header; the body arrived")
}

/// All values of a header as one.
fn joined(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter();
    let values: Vec<_> = values
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    values.join(", ")
}
