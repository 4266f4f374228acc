//! An HTTP proxy that tells what it sees.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use outrigger::transport::{ConnectionSettings, HttpTransport};
use outrigger_hyper::HttpVersions;
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::TcpStream;

use crate::support::{raw, transport};

/// What a proxy was asked, in the order of arrival.
pub(crate) type Seen = Arc<Mutex<Vec<String>>>;

pub(crate) struct HttpProxy {
    pub(crate) address: SocketAddr,
    seen: Seen,
    connections: Seen,
}

impl HttpProxy {
    /// `authorization` is what it wants to see, if it wants any.
    pub(crate) async fn plain(authorization: Option<&'static str>) -> Self {
        Self::start(None, authorization).await
    }

    pub(crate) async fn tls(config: rustls::ServerConfig) -> Self {
        Self::start(Some(config), None).await
    }

    async fn start(tls: Option<rustls::ServerConfig>, authorization: Option<&'static str>) -> Self {
        let (seen, connections) = (Seen::default(), Seen::default());
        let (asked, opened) = (Arc::clone(&seen), Arc::clone(&connections));
        let acceptor = tls.map(|config| tokio_rustls::TlsAcceptor::from(Arc::new(config)));
        let address = raw::listen(move |_, stream| {
            let (acceptor, asked, opened) = (acceptor.clone(), asked.clone(), opened.clone());
            async move {
                opened.lock().unwrap().push(String::new());
                match acceptor {
                    None => serve(stream, asked, authorization).await,
                    Some(acceptor) => {
                        if let Ok(stream) = acceptor.accept(stream).await {
                            let alpn = stream.get_ref().1.alpn_protocol();
                            assert_eq!(alpn, Some(&b"http/1.1"[..]));
                            serve(stream, asked, authorization).await;
                        }
                    }
                }
            }
        })
        .await;
        Self {
            address,
            seen,
            connections,
        }
    }

    /// One line for each request: method, target, `Host`, `Proxy-Authorization`.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.lock().unwrap().len()
    }
}

async fn serve<S>(stream: S, seen: Seen, authorization: Option<&'static str>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| answer(request, seen.clone(), authorization));
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
}

async fn answer(
    request: Request<Incoming>,
    seen: Seen,
    authorization: Option<&'static str>,
) -> Result<Response<Full<Bytes>>, std::io::Error> {
    let header = |name| text(request.headers(), name);
    let (host, given) = (header(header::HOST), header(header::PROXY_AUTHORIZATION));
    let (method, target) = (request.method(), request.uri());
    let line = format!("{method} {target} host={host} {given}");
    seen.lock().unwrap().push(line);
    if authorization.is_some_and(|wanted| wanted != given) {
        let mut response = Response::new(Full::new("who are you?".into()));
        *response.status_mut() = StatusCode::PROXY_AUTHENTICATION_REQUIRED;
        return Ok(response);
    }
    if request.method() != Method::CONNECT {
        return Ok(forward(request).await);
    }
    let authority = request.uri().authority().unwrap();
    let port = authority.port_u16().unwrap();
    let mut origin = connect(authority.host(), port).await?;
    tokio::spawn(async move {
        let client = hyper::upgrade::on(request).await.unwrap();
        let _ = copy_bidirectional(&mut TokioIo::new(client), &mut origin).await;
    });
    Ok(Response::default())
}

/// Resolves as these tests' proxies do: every `.test` is this machine.
pub(crate) async fn connect(host: &str, port: u16) -> std::io::Result<TcpStream> {
    match host.strip_suffix(".test") {
        Some(_) => TcpStream::connect(("127.0.0.1", port)).await,
        None => TcpStream::connect((host, port)).await,
    }
}

async fn forward(request: Request<Incoming>) -> Response<Full<Bytes>> {
    let (mut parts, body) = request.into_parts();
    let target = parts.uri.to_string().replacen(".test:", ":", 1);
    parts.uri = target
        .replacen("kubernetes", "127.0.0.1", 1)
        .parse()
        .unwrap();
    let body = body.collect().await.unwrap().to_bytes();
    let transport = transport(HttpVersions::Any, &ConnectionSettings::default());
    let response = transport
        .send(Request::from_parts(parts, body))
        .await
        .unwrap();
    let body = response.into_body().collect(1 << 20).await.unwrap();
    Response::new(Full::new(body))
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers
        .get(name)
        .map_or("-", |value| value.to_str().unwrap())
        .to_owned()
}
