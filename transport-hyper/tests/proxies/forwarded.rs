//! Servers without TLS, whose requests an HTTP proxy hands on one by one.

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
    let body = bytes::Bytes::from_static(b"{}");
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
