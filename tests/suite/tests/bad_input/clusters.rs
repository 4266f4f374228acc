//! Clusters that cannot be talked to.

use std::sync::Arc;

use outrigger::ErrorKind;
use outrigger::transport::TransportErrorKind as Kind;
use outrigger_test::conformance::server::Server;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::{check, list};

/// What every failed request begins with.
const ASKED: &str = "list /api/v1/namespaces/shop/pods: ";

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

/// A server that answers each request with these bytes and hangs up.
async fn answering(bytes: &'static str) -> Value {
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(bytes.as_bytes()).await;
        }
    });
    json!({ "server": format!("http://{address}") })
}

fn data(pem: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(pem)
}

#[tokio::test]
async fn nobody_listens() {
    let (closed, address) = listener().await;
    drop(closed);
    for scheme in ["http", "https"] {
        let server = format!("{scheme}://{address}");
        let error = list(json!({ "server": server, "insecure-skip-tls-verify": true })).await;
        assert_eq!(error.transport_kind(), Some(Kind::Refused));
        check(&error, &[ASKED, "connection refused", &address]);
    }
}

#[tokio::test]
async fn no_such_host() {
    let error = list(json!({ "server": "http://nobody.invalid:6443" })).await;
    assert_eq!(error.transport_kind(), Some(Kind::Resolve));
    check(
        &error,
        &[ASKED, "host name not resolved", "nobody.invalid:6443"],
    );
}

/// The certificate of an authority that has signed nothing.
pub(crate) fn another_authority() -> String {
    let mut params = CertificateParams::default();
    let name = "another authority";
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    params.self_signed(&key).unwrap().pem()
}

#[tokio::test]
async fn the_certificate_is_not_to_be_trusted() {
    let server = Server::start().unwrap();
    let with = |field: &str, value: &str, pem: &str| {
        let data = data(pem);
        json!({ "server": server.tls(), "certificate-authority-data": data, field: value })
    };
    let (own, foreign) = (server.authority_pem(), &another_authority());
    let host = server.tls().strip_prefix("https://").unwrap();
    for (cluster, cause) in [
        (with("proxy-url", "", foreign), "UnknownIssuer"),
        (
            with("tls-server-name", "other.example", own),
            "not valid for name",
        ),
    ] {
        let error = list(cluster).await;
        assert_eq!(error.transport_kind(), Some(Kind::Tls));
        check(&error, &[ASKED, "TLS handshake failed", host, cause]);
    }
}

#[tokio::test]
async fn the_certificate_has_expired() {
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2001, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let (listener, address) = listener().await;
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // The client turns away.
            let _ = acceptor.accept(stream).await;
        }
    });
    let authority = data(&certificate.pem());
    let server = format!("https://{address}");
    let error = list(json!({ "server": server, "certificate-authority-data": authority })).await;
    assert_eq!(error.transport_kind(), Some(Kind::Tls));
    check(
        &error,
        &[ASKED, "TLS handshake failed", &address, "expired"],
    );
}

#[tokio::test]
async fn tls_and_plain_text_mixed_up() {
    let server = Server::start().unwrap();
    let to = |url: &str| json!({ "server": url, "insecure-skip-tls-verify": true });
    let secure = server.http1().replace("http:", "https:");
    let error = list(to(&secure)).await;
    assert_eq!(error.transport_kind(), Some(Kind::Tls));
    check(&error, &[ASKED, "TLS handshake failed"]);
    let plain = server.tls_http1().replace("https:", "http:");
    let error = list(json!({ "server": plain })).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    check(&error, &[ASKED]);
}

#[tokio::test]
async fn a_proxy_answers_in_html() {
    let html = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 20\r\n\r\n\
                <html>please log in ";
    let error = list(answering(html).await).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    check(
        &error,
        &[ASKED, "is there a proxy in front of the API server?"],
    );

    let html = "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 20\r\n\r\n\
                <html>no upstream   ";
    let error = list(answering(html).await).await;
    assert_eq!(error.status().unwrap().code, 502);
    check(
        &error,
        &[
            ASKED,
            "is there a proxy in front of the API server?",
            "(502)",
        ],
    );

    let login = "HTTP/1.1 302 Found\r\nlocation: https://login.example/?back=1\r\n\
                 content-length: 0\r\n\r\n";
    let error = list(answering(login).await).await;
    check(&error, &[ASKED, "redirects to login.example", "(302)"]);
}

#[tokio::test]
async fn the_answer_breaks_off() {
    for (bytes, kind, cause) in [
        (
            "",
            Kind::Reset,
            "connection closed by the server before it answered",
        ),
        (
            "SSH-2.0-OpenSSH_9.6\r\n\r\n",
            Kind::Protocol,
            "malformed HTTP",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"items\":[{\"metadata\":",
            Kind::Interrupted,
            "response body cut short",
        ),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{\"items\":\r\n",
            Kind::Interrupted,
            "response body cut short",
        ),
    ] {
        let error = list(answering(bytes).await).await;
        assert_eq!(error.transport_kind(), Some(kind));
        check(&error, &[ASKED, cause]);
    }
    // All that was announced has come, and it is half an answer.
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"items\":[";
    let error = list(answering(half).await).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    check(&error, &[ASKED, "ends in the middle of an object"]);
}
