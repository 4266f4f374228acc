//! Bytes to text: byte order marks, UTF-16, forbidden characters.

use std::borrow::Cow;

use super::{MAX_BYTES, MAX_VALUES, YamlError, YamlErrorKind};

/// How often the characters that begin and separate values may stand in a text; two quotes count as
/// one of them. JSON takes two for a key or a text.
///
/// The parser holds all of a text in brackets before it tells the first value, so that what it holds
/// must be bounded beforehand.
const MAX_INDICATORS: usize = 2 * MAX_VALUES;

/// The text of `bytes`, without its byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, YamlError> {
    if bytes.len() > MAX_BYTES {
        let message = format!(
            "the text has {} bytes, the limit is {MAX_BYTES}",
            bytes.len()
        );
        return Err(YamlError::new(YamlErrorKind::Bound, (1, 1), message));
    }
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(utf8(rest)?),
        _ => Cow::Borrowed(utf8(bytes)?),
    };
    // The parser would take what follows for another document.
    if text.starts_with('\u{FEFF}') {
        return Err(invalid("", "there is more than one byte order mark"));
    }
    if let Some(index) = too_many_indicators(text.as_bytes()) {
        let message = format!("there are more than {MAX_VALUES} values, or much punctuation");
        return Err(YamlError::new(
            YamlErrorKind::Bound,
            behind(&text[..index]),
            message,
        ));
    }
    match text.char_indices().find(|(_, c)| !allowed(*c)) {
        Some((index, _)) => Err(invalid(
            &text[..index],
            "control characters are not allowed",
        )),
        None => Ok(text),
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, YamlError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        invalid(&String::from_utf8_lossy(good), "the text is not UTF-8")
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, YamlError> {
    let pairs = bytes.chunks_exact(2);
    let odd = !pairs.remainder().is_empty();
    let units = pairs.map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len());
    for decoded in char::decode_utf16(units) {
        match decoded {
            Ok(c) => text.push(c),
            Err(_) => return Err(invalid(&text, "a UTF-16 surrogate stands alone")),
        }
    }
    if odd {
        return Err(invalid(&text, "the UTF-16 text ends within a character"));
    }
    Ok(text)
}

/// The characters YAML 1.1 calls printable; go-yaml refuses all others.
fn allowed(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}'
        | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Where there are more than [`MAX_INDICATORS`].
fn too_many_indicators(text: &[u8]) -> Option<usize> {
    let mut halves = 0;
    text.iter().position(|byte| {
        halves += match byte {
            b'"' | b'\'' => 1,
            b',' | b'[' | b']' | b'{' | b'}' | b':' | b'?' | b'&' | b'*' | b'!' => 2,
            _ => 0,
        };
        halves > 2 * MAX_INDICATORS
    })
}

/// An error just behind `good`.
fn invalid(good: &str, message: &str) -> YamlError {
    YamlError::new(YamlErrorKind::Encoding, behind(good), message)
}

/// The place just behind `text`.
fn behind(text: &str) -> (usize, usize) {
    let line = 1 + text.matches('\n').count();
    let last = text.rsplit('\n').next().unwrap_or_default();
    (line, 1 + last.chars().count())
}
