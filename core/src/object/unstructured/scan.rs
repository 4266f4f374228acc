//! A scanner over JSON text that builds nothing. What it passes, serde_json reads as a `Value`:
//! grammar, nesting, range of numbers and halves of surrogate pairs are checked alike. What it
//! refuses is for serde_json to name.
//!
//! Each function takes the text from its part on and returns what is behind the part. Each object
//! that a server sends passes here, without white space: what is written otherwise goes through
//! `spaces` and `odd_key`, which are called and not compiled into the loop.

mod number;
mod string;

use std::ops::Range;

use self::number::number;
pub(crate) use self::string::plain;
use self::string::string;

/// Levels of nesting that serde_json reads.
const DEPTH_MAX: u8 = 127;

/// How the keys begin by which serde_json, with some of its features, knows numbers and raw text that
/// it has wrapped itself.
const PRIVATE: &str = "$serde_json::private::";

/// The text is not JSON, or more than serde_json reads, or serde_json may read it as something else
/// than it is.
#[derive(Debug)]
pub(super) struct Refused;

type Scanned<'a> = Result<&'a [u8], Refused>;

/// A key of an object.
#[derive(Clone, Copy)]
pub(super) struct Key<'a> {
    /// The text from behind its first quote on.
    from: &'a [u8],
    len: usize,
}

impl<'a> Key<'a> {
    /// What stands between its quotes.
    pub(super) fn raw(self) -> &'a [u8] {
        &self.from[..self.len]
    }

    /// Where that is in the text.
    pub(super) fn place(self, text: &[u8]) -> Range<usize> {
        let from = offset(text, self.from);
        from..from + self.len
    }
}

/// Where in a text its `rest` begins.
pub(super) const fn offset(text: &[u8], rest: &[u8]) -> usize {
    text.len() - rest.len()
}

/// The text from its first byte on that is not white space.
#[inline]
pub(super) fn space(rest: &[u8]) -> &[u8] {
    match rest {
        [b' ' | b'\n' | b'\r' | b'\t', ..] => spaces(rest),
        _ => rest,
    }
}

#[cold]
fn spaces(mut rest: &[u8]) -> &[u8] {
    while let [b' ' | b'\n' | b'\r' | b'\t', behind @ ..] = rest {
        rest = behind;
    }
    rest
}

/// Scans a value that is `depth` levels deep, in one loop: calls for each level would cost more than
/// what they do.
pub(super) fn value(mut rest: &[u8], depth: u8) -> Scanned<'_> {
    let mut open = Open::default();
    loop {
        if open.close == b'}' {
            (_, rest) = key(rest)?;
        }
        rest = match rest {
            [b'"', behind @ ..] => string(behind)?,
            // Half of the objects of a pod, in its `managedFields`.
            [b'{', b'}', behind @ ..] | [b'[', b']', behind @ ..] => {
                deeper(depth + open.levels)?;
                behind
            }
            [bracket @ (b'{' | b'['), inside @ ..] => {
                deeper(depth + open.levels)?;
                // Both closing brackets are two behind the opening ones.
                let close = bracket + 2;
                match space(inside) {
                    [first, behind @ ..] if *first == close => behind,
                    inside => {
                        open.enter(close);
                        rest = inside;
                        continue;
                    }
                }
            }
            _ => scalar(rest)?,
        };
        rest = open.leave(rest)?;
        match rest {
            [b',', behind @ ..] if open.levels > 0 => rest = space(behind),
            _ => return Ok(rest),
        }
    }
}

/// The objects and arrays of a value that are open.
#[derive(Default)]
struct Open {
    levels: u8,
    /// What ends the innermost.
    close: u8,
    /// Whether those around it are objects, a bit for each.
    around: u128,
}

impl Open {
    #[inline]
    fn enter(&mut self, close: u8) {
        self.around = self.around << 1 | u128::from(self.close == b'}');
        (self.levels, self.close) = (self.levels + 1, close);
    }

