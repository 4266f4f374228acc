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
/// decompressed comes without the headers that described the compressed one. Across origins a
/// browser does not say whether it has, so there a `Content-Length` is always left out.
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
    let response = platform::fetch(&request)?.await;
    let response = response.map_err(|error| error::of_js(&error))?;
    response::from_fetch(&response, guard)
}
