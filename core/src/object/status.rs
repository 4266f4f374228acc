use serde::de::{Error, Unexpected};
use serde::{Deserialize, Serialize};

/// What the API server says of a failed request (`meta/v1` Status).
///
/// <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Status {
    /// `Success` or `Failure`.
    #[serde(deserialize_with = "null_is_default")]
    pub status: String,
    /// For people.
    #[serde(deserialize_with = "null_is_default")]
    pub message: String,
    /// For programs, such as `NotFound`.
    #[serde(deserialize_with = "null_is_default")]
    pub reason: String,
    /// More about the reason.
    #[serde(deserialize_with = "null_is_default")]
    pub details: StatusDetails,
    /// The HTTP status code.
    #[serde(deserialize_with = "null_is_default")]
    pub code: u16,
}

/// More about a [`Status`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct StatusDetails {
    /// The name of the object concerned.
    #[serde(deserialize_with = "null_is_default")]
    pub name: String,
    /// Its API group.
    #[serde(deserialize_with = "null_is_default")]
    pub group: String,
    /// Its kind or resource.
    #[serde(deserialize_with = "null_is_default")]
    pub kind: String,
    /// Its uid.
    #[serde(deserialize_with = "null_is_default")]
    pub uid: String,
    /// The single problems, such as each invalid field.
    #[serde(deserialize_with = "null_is_default")]
    pub causes: Vec<StatusCause>,
    /// After how many seconds the server wants to be asked again; 0 if it does not say.
    #[serde(deserialize_with = "null_is_default")]
    pub retry_after_seconds: u64,
}

/// One problem of a [`Status`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct StatusCause {
    /// For programs, such as `FieldValueInvalid`.
    #[serde(deserialize_with = "null_is_default")]
    pub reason: String,
    /// For people.
    #[serde(deserialize_with = "null_is_default")]
    pub message: String,
    /// The field concerned, such as `spec.replicas`.
    #[serde(deserialize_with = "null_is_default")]
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

impl Status {
    /// Reads a Status. It must be an object: serde alone would read an array as one.
    pub(crate) fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        if json.trim_ascii_start().starts_with(b"[") {
            return Err(Error::invalid_type(Unexpected::Seq, &"a Status"));
        }
        serde_json::from_slice(json)
    }

    /// Whether `reason` is this status' reason, or the reason is unknown and `code` matches
    /// (client-go's `IsX` helpers).
    pub(crate) fn is(&self, reason: &str, code: u16) -> bool {
        self.reason == reason || (!is_known(&self.reason) && self.code == code)
    }

    /// Whether the server said that a resourceVersion lies in its future.
    pub(crate) fn is_resource_version_too_large(&self) -> bool {
        const MESSAGE: &str = "Too large resource version";
        let causes = &self.details.causes;
        causes
            .iter()
            .any(|cause| cause.reason == "ResourceVersionTooLarge")
            || (self.reason == "Timeout"
                && (self.message.contains(MESSAGE)
                    || causes.iter().any(|cause| cause.message.contains(MESSAGE))))
    }
}

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
        410 => "Gone",
        413 => "RequestEntityTooLarge",
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
