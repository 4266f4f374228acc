//! What names, labels and their kin must be, in the words of the API server.
//!
//! The server checks all of this; checking before saves a request and names what is wrong where it
//! was written. Every check here is one of apimachinery's `util/validation` and says the same.
//!
//! ```
//! use outrigger::validation;
//!
//! validation::label_key("app.kubernetes.io/name")?;
//! let error = validation::dns1123_label("my.name").unwrap_err();
//! assert_eq!(error.to_string(), "must not contain dots");
//! # Ok::<(), validation::Invalid>(())
//! ```

mod label;
mod name;
#[cfg(test)]
mod tests;

use std::fmt;

pub use self::label::{config_map_key, label_key, label_value};
pub use self::name::{
    dns1035_label, dns1123_label, dns1123_subdomain, generate_name_prefix, path_segment,
    path_segment_prefix, percent, port_name, wildcard_dns1123_subdomain,
};

/// How long a label of DNS may be, in bytes.
pub const DNS_LABEL_MAX: usize = 63;
/// How long a subdomain of DNS may be, in bytes.
pub const DNS_SUBDOMAIN_MAX: usize = 253;
/// How long a label's value, and the part of its key behind the `/`, may be, in bytes.
pub const LABEL_MAX: usize = 63;

/// What is wrong with a text: one message for each rule that it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    messages: Vec<String>,
}

impl Invalid {
    /// The messages, of which there is at least one.
    pub fn messages(&self) -> &[String] {
        &self.messages
    }
}

/// The messages, separated by `; `.
impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.messages.join("; "))
    }
}

impl std::error::Error for Invalid {}

type Result = std::result::Result<(), Invalid>;

fn verdict(messages: Vec<String>) -> Result {
    match messages.is_empty() {
        true => Ok(()),
        false => Err(Invalid { messages }),
    }
}

fn too_long(text: &str, most: usize, unit: &str) -> Vec<String> {
    match text.len() > most {
        true => vec![format!("must be no more than {most} {unit}")],
        false => Vec::new(),
    }
}

/// The message about a text that a regular expression does not match.
fn unlike(rule: &str, pattern: &str, examples: &[&str]) -> String {
    let examples: Vec<_> = examples
        .iter()
        .map(|example| format!("'{example}', "))
        .collect();
    let examples = match examples.is_empty() {
        true => String::new(),
        false => format!("e.g. {}", examples.join(" or ")),
    };
    format!("{rule} ({examples}regex used for validation is '{pattern}')")
}

/// Whether a text is not empty, begins and ends with `edge`, and has `inner` between.
fn bounded(text: &str, edge: fn(u8) -> bool, inner: fn(u8) -> bool) -> bool {
    match text.as_bytes() {
        [] => false,
        [only] => edge(*only),
        [first, between @ .., last] => {
            edge(*first) && edge(*last) && between.iter().all(|byte| inner(*byte))
        }
    }
}

const fn is_lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// `.`, `..` and what begins with `..` would be another place as a file's name.
fn other_folder(text: &str) -> Vec<String> {
    match text {
        "." | ".." => vec![format!("must not be '{text}'")],
        _ if text.starts_with("..") => vec!["must not start with '..'".to_owned()],
        _ => Vec::new(),
    }
}
