//! Proxies that do not help.

use std::time::Duration;

use outrigger::Secret;
use outrigger::transport::{
    ConnectionSettings, Connector, HttpTransport, TransportErrorKind as Kind,
};
use outrigger_hyper::{CryptoProvider, HyperConnector};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::server::HttpProxy;
use crate::support::tls::{Authority, trusting};
use crate::support::{Server, chain, get, raw, within};
use crate::{ALPN, NAME, any, ask, through};

const SECRET: &str = "s3cr3t";

/// What becomes of a request through the proxy at `url`.
pub(crate) async fn failure(url: &str, timeout: Option<Duration>) -> (Kind, String) {
    let mut settings = through(&ConnectionSettings::default(), url);
    settings.insecure = true;
    settings.connect_timeout = timeout;
    let answer = within(any(&settings).send(get(&format!("https://{NAME}/")))).await;
    let error = answer.unwrap_err();
    let text = chain(&error);
    assert!(!format!("{text}{error:?}").contains(SECRET), "{text}");
    (error.kind(), text)
}

#[tokio::test]
async fn a_head_without_end_is_bounded() {
    const LINE: &[u8] = b"HTTP/1.1 200 OK\r\n";
    for endless in [&b"x: y\r\n"[..], b"x"] {
        let address = raw::listen(move |_, mut stream| async move {
            let _ = stream.write_all(LINE).await;
            while stream.write_all(endless).await.is_ok() {}
        })
        .await;
        let (kind, text) = failure(&format!("http://{address}"), None).await;
        assert_eq!(kind, Kind::TooLarge);
        assert!(
            text.contains(&format!("proxy {address}: the head of its answer")),
            "{text}"
        );
    }
}

#[tokio::test]
async fn silent_proxies_time_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    for scheme in ["http", "https", "socks5"] {
        let timeout = Some(Duration::from_millis(100));
        let url = format!("{scheme}://user:{SECRET}@{address}");
        let (kind, text) = failure(&url, timeout).await;
        assert_eq!(kind, Kind::Timeout);
        let why = format!("timed out: proxy {address}: connecting through it took too long");
        assert_eq!(text, why);
    }
}

#[tokio::test]
async fn unreachable_proxies_are_named() {
    let address = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let (kind, text) = failure(&format!("http://user:{SECRET}@{address}"), None).await;
    assert_eq!(kind, Kind::Refused);
    assert!(text.contains(&format!("proxy {address}: ")), "{text}");
    let (kind, text) = failure("socks5://proxy.invalid", None).await;
    assert_eq!(kind, Kind::Resolve);
    assert!(text.contains("proxy proxy.invalid:1080: "), "{text}");
}

#[tokio::test]
async fn an_origin_behind_a_proxy_is_not_believed_either() {
    let (ca, other) = (Authority::new(), Authority::new());
    let proxy = HttpProxy::plain(None).await;
    let settings = through(
        &trusting(&ca.certificate),
        format!("http://{}", proxy.address),
    );
    let origin = Server::tls(other.issue(&[NAME]).server(&ALPN, None)).await;
    let place = format!("{NAME}:{}", origin.address.port());
    let error = ask(&any(&settings), &format!("https://{place}/"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), Kind::Tls);
    let text = chain(&error);
    assert!(
        text.contains(&format!("{place} through proxy {}: ", proxy.address)),
        "{text}"
    );
}

#[tokio::test]
async fn unusable_urls_are_refused_at_once() {
    let connector = HyperConnector::new(CryptoProvider::Ring).unwrap();
    let scheme = "unsupported scheme, must be http, https, or socks5";
    for (url, why) in [
        ("ftp://user:s3cr3t@proxy", scheme),
        ("proxy:3128", scheme),
        ("", scheme),
        ("http://user:s3cr3t@", "it names no host"),
        ("http://user:s3cr3t@proxy:port", "its port is not valid"),
        ("http://proxy:65536", "its port is not valid"),
        (
            "http://user:s3cr3t%@proxy",
            "holds a % that encodes nothing",
        ),
        (
            "http://user:s3cr3t @proxy",
            "a character that must be %-encoded",
        ),
        (
            "http://pr\u{f6}xy",
            "an international name in its xn-- form",
        ),
        ("http://proxy/\n", "it holds a control character"),
    ] {
        let mut settings = ConnectionSettings::default();
        settings.proxy = Some(Secret::new(url));
        let error = connector.connect(&settings).unwrap_err();
        assert_eq!(error.kind(), Kind::InvalidRequest);
        let text = chain(&error);
        assert!(
            text.contains("the proxy's URL") && text.contains(why),
            "{url}: {text}"
        );
        assert!(!text.contains(SECRET));
    }
}
