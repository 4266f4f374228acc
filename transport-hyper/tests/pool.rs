//! Connections: shared, reused, separate, and given up.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use bytes::Bytes;
use futures_util::future::join_all;
use outrigger::transport::{HttpTransport, TransportErrorKind};
use support::{Server, Speaks, get, plain, watch, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const BOTH: [Speaks; 2] = [Speaks::Http1, Speaks::Http2(100)];

async fn text(transport: &impl HttpTransport, url: &str) -> Bytes {
    let response = transport.send(get(url)).await.unwrap();
    response.into_body().collect(1 << 20).await.unwrap()
}

#[tokio::test]
async fn requests_in_a_row_share_a_connection() {
    for speaks in BOTH {
        let server = Server::plain(speaks).await;
        let transport = plain(speaks);
        for _ in 0..20 {
            assert_eq!(within(text(&transport, &server.url("/get"))).await, "ok");
        }
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn those_who_end_together_keep_their_connections() {
    let server = Server::plain(Speaks::Http1).await;
    let transport = plain(Speaks::Http1);
    let url = server.url("/get");
    for _ in 0..5 {
        let texts = within(join_all((0..64).map(|_| text(&transport, &url)))).await;
        assert!(texts.iter().all(|text| text == "ok"));
    }
    assert!(server.connections() <= 64, "{}", server.connections());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_follows_at_once_opens_no_connection() {
    const TASKS: usize = 16;
    let server = Server::plain(Speaks::Http1).await;
    let transport = plain(Speaks::Http1);
    let tasks = (0..TASKS).map(|_| {
        let (transport, url) = (transport.clone(), server.url("/get"));
        tokio::spawn(async move {
            for _ in 0..50 {
                assert_eq!(within(text(&transport, &url)).await, "ok");
            }
        })
    });
    assert!(join_all(tasks).await.iter().all(Result::is_ok));
    assert!(server.connections() <= TASKS, "{}", server.connections());
}

#[tokio::test]
async fn a_hundred_watches_do_not_block_a_get() {
    for speaks in BOTH {
        let server = Server::plain(speaks).await;
        let transport = plain(speaks);
        let url = server.url("/watch");
        let mut watches = within(join_all((0..100).map(|_| transport.send(watch(&url))))).await;
        for watch in &mut watches {
            let body = watch.as_mut().unwrap().body_mut();
            assert_eq!(within(body.next()).await.unwrap().unwrap(), "{}\n");
        }
        assert_eq!(within(text(&transport, &server.url("/get"))).await, "ok");
        let expected = match speaks {
            Speaks::Http1 => 101,
            // 64 and 36 watches, and the rest apart from them.
            Speaks::Http2(_) => 3,
        };
        assert_eq!(server.connections(), expected);
    }
}

#[tokio::test]
async fn the_servers_stream_limit_is_respected() {
    let server = Server::plain(Speaks::Http2(5)).await;
    let transport = plain(Speaks::Http2(5));
    let url = server.url("/watch");
    let watches = within(join_all((0..17).map(|_| transport.send(watch(&url))))).await;
    assert!(watches.iter().all(Result::is_ok));
    assert_eq!(server.connections(), 4);
    // Room that comes free is used.
    drop(watches);
    let watches = within(join_all((0..17).map(|_| transport.send(watch(&url))))).await;
    assert!(watches.iter().all(Result::is_ok));
    assert_eq!(server.connections(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unread_bodies_starve_nobody() {
    for speaks in BOTH {
        let server = Server::plain(speaks).await;
        let transport = plain(speaks);
        let url = server.url("/endless");
        let mut unread = Vec::new();
        for _ in 0..40 {
            unread.push(within(transport.send(get(&url))).await.unwrap());
            unread.push(within(transport.send(watch(&url))).await.unwrap());
        }
        for _ in 0..10 {
            assert_eq!(within(text(&transport, &server.url("/get"))).await, "ok");
        }
        let mut fresh = within(transport.send(watch(&url))).await.unwrap();
        let mut read = 0;
        while read < 4 << 20 {
            read += within(fresh.body_mut().next())
                .await
                .unwrap()
                .unwrap()
                .len();
        }
    }
}

#[tokio::test]
async fn dropping_the_future_ends_the_exchange() {
    for speaks in BOTH {
        let server = Server::plain(speaks).await;
        let transport = plain(speaks);
        // The second one's connection is in use already.
        for path in ["/hang/1", "/hang/2"] {
            let url = server.url(path);
            let sending = transport.send(get(&url));
            tokio::select! {
                _ = sending => panic!("answered"),
                begun = server.begun() => assert_eq!(begun, path),
            }
            assert_eq!(server.gone().await, path);
        }
    }
}

#[tokio::test]
async fn dropping_the_body_ends_the_exchange() {
    for speaks in BOTH {
        let server = Server::plain(speaks).await;
        let transport = plain(speaks);
        for path in ["/watch", "/endless"] {
            let url = server.url(path);
            let mut response = within(transport.send(watch(&url))).await.unwrap();
            within(response.body_mut().next()).await.unwrap().unwrap();
            drop(response);
            assert_eq!(server.gone().await, path);
        }
        assert_eq!(within(text(&transport, &server.url("/get"))).await, "ok");
    }
}

#[tokio::test]
async fn a_cancelled_caller_takes_no_connection_with_it() {
    for speaks in BOTH {
        let server = Server::plain(speaks).await;
        let transport = plain(speaks);
        let url = server.url("/get");
        // One poll begins to connect; then it is dropped while the others wait.
        let mut first = transport.send(get(&url));
        assert!(futures_util::poll!(&mut first).is_pending());
        let others = join_all((0..10).map(|_| text(&transport, &url)));
        tokio::pin!(others);
        assert!(futures_util::poll!(&mut others).is_pending());
        drop(first);
        assert!(within(others).await.iter().all(|text| text == "ok"));
    }
}

#[tokio::test]
async fn a_connection_closed_while_idle_is_no_error() {
    // Closes after each answer, without having said so.
    let (closed, mut closes) = tokio::sync::mpsc::unbounded_channel();
    let address = support::raw::listen(move |_, mut stream| {
        let closed = closed.clone();
        async move {
            support::raw::read_head(&mut stream).await;
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
            stream.write_all(answer).await.unwrap();
            drop(stream);
            closed.send(()).unwrap();
        }
    })
    .await;
    let transport = plain(Speaks::Http1);
    let url = format!("http://{address}/");
    for _ in 0..20 {
        assert_eq!(within(text(&transport, &url)).await, "ok");
        within(closes.recv()).await.unwrap();
        // Lets the runtime look at its sockets, or the request crosses the close and is reset.
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_connection_nobody_took_may_be_closed_when_the_next_one_comes() {
    let (closed, mut closes) = tokio::sync::mpsc::unbounded_channel();
    let address = support::raw::listen(move |connection, mut stream| {
        let closed = closed.clone();
        async move {
            if connection == 0 {
                drop(stream);
                closed.send(()).unwrap();
                return;
            }
            support::raw::read_head(&mut stream).await;
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
            stream.write_all(answer).await.unwrap();
        }
    })
    .await;
    let transport = plain(Speaks::Http1);
    let url = format!("http://{address}/");
    // One poll begins to connect, for somebody who has gone when the connection is there.
    let mut gone = transport.send(get(&url));
    assert!(futures_util::poll!(&mut gone).is_pending());
    drop(gone);
    within(closes.recv()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    assert_eq!(within(text(&transport, &url)).await, "ok");
}

#[tokio::test]
async fn a_request_that_may_have_been_seen_is_not_sent_again() {
    // Answers once on a connection, then closes it on the second request.
    let (seen, mut requests) = tokio::sync::mpsc::unbounded_channel();
    let address = support::raw::listen(move |connection, mut stream| {
        let seen = seen.clone();
        async move {
            support::raw::read_head(&mut stream).await;
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
            stream.write_all(answer).await.unwrap();
            if support::raw::read_head(&mut stream).await {
                seen.send(connection).unwrap();
            }
        }
    })
    .await;
    let transport = plain(Speaks::Http1);
    let url = format!("http://{address}/");
    assert_eq!(within(text(&transport, &url)).await, "ok");
    let error = within(transport.send(get(&url))).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Reset);
    assert_eq!(requests.recv().await, Some(0));
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn nothing_is_added_to_a_request_but_its_host() {
    let address = support::raw::listen(|_, mut stream| async move {
        let mut head = vec![0; 4096];
        let mut length = 0;
        while !head[..length].ends_with(b"\r\n\r\n") {
            length += stream.read(&mut head[length..]).await.unwrap();
        }
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.write_all(&head[..length]).await.unwrap();
    })
    .await;
    let transport = plain(Speaks::Http1);
    let url = format!("http://{address}/api?watch=1&fieldSelector=a%3Db");
    let expected =
        format!("GET /api?watch=1&fieldSelector=a%3Db HTTP/1.1\r\nhost: {address}\r\n\r\n");
    assert_eq!(within(text(&transport, &url)).await, expected);
}

#[tokio::test]
async fn the_last_handle_closes_the_connections() {
    for speaks in BOTH {
        let server = Server::plain(speaks).await;
        let transport = plain(speaks);
        let response = within(transport.send(watch(&server.url("/watch"))))
            .await
            .unwrap();
        drop(transport);
        // An open body keeps its connection.
        let mut body = response.into_body();
        assert_eq!(within(body.next()).await.unwrap().unwrap(), "{}\n");
        drop(body);
        assert_eq!(server.gone().await, "/watch");
    }
}

#[tokio::test]
async fn a_server_that_goes_away_gets_no_more_exchanges() {
    let server = Server::plain(Speaks::Http2(100)).await;
    let transport = plain(Speaks::Http2(100));
    let url = server.url("/watch");
    let mut first = within(transport.send(watch(&url))).await.unwrap();
    assert_eq!(within(text(&transport, &server.url("/get"))).await, "ok");
    assert_eq!(server.connections(), 2);
    server.go_away();
    // The connection without a stream ends.
    server.ended().await;
    let second = within(transport.send(watch(&url))).await.unwrap();
    assert_eq!(within(text(&transport, &server.url("/get"))).await, "ok");
    assert_eq!(server.connections(), 4);
    // The exchange from before goes on.
    assert_eq!(
        within(first.body_mut().next()).await.unwrap().unwrap(),
        "{}\n"
    );
    drop(first);
    server.ended().await;
    drop(second);
}

/// Settings, an answer without a body to the first request, and GOAWAY.
const ONE_ANSWER: [u8; 42] = [
    0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1, // SETTINGS: one stream at a time
    0, 0, 1, 1, 5, 0, 0, 0, 1, 0x88, // HEADERS, the last of stream 1: status 200
    0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, // GOAWAY after stream 1
];

/// Answers the first request, and may be gone before anybody has looked at its settings.
async fn answer_once(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.read_exact(&mut [0; 24]).await?;
    let mut head = [0; 9];
    while head[3] != 1 {
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        stream.read_exact(&mut vec![0; length]).await?;
    }
    stream.write_all(&ONE_ANSWER).await?;
    stream.shutdown().await?;
    stream.read_to_end(&mut Vec::new()).await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_of_one_request_a_connection_serves_all() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/get", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move { answer_once(&mut stream).await });
        }
    });
    let transport = plain(Speaks::Http2(1));
    let answered = async || loop {
        match transport.send(get(&url)).await {
            // Who is given a connection that is about to go is told so by the server.
            Err(error) if error.kind() == TransportErrorKind::Unprocessed => {}
            sent => return sent,
        }
    };
    let sent = within(join_all((0..200).map(|_| answered()))).await;
    for response in sent {
        assert_eq!(response.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn idle_connections_are_closed_after_a_while() {
    for speaks in BOTH {
        let server = Server::plain(speaks).await;
        let transport = plain(speaks);
        assert_eq!(within(text(&transport, &server.url("/get"))).await, "ok");
        // Lets the connection come back before the clock jumps.
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        tokio::time::pause();
        tokio::time::advance(std::time::Duration::from_secs(200)).await;
        tokio::time::resume();
        server.ended().await;
        assert_eq!(within(text(&transport, &server.url("/get"))).await, "ok");
        assert_eq!(server.connections(), 2);
    }
}
