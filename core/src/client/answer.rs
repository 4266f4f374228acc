//! An answer that is there in whole.

use std::borrow::Cow;

use bytes::Bytes;
use http::Uri;
use http::response::Parts;

use super::decode::json_within;
use crate::codec;
use crate::error::{Answered, Error, Result};
use crate::request::Verb;
use crate::transport::Body;

/// A whole answer of 2xx, and what was asked.
pub(crate) struct Answer {
    verb: Verb,
    uri: Uri,
    head: Parts,
    body: Bytes,
}

impl Answer {
    /// Reads the body, which has its limit.
    pub(super) async fn collect(
        verb: Verb,
        uri: Uri,
        response: http::Response<Body>,
    ) -> Result<Self> {
        let (head, body) = response.into_parts();
        match body.collect(usize::MAX).await {
            Ok(body) => Ok(Self {
                verb,
                uri,
                head,
                body,
            }),
            Err(error) => {
                let answered = Answered::new(head.status, &head.headers);
                let error = Error::from_transport(error).answered(answered);
                Err(error.asked(verb, uri.path()))
            }
        }
    }

    pub(crate) fn into_response(self) -> http::Response<Bytes> {
        http::Response::from_parts(self.head, self.body)
    }

    /// Its JSON; an error when it is something else, or a Status of a failure.
    pub(super) fn json(&self) -> Result<Cow<'_, [u8]>> {
        json_within(codec::JSON, &self.head, &self.body)
    }

    /// The error of what is wrong with this answer.
    pub(super) fn named(&self, error: Error) -> Error {
        let answered = Answered::new(self.head.status, &self.head.headers);
        error.answered(answered).asked(self.verb, self.uri.path())
    }
}
