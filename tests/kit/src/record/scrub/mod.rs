//! What must not get into a recording.

mod form;
mod json;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, LOCATION,
    PROXY_AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL, SET_COOKIE,
};
use http::{HeaderMap, Uri};

use self::json::Mask;
use super::Exchange;
use crate::Action;

/// Masks what is secret in an exchange, before it gets into a recording.
///
/// As [`new`](Self::new) makes it, it masks
/// - headers: `Authorization`, `Proxy-Authorization`, `Cookie`, `Set-Cookie`, `X-Api-Key`,
///   `X-Auth-Token`, and `Sec-WebSocket-Protocol`, which carries the bearer token of browsers;
/// - of requests about Secrets, and of bodies that show a Secret, everything under `data` and
///   `stringData`, the last applied configuration and the values of JSON patches; bodies about
///   Secrets that are not plain JSON (YAML, protobuf, compressed) as a whole;
/// - anywhere in JSON, and in queries and forms: tokens, passwords, client secrets and private
///   keys, known by the names of their fields.
///
/// A masked body has as many bytes as it had, so chunks and lengths stay what they were; a masked
/// JSON body is still JSON and masked base64 is still base64. What a program says in its logs, or
/// puts into a ConfigMap, is not looked at: [`then`](Self::then) is for that.
///
/// # Examples
/// ```
/// use outrigger_test::record::Scrubber;
///
/// let scrubber = Scrubber::new()
///     .header("x-tenant")
///     .field("licenseKey")
///     .resource("vaults")
///     .then(|exchange| {
///         if exchange.path.contains("/log") {
///             exchange.chunks.clear();
///         }
///     });
/// # drop(scrubber);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Scrubber {
    headers: BTreeSet<String>,
    /// Folded.
    fields: BTreeSet<String>,
    resources: BTreeSet<String>,
    hooks: Vec<Arc<Hook>>,
}

type Hook = dyn Fn(&mut Exchange) + Send + Sync;

const HEADERS: [HeaderName; 7] = [
    AUTHORIZATION,
    COOKIE,
    PROXY_AUTHORIZATION,
    SEC_WEBSOCKET_PROTOCOL,
    SET_COOKIE,
    HeaderName::from_static("x-api-key"),
    HeaderName::from_static("x-auth-token"),
];

const FIELDS: &[&str] = &[
    "access_token",
    "assertion",
    "bearer_token",
    "client_assertion",
    "client_key_data",
    "client_secret",
    "device_code",
    "id_token",
    "passwd",
    "password",
    "private_key",
    "refresh_token",
    "token",
];

/// Fields of forms and queries alone: a Status has a `code` too.
const FORM_FIELDS: &[&str] = &["code", "code_verifier"];

/// What is secret as a whole, or under `data`.
const RESOURCES: &[&str] = &["secrets", "serviceaccounts/token", "tokenreviews"];

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

impl Scrubber {
    /// Masks what is secret in Kubernetes and in OAuth.
    pub fn new() -> Self {
        let none = Self::nothing();
        let none = HEADERS
            .iter()
            .fold(none, |all, name| all.header(name.as_str()));
        let none = FIELDS.iter().fold(none, |all, name| all.field(name));
        RESOURCES.iter().fold(none, |all, name| all.resource(name))
    }

    /// Masks nothing.
    pub const fn nothing() -> Self {
        Self {
            headers: BTreeSet::new(),
            fields: BTreeSet::new(),
            resources: BTreeSet::new(),
            hooks: Vec::new(),
        }
    }

    /// Masks a header, of requests and responses.
    pub fn header(mut self, name: &str) -> Self {
        self.headers.insert(name.to_ascii_lowercase());
        self
    }

    /// Masks the values of a field of that name in JSON, forms and queries. Case, `_` and `-`
    /// make no difference.
    pub fn field(mut self, name: &str) -> Self {
        self.fields.insert(folded(name));
        self
    }

    /// Masks a resource as Secrets are, by its plural name: `vaults`, or `vaults/keys` for a
    /// subresource.
    pub fn resource(mut self, plural: &str) -> Self {
        self.resources.insert(plural.to_owned());
        self
    }

    /// Hands each exchange to `hook` in the end.
    pub fn then(mut self, hook: impl Fn(&mut Exchange) + Send + Sync + 'static) -> Self {
        self.hooks.push(Arc::new(hook));
        self
    }

