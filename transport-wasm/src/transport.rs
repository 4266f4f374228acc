use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use outrigger::transport::{Body, HttpTransport, TransportError};
use send_wrapper::SendWrapper;

use crate::abort::AbortGuard;
use crate::{error, platform, request, response};

/// HTTP over `fetch`.
///
/// The browser decides which connections there are and what they speak. A response that it has
/// decompressed comes without the headers that described the compressed one.
#[derive(Clone, Debug)]
pub struct FetchTransport(());

impl FetchTransport {
    pub(crate) fn new() -> Result<Self, TransportError> {
        platform::require_browser()?;
        Ok(Self(()))
    }
}

#[async_trait]
impl HttpTransport for FetchTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        SendWrapper::new(exchange(request)).await
    }
}

async fn exchange(request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
    let guard = AbortGuard::new()?;
    let request = request::to_fetch(request, &guard.signal())?;
    let response = gloo_net::http::Request::from(request)
        .send()
        .await
        .map_err(error::of_fetch)?;
    response::from_fetch(&response, guard)
}
