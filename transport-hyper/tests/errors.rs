//! What each way of failing is called.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use outrigger::rt::Timer;
use outrigger::transport::{
    ConnectionSettings, HttpTransport, TransportError, TransportErrorKind as Kind,
};
use outrigger_hyper::{CryptoProvider, HttpVersions, HyperConnector, TokioTimer, backend};
use support::{Server, Speaks, chain, get, plain, transport, watch, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// The kind of a GET's error, in its head or in its body.
async fn fail(url: &str) -> (Kind, String) {
    failure(&plain(Speaks::Http1), get(url)).await
}

async fn failure(transport: &impl HttpTransport, request: Request<Bytes>) -> (Kind, String) {
    let answer: Result<Bytes, TransportError> = within(async {
        let response = transport.send(request).await?;
        response.into_body().collect(1 << 20).await
    })
    .await;
    let error = answer.unwrap_err();
    (error.kind(), chain(&error))
}

#[tokio::test]
async fn nobody_listens() {
    let address = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let (kind, text) = fail(&format!("http://{address}/")).await;
    assert_eq!(kind, Kind::Refused);
    assert!(text.contains(&address.to_string()), "{text}");
}

/// The failure of a request that comes back to its connection when the server is done with that.
async fn late(speaks: Speaks, bytes: &'static [u8]) -> (Kind, String) {
    let (done, mut is_done) = tokio::sync::mpsc::unbounded_channel();
    let address = support::raw::listen(move |_, mut stream| {
        let done = done.clone();
        async move {
            stream.write_all(bytes).await.unwrap();
            drop(stream);
            done.send(()).unwrap();
        }
    })
    .await;
    let transport = plain(speaks);
    let mut sending = transport.send(get(&format!("http://{address}/")));
    assert!(futures_util::poll!(&mut sending).is_pending());
    within(is_done.recv()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(5)).await;
    let error = within(sending).await.unwrap_err();
    (error.kind(), chain(&error))
}

#[tokio::test]
async fn a_new_connection_that_ends_at_once() {
    for speaks in [Speaks::Http1, Speaks::Http2(1)] {
        let (kind, text) = late(speaks, b"").await;
        assert_eq!(kind, Kind::Unprocessed, "{text}");
        assert!(text.contains("127.0.0.1:"), "{text}");
    }
    let (kind, text) = late(Speaks::Http1, b"SSH-2.0-server\r\n").await;
    assert_eq!(kind, Kind::Refused, "{text}");
    let unsent = "the connection ended before the request was sent";
    assert!(text.contains(unsent), "{text}");
}

#[tokio::test]
async fn no_such_name() {
    let (kind, text) = fail("http://nobody.invalid/").await;
    assert_eq!(kind, Kind::Resolve);
    assert!(text.contains("nobody.invalid:80"), "{text}");
}

#[tokio::test]
async fn requests_that_cannot_be_sent() {
    for url in ["/relative", "ftp://host/", "http://user:secret@host/"] {
        let (kind, text) = fail(url).await;
        assert_eq!(kind, Kind::InvalidRequest);
        assert!(!text.contains("secret"), "{text}");
    }
}

#[tokio::test]
async fn broken_answers() {
    for (bytes, kind) in [
        (&b""[..], Kind::Reset),
        (b"HTTP/1.1 200 O", Kind::Reset),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", Kind::Protocol),
        (b"HTTP/1.1 banana\r\n\r\n", Kind::Protocol),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab",
            Kind::Interrupted,
        ),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
            Kind::Interrupted,
        ),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n",
            Kind::Interrupted,
        ),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nab",
            Kind::Protocol,
        ),
    ] {
        let address = support::raw::answering(bytes).await;
        let (found, text) = fail(&format!("http://{address}/")).await;
        assert_eq!(found, kind, "{} gave {text}", bytes.escape_ascii());
    }
}

#[tokio::test]
async fn a_half_closed_answer_is_whole() {
    let address = support::raw::answering(b"HTTP/1.1 200 OK\r\n\r\nto the end").await;
    let response = within(plain(Speaks::Http1).send(get(&format!("http://{address}/")))).await;
    let body = within(response.unwrap().into_body().collect(99)).await;
    assert_eq!(body.unwrap(), "to the end");
}

