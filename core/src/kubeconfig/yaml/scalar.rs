//! What a scalar is: go-yaml v2's rules.

use super::node::Content;
use super::number::{self, Number};

const TAG: &str = "tag:yaml.org,2002:";

/// A scalar as the parser hands it over.
pub(super) struct Scalar<'a> {
    pub(super) text: &'a str,
    pub(super) plain: bool,
    pub(super) tag: Option<String>,
}

impl Scalar<'_> {
    /// Whether this scalar, as a key, merges its value into the map.
    pub(super) fn is_merge(&self) -> bool {
        let tag = self.tag.as_deref();
        self.text == "<<" && (self.plain && tag.is_none() || self.core_tag() == Some("merge"))
    }

    /// The value.
    ///
    /// A plain scalar without a tag is looked at; a quoted one and one with a foreign tag is a
    /// text; one with a tag of YAML's own must be what the tag says.
    pub(super) fn resolve(&self) -> Result<Content, &'static str> {
        // Within brackets the parser takes the head of a block scalar for text.
        if self.plain && self.text.starts_with(['|', '>']) {
            return Err("a block scalar cannot stand within brackets");
        }
        let Some(tag) = self.core_tag() else {
            return Ok(if self.plain && self.tag.is_none() {
                look(self.text)
            } else {
                Content::Text(self.text.to_owned())
            });
        };
        match (tag, look(self.text)) {
            ("null", value @ Content::Null)
            | ("bool", value @ Content::Bool(_))
            | ("int", value @ (Content::Int(_) | Content::Uint(_)))
            | ("float", value @ Content::Float(_)) => Ok(value),
            ("float", Content::Int(int)) => Ok(Content::Float(int as f64)),
            ("timestamp", Content::Text(text)) if is_date(&text) => Ok(Content::Text(text)),
            ("null" | "bool" | "int" | "float" | "timestamp", _) => {
                Err("the value is not what its tag says")
            }
            ("binary", _) => binary(self.text),
            _ => Ok(Content::Text(self.text.to_owned())),
        }
    }

    /// The tag's name, if it is one of YAML's own: `int` of `!!int`.
    fn core_tag(&self) -> Option<&str> {
        self.tag.as_deref()?.strip_prefix(TAG)
    }
}

/// What a plain scalar is.
fn look(text: &str) -> Content {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Content::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Content::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Content::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Content::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Content::Float(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return Content::Float(f64::NEG_INFINITY),
        _ => {}
    }
    let number = match text.as_bytes() {
        [b'.', ..] => number::parse_fraction(text).map(Number::Float),
        [b'+' | b'-' | b'0'..=b'9', ..] => number::parse(text),
        _ => None,
    };
    match number {
        Some(Number::Int(int)) => Content::Int(int),
        Some(Number::Uint(uint)) => Content::Uint(uint),
        Some(Number::Float(float)) => Content::Float(float),
        None => Content::Text(text.to_owned()),
    }
}

/// Whether a text begins like a date, which is as far as it matters: dates stay texts.
fn is_date(text: &str) -> bool {
    matches!(text.as_bytes(), [a, b, c, d, b'-', ..]
        if [a, b, c, d].into_iter().all(u8::is_ascii_digit))
}

fn binary(text: &str) -> Result<Content, &'static str> {
    let bytes = crate::kubeconfig::base64::decode(text).ok_or("!!binary is not valid base64")?;
    // Go's JSON writer replaces what is no UTF-8 in the same way.
    Ok(Content::Text(String::from_utf8_lossy(&bytes).into_owned()))
}
