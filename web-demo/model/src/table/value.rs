use std::cmp::Ordering;

use crate::columns::Comparison;

/// What a cell is sorted by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum SortValue {
    /// Numbers are before texts. The second decides among equals.
    Number(f64, f64),
    /// The cell's text itself.
    Text,
    /// Empty, `<none>`, `<unknown>`.
    Missing,
}

impl SortValue {
    pub(super) fn new(text: &str, comparison: Comparison) -> Self {
        let text = text.trim();
        if matches!(text, "" | "<none>" | "<unknown>" | "<unset>") {
            return Self::Missing;
        }
        let number = match comparison {
            Comparison::Text => None,
            Comparison::Duration => duration(text).map(only),
            Comparison::Guess => guess(text),
        };
        number.map_or(Self::Text, |(first, second)| Self::Number(first, second))
    }

    /// By the moment of creation.
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds need far fewer than 52 bits"
    )]
    pub(super) const fn age(created: i64) -> Self {
        Self::Number(-(created as f64), 0.0)
    }

    pub(super) const fn rank(&self) -> u8 {
        match self {
            Self::Number(..) => 0,
            Self::Text => 1,
            Self::Missing => 2,
        }
    }

    /// The order of values of which not both are texts.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a, a_second), Self::Number(b, b_second)) => {
                a.total_cmp(b).then(a_second.total_cmp(b_second))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

const fn only(number: f64) -> (f64, f64) {
    (number, 0.0)
}

/// The number that a text means, if it looks like one: `12`, `45%`, `2/3`, `1 (5m ago)`, `2d3h`,
/// `10Mi`.
fn guess(text: &str) -> Option<(f64, f64)> {
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.')) {
        return None;
    }
    decimal(text.strip_suffix('%').unwrap_or(text))
        .map(only)
        .or_else(|| ratio(text))
        .or_else(|| count_and_age(text))
        .or_else(|| quantity(text).map(only))
        .or_else(|| duration(text).map(only))
}

/// Digits with a sign before and a point inside; what else Rust reads (`inf`, `1e5`) is a text.
fn decimal(text: &str) -> Option<f64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let shift = 10.0_f64.powi(i32::try_from(fraction.len()).ok()?);
    let number = digits_of(whole)? + digits_of(fraction)? / shift;
    Some(if negative { -number } else { number })
}

/// The number that digits mean, zero without any. To about 15 digits, as everything here: Rust
/// reads the last bit right too, with tables that are too large for a page.
fn digits_of(text: &str) -> Option<f64> {
    text.bytes().try_fold(0.0, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| byte - b'0')?;
        Some(number * 10.0 + f64::from(digit))
    })
}

/// `2/3`: by the share, then by the whole. Nothing of nothing is complete.
fn ratio(text: &str) -> Option<(f64, f64)> {
    let (part, whole) = text.split_once('/')?;
    let (part, whole) = (decimal(part)?, decimal(whole)?);
    let share = if whole == 0.0 {
        1.0 + part
    } else {
        part / whole
    };
    Some((share, whole))
}

/// `1 (5m ago)`: by the count, the latest being the greatest.
fn count_and_age(text: &str) -> Option<(f64, f64)> {
    let (count, ago) = text.split_once(" (")?;
    let ago = duration(ago.strip_suffix(" ago)")?)?;
    Some((decimal(count)?, -ago))
}

/// `100m`, `10Mi`, `1.5G`: a Kubernetes quantity.
fn quantity(text: &str) -> Option<f64> {
    let split = text.find(|sign: char| sign.is_ascii_alphabetic())?;
    let (number, suffix) = text.split_at(split);
    let factor = match suffix {
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024.0_f64.powi(2),
        "Gi" => 1024.0_f64.powi(3),
        "Ti" => 1024.0_f64.powi(4),
        "Pi" => 1024.0_f64.powi(5),
        "Ei" => 1024.0_f64.powi(6),
        _ => return None,
    };
    Some(decimal(number)? * factor)
}

/// `2d3h`, `45s`: seconds.
fn duration(text: &str) -> Option<f64> {
    let (mut rest, mut seconds) = (text, 0.0);
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit())?;
        let (number, behind) = rest.split_at(digits);
        let unit = match behind.as_bytes().first()? {
            b'y' => 31_536_000.0,
            b'd' => 86_400.0,
            b'h' => 3600.0,
            b'm' => 60.0,
            b's' => 1.0,
            _ => return None,
        };
        if number.is_empty() {
            return None;
        }
        seconds += digits_of(number)? * unit;
        rest = &behind[1..];
    }
    (!text.is_empty()).then_some(seconds)
}

/// Texts as a person sorts them: numbers inside by their value, upper and lower case together.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let (mut x, mut y) = (a.as_bytes(), b.as_bytes());
    while let (Some(first), Some(second)) = (x.first(), y.first()) {
        let ordering = if first.is_ascii_digit() && second.is_ascii_digit() {
            let (number, other);
            (number, x) = leading_number(x);
            (other, y) = leading_number(y);
            number.len().cmp(&other.len()).then(number.cmp(other))
        } else {
            (x, y) = (&x[1..], &y[1..]);
            first.to_ascii_lowercase().cmp(&second.to_ascii_lowercase())
        };
        if ordering.is_ne() {
            return ordering;
        }
    }
    x.len().cmp(&y.len()).then_with(|| a.cmp(b))
}

/// The digits that a text begins with, without zeros before them, and the rest.
fn leading_number(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit());
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    (&digits[zeros..], rest)
}

#[cfg(test)]
mod tests;
