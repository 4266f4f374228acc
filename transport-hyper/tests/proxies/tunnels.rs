//! CONNECT through HTTP proxies.

use bytes::Bytes;
use http::{Request, Version};
use outrigger::transport::{
    ConnectionSettings, HttpTransport, Reconfigure, Roots, TransportErrorKind,
};
use outrigger_hyper::HttpVersions;

use crate::server::HttpProxy;
use crate::support::tls::{Authority, trusting};
use crate::support::{Server, Speaks, chain, get, transport, watch, within};
use crate::{ALPN, NAME, any, ask, through};

#[tokio::test]
async fn the_origin_chooses_the_protocol() {
    let ca = Authority::new();
    let issued = ca.issue(&[NAME]);
    for (alpn, expected) in [
        (&ALPN[..], Version::HTTP_2),
        (&["http/1.1"], Version::HTTP_11),
    ] {
        let proxy = HttpProxy::plain(None).await;
        let settings = through(
            &trusting(&ca.certificate),
            format!("http://{}", proxy.address),
        );
        let origin = Server::tls(issued.server(alpn, None)).await;
        let place = format!("{NAME}:{}", origin.address.port());
        let transport = any(&settings);
        for _ in 0..3 {
            let version = ask(&transport, &format!("https://{place}/")).await;
            assert_eq!(version.unwrap(), expected);
        }
        assert_eq!(proxy.seen(), [format!("CONNECT {place} host={place} -")]);
    }
}

#[tokio::test]
async fn watches_and_requests_go_through_tunnels() {
    let ca = Authority::new();
    let proxy = HttpProxy::plain(None).await;
    let settings = through(
        &trusting(&ca.certificate),
        format!("http://{}", proxy.address),
    );
    let origin = Server::tls(ca.issue(&[NAME]).server(&ALPN, None)).await;
    let url = format!("https://{NAME}:{}", origin.address.port());
    let transport = any(&settings);
    let mut watches = Vec::new();
    for _ in 0..5 {
        let response = within(transport.send(watch(&format!("{url}/watch")))).await;
        let mut body = response.unwrap().into_body();
        assert_eq!(within(body.next()).await.unwrap().unwrap(), "{}\n");
        watches.push(body);
    }
    let large = Bytes::from(vec![b'x'; 1 << 20]);
    let request = Request::post(format!("{url}/echo")).body(large.clone());
    let response = within(transport.send(request.unwrap())).await.unwrap();
    let answer = within(response.into_body().collect(2 << 20)).await.unwrap();
    assert!(answer.ends_with(&large));
    assert!(!String::from_utf8_lossy(&answer[..1000]).contains("proxy-authorization"));
    // One for the watches, one for the others.
    assert_eq!(proxy.seen().len(), 2);
    drop(watches);
    assert_eq!(origin.gone().await, "/watch");
}

#[tokio::test]
async fn the_user_of_the_url_is_told_to_the_proxy_alone() {
    let ca = Authority::new();
    let issued = ca.issue(&[NAME]);
    for (user, authorization) in [
        ("user:pass", "Basic dXNlcjpwYXNz"),
        ("us%20er:p%40ss%3A", "Basic dXMgZXI6cEBzczo="),
        ("user:p@ss", "Basic dXNlcjpwQHNz"),
        ("user", "Basic dXNlcjo="),
        ("", "Basic Og=="),
    ] {
        let proxy = HttpProxy::plain(Some(authorization)).await;
        let settings = through(
            &trusting(&ca.certificate),
            format!("http://{user}@{}/", proxy.address),
        );
        let origin = Server::tls(issued.server(&ALPN, None)).await;
        let url = format!("https://{NAME}:{}/echo", origin.address.port());
        let response = within(any(&settings).send(get(&url))).await.unwrap();
        let echo = within(response.into_body().collect(1 << 16)).await.unwrap();
        let echo = String::from_utf8(echo.to_vec()).unwrap();
        assert!(!echo.contains("proxy") && !echo.contains("Basic"), "{echo}");
        assert!(proxy.seen()[0].ends_with(authorization));
    }
}

