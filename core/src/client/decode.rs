//! Whole answers, as what they are read as.

use std::borrow::Cow;

use http::header::{CONTENT_TYPE, HeaderValue};
use http::response::Parts;
use serde::de::DeserializeOwned;

use super::response::failure_within;
use super::{Client, SendOptions};
use crate::codec::{self, Codec};
use crate::error::{Answered, Error, ErrorKind, Result};
use crate::misfit::Misfit;
use crate::object::{Object, read};
use crate::request::Request;

impl Client {
    /// Sends a request and decodes its answer.
    pub(crate) async fn fetch<K: Object>(&self, request: Request) -> Result<K> {
        self.fetch_by(request, decode).await
    }

    /// Sends a request and has its whole answer read by `read`, of which the errors then say what
    /// was asked, and which answer they are about. A Status of a failure is an error.
    pub(crate) async fn fetch_by<T>(
        &self,
        request: Request,
        read: impl FnOnce(&[u8]) -> Result<T>,
    ) -> Result<T> {
        let answer = self.answer(request, &SendOptions::new()).await?;
        let read = answer.json().and_then(|json| read(&json));
        read.map_err(|error| answer.named(error))
    }
}

/// Decodes a whole answer of 2xx, which is what one of `codecs` reads. A Status of a failure is an
/// error, and an error says which answer it is about.
pub(crate) fn decode_response<K: DeserializeOwned + 'static>(
    codecs: &[&dyn Codec],
    head: &Parts,
    body: &[u8],
) -> Result<K> {
    let read = json_within(codecs, head, body).and_then(|json| decode(&json));
    read.map_err(|error| error.answered(Answered::new(head.status, &head.headers)))
}

/// The JSON of a whole answer of 2xx, which is what one of `codecs` reads.
///
/// # Errors
/// When none of them does, and when it is a Status of a failure.
pub(super) fn json_within<'a>(
    codecs: &[&dyn Codec],
    head: &Parts,
    body: &'a [u8],
) -> Result<Cow<'a, [u8]>> {
    match failure_within(head, body) {
        Some(error) => Err(error),
        None => codec::json(codecs, content_type(head), body),
    }
}

/// The media type of an answer with its parameters; empty if it does not say.
pub(crate) fn content_type(head: &Parts) -> &str {
    let value = head.headers.get(CONTENT_TYPE).map(HeaderValue::to_str);
    value.and_then(Result::ok).unwrap_or_default()
}

/// Decodes an answer, naming the Kubernetes type it says to be when it is not the expected one.
pub(crate) fn decode<K: DeserializeOwned + 'static>(body: &[u8]) -> Result<K> {
    read(body).map_err(|source| undecodable(body, source))
}

fn undecodable(body: &[u8], source: Misfit) -> Error {
    let message = format!("cannot decode the answer{}", preview(body));
    Error::new(ErrorKind::Decode, message).with_source(source)
}

/// A hint at what an undecodable body is: its first character, never its content.
fn preview(body: &[u8]) -> &'static str {
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => ", which is empty",
        Some(b'<') => ", which looks like HTML; is there a proxy in front of the API server?",
        Some(b'{' | b'[') => "",
        Some(_) => ", which is not JSON",
    }
}
