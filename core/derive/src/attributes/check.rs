//! What the API server would refuse later, or silently never match.

use syn::{Error, LitStr, Result};

fn check(text: LitStr, is_fine: bool, want: &str) -> Result<LitStr> {
    if is_fine {
        return Ok(text);
    }
    Err(Error::new(text.span(), want))
}

/// A DNS label (RFC 1123): at most 63 of a-z, 0-9 and `-`, which is not at an end.
fn is_label(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let at_end = text.starts_with('-') || text.ends_with('-');
    (1..=63).contains(&text.len()) && !at_end && text.bytes().all(is_inner)
}

fn starts_with_letter(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
}

pub(super) fn group(text: LitStr) -> Result<LitStr> {
    let value = text.value();
    let is_domain = value.len() <= 253 && value.contains('.') && value.split('.').all(is_label);
    let want = "a group is a domain of two labels or more, such as `example.com`";
    check(text, is_domain, want)
}

pub(super) fn version(text: LitStr) -> Result<LitStr> {
    let is_fine = is_label(&text.value()) && starts_with_letter(&text.value());
    check(
        text,
        is_fine,
        "a version is a label such as `v1` or `v1alpha1`",
    )
}

pub(super) fn kind(text: LitStr) -> Result<LitStr> {
    let value = text.value();
    let is_fine = value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && value.len() <= 63
        && value.starts_with(|first: char| first.is_ascii_uppercase());
    check(text, is_fine, "a kind is a name such as `Widget`")
}

/// Plural, singular, short names, categories.
pub(super) fn label(text: LitStr) -> Result<LitStr> {
    let is_fine = is_label(&text.value()) && starts_with_letter(&text.value());
    check(
        text,
        is_fine,
        "expected a lower-case name of letters, digits and `-`",
    )
}

/// A JSONPath below `below`.
pub(super) fn json_path(text: LitStr, below: &str) -> Result<LitStr> {
    let is_fine = text.value().starts_with(below) && text.value().len() > below.len();
    let want = format!(
        "expected a JSONPath that begins with `{below}`, such as `{}`",
        match below {
            ".status." => ".status.replicas",
            _ => ".spec.replicas",
        }
    );
    check(text, is_fine, &want)
}

/// One of some words.
pub(super) fn one_of(text: LitStr, words: &[&str]) -> Result<LitStr> {
    let is_fine = words.contains(&text.value().as_str());
    check(
        text,
        is_fine,
        &format!("expected one of {}", words.join(", ")),
    )
}
