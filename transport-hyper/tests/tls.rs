//! Who is believed, and what is said about those who are not.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use outrigger::transport::{
    ConnectionSettings, Connector, HttpTransport, Roots, TransportError, TransportErrorKind,
};
use outrigger_hyper::{HttpVersions, HyperConnector};
use support::tls::{Authority, Issued, authority, expired, trusting};
use support::{PROVIDER, Server, chain, get, transport, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const ALPN: [&str; 2] = ["h2", "http/1.1"];

/// A GET under `settings` at the server of `issued`, reached as `host`.
async fn fetch(
    issued: &Issued,
    host: &str,
    settings: &ConnectionSettings,
) -> Result<http::Version, TransportError> {
    let server = Server::tls(issued.server(&ALPN, None)).await;
    ask(&server, host, settings).await
}

async fn ask(
    server: &Server,
    host: &str,
    settings: &ConnectionSettings,
) -> Result<http::Version, TransportError> {
    let transport = transport(HttpVersions::Any, settings);
    let url = format!("https://{host}:{}/get", server.address.port());
    let response = within(transport.send(get(&url))).await?;
    let version = response.version();
    assert_eq!(within(response.into_body().collect(9)).await?, "ok");
    Ok(version)
}

/// As [`ask`], with a request that comes back to its connection when the server has refused that.
async fn ask_late(
    server: &Server,
    settings: &ConnectionSettings,
) -> Result<http::Version, TransportError> {
    let transport = transport(HttpVersions::Any, settings);
    let url = format!("https://localhost:{}/get", server.address.port());
    let mut sending = transport.send(get(&url));
    assert!(futures_util::poll!(&mut sending).is_pending());
    server.ended().await;
    // Lets the runtime look at its sockets.
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let error = within(sending).await.map(|response| response.version());
    assert!(chain(error.as_ref().unwrap_err()).contains("before the request was sent"));
    error
}

fn refused(answer: Result<http::Version, TransportError>, reason: &str) {
    let error = answer.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Tls, "{}", chain(&error));
    assert!(chain(&error).contains(reason), "{}", chain(&error));
}

#[tokio::test]
async fn alpn_chooses_the_protocol() {
    let ca = Authority::new();
    let issued = ca.issue(&["localhost"]);
    let settings = trusting(&ca.certificate);
    for (alpn, expected) in [
        (&["h2", "http/1.1"][..], http::Version::HTTP_2),
        (&["http/1.1"], http::Version::HTTP_11),
        (&[], http::Version::HTTP_11),
    ] {
        let server = Server::tls(issued.server(alpn, None)).await;
        assert_eq!(
            ask(&server, "localhost", &settings).await.unwrap(),
            expected
        );
    }
}

#[tokio::test]
async fn addresses_and_names_are_checked() {
    let ca = Authority::new();
    let settings = trusting(&ca.certificate);
    let by_address = ca.issue(&["127.0.0.1"]);
    fetch(&by_address, "127.0.0.1", &settings).await.unwrap();
    let answer = fetch(&by_address, "localhost", &settings).await;
    refused(answer, "not valid for name \"localhost\"");
    let by_name = ca.issue(&["kubernetes"]);
    refused(
        fetch(&by_name, "localhost", &settings).await,
        "not valid for name",
    );
    let mut renamed = settings.clone();
    renamed.server_name = Some("kubernetes".to_owned());
    fetch(&by_name, "127.0.0.1", &renamed).await.unwrap();
}

#[tokio::test]
async fn an_unknown_authority_is_refused() {
    let issued = Authority::new().issue(&["localhost"]);
    let other = trusting(&Authority::new().certificate);
    refused(fetch(&issued, "localhost", &other).await, "UnknownIssuer");
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let ca = Authority::new();
    let issued = ca.issue_with(&["localhost"], expired);
    let answer = fetch(&issued, "localhost", &trusting(&ca.certificate)).await;
    refused(answer, "certificate expired");
}

#[tokio::test]
async fn a_server_may_be_its_own_root() {
    let leaf = Issued::self_signed(&["localhost"], |_| {});
    let both = Issued::self_signed(&["localhost"], authority);
    let issued = Authority::new().issue(&["localhost"]);
    for server in [&leaf, &both, &issued] {
        let settings = trusting(&server.certificate);
        fetch(server, "localhost", &settings).await.unwrap();
        refused(
            fetch(server, "127.0.0.1", &settings).await,
            "not valid for name",
        );
    }
    for old in [
        Issued::self_signed(&["localhost"], expired),
        Issued::self_signed(&["localhost"], |params| {
            expired(params);
            authority(params);
        }),
        Authority::new().issue_with(&["localhost"], expired),
    ] {
        let settings = trusting(&old.certificate);
        refused(
            fetch(&old, "localhost", &settings).await,
            "certificate expired",
        );
    }
}

#[tokio::test]
async fn insecure_believes_anyone() {
    let issued = Authority::new().issue_with(&["elsewhere"], expired);
    let mut settings = ConnectionSettings::default();
    settings.insecure = true;
    fetch(&issued, "localhost", &settings).await.unwrap();
}

#[tokio::test]
async fn a_client_certificate_is_presented() {
    let ca = Authority::new();
    let issued = ca.issue(&["localhost"]);
    let mut settings = trusting(&ca.certificate);
    for alpn in [&["h2"][..], &["http/1.1"]] {
        settings.identity = None;
        let server = Server::tls(issued.server(alpn, Some(&ca))).await;
        refused(
            ask(&server, "localhost", &settings).await,
            "CertificateRequired",
        );
        let another = Server::tls(issued.server(alpn, Some(&ca))).await;
        refused(ask_late(&another, &settings).await, "CertificateRequired");
        settings.identity = Some(Authority::new().issue(&["stranger"]).identity());
        let error = ask(&server, "localhost", &settings).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Tls, "{}", chain(&error));
        settings.identity = Some(ca.issue(&["client"]).identity());
        ask(&server, "localhost", &settings).await.unwrap();
    }
}

#[tokio::test]
async fn plain_http_behind_https_is_told() {
    let address = support::raw::listen(|_, mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    let mut settings = ConnectionSettings::default();
    settings.insecure = true;
    let transport = transport(HttpVersions::Any, &settings);
    let error = within(transport.send(get(&format!("https://{address}/"))))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Tls, "{}", chain(&error));
}

#[tokio::test]
async fn unusable_settings_say_why() {
    let connector = HyperConnector::new(PROVIDER).unwrap();
    let issued = Authority::new().issue(&["client"]);
    let other = Authority::new().issue(&["client"]);
    let settings = |change: &dyn Fn(&mut ConnectionSettings)| {
        let mut settings = trusting(&issued.certificate);
        change(&mut settings);
        settings
    };
    let kind = TransportErrorKind::InvalidRequest;
    for (settings, kind, reason) in [
        (
            settings(&|settings| settings.roots = Roots::Pem("hello".into())),
            kind,
            "PEM data holds no certificate",
        ),
        (
            settings(&|settings| settings.insecure = true),
            kind,
            "specifying a root certificates file with the insecure flag is not allowed",
        ),
        (
            settings(&|settings| settings.server_name = Some("not a name".to_owned())),
            kind,
            "tls-server-name",
        ),
        (
            settings(&|settings| {
                let mut identity = issued.identity();
                identity.key = other.identity().key;
                settings.identity = Some(identity);
            }),
            kind,
            "client certificate and key cannot be used",
        ),
    ] {
        let error = connector.connect(&settings).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(chain(&error).contains(reason), "{}", chain(&error));
        assert!(!chain(&error).contains("password"));
    }
}
