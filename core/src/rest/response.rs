use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::client::{Warning, decode_response};
use crate::codec;
use crate::error::{Answered, Error, ErrorKind, Result};
use crate::request::Verb;

/// A whole answer of 2xx: its head, and its body as it came.
///
/// An answer outside 2xx is an [`Error`] instead.
#[derive(Clone)]
pub struct RestResponse {
    head: http::response::Parts,
    body: Bytes,
    verb: Verb,
    path: String,
}

impl RestResponse {
    pub(super) fn new(response: http::Response<Bytes>, verb: Verb, path: String) -> Self {
        let (head, body) = response.into_parts();
        Self {
            head,
            body,
            verb,
            path,
        }
    }

    /// The status code.
    pub const fn status(&self) -> StatusCode {
        self.head.status
    }

    /// Whether the server created an object (201).
    pub fn was_created(&self) -> bool {
        self.status() == StatusCode::CREATED
    }

    /// The headers. A browser shows few of another origin's.
    pub const fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The media type, with its parameters; empty if the server does not say.
    pub fn content_type(&self) -> &str {
        let header = self.head.headers.get(CONTENT_TYPE);
        header
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// What the server warns of.
    pub fn warnings(&self) -> Vec<Warning> {
        Warning::all(&self.head.headers)
    }

    /// The body.
    pub const fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body, taken out.
    pub fn into_body(self) -> Bytes {
        self.body
    }

    /// The body as text.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when it is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.body).map_err(|source| {
            let error = Error::new(ErrorKind::Decode, "the answer is not UTF-8");
            self.named(error.with_source(source))
        })
    }

    /// The body, read as what its media type says: JSON or YAML.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when it is something else, or nothing; [`ErrorKind::Api`] when it is
    /// a Status of a failure.
    pub fn into<T: DeserializeOwned + 'static>(self) -> Result<T> {
        if self.body.is_empty() {
            let (code, media_type) = (self.status().as_u16(), self.content_type());
            let message = format!("the answer {code} of content type {media_type:?} is empty");
            return Err(self.named(Error::new(ErrorKind::Decode, message)));
        }
        decode_response(codec::ALL, &self.head, &self.body).map_err(|error| self.named(error))
    }

    fn named(&self, error: Error) -> Error {
        let answered = Answered::new(self.head.status, &self.head.headers);
        error.asked(self.verb, &self.path).answered(answered)
    }
}

/// Prints the head and no content.
impl fmt::Debug for RestResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestResponse")
            .field("status", &self.status())
            .field("content_type", &self.content_type())
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}
