//! `Warning` headers, element by element.

use super::{Warning, encoded_word};

/// The first warning of a header and what is left behind its comma, `None` if it is malformed:
/// `code agent "text"`, then perhaps `"date"`, then perhaps a comma.
pub(super) fn first(header: &[u8]) -> Option<(Warning, &[u8])> {
    let mut parts = trim(header).splitn(3, |byte| *byte == b' ');
    let (code, agent, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let code = code_of(code)?;
    let agent = printable(agent.to_vec()).filter(|agent| !agent.is_empty())?;
    let (text, rest) = quoted(rest)?;
    let text = printable(encoded_word::decode(&text).unwrap_or(text))?;
    let rest = match rest.first() {
        Some(b'"') => behind_date(rest)?,
        _ => rest,
    };
    let rest = match rest.split_first() {
        None => rest,
        Some((b',', rest)) => trim(rest),
        Some(_) => return None,
    };
    Some((Warning { code, agent, text }, rest))
}

fn code_of(text: &[u8]) -> Option<u16> {
    let digits = text.len() == 3 && text.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(text).ok()?;
    text.parse().ok().filter(|_| digits)
}

fn printable(text: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(text).ok()?;
    (!text.contains(char::is_control)).then_some(text)
}

/// A quoted string without its quotes and escapes, and what is behind it.
fn quoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let text = text.strip_prefix(b"\"")?;
    let (mut content, mut escaping) = (Vec::new(), false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'"' if !escaping => return Some((content, trim(&text[at + 1..]))),
            b'\\' if !escaping => escaping = true,
            _ => {
                content.push(*byte);
                escaping = false;
            }
        }
    }
    None
}

/// What is behind a quoted date, which has no escapes.
fn behind_date(text: &[u8]) -> Option<&[u8]> {
    let end = text[1..].iter().position(|byte| *byte == b'"')?;
    Some(trim(&text[end + 2..]))
}

/// Without white space at both ends, as Unicode knows it where the bytes are UTF-8.
fn trim(text: &[u8]) -> &[u8] {
    std::str::from_utf8(text).map_or_else(|_| text.trim_ascii(), |text| text.trim().as_bytes())
}
