//! A simulated API server behind TLS that lets in who shows the right token or certificate.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::StreamExt;
use http::header::AUTHORIZATION;
use http::{Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use outrigger::transport::{HttpTransport, TransportError};
use outrigger_hyper::TokioTimer;
use outrigger_test::{ClusterOptions, SimulatedApiServer};
use rustls::RootCertStore;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::tls::Authority;

/// What a client shows: its certificate in DER, or its `Authorization`.
pub(crate) type Shown = Vec<u8>;

pub(crate) struct Gate {
    pub(crate) cluster: SimulatedApiServer,
    pub(crate) ca: Authority,
    address: SocketAddr,
    door: Arc<Door>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct Door {
    /// Whom to let in; `None` is everybody.
    accepts: Mutex<Option<Shown>>,
    /// What was shown, request by request.
    seen: Mutex<Vec<Shown>>,
    watches: AtomicUsize,
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Gate {
    pub(crate) async fn open(alpn: &[&str]) -> Self {
        let ca = Authority::new();
        let acceptor = acceptor(&ca, alpn);
        let timer = TokioTimer::new().unwrap();
        let cluster = SimulatedApiServer::new(Arc::new(timer), 7, ClusterOptions::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let door = Arc::new(Door::default());
        let (upstream, guard) = (cluster.transport(), Arc::clone(&door));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, upstream) = (acceptor.clone(), Arc::clone(&upstream));
                tokio::spawn(serve(stream, acceptor, upstream, Arc::clone(&guard)));
            }
        });
        Self {
            cluster,
            ca,
            address,
            door,
            task,
        }
    }

    /// The `cluster` of a kubeconfig.
    pub(crate) fn reach(&self) -> Value {
        let data = STANDARD.encode(self.ca.certificate.pem());
        let server = format!("https://localhost:{}", self.address.port());
        json!({"server": server, "certificate-authority-data": data})
    }

    /// Lets in only who shows this, from the next request on.
    pub(crate) fn accept(&self, shown: impl Into<Shown>) {
        *self.door.accepts.lock().unwrap() = Some(shown.into());
    }

    /// What was shown since the last call.
    pub(crate) fn seen(&self) -> Vec<Shown> {
        std::mem::take(&mut self.door.seen.lock().unwrap())
    }

    /// How many watches there were.
    pub(crate) fn watches(&self) -> usize {
        self.door.watches.load(Ordering::SeqCst)
    }
}

/// Asks for a certificate and does without.
fn acceptor(ca: &Authority, alpn: &[&str]) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(ca.certificate.der().clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), Arc::clone(&provider));
    let verifier = verifier.allow_unauthenticated().build().unwrap();
    let issued = ca.issue(&["localhost"]);
    let key = PrivateKeyDer::try_from(issued.key.serialize_der()).unwrap();
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![issued.certificate.der().clone()], key)
        .unwrap();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    upstream: Arc<dyn HttpTransport>,
    door: Arc<Door>,
) {
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let (_, session) = stream.get_ref();
    let chain = session.peer_certificates();
    let certificate = chain.and_then(|chain| Some(chain.first()?.to_vec()));
    let http2 = session.alpn_protocol() == Some(b"h2");
    let service = service_fn(move |request: Request<Incoming>| {
        let header = request.headers().get(AUTHORIZATION);
        let header = header.map(|header| header.as_bytes().to_vec());
        let shown = certificate.clone().or(header).unwrap_or_default();
        let (upstream, door) = (Arc::clone(&upstream), Arc::clone(&door));
        async move { Ok::<_, Infallible>(answer(request, shown, &*upstream, &door).await) }
    });
    let io = TokioIo::new(stream);
    let _ = match http2 {
        true => {
            let builder = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            builder.serve_connection(io, service).await
        }
        false => {
            let builder = hyper::server::conn::http1::Builder::new();
            builder.serve_connection(io, service).await
        }
    };
}

type ServerBody = UnsyncBoxBody<Bytes, TransportError>;

async fn answer(
    request: Request<Incoming>,
    shown: Shown,
    upstream: &dyn HttpTransport,
    door: &Door,
) -> Response<ServerBody> {
    door.seen.lock().unwrap().push(shown.clone());
    if request
        .uri()
        .query()
        .is_some_and(|query| query.contains("watch="))
    {
        door.watches.fetch_add(1, Ordering::SeqCst);
    }
    let refused = door
        .accepts
        .lock()
        .unwrap()
        .as_ref()
        .is_some_and(|only| *only != shown);
    if refused {
        let status = json!({
            "kind": "Status", "apiVersion": "v1", "status": "Failure",
            "message": "Unauthorized", "reason": "Unauthorized", "code": 401,
        });
        let body = Full::new(Bytes::from(status.to_string())).map_err(|never| match never {});
        let mut response = Response::new(body.boxed_unsync());
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        return response;
    }
    let (parts, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let response = upstream
        .send(Request::from_parts(parts, body))
        .await
        .unwrap();
    response.map(|body| {
        BodyExt::boxed_unsync(StreamBody::new(body.map(|chunk| chunk.map(Frame::data))))
    })
}
