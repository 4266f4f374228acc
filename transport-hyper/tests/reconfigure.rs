//! Settings that change while connections are open.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use outrigger::transport::{
    ConnectionSettings, Connector, HttpTransport, Reconfigure, TransportErrorKind,
};
use outrigger_hyper::{CryptoProvider, HttpVersions, HyperConnector};
use support::tls::{Authority, trusting};
use support::{Server, Speaks, get, plain, transport, watch, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;

const BOTH: [Speaks; 2] = [Speaks::Http1, Speaks::Http2(100)];

/// Settings that say the same as the default ones, and are not equal to them.
fn other(seconds: u64) -> ConnectionSettings {
    let mut settings = ConnectionSettings::default();
    settings.connect_timeout = Some(Duration::from_secs(seconds));
    settings
}

async fn read(transport: &impl HttpTransport, url: &str) -> Bytes {
    let response = within(transport.send(get(url))).await.unwrap();
    within(response.into_body().collect(1 << 20)).await.unwrap()
}

#[tokio::test]
async fn old_connections_take_nothing_more_and_none_is_cut() {
    for speaks in BOTH {
        let server = Server::plain(speaks).await;
        let transport = plain(speaks);
        let endless = server.url("/endless");
        let mut old = within(transport.send(watch(&endless))).await.unwrap();
        assert_eq!(read(&transport, &server.url("/get")).await, "ok");
        assert_eq!(server.connections(), 2);

        // Equal settings change nothing.
        transport
            .reconfigure(&ConnectionSettings::default())
            .unwrap();
        assert_eq!(read(&transport, &server.url("/get")).await, "ok");
        assert_eq!(server.connections(), 2);

        transport.reconfigure(&other(20)).unwrap();
        // What is idle closes, what is open goes on.
        server.ended().await;
        let mut new = within(transport.send(watch(&endless))).await.unwrap();
        assert_eq!(read(&transport, &server.url("/get")).await, "ok");
        assert_eq!(server.connections(), 4);
        for _ in 0..1000 {
            within(old.body_mut().next()).await.unwrap().unwrap();
            within(new.body_mut().next()).await.unwrap().unwrap();
        }
        drop(old);
        assert_eq!(server.gone().await, "/endless");
        server.ended().await;
        assert_eq!(read(&transport, &server.url("/get")).await, "ok");
        assert_eq!(server.connections(), 4);
        drop(new);
    }
}

#[tokio::test]
async fn a_busy_connection_does_not_come_back() {
    let (go_on, closed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (waits, tells) = (go_on.clone(), closed.clone());
    let address = support::raw::listen(move |connection, mut stream| {
        let (waits, tells) = (waits.clone(), tells.clone());
        async move {
            support::raw::read_head(&mut stream).await;
            let head = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n";
            stream.write_all(head).await.unwrap();
            if connection == 0 {
                waits.notified().await;
            }
            stream
                .write_all(format!("c{connection}").as_bytes())
                .await
                .unwrap();
            if !support::raw::read_head(&mut stream).await {
                tells.notify_one();
            }
        }
    })
    .await;
    let transport = plain(Speaks::Http1);
    let url = format!("http://{address}/");
    let busy = within(transport.send(get(&url))).await.unwrap();
    transport.reconfigure(&other(20)).unwrap();
    go_on.notify_one();
    let body = busy.into_body().collect(9);
    assert_eq!(within(body).await.unwrap(), "c0");
    within(closed.notified()).await;
    assert_eq!(read(&transport, &url).await, "c1");
}

#[tokio::test]
async fn who_waits_for_an_old_connection_gets_a_new_one() {
    for alpn in ["h2", "http/1.1"] {
        let ca = Authority::new();
        let config = Arc::new(ca.issue(&["localhost"]).server(&[alpn], None));
        let (began, begins) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (tell, behind) = (began.clone(), Server::tls_of(move || config.clone()).await);
        let port = behind.address.port();
        let address = support::raw::listen(move |connection, mut stream| {
            let (tell, never) = (tell.clone(), begins.clone());
            async move {
                if connection == 0 {
                    // A handshake that does not get on.
                    tell.notify_one();
                    never.notified().await;
                }
                let mut server = tokio::net::TcpStream::connect(("127.0.0.1", port))
                    .await
                    .unwrap();
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut server).await;
            }
        })
        .await;
        let settings = trusting(&ca.certificate);
        let transport = transport(HttpVersions::Any, &settings);
        let url = format!("https://localhost:{}/get", address.port());
        let waiting = tokio::spawn({
            let (transport, url) = (transport.clone(), url.clone());
            async move { read(&transport, &url).await }
        });
        within(began.notified()).await;
        let mut changed = settings.clone();
        changed.identity = Some(ca.issue(&["client"]).identity());
        transport.reconfigure(&changed).unwrap();
        assert_eq!(within(waiting).await.unwrap(), "ok");
        assert_eq!(behind.connections(), 1);
    }
}

#[tokio::test]
async fn the_new_certificate_is_presented_and_an_unusable_one_is_not_taken() {
    for alpn in ["h2", "http/1.1"] {
        let ca = Authority::new();
        let server = Server::tls(ca.issue(&["localhost"]).server(&[alpn], Some(&ca))).await;
        let url = format!("https://localhost:{}/who", server.address.port());
        let (first, second) = (ca.issue(&["first"]), ca.issue(&["second"]));
        let mut settings = trusting(&ca.certificate);
        settings.identity = Some(first.identity());
        let connector = HyperConnector::new(CryptoProvider::Ring).unwrap();
        let link = connector.connect(&settings).unwrap();
        let reconfigure = link.reconfigure.unwrap();
        assert_eq!(read(&link.http, &url).await, first.certificate.der()[..]);

        let mut unusable = settings.clone();
        unusable.identity.as_mut().unwrap().key = second.identity().key;
        let error = reconfigure.reconfigure(&unusable).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::InvalidRequest);
        assert_eq!(read(&link.http, &url).await, first.certificate.der()[..]);
        assert_eq!(server.connections(), 1);

        settings.identity = Some(second.identity());
        reconfigure.reconfigure(&settings).unwrap();
        assert_eq!(read(&link.http, &url).await, second.certificate.der()[..]);
        assert_eq!(server.connections(), 2);
    }
}

