//! Strings.

use super::{Refused, Scanned};

/// Scans what is left of a string, from behind its first quote on.
#[inline]
pub(super) fn string(rest: &[u8]) -> Scanned<'_> {
    let rest = plain(rest);
    match rest {
        [b'"', behind @ ..] => Ok(behind),
        [b'\\', ..] => escaped(rest),
        // A control character, or the end.
        _ => Err(Refused),
    }
}

/// The same from a backslash on.
#[inline(never)]
fn escaped(mut rest: &[u8]) -> Scanned<'_> {
    loop {
        rest = match rest {
            [b'"', behind @ ..] => return Ok(behind),
            [b'\\', behind @ ..] => plain(escape(behind)?),
            _ => return Err(Refused),
        }
    }
}

/// The text from its first byte on that a string cannot hold as it is: a quote, a backslash or a
/// control character; what is empty if there is none.
#[inline]
pub(crate) fn plain(mut rest: &[u8]) -> &[u8] {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*eight);
        // Makes a blank of a quote, and a control character of each control character.
        let swapped = word ^ (ONES * (b'"' ^ b' ') as u64);
        // Of a byte below 128 the high bit is set by the subtraction if the byte is what is looked
        // for; of others it is cleared. Bits above the first one may be set wrongly by a borrow,
        // which does not matter.
        let low = swapped.wrapping_sub(ONES * (b' ' + 1) as u64);
        let backslash = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
        let found = (low | backslash) & !word & HIGHS;
        if found != 0 {
            return &rest[found.trailing_zeros() as usize / 8..];
        }
        rest = behind;
    }
    let odd = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    &rest[rest.iter().position(odd).unwrap_or(rest.len())..]
}

/// Scans an escape, from behind its backslash on.
fn escape(rest: &[u8]) -> Scanned<'_> {
    match rest {
        [
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
            behind @ ..,
        ] => Ok(behind),
        [b'u', behind @ ..] => match unit(behind)? {
            // The first half of a pair, and its second.
            (0xd800..=0xdbff, [b'\\', b'u', second @ ..]) => match unit(second)? {
                (0xdc00..=0xdfff, behind) => Ok(behind),
                _ => Err(Refused),
            },
            (0xd800..=0xdfff, _) => Err(Refused),
            (_, behind) => Ok(behind),
        },
        _ => Err(Refused),
    }
}

/// Four hexadecimal digits.
fn unit(rest: &[u8]) -> Result<(u32, &[u8]), Refused> {
    let (digits, behind) = rest.split_first_chunk::<4>().ok_or(Refused)?;
    let unit = digits.iter().try_fold(0, |unit, digit| {
        let digit = char::from(*digit).to_digit(16).ok_or(Refused)?;
        Ok(unit << 4 | digit)
    })?;
    Ok((unit, behind))
}
