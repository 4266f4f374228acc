//! What API servers warn of.

mod encoded_word;
mod handler;
mod header;

use std::fmt;

use http::HeaderMap;
use http::header::WARNING;

pub use self::handler::{EachWarningOnce, WarningHandler};

/// The code of the warnings that API servers send: for people, and not about a cache.
const FOR_PEOPLE: u16 = 299;

/// A warning that came with an answer: of a deprecated API, of an unknown field.
///
/// ```
/// use outrigger::Warning;
///
/// let warnings = Warning::parse(br#"299 - "unknown field \"spec.replica\"", 299 - "and more""#);
/// assert_eq!(warnings[0].text, r#"unknown field "spec.replica""#);
/// assert_eq!(warnings.len(), 2);
/// ```
///
/// Source: RFC 7234, 5.5, as apimachinery reads it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Warning {
    /// Three digits; 299 for what an API server says.
    pub code: u16,
    /// Who warns, `-` if it does not say.
    pub agent: String,
    /// For people. It may quote what the request said.
    pub text: String,
}

impl Warning {
    /// The warnings of an answer, in their order.
    pub fn all(headers: &HeaderMap) -> Vec<Self> {
        let mut warnings = Vec::new();
        for value in headers.get_all(WARNING) {
            warnings.append(&mut Self::parse(value.as_bytes()));
        }
        warnings
    }

    /// The warnings in the value of one `Warning` header. One that is malformed ends the list,
    /// since nobody knows where the next begins.
    pub fn parse(value: &[u8]) -> Vec<Self> {
        let mut warnings = Vec::new();
        let mut rest = value;
        while !rest.is_empty() {
            let Some((warning, remainder)) = header::first(rest) else {
                break;
            };
            warnings.push(warning);
            rest = remainder;
        }
        warnings
    }

    /// Whether an API server says something by it: of code 299, and not empty.
    pub fn is_for_people(&self) -> bool {
        self.code == FOR_PEOPLE && !self.text.is_empty()
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests;