/// Whatever the order, an exchange that begins behind a change is on a connection of that change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_and_requests_at_the_same_time() {
    let ca = Authority::new();
    let server = Server::tls(
        ca.issue(&["localhost"])
            .server(&["h2", "http/1.1"], Some(&ca)),
    )
    .await;
    let url = format!("https://localhost:{}/who", server.address.port());
    let issued: Vec<_> = (0..20)
        .map(|n| ca.issue(&[&format!("client-{n}")]))
        .collect();
    let number = |der: &Bytes| {
        let same = |it: &support::tls::Issued| it.certificate.der()[..] == der[..];
        issued.iter().position(same).unwrap()
    };
    for versions in [HttpVersions::Any, HttpVersions::Http1Only] {
        let mut settings = trusting(&ca.certificate);
        settings.identity = Some(issued[0].identity());
        let transport = transport(versions, &settings);
        for (index, next) in issued.iter().enumerate() {
            settings.identity = Some(next.identity());
            transport.reconfigure(&settings).unwrap();
            let before = (0..8).map(|_| {
                let (transport, url) = (transport.clone(), url.clone());
                tokio::spawn(async move { read(&transport, &url).await })
            });
            let asked: Vec<_> = before.collect();
            assert_eq!(number(&read(&transport, &url).await), index);
            for answer in asked {
                // Some of them wait still when the next change comes, and may be on its connection.
                tokio::task::yield_now().await;
                assert!(number(&within(answer).await.unwrap()) >= index);
            }
        }
    }
}

#[tokio::test]
async fn a_head_has_a_time_and_a_watch_has_none() {
    for speaks in BOTH {
        let server = Server::plain(speaks).await;
        let transport = plain(speaks);
        let mut settings = ConnectionSettings::default();
        settings.head_timeout = Some(Duration::from_millis(100));
        transport.reconfigure(&settings).unwrap();
        let watching = tokio::spawn({
            let (transport, url) = (transport.clone(), server.url("/hang/watch"));
            async move { transport.send(watch(&url)).await.map(drop) }
        });
        assert_eq!(server.begun().await, "/hang/watch");
        // A body may take as long as it likes.
        let mut open = within(transport.send(get(&server.url("/watch"))))
            .await
            .unwrap();
        within(open.body_mut().next()).await.unwrap().unwrap();

        let error = within(transport.send(get(&server.url("/hang/get"))))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Timeout);
        assert!(support::chain(&error).contains("no response's head within 100ms"));
        assert_eq!(server.gone().await, "/hang/get");
        assert!(!watching.is_finished());
        let pending = futures_util::poll!(Box::pin(open.body_mut().next())).is_pending();
        assert!(pending);
        watching.abort();
    }
}

#[tokio::test]
async fn an_idle_connection_is_kept_as_long_as_the_settings_say() {
    for speaks in BOTH {
        let server = Server::plain(speaks).await;
        let transport = plain(speaks);
        let mut settings = ConnectionSettings::default();
        settings.idle_timeout = Some(Duration::from_secs(1000));
        transport.reconfigure(&settings).unwrap();
        for (advance, connections) in [(400, 1), (400, 1), (2500, 2)] {
            assert_eq!(read(&transport, &server.url("/get")).await, "ok");
            assert_eq!(server.connections(), connections.min(1));
            // Lets the connection come back before the clock jumps.
            tokio::time::sleep(Duration::from_millis(5)).await;
            tokio::time::pause();
            tokio::time::advance(Duration::from_secs(advance)).await;
            tokio::time::resume();
        }
        server.ended().await;
        // No time at all is no error.
        for timeout in [Duration::ZERO, Duration::MAX] {
            settings.idle_timeout = Some(timeout);
            transport.reconfigure(&settings).unwrap();
            assert_eq!(read(&transport, &server.url("/get")).await, "ok");
        }
    }
}

#[tokio::test]
async fn a_slow_reader_of_an_old_answer_loses_nothing() {
    let address = support::raw::listen(|_, mut stream| async move {
        support::raw::read_head(&mut stream).await;
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1048576\r\n\r\n";
        stream.write_all(head).await.unwrap();
        stream.write_all(&vec![b'x'; 1 << 20]).await.unwrap();
        let _ = stream.read_u8().await;
    })
    .await;
    let transport = plain(Speaks::Http1);
    let url = format!("http://{address}/");
    let response = within(transport.send(get(&url))).await.unwrap();
    for seconds in 20..25 {
        transport.reconfigure(&other(seconds)).unwrap();
    }
    drop(transport);
    let body = response.into_body().collect(1 << 20);
    assert_eq!(within(body).await.unwrap().len(), 1 << 20);
}
