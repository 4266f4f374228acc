use bytes::Bytes;
use http::header::HeaderValue;
use serde_json::{Map, Value};
use thiserror::Error;

use super::ExecVersion;
use crate::kubeconfig::yaml::{self, YamlError};
use crate::rt::Timestamp;
use crate::secret::Secret;
use crate::transport::ClientIdentity;

/// Credentials that a plugin printed: a token, a certificate and its key, or both.
///
/// ```
/// use outrigger::auth::exec::{ExecCredential, ExecVersion};
///
/// let printed = br#"{
///     "apiVersion": "client.authentication.k8s.io/v1",
///     "kind": "ExecCredential",
///     "status": {"token": "s3cr3t", "expirationTimestamp": "2026-11-21T12:04:05Z"}
/// }"#;
/// let credential = ExecCredential::parse(printed, ExecVersion::V1)?;
/// assert_eq!(credential.token.unwrap().expose(), "s3cr3t");
/// assert_eq!(credential.expires.unwrap().to_string(), "2026-11-21T12:04:05Z");
///
/// let error = ExecCredential::parse(printed, ExecVersion::V1Beta1).unwrap_err();
/// assert!(error.to_string().contains("but client.authentication.k8s.io/v1beta1 is configured"));
/// # Ok::<(), outrigger::auth::exec::ExecCredentialError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExecCredential {
    /// A bearer token, without the white space around it.
    pub token: Option<Secret>,
    /// A client certificate and its key, which nobody has looked into yet.
    pub identity: Option<ClientIdentity>,
    /// When they expire. `None` is when the server refuses them; so is the year 1, which is what
    /// plugins in Go print of a time that nobody has set.
    pub expires: Option<Timestamp>,
}

/// Why what a plugin printed cannot be used. It quotes nothing of that, for a secret may stand in
/// the wrong place.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExecCredentialError {
    /// There is nothing.
    #[error("it printed nothing")]
    Empty,
    /// There is more than [`ExecCredential::MAX_BYTES`].
    #[error("it printed more than {} bytes", ExecCredential::MAX_BYTES)]
    TooLong,
    /// It begins as JSON and is none.
    #[error("what it printed is not valid JSON, from line {line}, column {column} on")]
    Json {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// It is no YAML either.
    #[error("what it printed is neither JSON nor YAML: {0}")]
    Yaml(YamlError),
    /// It is a text, a number, a list.
    #[error("what it printed is not an object")]
    NotAnObject,
    /// It is of another kind.
    #[error("what it printed is not of kind ExecCredential")]
    Kind,
    /// It is of another version than is configured. `found` is `None` when that is no version
    /// that ever was.
    #[error(
        "it answered in {}, but {} is configured",
        .found.as_deref().unwrap_or("no known apiVersion"),
        .configured.as_str()
    )]
    Version {
        /// The version it was asked for.
        configured: ExecVersion,
        /// The version it answered in.
        found: Option<String>,
    },
    /// A field is of another JSON type than it should be.
    #[error("in what it printed, {field} is not {expected}")]
    Type {
        /// The field's path.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// There is no `status`.
    #[error("what it printed has no status")]
    NoStatus,
    /// There is neither a token nor a certificate.
    #[error("it gave neither a token nor a client certificate")]
    NoCredentials,
    /// There is a certificate without key, or a key without certificate.
    #[error("it gave only one of clientCertificateData and clientKeyData")]
    HalfAPair,
    /// The token holds characters that an HTTP header cannot carry.
    #[error("its token holds characters that a header cannot carry")]
    Token,
    /// The time of expiry cannot be read.
    #[error("its expirationTimestamp is not a time such as 2026-11-21T12:04:05Z (RFC 3339)")]
    Expiry,
}

impl ExecCredential {
    /// The longest output that is read, in bytes: 1 MiB.
    pub const MAX_BYTES: usize = 1 << 20;

    /// Reads what a plugin printed: an `ExecCredential` of the version it was asked for, in JSON
    /// or, as client-go allows, in YAML. A missing `kind` is forgiven, as client-go does, and
    /// fields that are not known are skipped.
    ///
    /// # Errors
    /// When it is anything else, or holds neither a token nor a certificate with its key.
    pub fn parse(output: &[u8], version: ExecVersion) -> Result<Self, ExecCredentialError> {
        let document = document(output)?;
        check_type(&document, version)?;
        let status = match document.get("status") {
            None | Some(Value::Null) => return Err(ExecCredentialError::NoStatus),
            Some(Value::Object(status)) => status,
            Some(_) => return Err(wrong("status", "an object")),
        };
        let token = text(status, "token", "status.token")?.map(str::trim);
        let token = token.filter(|token| !token.is_empty());
        if token.is_some_and(|token| HeaderValue::from_bytes(token.as_bytes()).is_err()) {
            return Err(ExecCredentialError::Token);
        }
        let identity = identity(status)?;
        if token.is_none() && identity.is_none() {
            return Err(ExecCredentialError::NoCredentials);
        }
        Ok(Self {
            token: token.map(Secret::new),
            identity,
            expires: expiry(status)?,
        })
    }
}

