use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use outrigger::transport::{
    Body, ClientIdentity, ConnectionSettings, Connector, HttpTransport, Roots, TransportError,
};
use outrigger_hyper::{CryptoProvider, HttpVersions, HyperConnector};
use outrigger_test::serve::{ServeOptions, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) type Reply = Result<Response<Body>, TransportError>;

/// Every way to reach a server: its options, and what the client speaks.
pub(crate) fn ways() -> [(&'static str, ServeOptions, HttpVersions); 4] {
    [
        ("http/1.1", ServeOptions::http(), HttpVersions::Http1Only),
        ("h2c", ServeOptions::http(), HttpVersions::Http2Only),
        ("https", ServeOptions::https(), HttpVersions::Any),
        (
            "https, http/1.1",
            ServeOptions::https(),
            HttpVersions::Http1Only,
        ),
    ]
}

/// Only for what should never take long; no test measures time.
pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future).await.expect("in time")
}

/// Waits until `holds`.
pub(crate) async fn until(holds: impl Fn() -> bool) {
    within(async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
}

/// A client of `server`.
pub(crate) fn client(
    server: &Server,
    versions: HttpVersions,
    identity: Option<ClientIdentity>,
) -> Arc<dyn HttpTransport> {
    let mut settings = ConnectionSettings::default();
    if let Some(pem) = server.authority_pem() {
        settings.roots = Roots::Pem(pem.to_owned().into());
    }
    settings.identity = identity;
    let connector = HyperConnector::new(CryptoProvider::Ring).unwrap();
    connector
        .versions(versions)
        .connect(&settings)
        .unwrap()
        .http
}

/// A request with the token that servers take unless told.
pub(crate) fn request(server: &Server, method: &str, target: &str) -> Request<Bytes> {
    Request::builder()
        .method(method)
        .uri(format!("{}{target}", server.url()))
        .header("authorization", "Bearer outrigger")
        .body(Bytes::new())
        .unwrap()
}

pub(crate) async fn text(reply: Reply) -> String {
    let bytes = within(reply.unwrap().into_body().collect(64 << 20))
        .await
        .unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What the server says to these bytes until it closes the connection.
pub(crate) async fn raw(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut said = Vec::new();
    // A reset after the answer is an end as well.
    let _ = within(stream.read_to_end(&mut said)).await;
    String::from_utf8_lossy(&said).into_owned()
}

/// A transport that is a function.
#[derive(Clone)]
pub(crate) struct From<F>(pub(crate) F);

impl<F> std::fmt::Debug for From<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("From")
    }
}

#[async_trait]
impl<F> HttpTransport for From<F>
where
    F: Fn(Request<Bytes>) -> Response<Body> + Send + Sync + 'static,
{
    async fn send(&self, request: Request<Bytes>) -> Reply {
        Ok((self.0)(request))
    }
}

/// A transport that answers what it was asked: method, target, user and body.
pub(crate) fn echo() -> Arc<dyn HttpTransport> {
    Arc::new(From(|request: Request<Bytes>| {
        let user = request.extensions().get::<outrigger_test::serve::User>();
        let user = user.map_or("nobody", |user| &user.name);
        let target = request.uri().path_and_query().unwrap();
        let token = request.headers().contains_key("authorization");
        let head = format!("{} {target} {user} {token} ", request.method());
        let body = [head.as_bytes(), request.body()].concat();
        Response::builder()
            .header("content-type", "application/json")
            .body(Body::from_bytes(body))
            .unwrap()
    }))
}
