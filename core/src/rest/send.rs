use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::{RestRequest, RestResponse};
use crate::api::WatchStream;
use crate::client::SendOptions;
use crate::error::Result;
use crate::object::Object;
use crate::request::{Form, Request};
use crate::transport::Body;

/// Sending.
///
/// # Cancel safety
/// Dropping a future of these aborts the exchange. Whether a write was applied is then unknown.
impl RestRequest {
    /// Sends the request and reads its whole answer.
    ///
    /// # Errors
    /// When the request cannot be made, when it fails, and when the answer is not 2xx
    /// ([`ErrorKind::Api`](crate::ErrorKind::Api)).
    pub async fn send(self) -> Result<RestResponse> {
        self.send_with(&SendOptions::new()).await
    }

    /// As [`send`](Self::send), with retries, a limit to its time or a handler of warnings of its
    /// own.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_with(self, options: &SendOptions) -> Result<RestResponse> {
        let (client, request) = self.into_request();
        let request: Request = request?;
        let (verb, path) = (request.verb(), request.path().to_owned());
        let response = client.send_with(request, options).await?;
        Ok(RestResponse::new(response, verb, path))
    }

    /// Sends the request and reads its answer as JSON.
    ///
    /// # Errors
    /// As [`send`](Self::send), and when the answer is something else
    /// ([`ErrorKind::Decode`](crate::ErrorKind::Decode)).
    pub async fn into<T: DeserializeOwned + 'static>(self) -> Result<T> {
        self.send().await?.into()
    }

    /// Sends the request and reads the bytes of its answer.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn raw(self) -> Result<Bytes> {
        Ok(self.send().await?.into_body())
    }

    /// Sends the request; ready when the head of a 2xx answer has arrived, its body still open. A
    /// followed log (`follow=true`) and a watch are marked as long-lived; see [`Client::open`].
    ///
    /// # Errors
    /// As [`send`](Self::send).
    ///
    /// [`Client::open`]: crate::Client::open
    pub async fn stream(self) -> Result<http::Response<Body>> {
        self.stream_with(&SendOptions::new()).await
    }

    /// As [`stream`](Self::stream), with retries, a limit to its time or a handler of warnings of
    /// its own.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn stream_with(self, options: &SendOptions) -> Result<http::Response<Body>> {
        let (client, request) = self.into_request();
        client.open_with(request?, options).await
    }

    /// Follows the changes of the collection that the request is about: `watch=true` is added.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn watch<K: Object>(self) -> Result<WatchStream<K>> {
        let (client, request) = self.watching().into_request();
        WatchStream::open(&client, request?, None, Form::of::<K>()).await
    }
}