#[tokio::test]
async fn heads_without_end() {
    for (first, endless, expected) in [
        (
            "HTTP/1.1 200 OK\r\n",
            "x-more: and more\r\n",
            Kind::TooLarge,
        ),
        ("HTTP/1.1 200 OK\r\nx-long: ", "and longer", Kind::TooLarge),
        ("", "HTTP/1.1 100 Continue\r\n\r\n", Kind::Protocol),
    ] {
        let address = support::raw::listen(move |_, mut stream| async move {
            support::raw::read_head(&mut stream).await;
            let _ = stream.write_all(first.as_bytes()).await;
            while stream.write_all(endless.as_bytes()).await.is_ok() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        let (kind, text) = fail(&format!("http://{address}/")).await;
        assert_eq!(kind, expected, "{text}");
    }
}

#[tokio::test]
async fn a_few_interim_answers_are_fine() {
    let bytes = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n\
        HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    let address = support::raw::answering(bytes).await;
    let response = within(plain(Speaks::Http1).send(get(&format!("http://{address}/")))).await;
    assert_eq!(response.unwrap().status(), 200);
}

#[tokio::test]
async fn http2_that_is_none() {
    let address = support::raw::listen(|_, mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    })
    .await;
    let transport = plain(Speaks::Http2(1));
    let (kind, text) = failure(&transport, get(&format!("http://{address}/"))).await;
    assert_eq!(kind, Kind::Refused, "{text}");
    assert!(text.contains("frame with invalid size"), "{text}");
}

#[tokio::test]
async fn a_silent_server_times_out_the_handshake() {
    let address = support::raw::listen(|_, stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let mut settings = ConnectionSettings::default();
    settings.insecure = true;
    settings.connect_timeout = Some(Duration::from_millis(50));
    let transport = transport(HttpVersions::Any, &settings);
    let (kind, text) = failure(&transport, get(&format!("https://{address}/"))).await;
    assert_eq!(kind, Kind::Timeout);
    assert!(text.contains("the TLS handshake took too long"), "{text}");
}

#[test]
fn outside_of_a_runtime() {
    for error in [
        backend(CryptoProvider::Ring).unwrap_err(),
        HyperConnector::new(CryptoProvider::Ring).unwrap_err(),
        TokioTimer::new().unwrap_err(),
    ] {
        assert_eq!(error.kind(), Kind::Unsupported);
        assert!(chain(&error).contains("no tokio runtime"));
    }
}

#[test]
fn a_given_runtime_serves_another_executor() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::plain(Speaks::Http1));
    let handle = runtime.handle().clone();
    let connector = HyperConnector::on(handle.clone(), CryptoProvider::Ring);
    let mut settings = ConnectionSettings::default();
    settings.insecure = true;
    let transport = connector.transport(&settings).unwrap();
    let request = get(&server.url("/get"));
    let thread = std::thread::spawn(move || {
        futures_executor::block_on(async {
            TokioTimer::on(handle).sleep(Duration::from_millis(1)).await;
            let response = transport.send(request).await.unwrap();
            response.into_body().collect(9).await.unwrap()
        })
    });
    assert_eq!(thread.join().unwrap(), "ok");
}

#[test]
fn a_runtime_that_shuts_down_aborts() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let connector = HyperConnector::on(runtime.handle().clone(), CryptoProvider::Ring);
    let transport = connector.transport(&ConnectionSettings::default()).unwrap();
    runtime.shutdown_background();
    let sent = futures_executor::block_on(transport.send(get("http://127.0.0.1:1/")));
    assert_eq!(sent.unwrap_err().kind(), Kind::Aborted);
}

#[test]
fn a_runtime_that_shuts_down_aborts_what_is_connected() {
    let other = tokio::runtime::Runtime::new().unwrap();
    for speaks in [Speaks::Http1, Speaks::Http2(100)] {
        let server = other.block_on(Server::plain(speaks));
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let transport = {
            let _entered = runtime.enter();
            plain(speaks)
        };
        let url = server.url("/get");
        let sent = futures_executor::block_on(transport.send(get(&url)));
        assert_eq!(sent.unwrap().status(), 200);
        runtime.shutdown_timeout(support::LIMIT);
        for request in [get(&url), watch(&url)] {
            let (tell, told) = std::sync::mpsc::channel();
            let transport = transport.clone();
            std::thread::spawn(move || {
                let sent = futures_executor::block_on(transport.send(request));
                tell.send(sent.unwrap_err().kind())
            });
            let kind = told.recv_timeout(support::LIMIT).expect("an answer");
            assert_eq!(kind, Kind::Aborted);
        }
    }
}
