use std::future::pending;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use outrigger::transport::TransportError;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::conformance::Endpoints;
use crate::serve::connection;

pub(super) async fn serve_http1<I>(io: I, endpoints: Endpoints)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| answer(endpoints.clone(), request));
    connection::serve_http1(io, service, pending()).await;
}

pub(super) async fn serve_http2<I>(io: I, endpoints: Endpoints)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| answer(endpoints.clone(), request));
    connection::serve_http2(io, service, pending()).await;
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