    /// Masks an exchange.
    pub fn scrub(&self, exchange: &mut Exchange) {
        let uri = exchange.path.parse::<Uri>().ok();
        let action = uri.and_then(|uri| Action::of(&exchange.method, &uri));
        let mut whole = [exchange.body.to_vec()];
        self.scrub_body(&exchange.headers, &mut whole, action.as_ref());
        let [body] = whole;
        exchange.body = body.into();
        if let Some(head) = &mut exchange.head {
            let mut chunks: Vec<_> = exchange.chunks.iter().map(|c| c.bytes.to_vec()).collect();
            self.scrub_body(&head.headers, &mut chunks, action.as_ref());
            for (chunk, bytes) in exchange.chunks.iter_mut().zip(chunks) {
                chunk.bytes = Bytes::from(bytes);
            }
            self.scrub_headers(&mut head.headers);
        }
        self.scrub_headers(&mut exchange.headers);
        exchange.path = self.scrub_query(&exchange.path);
        self.hooks.iter().for_each(|hook| hook(exchange));
    }

    /// A path with its query masked.
    pub(super) fn scrub_query(&self, path: &str) -> String {
        form::mask_query(path, |key| self.is_form_field(key))
    }

    fn scrub_headers(&self, headers: &mut HeaderMap) {
        for (name, value) in headers.iter_mut() {
            if self.headers.contains(name.as_str()) {
                *value = HeaderValue::from_static("scrubbed");
            } else if *name == LOCATION
                && let Ok(text) = value.to_str()
                && let Ok(masked) = HeaderValue::try_from(self.scrub_query(text))
            {
                *value = masked;
            }
        }
    }

    /// Masks a body that came in these chunks.
    fn scrub_body(&self, headers: &HeaderMap, chunks: &mut [Vec<u8>], action: Option<&Action>) {
        let mut body = chunks.concat();
        self.mask(headers, &mut body, action);
        let mut rest = body.as_slice();
        for chunk in chunks {
            let (of_chunk, after) = rest.split_at(chunk.len());
            chunk.copy_from_slice(of_chunk);
            rest = after;
        }
    }

    fn mask(&self, headers: &HeaderMap, body: &mut [u8], action: Option<&Action>) {
        let secret = action.is_some_and(|action| self.is_secret(action));
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let encoded = header(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity");
        let content_type = header(CONTENT_TYPE).unwrap_or_default();
        if content_type.starts_with("application/x-www-form-urlencoded") {
            match std::str::from_utf8(body) {
                Ok(text) => {
                    let masked = form::mask(text, |key| self.is_form_field(key));
                    body.copy_from_slice(masked.as_bytes());
                }
                // It is no form, and what it is instead nobody knows.
                Err(_) if !self.fields.is_empty() => body.fill(b'x'),
                Err(_) => {}
            }
        } else if !encoded && is_json(content_type, body) {
            let shown = action.is_some() && !self.resources.is_empty() && shows_secret(body);
            json::mask(body, |key| self.mask_of(key, secret || shown));
        } else if secret {
            body.fill(b'x');
        }
    }

    fn mask_of(&self, key: &str, secret: bool) -> Mask {
        match key {
            "data" | "stringData" | "value" if secret => Mask::Tree,
            LAST_APPLIED if secret => Mask::Scalar,
            _ if self.fields.contains(&folded(key)) => Mask::Scalar,
            _ => Mask::Keep,
        }
    }

    fn is_secret(&self, action: &Action) -> bool {
        self.resources.iter().any(|name| action.is("*", name))
    }

    fn is_form_field(&self, key: &str) -> bool {
        let known = !self.fields.is_empty() && FORM_FIELDS.contains(&key);
        known || self.fields.contains(&folded(key))
    }
}

impl Default for Scrubber {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scrubber")
            .field("headers", &self.headers)
            .field("fields", &self.fields)
            .field("resources", &self.resources)
            .field("hooks", &self.hooks.len())
            .finish()
    }
}

fn is_json(content_type: &str, body: &[u8]) -> bool {
    let begins = matches!(body.trim_ascii_start().first(), Some(b'{' | b'['));
    begins && (content_type.contains("json") || content_type.is_empty())
}

/// Whether a Secret may be in it: a list's items are about Secrets where nothing else says so.
fn shows_secret(body: &[u8]) -> bool {
    let quoted: &[u8] = b"\"Secret\"";
    body.windows(quoted.len()).any(|window| window == quoted)
}

fn folded(name: &str) -> String {
    let letters = name.chars().filter(|letter| !matches!(letter, '_' | '-'));
    letters.flat_map(char::to_lowercase).collect()
}
