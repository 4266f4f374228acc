//! Numbers.

use super::{Refused, Scanned, offset};

/// Digits of a number that can neither be too large for an `f64` nor come near to it.
const DIGITS_SAFE: usize = 300;

/// Scans a number.
pub(super) fn number(from: &[u8]) -> Scanned<'_> {
    let whole = from.strip_prefix(b"-").unwrap_or(from);
    let mut rest = digits(whole)?;
    let count = offset(whole, rest);
    if whole.starts_with(b"0") && count > 1 {
        return Err(Refused);
    }
    let mut may_be_large = count > DIGITS_SAFE;
    if let [b'.', fraction @ ..] = rest {
        rest = digits(fraction)?;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        rest = match exponent {
            [b'+' | b'-', exponent @ ..] => digits(exponent)?,
            _ => digits(exponent)?,
        };
        may_be_large = true;
    }
    if may_be_large {
        let number = &from[..offset(from, rest)];
        crate::json::from_slice::<serde_json::Number>(number).map_err(|_| Refused)?;
    }
    Ok(rest)
}

/// One digit or more.
fn digits(from: &[u8]) -> Scanned<'_> {
    let mut rest = from;
    while let [b'0'..=b'9', behind @ ..] = rest {
        rest = behind;
    }
    match rest.len() < from.len() {
        true => Ok(rest),
        false => Err(Refused),
    }
}
