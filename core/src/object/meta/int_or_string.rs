use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A number or a text: a port by number or by name, a count or a percentage.
///
/// ```
/// use outrigger::object::IntOrString;
///
/// let port: IntOrString = serde_json::from_str("8080")?;
/// assert_eq!(port, IntOrString::from(8080));
/// assert_eq!(IntOrString::from("25%").scaled(10, true)?, 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum IntOrString {
    /// A number.
    Int(i32),
    /// A text.
    String(String),
}

impl IntOrString {
    /// The number, or what a text of digits says; 0 for any other text.
    pub fn int_value(&self) -> i64 {
        match self {
            Self::Int(number) => i64::from(*number),
            Self::String(text) => text.parse().unwrap_or_else(|_| beyond(text)),
        }
    }

    /// The number, or this percentage of `total`, rounded up or down.
    ///
    /// # Errors
    /// It is a text that is no percentage.
    ///
    /// Source: `GetScaledValueFromIntOrPercent` of apimachinery's `util/intstr`.
    pub fn scaled(&self, total: i32, round_up: bool) -> Result<i64, NotAPercentage> {
        let text = match self {
            Self::Int(number) => return Ok(i64::from(*number)),
            Self::String(text) => text,
        };
        let percent = text.strip_suffix('%').ok_or(NotAPercentage(()))?;
        let percent: i64 = percent.parse().map_err(|_| NotAPercentage(()))?;
        let hundredfold = i128::from(percent) * i128::from(total);
        let scaled = match round_up {
            true => -(-hundredfold).div_euclid(100),
            false => hundredfold.div_euclid(100),
        };
        i64::try_from(scaled).map_err(|_| NotAPercentage(()))
    }
}

/// Go stops at the largest and the smallest integer.
fn beyond(text: &str) -> i64 {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    match text.starts_with('-') {
        true => i64::MIN,
        false => i64::MAX,
    }
}

/// A text that should be a percentage, such as `25%`, is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPercentage(());

impl fmt::Display for NotAPercentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither a number nor a percentage such as 25%")
    }
}

impl std::error::Error for NotAPercentage {}

impl Default for IntOrString {
    fn default() -> Self {
        Self::Int(0)
    }
}

impl fmt::Display for IntOrString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => number.fmt(f),
            Self::String(text) => text.fmt(f),
        }
    }
}

/// A text of an integer of 32 bits becomes a number, any other stays a text.
impl FromStr for IntOrString {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text.parse() {
            Ok(number) => Self::Int(number),
            Err(_) => Self::String(text.to_owned()),
        })
    }
}

impl From<i32> for IntOrString {
    fn from(number: i32) -> Self {
        Self::Int(number)
    }
}

/// A text, of digits or not. What may be either is parsed.
impl From<&str> for IntOrString {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for IntOrString {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl<'de> Deserialize<'de> for IntOrString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = IntOrString;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer of 32 bits or a string")
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<IntOrString, E> {
                let number = i32::try_from(number);
                number
                    .map(IntOrString::Int)
                    .map_err(|_| E::invalid_value(Unexpected::Other("integer"), &self))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<IntOrString, E> {
                self.visit_i64(i64::try_from(number).unwrap_or(i64::MAX))
            }

            /// serde_json has `-0` as a float.
            fn visit_f64<E: Error>(self, number: f64) -> Result<IntOrString, E> {
                match number == 0.0 && number.is_sign_negative() {
                    true => Ok(IntOrString::Int(0)),
                    false => Err(E::invalid_type(Unexpected::Other("a fraction"), &self)),
                }
            }

            /// Go leaves what it had, which is zero.
            fn visit_unit<E: Error>(self) -> Result<IntOrString, E> {
                Ok(IntOrString::Int(0))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<IntOrString, E> {
                Ok(text.into())
            }

            fn visit_string<E: Error>(self, text: String) -> Result<IntOrString, E> {
                Ok(text.into())
            }
        }

        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What apimachinery's `intstr` makes of these.
    #[test]
    fn values_are_read_as_go_reads_them() {
        for (json, expected) in [
            ("5", Some("5")),
            ("\"5\"", Some("\"5\"")),
            ("\"x\"", Some("\"x\"")),
            ("-0", Some("0")),
            ("null", Some("0")),
            ("1.0", None),
            ("3000000000", None),
            ("true", None),
            ("[]", None),
        ] {
            let value = serde_json::from_str::<IntOrString>(json).ok();
            let printed = value.map(|value| serde_json::to_string(&value).unwrap());
            assert_eq!(printed.as_deref(), expected, "{json}");
        }
        for (text, value, number) in [
            ("5", IntOrString::Int(5), 5),
            ("+5", IntOrString::Int(5), 5),
            ("99999999999", "99999999999".into(), 99_999_999_999),
            ("", "".into(), 0),
            ("50%", "50%".into(), 0),
            (
                "99999999999999999999",
                "99999999999999999999".into(),
                i64::MAX,
            ),
            ("9223372036854775808ns", "9223372036854775808ns".into(), 0),
            (
                "-9223372036854775809",
                "-9223372036854775809".into(),
                i64::MIN,
            ),
        ] {
            assert_eq!(text.parse(), Ok(value), "{text}");
            assert_eq!(IntOrString::from(text).int_value(), number, "{text}");
        }
    }

    #[test]
    fn percentages_are_scaled_as_go_scales_them() {
        for (value, total, round_up, expected) in [
            (IntOrString::Int(3), 10, true, Some(3)),
            ("25%".into(), 10, true, Some(3)),
            ("25%".into(), 10, false, Some(2)),
            ("-5%".into(), 10, true, Some(0)),
            ("-5%".into(), 10, false, Some(-1)),
            ("+5%".into(), 10, true, Some(1)),
            ("150%".into(), 7, true, Some(11)),
            ("25".into(), 10, true, None),
            ("a%".into(), 10, true, None),
            ("%".into(), 10, true, None),
            ("25%%".into(), 10, true, None),
        ] {
            assert_eq!(value.scaled(total, round_up).ok(), expected, "{value}");
        }
    }
}