    /// Passes what ends behind a value, up to a comma or the end of all.
    #[inline]
    fn leave<'a>(&mut self, mut rest: &'a [u8]) -> Scanned<'a> {
        while self.levels > 0 {
            match rest {
                [b',', ..] => break,
                [close, behind @ ..] if *close == self.close => {
                    rest = behind;
                    self.levels -= 1;
                    self.close = match self.around & 1 {
                        1 => b'}',
                        _ => b']',
                    };
                    self.around >>= 1;
                }
                [b' ' | b'\n' | b'\r' | b'\t', ..] => rest = spaces(rest),
                _ => return Err(Refused),
            }
        }
        Ok(rest)
    }
}

/// Scans an object. `each` gets each key and the text from its value on, scans the value at the
/// given depth, and returns what is behind it.
#[inline]
pub(super) fn object<'a>(
    rest: &'a [u8],
    depth: u8,
    mut each: impl FnMut(Key<'a>, &'a [u8], u8) -> Scanned<'a>,
) -> Scanned<'a> {
    let [b'{', inside @ ..] = rest else {
        return Err(Refused);
    };
    let depth = deeper(depth)?;
    let mut rest = space(inside);
    if let [b'}', behind @ ..] = rest {
        return Ok(behind);
    }
    loop {
        let (key, value) = key(rest)?;
        rest = match space(each(key, value, depth)?) {
            [b',', behind @ ..] => space(behind),
            [b'}', behind @ ..] => return Ok(behind),
            _ => return Err(Refused),
        }
    }
}

/// Scans an array, and tells `element` each index, the text from its value on, and what is behind it.
#[inline]
pub(super) fn array<'a>(
    rest: &'a [u8],
    depth: u8,
    mut element: impl FnMut(usize, &'a [u8], &'a [u8]),
) -> Scanned<'a> {
    let [b'[', inside @ ..] = rest else {
        return Err(Refused);
    };
    let depth = deeper(depth)?;
    let mut rest = space(inside);
    if let [b']', behind @ ..] = rest {
        return Ok(behind);
    }
    let mut index = 0;
    loop {
        let behind = value(rest, depth)?;
        element(index, rest, behind);
        index += 1;
        rest = match space(behind) {
            [b',', behind @ ..] => space(behind),
            [b']', behind @ ..] => return Ok(behind),
            _ => return Err(Refused),
        }
    }
}

/// Scans a key and the colon behind it, up to the value.
// Called instead, it would hand its result over in memory, for a third more work on each object.
#[inline(always)]
fn key(rest: &[u8]) -> Result<(Key<'_>, &[u8]), Refused> {
    let [b'"', from @ ..] = rest else {
        return Err(Refused);
    };
    let end = plain(from);
    match (from, end) {
        ([first, ..], [b'"', b':', value @ ..]) if *first != b'$' => {
            let len = offset(from, end);
            Ok((Key { from, len }, space(value)))
        }
        _ => odd_key(rest),
    }
}

/// The same for keys with escapes, with white space behind them, or maybe of serde_json's own.
#[inline(never)]
fn odd_key(rest: &[u8]) -> Result<(Key<'_>, &[u8]), Refused> {
    let from = rest.get(1..).unwrap_or_default();
    let end = string(from)?;
    // Spelled with escapes or without, such a key begins with one of these.
    if matches!(from, [b'$' | b'\\', ..]) && is_private(&rest[..offset(rest, end)]) {
        return Err(Refused);
    }
    let len = offset(from, end) - 1;
    match space(end) {
        [b':', value @ ..] => Ok((Key { from, len }, space(value))),
        _ => Err(Refused),
    }
}

/// Whether a key with its quotes is serde_json's own.
fn is_private(quoted: &[u8]) -> bool {
    crate::json::from_slice::<String>(quoted).is_ok_and(|key| key.starts_with(PRIVATE))
}

/// Scans a value that holds no others and is no string.
fn scalar(rest: &[u8]) -> Scanned<'_> {
    let word = match rest {
        [b'-' | b'0'..=b'9', ..] => return number(rest),
        [b't', ..] => "true",
        [b'f', ..] => "false",
        _ => "null",
    };
    rest.strip_prefix(word.as_bytes()).ok_or(Refused)
}

fn deeper(depth: u8) -> Result<u8, Refused> {
    match depth < DEPTH_MAX {
        true => Ok(depth + 1),
        false => Err(Refused),
    }
}
