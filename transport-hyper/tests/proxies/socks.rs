//! Through a SOCKS proxy.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use outrigger::transport::{ConnectionSettings, HttpTransport};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

use crate::server::{Seen, connect};
use crate::support::tls::{Authority, trusting};
use crate::support::{Server, Speaks, get, raw, within};
use crate::{ALPN, NAME, any, ask, through};

/// A proxy that tells what it sees and wants a user, if it is given one.
async fn proxy(user: Option<&'static str>) -> (SocketAddr, Seen) {
    let seen = Seen::default();
    let asked = Arc::clone(&seen);
    let address = raw::listen(move |_, stream| serve(stream, user, asked.clone())).await;
    (address, seen)
}

/// Says how the client would prove who it is, and how it did, unless it is the wrong user.
async fn greet(stream: &mut TcpStream, user: Option<&str>) -> Option<String> {
    assert_eq!(stream.read_u8().await.unwrap(), 5);
    let methods = text(stream).await.into_bytes();
    let method = u8::from(user.is_some()) * 2;
    stream.write_all(&[5, method]).await.unwrap();
    let Some(user) = user else {
        return Some(format!("{methods:?}"));
    };
    assert_eq!(stream.read_u8().await.unwrap(), 1);
    let given = format!("{}:{}", text(stream).await, text(stream).await);
    let answer = [1, u8::from(given != user)];
    stream.write_all(&answer).await.unwrap();
    (given == user).then(|| format!("{methods:?} {given}"))
}

async fn serve(mut stream: TcpStream, user: Option<&str>, seen: Seen) {
    let Some(line) = greet(&mut stream, user).await else {
        return;
    };
    let mut head = [0; 4];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(head[..3], [5, 1, 0]);
    let host = match head[3] {
        1 => Ipv4Addr::from_bits(stream.read_u32().await.unwrap()).to_string(),
        3 => text(&mut stream).await,
        4 => Ipv6Addr::from_bits(stream.read_u128().await.unwrap()).to_string(),
        kind => panic!("{kind}"),
    };
    let port = stream.read_u16().await.unwrap();
    seen.lock()
        .unwrap()
        .push(format!("{line} {} {host}", head[3]));
    let Ok(mut origin) = connect(&host, port).await else {
        let _ = stream.write_all(&[5, 5, 0, 1, 0, 0, 0, 0, 0, 0]).await;
        return;
    };
    // Answers with a name as its address, which hardly any proxy does.
    stream
        .write_all(b"\x05\0\0\x03\x05proxy\0\x01")
        .await
        .unwrap();
    let _ = copy_bidirectional(&mut stream, &mut origin).await;
}

/// Bytes behind their number.
async fn text(stream: &mut TcpStream) -> String {
    let length = stream.read_u8().await.unwrap();
    let mut text = vec![0; length.into()];
    stream.read_exact(&mut text).await.unwrap();
    String::from_utf8(text).unwrap()
}

#[tokio::test]
async fn names_are_resolved_by_the_proxy() {
    let ca = Authority::new();
    let settings = trusting(&ca.certificate);
    let issued = ca.issue(&[NAME, "127.0.0.1"]);
    let origin = Server::tls(issued.server(&ALPN, None)).await;
    let port = origin.address.port();
    for scheme in ["socks5", "socks5h", "SOCKS5"] {
        let (address, seen) = proxy(None).await;
        let transport = any(&through(&settings, format!("{scheme}://{address}")));
        for host in [NAME, "127.0.0.1"] {
            let version = ask(&transport, &format!("https://{host}:{port}/")).await;
            assert_eq!(version.unwrap(), http::Version::HTTP_2);
        }
        let expected = ["[0] 3 kubernetes.test", "[0] 1 127.0.0.1"];
        assert_eq!(*seen.lock().unwrap(), expected);
    }
}

#[tokio::test]
async fn a_user_is_offered_and_given_when_asked_for() {
    let origin = Server::plain(Speaks::Http1).await;
    let url = format!("http://{NAME}:{}/", origin.address.port());
    for (user, given, expected) in [
        (
            Some("us er:p@ss:"),
            "us%20er:p%40ss:@",
            "[0, 2] us er:p@ss: 3 kubernetes.test",
        ),
        (Some("user:"), "user@", "[0, 2] user: 3 kubernetes.test"),
        (None, "user:pass@", "[0, 2] 3 kubernetes.test"),
        (None, "", "[0] 3 kubernetes.test"),
    ] {
        let (address, seen) = proxy(user).await;
        let settings = through(
            &ConnectionSettings::default(),
            format!("socks5://{given}{address}"),
        );
        ask(&any(&settings), &url).await.unwrap();
        assert_eq!(*seen.lock().unwrap(), [expected]);
    }
}

#[tokio::test]
async fn addresses_are_sent_as_what_they_are() {
    let (address, seen) = proxy(None).await;
    let settings = through(
        &ConnectionSettings::default(),
        format!("socks5://{address}"),
    );
    let transport = any(&settings);
    let origin = Server::plain(Speaks::Http1).await;
    let port = origin.address.port();
    ask(&transport, &format!("http://[::ffff:127.0.0.1]:{port}/"))
        .await
        .unwrap();
    // Nobody listens there, on machines with IPv6 and without.
    let answer = within(transport.send(get("http://[::1]:1/"))).await;
    assert!(answer.is_err());
    assert_eq!(*seen.lock().unwrap(), ["[0] 1 127.0.0.1", "[0] 4 ::1"]);
}
