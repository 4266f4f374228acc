use serde::{Deserialize, Serialize};

use super::ListMeta;
use crate::json::members;

/// What the API server says of a failed request (`meta/v1` Status).
///
/// <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Status {
    /// `Success` or `Failure`.
    pub status: String,
    /// For people.
    pub message: String,
    /// For programs, such as `NotFound`.
    pub reason: String,
    /// More about the reason.
    pub details: StatusDetails,
    /// The HTTP status code.
    pub code: u16,
    /// With a continue token that has expired: the token that goes on from there, at a later moment.
    pub metadata: ListMeta,
}

/// More about a [`Status`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StatusDetails {
    /// The name of the object concerned.
    pub name: String,
    /// Its API group.
    pub group: String,
    /// Its kind or resource.
    pub kind: String,
    /// Its uid.
    pub uid: String,
    /// The single problems, such as each invalid field.
    pub causes: Vec<StatusCause>,
    /// After how many seconds the server wants to be asked again; 0 if it does not say.
    pub retry_after_seconds: u64,
}

/// One problem of a [`Status`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StatusCause {
    /// For programs, such as `FieldValueInvalid`.
    pub reason: String,
    /// For people.
    pub message: String,
    /// The field concerned, such as `spec.replicas`.
    pub field: String,
}

/// Go reads `null` as the zero value, and so do we.
pub(crate) fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Go has a signed number there, and a Status with a negative one is a Status all the same.
fn not_negative(seconds: i64) -> u64 {
    u64::try_from(seconds).unwrap_or_default()
}

members!(Status {
    "status" => status,
    "message" => message,
    "reason" => reason,
    "details" => details,
    "code" => code,
    "metadata" => metadata,
});

members!(StatusDetails {
    "name" => name,
    "group" => group,
    "kind" => kind,
    "uid" => uid,
    "causes" => causes,
    "retryAfterSeconds" => retry_after_seconds (not_negative),
});

members!(StatusCause {
    "reason" => reason,
    "message" => message,
    "field" => field,
});

impl Status {
    /// Whether `reason` is this status' reason, or the reason is unknown and `code` matches
    /// (client-go's `IsX` helpers).
    pub(crate) fn is(&self, reason: &str, code: u16) -> bool {
        self.reason == reason || (!is_known(&self.reason) && self.code == code)
    }

    /// Whether it was made of an answer that is none of an API server.
    pub(crate) fn is_unexpected_server_response(&self) -> bool {
        let mut causes = self.details.causes.iter();
        causes.any(|cause| cause.reason == UNEXPECTED_RESPONSE)
    }
}

/// The cause in a Status that was made of something else.
pub(crate) const UNEXPECTED_RESPONSE: &str = "UnexpectedServerResponse";

/// The reason that client-go gives a code when the server names none.
pub(crate) fn reason_of(code: u16, is_create: bool) -> &'static str {
    match code {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        409 if is_create => "AlreadyExists",
        409 => "Conflict",
        415 => "UnsupportedMediaType",
        422 => "Invalid",
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        500.. => "InternalError",
        _ => "",
    }
}

fn is_known(reason: &str) -> bool {
    matches!(
        reason,
        "Unauthorized"
            | "Forbidden"
            | "NotFound"
            | "AlreadyExists"
            | "Conflict"
            | "Gone"
            | "Invalid"
            | "ServerTimeout"
            | "StoreReadError"
            | "Timeout"
            | "TooManyRequests"
            | "BadRequest"
            | "MethodNotAllowed"
            | "NotAcceptable"
            | "RequestEntityTooLarge"
            | "UnsupportedMediaType"
            | "InternalError"
            | "Expired"
            | "ServiceUnavailable"
    )
}
