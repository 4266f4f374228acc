//! HTTP's CONNECT (RFC 9110, 9.3.6): a connection through an HTTP proxy.

use http::{HeaderValue, StatusCode};
use outrigger::transport::TransportErrorKind;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::Refusal;
use crate::request::Origin;

/// Bytes of the head of the proxy's answer, as of any response.
const HEAD_MAX: usize = 64 * 1024;

/// Has the proxy at the other end of `stream` connect it to `origin`.
pub(super) async fn open<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    origin: &Origin,
    authorization: Option<&HeaderValue>,
) -> Result<(), Refusal> {
    let mut request = format!("CONNECT {origin} HTTP/1.1\r\nHost: {origin}\r\n").into_bytes();
    if let Some(authorization) = authorization {
        request.extend_from_slice(b"Proxy-Authorization: ");
        request.extend_from_slice(authorization.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    stream.write_all(&request).await?;
    stream.flush().await?;

    let mut left = HEAD_MAX;
    let status = status(&read_line(stream, &mut left, b"HTTP/1.").await?)?;
    if !status.is_success() {
        return Err(refusal(status, authorization.is_some()));
    }
    while !read_line(stream, &mut left, b"").await?.is_empty() {}
    Ok(())
}

/// The next line without its end. It begins with `start`, or is given up at once.
///
/// What follows the head is the origin's, so no byte may be read beyond it.
async fn read_line<S: AsyncRead + Unpin>(
    stream: &mut S,
    left: &mut usize,
    start: &[u8],
) -> Result<Vec<u8>, Refusal> {
    let mut line = Vec::new();
    loop {
        *left = left.checked_sub(1).ok_or_else(too_large)?;
        match stream.read_u8().await? {
            b'\n' => break,
            byte => line.push(byte),
        }
        if line
            .iter()
            .zip(start)
            .any(|(byte, expected)| byte != expected)
        {
            return Err(not_http());
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(line)
}

/// The status in `HTTP/1.1 200 OK`.
fn status(line: &[u8]) -> Result<StatusCode, Refusal> {
    let code = line
        .strip_prefix(b"HTTP/1.0 ")
        .or_else(|| line.strip_prefix(b"HTTP/1.1 "))
        .ok_or_else(not_http)?;
    match code.split_at_checked(3) {
        Some((code, [] | [b' ', ..])) => StatusCode::from_bytes(code).map_err(|_| not_http()),
        _ => Err(not_http()),
    }
}

/// The reason in the answer could say anything, so the status' own name is told.
fn refusal(status: StatusCode, authorized: bool) -> Refusal {
    let hint = match (status, authorized) {
        (StatusCode::PROXY_AUTHENTICATION_REQUIRED, false) => {
            "; the proxy's URL has no user and password"
        }
        (StatusCode::PROXY_AUTHENTICATION_REQUIRED, true) => {
            "; it does not accept the user and password in its URL"
        }
        _ => "",
    };
    Refusal::refused(format!("answered CONNECT with {status}{hint}"))
}

fn not_http() -> Refusal {
    Refusal::protocol("its answer to CONNECT is not HTTP/1.1")
}

fn too_large() -> Refusal {
    let why = format!("the head of its answer to CONNECT is longer than {HEAD_MAX} bytes");
    Refusal::Said(TransportErrorKind::TooLarge, why)
}
