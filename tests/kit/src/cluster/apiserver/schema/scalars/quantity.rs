use std::fmt;

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

/// digits × 10^power
#[derive(Clone, Debug)]
struct Amount {
    negative: bool,
    /// The most significant one first, without leading zeros; none for zero.
    digits: Vec<u8>,
    power: i64,
    style: Style,
}

impl Amount {
    fn multiply(&mut self, factor: u64) {
        let mut carry = 0;
        for digit in self.digits.iter_mut().rev() {
            let product = u128::from(*digit) * u128::from(factor) + carry;
            *digit = (product % 10) as u8;
            carry = product / 10;
        }
        while carry > 0 {
            self.digits.insert(0, (carry % 10) as u8);
            carry /= 10;
        }
    }

    /// Moves the zeros at the end into the power.
    fn trim(&mut self) {
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        while self.digits.last() == Some(&0) {
            self.digits.pop();
            self.power += 1;
        }
    }

    /// Keeps no digits below a power of ten. What is not zero does not become zero.
    fn round_up(&mut self, least: i64) {
        if self.power >= least || self.digits.is_empty() {
            return;
        }
        let dropped = usize::try_from(least - self.power).unwrap_or(usize::MAX);
        self.digits
            .truncate(self.digits.len().saturating_sub(dropped));
        self.power = least;
        let mut carries = true; // the last digit that went was not zero
        for digit in self.digits.iter_mut().rev() {
            *digit = (*digit + 1) % 10;
            carries = *digit == 0;
            if !carries {
                break;
            }
        }
        if carries {
            self.digits.insert(0, 1);
        }
        self.trim();
    }

    /// Binary amounts end at the largest int64; those below one are written in decimal.
    fn cap(&mut self) {
        if self.style != Style::Binary || self.digits.is_empty() {
            return;
        }
        if self.digits.len() as i64 + self.power <= 0 {
            self.style = Style::Decimal;
            return;
        }
        let mut whole = self.clone();
        whole.truncate();
        let largest = i64::MAX.unsigned_abs();
        if whole
            .integer()
            .is_none_or(|value| value >= u128::from(largest))
        {
            let digits = largest.to_string();
            self.digits = digits.bytes().map(|digit| digit - b'0').collect();
            self.power = 0;
        }
    }

    /// Drops the fraction.
    fn truncate(&mut self) {
        let places = usize::try_from(-self.power).unwrap_or_default();
        self.digits
            .truncate(self.digits.len().saturating_sub(places));
        self.power = self.power.max(0);
    }

    /// The value without its sign, if it is a whole number that 38 digits can write.
    fn integer(&self) -> Option<u128> {
        let power = u32::try_from(self.power).ok()?;
        let mut value = 0_u128;
        for digit in &self.digits {
            value = value.checked_mul(10)?.checked_add(u128::from(*digit))?;
        }
        value.checked_mul(10_u128.checked_pow(power)?)
    }

    fn binary(&self) -> Option<String> {
        let mut value = self.integer().filter(|value| *value >= 1024)?;
        let mut suffix = "";
        for name in BINARY {
            if value % 1024 != 0 || value < 1024 {
                break;
            }
            value /= 1024;
            suffix = name;
        }
        Some(format!("{value}{suffix}"))
    }

