//! Times as Kubernetes writes them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::Timestamp;

const DAY: i64 = 86_400;

/// A text is no time of RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseTimestampError;

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time such as 2026-11-21T12:04:05Z (RFC 3339)")
    }
}

impl std::error::Error for ParseTimestampError {}

/// Reads RFC 3339 with any offset, to the nanosecond. What lies before 1970 reads as 1970.
///
/// As Go does, it takes an hour of one digit, a comma before the fraction and offsets up to `24:60`,
/// and no leap second.
///
/// ```
/// use outrigger::rt::Timestamp;
///
/// let time: Timestamp = "2026-11-21T13:04:05.5+01:00".parse()?;
/// assert_eq!(time.to_string(), "2026-11-21T12:04:05Z");
/// # Ok::<(), outrigger::rt::ParseTimestampError>(())
/// ```
impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, ParseTimestampError> {
        let (seconds, nanos) = parse_unix(text)?;
        Ok(match u64::try_from(seconds) {
            Ok(seconds) => Self::from_unix(Duration::new(seconds, nanos)),
            Err(_) => Self::default(),
        })
    }
}

/// The seconds after 1970, negative before it, and the nanoseconds after these.
pub(crate) fn parse_unix(text: &str) -> Result<(i64, u32), ParseTimestampError> {
    parse(text).ok_or(ParseTimestampError)
}

fn parse(text: &str) -> Option<(i64, u32)> {
    let (date, rest) = text.split_once('T')?;
    let (clock, offset) = split_offset(rest)?;
    let (clock, nanos) = match clock.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, nanoseconds(fraction)?),
        None => (clock, 0),
    };
    let seconds = days(date)? * DAY + seconds_of_day(clock)? - offset;
    Some((seconds, nanos))
}

/// The clock, and the offset from UTC in seconds.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let (clock, offset) = text.split_at(text.rfind(['+', '-'])?);
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let hours = number(hours, 2..=2, 0..=24)?;
    let minutes = number(minutes, 2..=2, 0..=60)?;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    Some((clock, sign * (hours * 3600 + minutes * 60)))
}

fn seconds_of_day(clock: &str) -> Option<i64> {
    let mut parts = clock.split(':');
    let hour = number(parts.next()?, 1..=2, 0..=23)?;
    let minute = number(parts.next()?, 2..=2, 0..=59)?;
    let second = number(parts.next()?, 2..=2, 0..=59)?;
    parts
        .next()
        .is_none()
        .then_some(hour * 3600 + minute * 60 + second)
}

/// Digits behind the first nine are dropped.
fn nanoseconds(fraction: &str) -> Option<u32> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    Some(digits.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0')))
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar (Howard Hinnant's
/// `days_from_civil`).
fn days(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let year = number(parts.next()?, 4..=4, 0..=9999)?;
    let month = number(parts.next()?, 2..=2, 1..=12)?;
    let day = number(parts.next()?, 2..=2, 1..=days_in(year, month))?;
    if parts.next().is_some() {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = (month + 9) % 12;
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn number(
    text: &str,
    length: std::ops::RangeInclusive<usize>,
    range: std::ops::RangeInclusive<i64>,
) -> Option<i64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let value = text.parse().ok().filter(|_| digits)?;
    (length.contains(&text.len()) && range.contains(&value)).then_some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The verdicts are those of Go's `time.Parse(time.RFC3339, …)`.
    #[test]
    fn times_are_read_as_go_reads_them() {
        for (text, unix, nanos) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2000-02-29T00:00:00Z", 951_782_400, 0),
            ("2026-11-21T12:04:05Z", 1_795_262_645, 0),
            (
                "2026-11-21T12:00:00.123456+05:30",
                1_795_242_600,
                123_456_000,
            ),
            ("2026-11-21T2:00:00Z", 1_795_226_400, 0),
            ("2026-11-21T12:00:00,5Z", 1_795_262_400, 500_000_000),
            ("2026-11-21T12:00:00+24:00", 1_795_176_000, 0),
            ("2026-11-21T12:00:00-00:30", 1_795_264_200, 0),
            ("2026-11-21T12:00:00+00:60", 1_795_258_800, 0),
            ("1969-02-28T12:00:00Z", 0, 0),
            ("0000-01-01T00:00:00Z", 0, 0),
            (
                "9999-12-31T23:59:59.9999999999Z",
                253_402_300_799,
                999_999_999,
            ),
        ] {
            let expected = Timestamp::from_unix(Duration::new(unix, nanos));
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        for text in [
            "",
            "2026-11-21",
            "2026-11-21 12:00:00Z",
            "2026-11-21T12:00:00",
            "2026-11-21T12:00Z",
            "2026-11-21T12:00:00:00Z",
            "2026-11-21T12:00:60Z",
            "2026-11-21t12:00:00Z",
            "2026-11-21T12:00:00z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T12:00:00+0530",
            "2026-11-21T12:00:00+5:30",
            "2026-11-21T12:00:00.Z",
            "2026-02-29T12:00:00Z",
            "1900-02-29T12:00:00Z",
            "2026-00-01T12:00:00Z",
            "2026-13-01T12:00:00Z",
            "2026-04-31T12:00:00Z",
            "+026-11-21T12:00:00Z",
            "2026-11-21T12:00:00Zx",
            "2026-11-21T12:00:00\u{e9}",
            "1795262645",
        ] {
            assert_eq!(
                text.parse::<Timestamp>(),
                Err(ParseTimestampError),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(seconds in 0..253_402_300_800_u64) {
            let time = Timestamp::from_unix(Duration::from_secs(seconds));
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }

        #[test]
        fn no_text_panics(text in "[0-9TtZz:+.,é-]{0,40}") {
            let _ = text.parse::<Timestamp>();
        }
    }
}
