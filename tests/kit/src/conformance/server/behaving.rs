use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use outrigger::transport::TransportError;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::conformance::Endpoints;

/// How many streams a Kubernetes API server allows to a connection.
const STREAMS: u32 = 100;

pub(super) async fn serve_http1<I>(io: I, endpoints: Endpoints)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| answer(endpoints.clone(), request));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(io), service);
    // A client that aborts ends its connection with an error: that is what is tested.
    let _ = connection.await;
}

pub(super) async fn serve_http2<I>(io: I, endpoints: Endpoints)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| answer(endpoints.clone(), request));
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder.max_concurrent_streams(STREAMS);
    let _ = builder.serve_connection(TokioIo::new(io), service).await;
}

async fn answer(
    endpoints: Endpoints,
    request: Request<Incoming>,
) -> Result<Response<UnsyncBoxBody<Bytes, TransportError>>, hyper::Error> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let response = endpoints.answer(Request::from_parts(parts, body)).await;
    Ok(response.map(|body| StreamBody::new(body.boxed().map_ok(Frame::data)).boxed_unsync()))
}
