//! Encoded words (RFC 2047), which Warning headers had once (RFC 2616).

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

/// Strict about padding, and not about the bits behind the last byte, as Go's is.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// The shortest end of an encoded word behind its character set.
const SHORTEST_END: usize = "Q??=".len();

/// An encoded word in a text: what is before it, its parts, and what is behind it.
struct Word<'a> {
    before: &'a [u8],
    charset: &'a [u8],
    encoding: u8,
    content: &'a [u8],
    behind: &'a [u8],
}

/// The text with its encoded words decoded; those that cannot be stay as they are. `None` if one
/// is in a character set that is not known.
///
/// Source: `mime.WordDecoder.DecodeHeader` of Go.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let (mut decoded, mut rest, mut between) = (Vec::new(), text, false);
    while let Some(word) = next(rest) {
        let whole = &rest[..rest.len() - word.behind.len()];
        rest = word.behind;
        let Some(content) = content(&word) else {
            between = false;
            decoded.extend_from_slice(whole);
            continue;
        };
        // White space between two encoded words is none of the text.
        let blank = word.before.iter().all(|byte| b" \t\n\r".contains(byte));
        if !(between && blank) {
            decoded.extend_from_slice(word.before);
        }
        convert(word.charset, &content, &mut decoded)?;
        between = true;
    }
    decoded.extend_from_slice(rest);
    Some(decoded)
}

fn next(text: &[u8]) -> Option<Word<'_>> {
    let (before, rest) = split(text, b"=?")?;
    let (charset, rest) = split(rest, b"?")?;
    if rest.len() < SHORTEST_END || rest[1] != b'?' {
        return None;
    }
    let (content, behind) = split(&rest[2..], b"?=")?;
    Some(Word {
        before,
        charset,
        encoding: rest[0],
        content,
        behind,
    })
}

fn split<'a>(text: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let found = text.windows(at.len()).position(|window| window == at)?;
    Some((&text[..found], &text[found + at.len()..]))
}

fn content(word: &Word<'_>) -> Option<Vec<u8>> {
    match word.encoding {
        b'B' | b'b' => BASE64.decode(word.content).ok(),
        b'Q' | b'q' => unquoted(word.content),
        _ => None,
    }
}

fn unquoted(text: &[u8]) -> Option<Vec<u8>> {
    let hex = |digit: Option<&u8>| char::from(*digit?).to_digit(16);
    let mut bytes = text.iter();
    let mut content = Vec::new();
    while let Some(byte) = bytes.next() {
        content.push(match byte {
            b'_' => b' ',
            b'=' => {
                let (high, low) = (hex(bytes.next())?, hex(bytes.next())?);
                u8::try_from(high << 4 | low).ok()?
            }
            b' '..=b'~' | b'\n' | b'\r' | b'\t' => *byte,
            _ => return None,
        });
    }
    Some(content)
}

fn convert(charset: &[u8], content: &[u8], into: &mut Vec<u8>) -> Option<()> {
    let text: String = if charset.eq_ignore_ascii_case(b"utf-8") {
        into.extend_from_slice(content);
        return Some(());
    } else if charset.eq_ignore_ascii_case(b"iso-8859-1") {
        content.iter().copied().map(char::from).collect()
    } else if charset.eq_ignore_ascii_case(b"us-ascii") {
        let ascii = |byte: &u8| match byte.is_ascii() {
            true => char::from(*byte),
            false => char::REPLACEMENT_CHARACTER,
        };
        content.iter().map(ascii).collect()
    } else {
        return None;
    };
    into.extend_from_slice(text.as_bytes());
    Some(())
}
