//! What is too much.

use std::time::Duration;

use bytes::Bytes;
use outrigger_hyper::HttpVersions;
use outrigger_test::serve::{ServeOptions, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{client, echo, raw, request, text, ways, within};

const HEAD: &str = "host: x\r\nauthorization: Bearer outrigger\r\n";

#[tokio::test]
async fn bodies_have_a_limit() {
    for (way, options, versions) in ways() {
        let server = Server::start(echo(), options).unwrap();
        let http = client(&server, versions, None);
        for (method, size, status) in [
            ("POST", 3 << 20, 200),
            ("POST", (3 << 20) + 1, 413),
            ("PUT", (3 << 20) + 1, 413),
            ("PATCH", 5 << 20, 413),
            ("DELETE", (3 << 20) + 1, 413),
            // Nobody reads it.
            ("GET", (3 << 20) + 1, 200),
        ] {
            let body = Bytes::from(vec![b'x'; size]);
            let sent = request(&server, method, "/api/v1/pods").map(|_| body);
            let response = within(http.send(sent)).await.unwrap();
            assert_eq!(response.status(), status, "{way} {method} {size}");
            let said = text(Ok(response)).await;
            if status == 413 {
                let expected = "\"message\":\"Request entity too large: limit is 3145728\"";
                assert!(said.contains(expected), "{said}");
                assert!(
                    said.contains("\"reason\":\"RequestEntityTooLarge\""),
                    "{said}"
                );
            }
        }
    }
}

#[tokio::test]
async fn malformed_requests() {
    let server = Server::start(echo(), ServeOptions::http()).unwrap();
    let long = "a".repeat(2 << 20);
    for (request, expected) in [
        (
            format!("GET /api/%zz HTTP/1.1\r\n{HEAD}\r\n"),
            "HTTP/1.1 400 Bad Request\r\n",
        ),
        (
            "GET /api HTTP/1.1\r\nauthorization: Bearer outrigger\r\n\r\n".to_owned(),
            "400 Bad Request: missing required Host header",
        ),
        (
            format!("GET /api HTTP/1.1\r\n{HEAD}host: y\r\n\r\n"),
            "HTTP/1.1 400 Bad Request\r\n",
        ),
        (
            format!("CONNECT x:443 HTTP/1.1\r\n{HEAD}connection: close\r\n\r\n"),
            "404 page not found",
        ),
        (
            "nonsense\r\n\r\n".to_owned(),
            "HTTP/1.1 400 Bad Request\r\n",
        ),
        (
            format!("G<T / HTTP/1.1\r\n{HEAD}\r\n"),
            "HTTP/1.1 400 Bad Request\r\n",
        ),
        (
            format!("GET / HTTP/1.1\r\n{HEAD}x: {long}\r\n\r\n"),
            "HTTP/1.1 431 Request Header",
        ),
        (
            format!("GET / HTTP/1.1\r\n{HEAD}{}\r\n", "x: y\r\n".repeat(10_000)),
            "HTTP/1.1 431 Request Header",
        ),
        (
            format!(
                "GET /ok HTTP/1.1\r\n{HEAD}connection: close\r\n{}\r\n",
                "x: y\r\n".repeat(5_000)
            ),
            "HTTP/1.1 200 OK\r\n",
        ),
    ] {
        let said = raw(&server, request.as_bytes()).await;
        let asked: String = request.chars().take(80).collect();
        assert!(said.contains(expected), "{asked}: {said}");
    }
}

#[tokio::test]
async fn clear_text_on_a_tls_port_is_told() {
    let server = Server::start(echo(), ServeOptions::https()).unwrap();
    let said = raw(&server, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let expected =
        "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";
    assert_eq!(said, expected);
}

#[tokio::test]
async fn slow_clients_are_nobodys_problem_but_theirs() {
    for (way, options, versions) in ways() {
        let server = Server::start(echo(), options).unwrap();
        let mut slow = Vec::new();
        for _ in 0..50 {
            slow.push(TcpStream::connect(server.address()).await.unwrap());
            let mut half = TcpStream::connect(server.address()).await.unwrap();
            half.write_all(b"P").await.unwrap();
            slow.push(half);
        }
        let http = client(&server, versions, None);
        let said = within(http.send(request(&server, "GET", "/api"))).await;
        assert_eq!(text(said).await, "GET /api admin false ", "{way}");
    }
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_a_place() {
    let options = ServeOptions::http().max_connections(2);
    let server = Server::start(echo(), options).unwrap();
    let first = TcpStream::connect(server.address()).await.unwrap();
    let second = TcpStream::connect(server.address()).await.unwrap();
    // Only so long as it takes to see that it waits; more would not make it wronger.
    let mut third = TcpStream::connect(server.address()).await.unwrap();
    let asked = format!("GET /api HTTP/1.1\r\n{HEAD}connection: close\r\n\r\n");
    third.write_all(asked.as_bytes()).await.unwrap();
    let mut said = [0; 12];
    let early = tokio::time::timeout(Duration::from_millis(200), third.read_exact(&mut said)).await;
    assert!(early.is_err(), "{said:?}");
    drop(first);
    within(third.read_exact(&mut said)).await.unwrap();
    assert_eq!(&said, b"HTTP/1.1 200");
    drop(second);
}

#[tokio::test]
async fn there_must_be_a_runtime_and_a_port() {
    let first = Server::start(echo(), ServeOptions::http()).unwrap();
    let again = ServeOptions::http().address(first.address());
    assert!(Server::start(echo(), again).is_err());
    let outside = std::thread::spawn(|| Server::start(echo(), ServeOptions::http()).is_err());
    assert!(outside.join().unwrap());
    let http = client(&first, HttpVersions::Any, None);
    assert!(http.send(request(&first, "GET", "/")).await.is_ok());
}
