//! Servers without TLS, whose requests an HTTP proxy hands on one by one.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::Duration;

use bytes::Bytes;
use http::header::PROXY_AUTHORIZATION;
use http::{HeaderValue, Request, StatusCode};
use outrigger::transport::{ConnectionSettings, HttpTransport, Reconfigure};

use crate::server::HttpProxy;
use crate::support::tls::{Authority, trusting};
use crate::support::{Server, Speaks, get, within};
use crate::{NAME, any, ask, through};

#[tokio::test]
async fn requests_hold_the_whole_url_and_each_the_user() {
    let authorization = "Basic dXNlcjpwYXNz";
    let proxy = HttpProxy::plain(Some(authorization)).await;
    let settings = through(
        &ConnectionSettings::default(),
        format!("http://user:pass@{}", proxy.address),
    );
    let origin = Server::plain(Speaks::Http1).await;
    let place = format!("{NAME}:{}", origin.address.port());
    let transport = any(&settings);
    let mut expected = Vec::new();
    for target in ["/api?watch=true&a=%2F", "/", "/%C3%A4"] {
        ask(&transport, &format!("http://{place}{target}"))
            .await
            .unwrap();
        expected.push(format!(
            "GET http://{place}{target} host={place} {authorization}"
        ));
    }
    let body = Bytes::from_static(b"{}");
    let request = Request::post(format!("http://{place}/echo")).body(body);
    let response = within(transport.send(request.unwrap())).await.unwrap();
    let echo = within(response.into_body().collect(1 << 16)).await.unwrap();
    assert!(echo.starts_with(b"POST ") && echo.ends_with(b"\n{}"));
    expected.push(format!(
        "POST http://{place}/echo host={place} {authorization}"
    ));
    assert_eq!(proxy.seen(), expected);
    assert_eq!(proxy.connections(), 1);
}

#[tokio::test]
async fn a_proxy_with_tls_forwards_too() {
    let ca = Authority::new();
    let proxy = HttpProxy::tls(ca.issue(&["localhost"]).server(&["h2", "http/1.1"], None)).await;
    let proxy_url = format!("https://localhost:{}", proxy.address.port());
    let origin = Server::plain(Speaks::Http1).await;
    let place = format!("{NAME}:{}", origin.address.port());
    let transport = any(&through(&trusting(&ca.certificate), proxy_url));
    ask(&transport, &format!("http://{place}/")).await.unwrap();
    assert_eq!(
        proxy.seen(),
        [format!("GET http://{place}/ host={place} -")]
    );
}

#[tokio::test]
async fn a_proxy_answers_for_itself() {
    let proxy = HttpProxy::plain(Some("Basic dXNlcjpwYXNz")).await;
    let base = ConnectionSettings::default();
    let url = format!("http://{NAME}:1/");
    let nobody = any(&through(&base, format!("http://{}", proxy.address)));
    let response = within(nobody.send(get(&url))).await.unwrap();
    assert_eq!(response.status(), StatusCode::PROXY_AUTHENTICATION_REQUIRED);

    // What the caller says is replaced by what the URL says, if it says anything.
    let other = any(&through(&base, format!("http://other@{}", proxy.address)));
    let mut request = get(&url);
    let value = HeaderValue::from_static("Basic dXNlcjpwYXNz");
    request.headers_mut().insert(PROXY_AUTHORIZATION, value);
    let response = within(other.send(request)).await.unwrap();
    assert_eq!(response.status(), StatusCode::PROXY_AUTHENTICATION_REQUIRED);
}