fn json(text: &[u8]) -> Result<Value, ExecCredentialError> {
    let text = std::str::from_utf8(text).map_err(|error| {
        let before = &text[..error.valid_up_to()];
        let is_end = |byte: &u8| *byte == b'\n';
        let line = 1 + before.iter().filter(|byte| is_end(byte)).count();
        let begin = before.iter().rposition(is_end).map_or(0, |end| end + 1);
        let column = 1 + before.len() - begin;
        ExecCredentialError::Json { line, column }
    })?;
    serde_json::from_str(text).map_err(|error| ExecCredentialError::Json {
        line: error.line(),
        column: error.column(),
    })
}

fn document(output: &[u8]) -> Result<Map<String, Value>, ExecCredentialError> {
    if output.len() > ExecCredential::MAX_BYTES {
        return Err(ExecCredentialError::TooLong);
    }
    let text = output.strip_prefix(b"\xef\xbb\xbf").unwrap_or(output);
    let value = match text.trim_ascii_start().first() {
        None => return Err(ExecCredentialError::Empty),
        Some(b'{') => json(text)?,
        Some(_) => yaml::from_slice(output).map_err(ExecCredentialError::Yaml)?,
    };
    match value {
        Value::Object(document) => Ok(document),
        Value::Null => Err(ExecCredentialError::Empty),
        _ => Err(ExecCredentialError::NotAnObject),
    }
}

fn check_type(
    document: &Map<String, Value>,
    configured: ExecVersion,
) -> Result<(), ExecCredentialError> {
    let kind = text(document, "kind", "kind")?;
    if kind.is_some_and(|kind| kind != "ExecCredential") {
        return Err(ExecCredentialError::Kind);
    }
    let found = text(document, "apiVersion", "apiVersion")?;
    if found == Some(configured.as_str()) {
        return Ok(());
    }
    // What is not the name of a version may be anything.
    let known = ["v1", "v1beta1", "v1alpha1"];
    let known = |found: &&str| {
        let version = found.strip_prefix("client.authentication.k8s.io/");
        version.is_some_and(|version| known.contains(&version))
    };
    let found = found.filter(known).map(str::to_owned);
    Err(ExecCredentialError::Version { configured, found })
}

fn identity(status: &Map<String, Value>) -> Result<Option<ClientIdentity>, ExecCredentialError> {
    let certificate = "clientCertificateData";
    let certificate = text(status, certificate, "status.clientCertificateData")?;
    let key = text(status, "clientKeyData", "status.clientKeyData")?;
    match (certificate, key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some(ClientIdentity {
            certificate: Bytes::copy_from_slice(certificate.as_bytes()),
            key: Secret::new(key),
        })),
        _ => Err(ExecCredentialError::HalfAPair),
    }
}

fn expiry(status: &Map<String, Value>) -> Result<Option<Timestamp>, ExecCredentialError> {
    match status.get("expirationTimestamp") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => match text.parse() {
            Ok(_) if is_zero_time(text) => Ok(None),
            Ok(time) => Ok(Some(time)),
            Err(_) => Err(ExecCredentialError::Expiry),
        },
        Some(_) => Err(wrong("status.expirationTimestamp", "a text")),
    }
}

/// Whether an RFC 3339 time is Go's zero, which is never to client-go.
///
/// Source: `refreshCredsLocked` in client-go's `plugin/pkg/client/auth/exec/exec.go`, and
/// `Time.IsZero` of Go.
fn is_zero_time(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("0001-01-01T00:00:00") else {
        return false;
    };
    let fraction = rest.strip_prefix('.');
    let zone = fraction.map_or(rest, |digits| digits.trim_start_matches('0'));
    matches!(zone, "Z" | "+00:00" | "-00:00")
}

/// A field that says something.
fn text<'v>(
    map: &'v Map<String, Value>,
    name: &str,
    field: &'static str,
) -> Result<Option<&'v str>, ExecCredentialError> {
    match map.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        Some(_) => Err(wrong(field, "a text")),
    }
}

const fn wrong(field: &'static str, expected: &'static str) -> ExecCredentialError {
    ExecCredentialError::Type { field, expected }
}

#[cfg(test)]
mod tests;
