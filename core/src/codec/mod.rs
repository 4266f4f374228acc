//! Texts to objects: what an answer's media type says of its body, manifests in YAML or JSON, and
//! objects of several kinds at once.

mod decoders;
mod documents;

use std::borrow::Cow;

pub use self::decoders::Decoders;
pub use self::documents::{MAX_WEIGHT, read_objects};
use crate::error::{Error, ErrorKind, Result};
use crate::kubeconfig::yaml;

/// Reads bodies of some media types, which come down to JSON: client-go's `Serializer`.
pub(crate) trait Codec: Sync {
    /// Whether it reads bodies of that type; in lower case, without parameters.
    fn reads(&self, media_type: &str) -> bool;

    /// The body as JSON.
    fn json<'a>(&self, body: &'a [u8]) -> Result<Cow<'a, [u8]>>;
}

/// What has no type or a misleading one is read as JSON too: proxies and old servers send
/// `text/plain`, and an error about the first character says more than one about the type.
struct Json;

impl Codec for Json {
    fn reads(&self, media_type: &str) -> bool {
        media_type.is_empty()
            || media_type == "application/json"
            || media_type.ends_with("+json")
            || media_type.starts_with("text/")
    }

    fn json<'a>(&self, body: &'a [u8]) -> Result<Cow<'a, [u8]>> {
        Ok(Cow::Borrowed(body))
    }
}

struct Yaml;

impl Codec for Yaml {
    fn reads(&self, media_type: &str) -> bool {
        matches!(
            media_type,
            "application/yaml" | "text/yaml" | "application/x-yaml"
        )
    }

    fn json<'a>(&self, body: &'a [u8]) -> Result<Cow<'a, [u8]>> {
        let value = yaml::from_slice(body).map_err(|source| {
            Error::new(ErrorKind::Decode, "cannot decode the answer").with_source(source)
        })?;
        Ok(Cow::Owned(value.to_string().into_bytes()))
    }
}

/// Whatever can be read: for requests whose `Accept` is the caller's.
pub(crate) const ALL: &[&dyn Codec] = &[&Yaml, &Json];

/// For requests that ask for JSON and nothing else. A program that sends no others has no reader of
/// YAML in it.
pub(crate) const JSON: &[&dyn Codec] = &[&Json];

/// A body as JSON, by what the answer says it is, read by one of `codecs`.
///
/// # Errors
/// [`ErrorKind::Decode`] with the media type when none of them reads it.
pub(crate) fn json<'a>(
    codecs: &[&dyn Codec],
    content_type: &str,
    body: &'a [u8],
) -> Result<Cow<'a, [u8]>> {
    let media_type = content_type.split(';').next().unwrap_or_default();
    let mut media_type = Cow::Borrowed(media_type.trim());
    if media_type.bytes().any(|byte| byte.is_ascii_uppercase()) {
        media_type.to_mut().make_ascii_lowercase();
    }
    match codecs.iter().find(|codec| codec.reads(&media_type)) {
        Some(codec) => codec.json(body),
        None => {
            let message = format!("the answer is of the media type {media_type:?}, not JSON");
            Err(Error::new(ErrorKind::Decode, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_says_how_a_body_is_read() {
        for (content_type, body, expected) in [
            ("application/json", "{\"a\":1}", "{\"a\":1}"),
            ("Application/JSON; charset=utf-8", "{}", "{}"),
            ("", "{}", "{}"),
            ("text/plain", "no", "no"),
            ("application/apply-patch+json", "{}", "{}"),
            ("application/yaml", "a: yes\n", "{\"a\":true}"),
        ] {
            let read = json(ALL, content_type, body.as_bytes()).unwrap();
            assert_eq!(*read, *expected.as_bytes(), "{content_type}");
        }
        for (codecs, content_type, expected) in [
            (
                ALL,
                "application/vnd.kubernetes.protobuf;a=b",
                "the answer is of the media type \"application/vnd.kubernetes.protobuf\", not JSON",
            ),
            (ALL, "application/yaml", "cannot decode the answer"),
            (
                JSON,
                "application/yaml",
                "the answer is of the media type \"application/yaml\", not JSON",
            ),
        ] {
            let error = json(codecs, content_type, b"[").unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }
}
