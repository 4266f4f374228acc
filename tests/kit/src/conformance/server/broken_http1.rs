//! The server that breaks HTTP/1.1, byte by byte.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::conformance::endpoints::{Query, Registry};

/// Every answer's head up to its framing.
const HEAD: &str = "HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\n\
                    content-type: application/json\r\nx-content-type-options: nosniff\r\n";
const CHUNKS: &str = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
const WORDS: &str = "hello world";
const INFORMATION: &str = "HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n";

/// What becomes of the connection after an answer.
enum Then {
    Close,
    Next,
    Reset,
}

/// Serves one connection.
pub(super) async fn misbehave(mut stream: TcpStream, registry: Registry) {
    while let Some(target) = read_head(&mut stream).await {
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let query = Query::parse(query);
        let _counted = registry.begin(query.id());
        match answer(&mut stream, path, &query).await {
            Ok(Then::Next) => {}
            Ok(Then::Close) => return close(stream).await,
            Ok(Then::Reset) => {
                // Closed with no time to linger, the system resets the connection.
                let _ = stream.set_zero_linger();
                return;
            }
            // The client had enough.
            Err(_) => return,
        }
    }
}

/// The target of the next request, which has no body.
async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < 64 << 10 {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    head.split(' ').nth(1).map(str::to_owned)
}

/// Closes this half and waits for the other, for unread bytes would make it a reset.
async fn close(mut stream: TcpStream) {
    if stream.shutdown().await.is_ok() {
        let mut rest = [0; 1024];
        while stream.read(&mut rest).await.is_ok_and(|read| read > 0) {}
    }
}

async fn answer(stream: &mut TcpStream, path: &str, query: &Query) -> io::Result<Then> {
    let then = match query.get("how") {
        "reset" => Then::Reset,
        _ => Then::Close,
    };
    match path {
        "/close" => return Ok(then),
        "/cut-head" => {
            stream
                .write_all(&HEAD.as_bytes()[..query.number("at")])
                .await?
        }
        "/cut" => {
            let (head, body) = framed(query.get("framing"));
            let cut = &body[..query.number("at").min(body.len())];
            stream.write_all(format!("{head}{cut}").as_bytes()).await?;
        }
        "/half-close" => {
            let (head, body) = framed(query.get("framing"));
            // Announced, for no client can know that a connection it keeps is half closed.
            let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
            stream.write_all(format!("{head}{body}").as_bytes()).await?;
        }
        "/slow-head" => return slowly(stream).await,
        "/endless-head" => endlessly(stream, HEAD, "x-endless: more and more\r\n").await?,
        "/endless-head-line" => endlessly(stream, HEAD, "x-endless").await?,
        "/informational" => {
            for _ in 0..query.number("count") {
                stream.write_all(INFORMATION.as_bytes()).await?;
            }
            return whole(stream, "").await;
        }
        "/malformed" => stream.write_all(&malformed(query.get("kind"))).await?,
        "/trailing" => {
            return whole(stream, "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged").await;
        }
        _ => return whole(stream, "").await,
    }
    Ok(then)
}

/// A whole response and `after` it, in one write.
async fn whole(stream: &mut TcpStream, after: &str) -> io::Result<Then> {
    let (head, body) = framed("length");
    stream
        .write_all(format!("{head}{body}{after}").as_bytes())
        .await?;
    Ok(Then::Next)
}

/// A head and the bytes of its body.
fn framed(framing: &str) -> (String, &'static str) {
    match framing {
        "chunked" => (format!("{HEAD}transfer-encoding: chunked\r\n\r\n"), CHUNKS),
        "close" => (format!("{HEAD}\r\n"), WORDS),
        _ => (
            format!("{HEAD}content-length: {}\r\n\r\n", WORDS.len()),
            WORDS,
        ),
    }
}

async fn slowly(stream: &mut TcpStream) -> io::Result<Then> {
    let (head, body) = framed("length");
    for byte in head.bytes() {
        stream.write_all(&[byte]).await?;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    stream.write_all(body.as_bytes()).await?;
    Ok(Then::Next)
}

async fn endlessly(stream: &mut TcpStream, start: &str, more: &str) -> io::Result<()> {
    let more = more.repeat(100);
    stream.write_all(start.as_bytes()).await?;
    if !more.ends_with('\n') {
        stream.write_all(b"x-long: ").await?;
    }
    loop {
        stream.write_all(more.as_bytes()).await?;
    }
}

fn malformed(kind: &str) -> Vec<u8> {
    let head = |framing: &str| format!("{HEAD}{framing}\r\n\r\n").into_bytes();
    let chunked = |body: &str| [&head("transfer-encoding: chunked"), body.as_bytes()].concat();
    match kind {
        "binary" => (0..=255).collect(),
        // A fatal alert: what a TLS server says to a client that speaks without TLS.
        "tls" => b"\x15\x03\x01\x00\x02\x02\x46".to_vec(),
        "two-lengths" => head("content-length: 5\r\ncontent-length: 11"),
        "negative-length" => head("content-length: -1"),
        "chunk-size" => chunked("5\r\nhello\r\nzz\r\n world\r\n0\r\n\r\n"),
        "chunk-size-overflow" => chunked("5\r\nhello\r\nfffffffffffffffff\r\n world"),
        "chunk-end" => chunked("5\r\nhelloXX6\r\n world\r\n0\r\n\r\n"),
        _ => b"this is not HTTP\r\n\r\n".to_vec(),
    }
}