    fn decimal(&self) -> String {
        let zeros = self.power.rem_euclid(3);
        let power = self.power - zeros;
        let mut text: String = self
            .digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect();
        text.extend((0..zeros).map(|_| '0'));
        match self.style {
            Style::Exponent if power != 0 => text.push_str(&format!("e{power}")),
            Style::Exponent => {}
            // Beyond E there is no suffix, and Go writes none.
            _ => text.push_str(
                usize::try_from((power - NANO) / 3)
                    .ok()
                    .and_then(|index| DECIMAL.get(index))
                    .unwrap_or(&""),
            ),
        }
        text
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits.is_empty() {
            return f.write_str("0");
        }
        if self.negative {
            f.write_str("-")?;
        }
        match self.style {
            Style::Binary => f.write_str(&self.binary().unwrap_or_else(|| self.decimal())),
            _ => f.write_str(&self.decimal()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{WRONG_FORMAT, WRONG_NUMBER, WRONG_SUFFIX, canonical};

    /// What the Go package answers.
    #[test]
    fn canonical_texts() {
        let cases = [
            ("0", "0"),
            ("0.5", "500m"),
            ("1", "1"),
            ("1.5", "1500m"),
            ("100m", "100m"),
            ("0.1m", "100u"),
            ("1024Mi", "1Gi"),
            ("1Gi", "1Gi"),
            ("8Mi", "8Mi"),
            ("512Ki", "512Ki"),
            ("1023", "1023"),
            ("1024", "1024"),
            ("1024Ki", "1Mi"),
            ("1.5Gi", "1536Mi"),
            ("1.5Ki", "1536"),
            ("0.5Ki", "512"),
            ("0.0001Ki", "102400u"),
            ("1e3", "1e3"),
            ("1E3", "1E3"),
            ("12e1", "120"),
            ("1e-3", "1e-3"),
            ("1e-10", "1e-9"),
            ("0.0000000001", "1n"),
            ("1000E", "1"),
            ("9Ei", "9223372036854775807"),
            ("8Ei", "9223372036854775807"),
            ("7Ei", "7Ei"),
            ("16Ei", "9223372036854775807"),
            ("100Ei", "9223372036854775807"),
            ("10000000000000000000000", "10"),
            ("9223372036854775807", "9223372036854775807"),
            ("9223372036854775808", "9223372036854775808"),
            ("+1", "+1"),
            ("+1Ki", "+1Ki"),
            ("-1", "-1"),
            ("-1Ki", "-1Ki"),
            ("-5Mi", "-5Mi"),
            ("007", "007"),
            ("00.5", "500m"),
            ("01Ki", "01Ki"),
            ("1.", "1."),
            ("1.Gi", "1.Gi"),
            (".5", "500m"),
            (".", "0"),
            ("-", "0"),
            (".m", "0"),
            ("+.", "0"),
            ("n", "0"),
            ("m", "0"),
            ("Ki", "0"),
            ("1 ", "1"),
            ("1E", "1E"),
            (
                "123456789012345678901234567890n",
                "123456789012345678901234567890n",
            ),
            ("0.000000001", "1n"),
            ("0.0000000015", "2n"),
            ("-0.0000000015", "-2n"),
            ("999999999.9999999999", "1G"),
            ("1e21", "1e21"),
            ("1e24", "1e24"),
            ("1e1000000000", "10e999999999"),
            ("1e4294967296", "1e4294967296"),
            ("1.0", "1"),
            ("1.10", "1100m"),
            ("100000", "100k"),
            ("1000", "1k"),
            ("1000m", "1"),
            ("1000000m", "1k"),
            ("1500m", "1500m"),
            ("1000k", "1M"),
            ("1048576", "1048576"),
            ("1.0Ki", "1Ki"),
            ("2.5Mi", "2560Ki"),
            ("1023Ki", "1023Ki"),
            ("-1023", "-1023"),
            ("-1024Ki", "-1Mi"),
            ("1u", "1u"),
            ("1000u", "1m"),
            ("1n", "1n"),
            ("1000n", "1u"),
            ("9999999999999999999", "9999999999999999999"),
            ("0Ki", "0"),
            ("0m", "0"),
            ("0e5", "0"),
            ("-0", "0"),
            ("+0", "0"),
            ("0.e-10", "0"),
            ("1.5e3", "1500"),
            ("1.5e2", "150"),
            ("15e-1", "1500e-3"),
            ("100e-2", "1"),
            ("1234567890123456789Ki", "9223372036854775807"),
            ("3.3333333333333333333Ki", "3413333333334n"),
            ("0.1Ki", "102400m"),
            ("1.1Ei", "1268213655067531673600m"),
            (
                "12345678901234567890123456789012345678901234567890",
                "12345678901234567890123456789012345678901234567890",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical(text), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_quantity() {
        let cases = [
            ("", WRONG_FORMAT),
            ("1KI", WRONG_FORMAT),
            ("1ki", WRONG_SUFFIX),
            ("1K", WRONG_SUFFIX),
            ("1x", WRONG_FORMAT),
            ("1e", WRONG_SUFFIX),
            ("1e+", WRONG_SUFFIX),
            ("1E1E", WRONG_FORMAT),
            ("1.2.3", WRONG_FORMAT),
            ("--1", WRONG_SUFFIX),
            ("1i", WRONG_SUFFIX),
            ("1m5", WRONG_SUFFIX),
            ("1Ki5", WRONG_SUFFIX),
            ("1e3m", WRONG_FORMAT),
            ("1e9223372036854775808", WRONG_SUFFIX),
            (".e-10", WRONG_NUMBER),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical(text), Err(expected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn once_is_enough(text in "[+-]?[0-9]{0,20}[.]?[0-9]{0,12}(|[numkMGTPE]|[KMGTPE]i|[eE]-?[0-9]{1,12})") {
            if let Ok(once) = canonical(&text) {
                // Beyond the suffix E, Go loses the power of ten.
                prop_assert_eq!(canonical(&once), Ok(once));
            }
        }
    }
}