#[tokio::test]
async fn tls_goes_through_the_tls_of_a_proxy() {
    let ca = Authority::new();
    for (alpn, expected) in [
        (&ALPN[..], Version::HTTP_2),
        (&["http/1.1"], Version::HTTP_11),
    ] {
        // A proxy that would speak HTTP/2 is not asked to.
        let proxy = HttpProxy::tls(ca.issue(&["localhost"]).server(&ALPN, None)).await;
        let proxy_url = format!("https://localhost:{}", proxy.address.port());
        let mut settings = through(&trusting(&ca.certificate), proxy_url);
        // Checked at the origin, never at the proxy.
        settings.server_name = Some("renamed".to_owned());
        let origin = Server::tls(ca.issue(&["renamed"]).server(alpn, None)).await;
        let url = format!("https://{NAME}:{}", origin.address.port());
        let transport = any(&settings);
        assert_eq!(ask(&transport, &url).await.unwrap(), expected);
        let response = within(transport.send(get(&format!("{url}/endless")))).await;
        let mut body = response.unwrap().into_body();
        let mut read = 0;
        while read < 4 << 20 {
            read += within(body.next()).await.unwrap().unwrap().len();
        }
        drop(body);
        assert_eq!(origin.gone().await, "/endless");
    }
}

/// As Go has it, one set of roots is for both.
#[tokio::test]
async fn the_trusted_authority_is_the_proxys_too() {
    let (ca, other) = (Authority::new(), Authority::new());
    let proxy = HttpProxy::tls(other.issue(&["localhost"]).server(&ALPN, None)).await;
    let proxy_url = format!("https://localhost:{}", proxy.address.port());
    let origin = Server::tls(ca.issue(&[NAME]).server(&ALPN, None)).await;
    let url = format!("https://{NAME}:{}/", origin.address.port());

    let mut settings = through(&trusting(&ca.certificate), proxy_url);
    let error = ask(&any(&settings), &url).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Tls);
    let text = chain(&error);
    let place = format!(
        "TLS handshake failed: proxy localhost:{}: ",
        proxy.address.port()
    );
    assert!(
        text.starts_with(&place) && text.contains("UnknownIssuer"),
        "{text}"
    );

    let both = ca.certificate.pem() + &other.certificate.pem();
    settings.roots = Roots::Pem(both.into());
    ask(&any(&settings), &url).await.unwrap();

    settings.roots = Roots::System;
    settings.insecure = true;
    ask(&any(&settings), &url).await.unwrap();
}

#[tokio::test]
async fn a_client_certificate_reaches_the_origin() {
    let ca = Authority::new();
    let proxy = HttpProxy::plain(None).await;
    let mut settings = through(
        &trusting(&ca.certificate),
        format!("http://{}", proxy.address),
    );
    settings.identity = Some(ca.issue(&["client"]).identity());
    let origin = Server::tls(ca.issue(&[NAME]).server(&ALPN, Some(&ca))).await;
    let url = format!("https://{NAME}:{}/", origin.address.port());
    ask(&any(&settings), &url).await.unwrap();
}

/// The server speaks first: its settings may come with the proxy's answer.
#[tokio::test]
async fn http2_without_tls_is_tunnelled() {
    let proxy = HttpProxy::plain(None).await;
    let settings = through(
        &ConnectionSettings::default(),
        format!("http://{}", proxy.address),
    );
    let origin = Server::plain(Speaks::Http2(10)).await;
    let place = format!("{NAME}:{}", origin.address.port());
    let transport = transport(HttpVersions::Http2Only, &settings);
    let version = ask(&transport, &format!("http://{place}/")).await;
    assert_eq!(version.unwrap(), Version::HTTP_2);
    assert_eq!(proxy.seen(), [format!("CONNECT {place} host={place} -")]);
}

#[tokio::test]
async fn a_rotated_certificate_goes_through_a_tunnel_of_its_own() {
    let ca = Authority::new();
    let proxy = HttpProxy::plain(None).await;
    let mut settings = through(
        &trusting(&ca.certificate),
        format!("http://{}", proxy.address),
    );
    settings.identity = Some(ca.issue(&["old"]).identity());
    let origin = Server::tls(ca.issue(&[NAME]).server(&ALPN, Some(&ca))).await;
    let url = format!("https://{NAME}:{}", origin.address.port());
    let transport = any(&settings);
    let response = within(transport.send(watch(&format!("{url}/watch")))).await;
    let mut body = response.unwrap().into_body();
    assert_eq!(within(body.next()).await.unwrap().unwrap(), "{}\n");

    settings.identity = Some(ca.issue(&["new"]).identity());
    transport.reconfigure(&settings).unwrap();
    let response = within(transport.send(watch(&format!("{url}/watch")))).await;
    drop(response.unwrap());
    assert_eq!(proxy.seen().len(), 2);
    // The old watch is as open as it was.
    assert_eq!(origin.gone().await, "/watch");
    drop(body);
    assert_eq!(origin.gone().await, "/watch");
}
