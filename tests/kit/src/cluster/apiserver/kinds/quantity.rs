//! Quantities of resources (`resource.Quantity`): enough to compare them.

use std::cmp::Ordering;

const NANO: i128 = 1_000_000_000;

/// A number in billionths, as much as the server keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quantity(i128);

impl Quantity {
    pub(crate) const ZERO: Self = Self(0);

    /// `None` for what is no quantity; decoding has refused that already.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let end = text
            .find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-'))
            .unwrap_or(text.len());
        let (number, suffix) = text.split_at(end);
        let (digits, exponent) = split_decimal(number)?;
        let (factor, power) = scale(suffix)?;
        shift(digits.checked_mul(factor)?, power + exponent + 9).map(Self)
    }

    pub(crate) fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub(crate) fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// After rounding up to thousandths.
    pub(crate) fn is_integer(self) -> bool {
        ceil(self.0, NANO / 1000) % 1000 == 0
    }

    pub(crate) const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The number of thousandths, rounded up.
    pub(crate) fn milli(self) -> i128 {
        ceil(self.0, NANO / 1000)
    }

    /// The number, rounded up.
    pub(crate) fn whole(self) -> i128 {
        ceil(self.0, NANO)
    }

    /// The text of the number rounded up to thousandths; `None` if it needs no rounding.
    pub(crate) fn rounded_to_milli(self) -> Option<String> {
        let step = NANO / 1000;
        if self.0 % step == 0 {
            return None;
        }
        let mut number = ceil(self.0, step);
        let mut suffixes = ["m", "", "k", "M", "G", "T", "P", "E"].into_iter();
        let mut suffix = suffixes.next()?;
        while number % 1000 == 0 {
            number /= 1000;
            suffix = suffixes.next()?;
        }
        Some(format!("{number}{suffix}"))
    }
}

/// Compares two texts; what is no quantity counts as zero.
pub(crate) fn compare(one: &str, other: &str) -> Ordering {
    let value = |text| Quantity::parse(text).unwrap_or(Quantity::ZERO);
    value(one).cmp(&value(other))
}

/// `-1.25` as (-125, -2).
fn split_decimal(number: &str) -> Option<(i128, i32)> {
    let unsigned = number.trim_start_matches(['+', '-']);
    if number.len() - unsigned.len() > 1 {
        return None;
    }
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let exponent = i32::try_from(fraction.len()).ok()?;
    let sign = if number.starts_with('-') { -1 } else { 1 };
    Some((sign * digits, -exponent))
}

/// What a suffix multiplies with: a factor, and a power of ten.
fn scale(suffix: &str) -> Option<(i128, i32)> {
    let decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    let binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    if let Some(index) = decimal.iter().position(|known| *known == suffix) {
        return Some((1, i32::try_from(index).ok()? * 3 - 9));
    }
    if let Some(index) = binary.iter().position(|known| *known == suffix) {
        return Some((1 << (10 * (index + 1)), 0));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?;
    Some((1, exponent.parse().ok()?))
}

/// Times a power of ten; below a billionth it rounds away from zero.
fn shift(number: i128, power: i32) -> Option<i128> {
    let factor = 10_i128.checked_pow(power.unsigned_abs());
    match (power >= 0, factor) {
        (true, Some(factor)) => Some(number.saturating_mul(factor)),
        (true, None) => Some(if number == 0 {
            0
        } else {
            i128::MAX * number.signum()
        }),
        (false, Some(factor)) if number < 0 => Some(-ceil(-number, factor)),
        (false, Some(factor)) => Some(ceil(number, factor)),
        (false, None) => Some(number.signum()),
    }
}

fn ceil(number: i128, step: i128) -> i128 {
    let floor = number.div_euclid(step);
    if number.rem_euclid(step) == 0 {
        floor
    } else {
        floor + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_compare_whatever_their_form() {
        for (one, order, other) in [
            ("1", Ordering::Equal, "1000m"),
            ("1Ki", Ordering::Equal, "1024"),
            ("1k", Ordering::Less, "1Ki"),
            ("0.5", Ordering::Equal, "500m"),
            ("1e3", Ordering::Equal, "1k"),
            ("1E", Ordering::Greater, "1P"),
            ("-1", Ordering::Less, "0"),
            ("1n", Ordering::Greater, "0"),
            ("1e400", Ordering::Greater, "1E"),
        ] {
            assert_eq!(compare(one, other), order, "{one} and {other}");
        }
    }

    #[test]
    fn rounding_is_up_to_thousandths() {
        for (text, rounded) in [
            ("1.0001", Some("1001m")),
            ("0.9999", Some("1")),
            ("999.9999", Some("1k")),
            ("1n", Some("1m")),
            ("1", None),
            ("5m", None),
        ] {
            let quantity = Quantity::parse(text).unwrap();
            assert_eq!(quantity.rounded_to_milli().as_deref(), rounded, "{text}");
        }
    }
}
