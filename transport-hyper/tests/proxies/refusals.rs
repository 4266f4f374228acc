//! What proxies say that refuse, or that are none.

use std::net::SocketAddr;

use outrigger::transport::TransportErrorKind as Kind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::refused::failure;
use crate::support::raw;

const USER: &str = "user:s3cr3t@";
const NO_USER: &str = "";

/// The user in the URL, what the proxy says at each of its turns, what is told of it.
type Row = (&'static str, &'static [&'static [u8]], &'static str);

const HTTP: [Row; 7] = [
    (
        NO_USER,
        &[b"HTTP/1.1 407 Whoever\r\nProxy-Authenticate: Basic\r\n\r\n"],
        "answered CONNECT with 407 Proxy Authentication Required; the proxy's URL has no user \
         and password",
    ),
    (
        USER,
        &[b"HTTP/1.1 407 s3cr3t\r\n\r\n"],
        "answered CONNECT with 407 Proxy Authentication Required; it does not accept the user \
         and password in its URL",
    ),
    (
        USER,
        &[b"HTTP/1.0 403\r\n\r\n"],
        "answered CONNECT with 403 Forbidden",
    ),
    (
        USER,
        &[b"HTTP/1.1 502 \n\n"],
        "answered CONNECT with 502 Bad Gateway",
    ),
    (
        USER,
        &[b"HTTP/1.1 100 Continue\r\n\r\n"],
        "answered CONNECT with 100 Continue",
    ),
    (USER, &[b""], "closed the connection unanswered"),
    (
        USER,
        &[b"HTTP/1.1 200 OK\r\nVia: a"],
        "closed the connection unanswered",
    ),
];

const NOT_HTTP: [&[&[u8]]; 8] = [
    &[b"SSH-2.0-OpenSSH_9.6\r\n"],
    &[b"\x15\x03\x03\0\x02\x02\x0a"],
    &[b"ok"],
    &[b"HTTP/2.0 200 OK\r\n\r\n"],
    &[b"HTTP/1.1 20 OK\r\n\r\n"],
    &[b"HTTP/1.1 2000 OK\r\n\r\n"],
    &[b"HTTP/1.1 x00 OK\r\n\r\n"],
    &[b"\r\nHTTP/1.1 200 OK\r\n\r\n"],
];

const SOCKS: [Row; 8] = [
    (
        NO_USER,
        &[b"\x05\xff"],
        "wants authentication, and its URL has no user and password",
    ),
    (
        USER,
        &[b"\x05\xff"],
        "wants another authentication than user name and password",
    ),
    (
        USER,
        &[b"\x05\x02", b"\x01\x01"],
        "does not accept the user and password in its URL",
    ),
    (
        NO_USER,
        &[b"\x05\0", b"\x05\x02\0\x01\0\0\0\0\0\0"],
        "answered: connection not allowed by ruleset",
    ),
    (
        USER,
        &[b"\x05\0", b"\x05\x04\0\x01"],
        "answered: host unreachable",
    ),
    (
        NO_USER,
        &[b"\x05\0", b"\x05\x63\0\x01"],
        "answered with the unknown code 99",
    ),
    (
        NO_USER,
        &[b"\x05\0", b"\x05\0\0\x01\0\0"],
        "closed the connection unanswered",
    ),
    (NO_USER, &[b""], "closed the connection unanswered"),
];

const NOT_SOCKS: [Row; 6] = [
    (
        NO_USER,
        &[b"HTTP/1.1 400 Bad Request\r\n\r\n"],
        "its answer is not SOCKS 5",
    ),
    (NO_USER, &[b"\x04\0"], "its answer is not SOCKS 5"),
    (
        NO_USER,
        &[b"\x05\x02"],
        "chose an authentication that was not offered",
    ),
    (
        USER,
        &[b"\x05\x01"],
        "chose an authentication that was not offered",
    ),
    (USER, &[b"\x05\x02", b"\x05\0"], "its answer is not SOCKS 5"),
    (
        NO_USER,
        &[b"\x05\0", b"\x05\0\0\x07"],
        "its answer is not SOCKS 5",
    ),
];

/// A proxy that says these, whatever it hears, and closes at its end.
async fn saying(parts: &'static [&'static [u8]]) -> SocketAddr {
    raw::listen(move |_, mut stream| async move {
        for part in parts {
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(part).await;
        }
        let _ = stream.shutdown().await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await
}

async fn check(scheme: &str, (user, says, why): Row, kind: Kind) {
    let address = saying(says).await;
    let (found, text) = failure(&format!("{scheme}://{user}{address}"), None).await;
    assert_eq!(found, kind, "{text}");
    let why = format!(": proxy {address}: {why}");
    assert!(text.ends_with(&why), "{text} is not {why}");
}

#[tokio::test]
async fn http_proxies() {
    for row in HTTP {
        check("http", row, Kind::Refused).await;
    }
    for says in NOT_HTTP {
        let row = (USER, says, "its answer to CONNECT is not HTTP/1.1");
        check("http", row, Kind::Protocol).await;
    }
}

#[tokio::test]
async fn socks_proxies() {
    for row in SOCKS {
        check("socks5", row, Kind::Refused).await;
    }
    for row in NOT_SOCKS {
        check("socks5", row, Kind::Protocol).await;
    }
    let why = "the user name in its URL must have 1 to 255 bytes, the password no more";
    check(
        "socks5",
        (":s3cr3t@", &[b"\x05\x02"], why),
        Kind::InvalidRequest,
    )
    .await;
}
