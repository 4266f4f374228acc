use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A duration as Kubernetes writes it in some fields: Go's text, such as `1h30m0s`.
///
/// Unlike `std::time::Duration` it may be negative; it counts nanoseconds in 64 bits, which is 292
/// years.
///
/// ```
/// use outrigger::object::Duration;
///
/// let timeout: Duration = "1.5h".parse()?;
/// assert_eq!(timeout.to_string(), "1h30m0s");
/// assert_eq!(std::time::Duration::try_from(timeout).ok(), Some(std::time::Duration::from_secs(5400)));
/// # Ok::<(), outrigger::object::InvalidDuration>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Duration(i64);

impl Duration {
    /// So many nanoseconds.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// In nanoseconds.
    pub const fn as_nanos(self) -> i64 {
        self.0
    }
}

/// One that is too long becomes the longest there is.
impl From<std::time::Duration> for Duration {
    fn from(duration: std::time::Duration) -> Self {
        Self(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX))
    }
}

/// Fails with a negative one.
impl TryFrom<Duration> for std::time::Duration {
    type Error = std::num::TryFromIntError;

    fn try_from(duration: Duration) -> Result<Self, Self::Error> {
        u64::try_from(duration.0).map(Self::from_nanos)
    }
}

/// As Go's `time.Duration` prints: `1h30m0s`, `1.5s`, `300ms`, `0s`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let nanos = self.0.unsigned_abs();
        let (scale, digits, unit) = match nanos {
            0 => return f.write_str("0s"),
            1..1_000 => return write!(f, "{nanos}ns"),
            1_000..1_000_000 => (1_000, 3, "\u{b5}s"),
            1_000_000..1_000_000_000 => (1_000_000, 6, "ms"),
            _ => (1_000_000_000, 9, "s"),
        };
        let mut whole = nanos / scale;
        if unit == "s" {
            let (hours, minutes) = (whole / 3600, whole / 60 % 60);
            whole %= 60;
            if hours > 0 {
                write!(f, "{hours}h")?;
            }
            if hours > 0 || minutes > 0 {
                write!(f, "{minutes}m")?;
            }
        }
        write!(f, "{whole}")?;
        let fraction = format!("{:0digits$}", nanos % scale);
        match fraction.trim_end_matches('0') {
            "" => {}
            fraction => write!(f, ".{fraction}")?,
        }
        f.write_str(unit)
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is no duration, in Go's words; they quote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidDuration(String);

impl fmt::Display for InvalidDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidDuration {}

/// Reads what Go's `time.ParseDuration` reads, and as exactly.
impl FromStr for Duration {
    type Err = InvalidDuration;

    fn from_str(text: &str) -> Result<Self, InvalidDuration> {
        parse(text).map(Self).map_err(|what| {
            InvalidDuration(format!("time: {what} duration {}", go_time_quote(text)))
        })
    }
}

/// Half of the range of a `u64`, which is one more than the longest duration.
const LIMIT: u64 = 1 << 63;

/// The nanoseconds, or what is wrong.
fn parse(text: &str) -> Result<i64, String> {
    let invalid = || "invalid".to_owned();
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    match rest {
        "0" => return Ok(0),
        "" => return Err(invalid()),
        _ => {}
    }
    let mut nanos: u64 = 0;
    while !rest.is_empty() {
        let (part, after) = parse_part(rest)?;
        let sum = nanos.checked_add(part).filter(|sum| *sum <= LIMIT);
        nanos = sum.ok_or_else(invalid)?;
        rest = after;
    }
    match negative {
        true => Ok(0_i64.wrapping_sub_unsigned(nanos)),
        false => i64::try_from(nanos).map_err(|_| invalid()),
    }
}

/// A number with its unit, in nanoseconds, and what follows.
fn parse_part(text: &str) -> Result<(u64, &str), String> {
    let invalid = || "invalid".to_owned();
    let (whole, rest) = digits(text);
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => digits(rest),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return Err(invalid());
    }
    let end = rest.find(|c: char| c == '.' || c.is_ascii_digit());
    let (name, rest) = rest.split_at(end.unwrap_or(rest.len()));
    let whole = match whole {
        "" => 0,
        whole => whole
            .parse()
            .ok()
            .filter(|whole| *whole <= LIMIT)
            .ok_or_else(invalid)?,
    };
    let unit: u64 = match name {
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        "" => return Err("missing unit in".to_owned()),
        other => return Err(format!("unknown unit {} in", go_time_quote(other))),
    };
    let nanos = whole.checked_mul(unit).filter(|nanos| *nanos <= LIMIT);
    let nanos = nanos.ok_or_else(invalid)?;
    let nanos = nanos
        .checked_add(of_fraction(fraction, unit))
        .filter(|nanos| *nanos <= LIMIT);
    Ok((nanos.ok_or_else(invalid)?, rest))
}

/// The fraction of a unit, computed in floating point as Go does it, so that it is rounded alike.
fn of_fraction(digits: &str, unit: u64) -> u64 {
    let (mut value, mut scale) = (0_u64, 1.0_f64);
    for digit in digits.bytes() {
        if value > (LIMIT - 1) / 10 {
            break;
        }
        let next = value * 10 + u64::from(digit - b'0');
        if next > LIMIT {
            break;
        }
        value = next;
        scale *= 10.0;
    }
    // No more than an hour.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss
    )]
    let nanos = (value as f64 * (unit as f64 / scale)) as u64;
    nanos
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

/// Go's package `time` quotes in a way of its own.
fn go_time_quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => {
                quoted.push('\\');
                quoted.push(char::from(byte));
            }
            b' '..0x80 => quoted.push(char::from(byte)),
            _ => quoted.push_str(&format!("\\x{byte:02x}")),
        }
    }
    quoted.push('"');
    quoted
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
