//! RFC 3339 as Go's `time.Parse` reads it.

const NANOS: i128 = 1_000_000_000;

/// Nanoseconds since 1970, before it negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(pub(super) i128);

impl Moment {
    /// Go's zero time, `0001-01-01T00:00:00Z`, which stands for none.
    pub(super) const ZERO: Self = Self(-62_135_596_800 * NANOS);

    /// The text's moment. Beyond the RFC, Go takes a single digit for the hour and a comma before
    /// the fraction.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = Rest(text.as_bytes());
        let year = rest.digits(4)?;
        rest.literal(b'-')?;
        let month = rest.digits(2)?;
        rest.literal(b'-')?;
        let day = rest.digits(2)?;
        rest.literal(b'T')?;
        let hour = rest.digits(2).or_else(|| rest.digits(1))?;
        rest.literal(b':')?;
        let minute = rest.digits(2)?;
        rest.literal(b':')?;
        let second = rest.digits(2)?;
        let fraction = rest.fraction();
        let offset = rest.offset()?;
        let date = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        if !date || hour > 23 || minute > 59 || second > 59 || !rest.0.is_empty() {
            return None;
        }
        let days = days_from_civil(year, month, day);
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset;
        Some(Self(i128::from(seconds) * NANOS + i128::from(fraction)))
    }

    /// The time from `earlier` until here in nanoseconds; Go's `Duration` ends at 292 years.
    pub(super) fn since(self, earlier: Self) -> i64 {
        let nanos = self.0 - earlier.0;
        i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
    }
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    /// Exactly so many digits, or nothing is taken.
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = rest;
        Some(
            digits
                .iter()
                .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')),
        )
    }

    fn literal(&mut self, byte: u8) -> Option<()> {
        self.0 = self.0.strip_prefix(&[byte])?;
        Some(())
    }

    /// The nanoseconds after the point; digits beyond the ninth do not count.
    fn fraction(&mut self) -> i64 {
        let [b'.' | b',', digits @ ..] = self.0 else {
            return 0;
        };
        let length = digits.iter().take_while(|b| b.is_ascii_digit()).count();
        if length == 0 {
            return 0;
        }
        self.0 = &digits[length..];
        let nine = digits[..length].iter().chain([b'0'; 9].iter()).take(9);
        nine.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
    }

    /// The seconds east of UTC.
    fn offset(&mut self) -> Option<i64> {
        if self.literal(b'Z').is_some() {
            return Some(0);
        }
        let sign = match self.0.first()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        self.0 = &self.0[1..];
        let hours = self.digits(2)?;
        self.literal(b':')?;
        let minutes = self.digits(2)?;
        (hours <= 24 && minutes <= 60).then_some(sign * (hours * 3600 + minutes * 60))
    }
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The day counted from 1970-01-01 (Howard Hinnant's `days_from_civil`).
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_go_reads() {
        for (text, nanos) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("0001-01-01T00:00:00Z", Some(Moment::ZERO.0)),
            ("2026-11-21T15:19:40Z", Some(1_795_274_380 * NANOS)),
            ("2024-02-29T00:00:00.5Z", Some(1_709_164_800_500_000_000)),
            ("1970-01-01T3:00:00Z", Some(10_800 * NANOS)),
            ("1970-01-01T00:00:00,25Z", Some(250_000_000)),
            ("1970-01-01T00:00:00.1234567899Z", Some(123_456_789)),
            ("1970-01-01T00:00:00+05:30", Some(-19_800 * NANOS)),
            ("1969-12-31T00:00:00-24:00", Some(0)),
            ("2026-02-30T00:00:00Z", None),
            ("1900-02-29T00:00:00Z", None),
            ("2026-01-02 03:04:05Z", None),
            ("2026-01-02t03:04:05z", None),
            ("2026-01-02T24:00:00Z", None),
            ("2026-01-02T03:04:60Z", None),
            ("2026-01-02T03:04:05", None),
            ("2026-1-2T03:04:05Z", None),
            ("2026-01-02T03:04:05Zx", None),
            ("2026-01-02T03:04:05.Z", None),
            ("2026-01-02T03:04:05+25:00", None),
            ("é026-01-02T03:04:05Z", None),
            ("", None),
        ] {
            assert_eq!(Moment::parse(text), nanos.map(Moment), "{text}");
        }
    }
}
