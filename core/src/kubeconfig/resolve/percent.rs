//! Percent signs in URLs, as Go reads and writes them.

/// The bytes of `text`, `None` when a percent sign is followed by no byte.
///
/// Source: `unescape` in Go's `net/url/url.go`.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, tail @ ..] = tail else {
            return None;
        };
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        bytes.push(u8::try_from(digit(high)? * 16 + digit(low)?).ok()?);
        rest = tail;
    }
    Some(bytes)
}

/// A path as it is sent, `None` when it is none: as it is written, if that can be sent.
///
/// Source: `URL.EscapedPath` in Go's `net/url/url.go`.
pub(super) fn path(text: &str) -> Option<String> {
    let bytes = decode(text)?;
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return None;
    }
    if text.bytes().all(may_stand_in_path) {
        return Some(text.to_owned());
    }
    let mut escaped = String::with_capacity(text.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(escaped)
}

/// Source: `validEncoded` in Go's `net/url/url.go`.
fn may_stand_in_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:@[]%/".contains(&byte)
}
