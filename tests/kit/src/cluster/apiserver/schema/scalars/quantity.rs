//! `resource.Quantity`

mod amount;
#[cfg(test)]
mod tests;

use self::amount::Amount;

const WRONG_FORMAT: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_NUMBER: &str = "unable to parse numeric part of quantity";
const WRONG_SUFFIX: &str = "unable to parse quantity's suffix";

/// The smallest power of ten that is kept; what is smaller rounds up.
const NANO: i64 = -9;

/// The decimal suffixes from n to E.
const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

/// The binary suffixes from Ki to Ei.
const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// Reads a quantity (`resource.Quantity`) and writes it as the server does: `0.5` is `500m`.
///
/// A text that already looks canonical stays as it is, with its sign and its leading zeros.
pub(crate) fn canonical(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let parts = Parts::split(text)?;
    let (exponent, style) = parts.scale()?;
    if parts.stays(exponent, style) {
        return Ok(text.to_owned());
    }
    Ok(parts.amount(exponent, style)?.to_string())
}

/// How the suffix was written, and is again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `k`, `M`, …
    Decimal,
    /// `e3`
    Exponent,
    /// `Ki`, `Mi`, …
    Binary,
}

/// A quantity's text, taken apart.
struct Parts<'a> {
    negative: bool,
    /// The digits before the point, without leading zeros; 0 if none are left.
    whole: &'a str,
    /// The digits after the point.
    fraction: &'a str,
    suffix: &'a str,
    any_digits: bool,
}

impl<'a> Parts<'a> {
    fn split(text: &'a str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err(WRONG_FORMAT);
        }
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, rest) = unsigned.split_at(leading(unsigned, |byte| byte.is_ascii_digit()));
        let (fraction, suffix) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at(leading(rest, |byte| byte.is_ascii_digit())),
            None => ("", rest),
        };
        let any_digits = !whole.is_empty() || !fraction.is_empty();
        let letters = leading(suffix, |byte| b"eEinumkKMGTP".contains(&byte));
        let exponent = &suffix[letters..];
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(WRONG_FORMAT);
        }
        let significant = whole.trim_start_matches('0');
        Ok(Self {
            negative: text.starts_with('-'),
            whole: if significant.is_empty() {
                "0"
            } else {
                significant
            },
            fraction,
            suffix,
            any_digits,
        })
    }

    /// What the suffix says: a power of two for binary ones, else of ten.
    fn scale(&self) -> Result<(i32, Style), &'static str> {
        let suffix = self.suffix;
        for (power, name) in (-9..).step_by(3).zip(DECIMAL) {
            if suffix == name {
                return Ok((power, Style::Decimal));
            }
        }
        for (power, name) in (10..).step_by(10).zip(BINARY) {
            if suffix == name {
                return Ok((power, Style::Binary));
            }
        }
        match suffix.strip_prefix(['e', 'E']).map(str::parse::<i64>) {
            #[expect(clippy::cast_possible_truncation, reason = "as Go does")]
            Some(Ok(power)) => Ok((power as i32, Style::Exponent)),
            _ => Err(WRONG_SUFFIX),
        }
    }

    /// Whether Go takes the text for canonical. It looks only at numbers that it can hold in an
    /// int64, and does not look at the sign.
    fn stays(&self, exponent: i32, style: Style) -> bool {
        let digits = format!("{}{}", self.whole, self.fraction);
        let (length, fraction) = (digits.len() as i64, self.fraction.len() as i64);
        let power = i64::from(exponent);
        let Ok(value) = digits.parse::<i64>() else {
            return false;
        };
        match style {
            Style::Binary => {
                let room = 15 - length - power * 3 / 10 - 1;
                let fits = value.checked_mul(1 << power).is_some();
                fraction == 0 && room >= 0 && fits && value & 7 != 0
            }
            Style::Decimal | Style::Exponent => {
                let scale = power - fraction;
                let small = length <= 18 && scale >= NANO;
                small && scale % 3 == 0 && !digits.ends_with("000") && !digits.starts_with('0')
            }
        }
    }

    fn amount(&self, exponent: i32, style: Style) -> Result<Amount, &'static str> {
        let fraction = self.fraction.len() as i64;
        let digits = self.whole.bytes().chain(self.fraction.bytes());
        let mut amount = Amount {
            negative: self.negative,
            digits: digits.map(|digit| digit - b'0').collect(),
            power: -fraction,
            style,
        };
        match style {
            Style::Binary => amount.multiply(1 << exponent),
            Style::Decimal | Style::Exponent => amount.power += i64::from(exponent),
        }
        amount.trim();
        let fast = amount.digits.len() <= 18 && i64::from(exponent) - fraction >= NANO;
        if !fast && !self.any_digits {
            return Err(WRONG_NUMBER);
        }
        amount.round_up(NANO);
        amount.cap();
        Ok(amount)
    }
}

fn leading(text: &str, is: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| is(*byte)).count()
}