#[tokio::test]
async fn another_user_counts_from_the_next_request() {
    let proxy = HttpProxy::plain(None).await;
    let base = ConnectionSettings::default();
    let origin = Server::plain(Speaks::Http1).await;
    let url = format!("http://{NAME}:{}/", origin.address.port());
    let transport = any(&through(&base, format!("http://old@{}", proxy.address)));
    ask(&transport, &url).await.unwrap();
    let settings = through(&base, format!("http://new@{}", proxy.address));
    transport.reconfigure(&settings).unwrap();
    ask(&transport, &url).await.unwrap();
    transport.reconfigure(&base).unwrap();
    assert!(ask(&transport, &url).await.is_err());
    let seen = proxy.seen();
    assert!(seen[0].ends_with("Basic b2xkOg=="), "{seen:?}");
    assert!(seen[1].ends_with("Basic bmV3Og=="), "{seen:?}");
    assert_eq!(seen.len(), 2);
}

/// The value of `other:`.
const OTHERS: &str = "Basic b3RoZXI6";

fn says(url: &str, authorization: Option<&'static str>) -> Request<Bytes> {
    let mut request = get(url);
    let value = authorization.map(HeaderValue::from_static);
    let headers = request.headers_mut();
    headers.extend(value.map(|value| (PROXY_AUTHORIZATION, value)));
    request
}

/// The answer to a request that a proxy's connection gave back unsent, by way of `next`.
///
/// It needs a runtime with one thread, which turns to this function before it turns to the
/// connection, of whose end both are told at the same time.
async fn sent_again(
    user: &str,
    request: impl Fn() -> Request<Bytes>,
    next: &ConnectionSettings,
) -> Bytes {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{user}{}", listener.local_addr().unwrap());
    let (close, closing) = mpsc::channel::<()>();
    let (tell, closed) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        assert_ne!(stream.read(&mut [0; 4096]).unwrap(), 0);
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
        stream.write_all(answer).unwrap();
        closing.recv().unwrap();
        drop(stream);
        tell.send(()).unwrap();
    });
    let transport = any(&through(&ConnectionSettings::default(), url));
    let first = within(transport.send(request())).await.unwrap();
    assert_eq!(within(first.into_body().collect(9)).await.unwrap(), "ok");
    // Lets the connection come back.
    tokio::time::sleep(Duration::from_millis(20)).await;
    tokio::spawn(async move {
        close.send(()).unwrap();
        closed.recv().unwrap();
        std::thread::sleep(Duration::from_millis(20));
    });
    tokio::time::sleep(Duration::from_millis(5)).await;
    let mut sending = transport.send(request());
    assert!(futures_util::poll!(&mut sending).is_pending());
    transport.reconfigure(next).unwrap();
    let answer = within(sending).await.unwrap();
    within(answer.into_body().collect(1 << 16)).await.unwrap()
}

#[tokio::test]
async fn what_is_for_a_proxy_is_for_no_origin() {
    let origin = Server::plain(Speaks::Http1).await;
    let url = origin.url("/echo");
    let direct = ConnectionSettings::default();
    for (user, own) in [("user:s3cr3t@", None), ("", Some(OTHERS))] {
        let seen = sent_again(user, || says(&url, own), &direct).await;
        let seen = String::from_utf8_lossy(&seen).to_lowercase();
        assert!(seen.starts_with("get {"), "{seen}");
        assert!(!seen.contains("proxy-authorization"), "{seen}");
    }
    let answer = within(any(&direct).send(says(&url, Some(OTHERS)))).await;
    let seen = answer.unwrap().into_body().collect(1 << 16);
    let seen = within(seen).await.unwrap();
    assert!(!String::from_utf8_lossy(&seen).contains("Basic"));
}

#[tokio::test]
async fn what_the_caller_says_to_a_proxy_is_for_the_next_one_too() {
    let origin = Server::plain(Speaks::Http1).await;
    let url = format!("http://{NAME}:{}/", origin.address.port());
    let proxy = HttpProxy::plain(None).await;
    let next = format!("http://{}", proxy.address);
    let next = through(&ConnectionSettings::default(), next);
    for user in ["", "user:s3cr3t@"] {
        sent_again(user, || says(&url, Some(OTHERS)), &next).await;
    }
    let seen = proxy.seen();
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|it| it.ends_with(OTHERS)), "{seen:?}");
}
