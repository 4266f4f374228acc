//! What the server said, as client-go's `Is…` functions tell it: by the reason, and by the code
//! where the reason is none that is known.

use std::time::Duration;

use super::Error;
use crate::object::Status;

impl Error {
    /// How long the server wants to be left alone, if it says so.
    pub const fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How long to wait before the same is asked again, if the server suggests that it is: by a
    /// time, or by its [timeout](Self::is_server_timeout), which may name none. It says nothing of
    /// whether that is safe.
    pub fn suggested_delay(&self) -> Option<Duration> {
        let timeout = self.is_server_timeout().then_some(Duration::ZERO);
        self.retry_after().or(timeout)
    }

    /// The object or resource does not exist (404).
    pub fn is_not_found(&self) -> bool {
        self.is_status("NotFound", 404)
    }

    /// An object of that name exists (409 on create).
    pub fn is_already_exists(&self) -> bool {
        self.is_reason("AlreadyExists")
    }

    /// The object has been written by somebody else in between (409).
    pub fn is_conflict(&self) -> bool {
        self.is_status("Conflict", 409)
    }

    /// The object is not valid (422); `status().details.causes` names the fields.
    pub fn is_invalid(&self) -> bool {
        self.is_status("Invalid", 422)
    }

    /// The request makes no sense to the server (400).
    pub fn is_bad_request(&self) -> bool {
        self.is_status("BadRequest", 400)
    }

    /// The server does not know who asks (401).
    pub fn is_unauthorized(&self) -> bool {
        self.is_status("Unauthorized", 401)
    }

    /// The server knows who asks, and says no (403).
    pub fn is_forbidden(&self) -> bool {
        self.is_status("Forbidden", 403)
    }

    /// The resourceVersion or continue token is too old (410, reasons `Expired` and `Gone`).
    pub fn is_expired(&self) -> bool {
        self.is_resource_expired() || self.is_gone()
    }

    /// The resourceVersion or continue token is too old, in the words of a server that tells that
    /// from [gone](Self::is_gone) (reason `Expired`).
    pub fn is_resource_expired(&self) -> bool {
        self.is_reason("Expired")
    }

    /// What was asked for is there no more (410).
    pub fn is_gone(&self) -> bool {
        self.is_status("Gone", 410)
    }

    /// The server asks for patience (429).
    pub fn is_too_many_requests(&self) -> bool {
        self.is_reason("TooManyRequests") || self.is_code(429)
    }

    /// The server could not finish in time, and says so itself (reason `ServerTimeout`): the same
    /// may be asked again.
    pub fn is_server_timeout(&self) -> bool {
        self.is_reason("ServerTimeout")
    }

    /// It took too long, and may still be going on (504).
    pub fn is_timeout(&self) -> bool {
        self.is_status("Timeout", 504)
    }

    /// The server cannot serve now (503).
    pub fn is_service_unavailable(&self) -> bool {
        self.is_status("ServiceUnavailable", 503)
    }

    /// Something went wrong in the server (500).
    pub fn is_internal_error(&self) -> bool {
        self.is_status("InternalError", 500)
    }

    /// The resource does not have this verb (405).
    pub fn is_method_not_supported(&self) -> bool {
        self.is_status("MethodNotAllowed", 405)
    }

    /// The body is longer than the server takes (413).
    pub fn is_request_entity_too_large(&self) -> bool {
        self.is_reason("RequestEntityTooLarge") || self.is_code(413)
    }

    /// The server does not read bodies of this media type (415).
    pub fn is_unsupported_media_type(&self) -> bool {
        self.is_status("UnsupportedMediaType", 415)
    }

    /// The server has no answer of a media type that was asked for (406).
    pub fn is_not_acceptable(&self) -> bool {
        self.is_status("NotAcceptable", 406)
    }

    /// What is stored cannot be read (reason `StoreReadError`).
    pub fn is_store_read_error(&self) -> bool {
        self.is_reason("StoreReadError")
    }

    /// The answer is not in an API server's words: something in between may have given it.
    pub fn is_unexpected_server_error(&self) -> bool {
        let status = self.status();
        status.is_some_and(Status::is_unexpected_server_response)
    }

    fn is_status(&self, reason: &str, code: u16) -> bool {
        self.status().is_some_and(|status| status.is(reason, code))
    }

    fn is_reason(&self, reason: &str) -> bool {
        self.status().is_some_and(|status| status.reason == reason)
    }

    fn is_code(&self, code: u16) -> bool {
        self.status().is_some_and(|status| status.code == code)
    }
}
