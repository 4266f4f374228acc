use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::rt::{self, ParseTimestampError, Timestamp};

/// The seconds from 1970 to what Go takes for no time: the beginning of the year 1.
const ZERO: i64 = -62_135_596_800;

/// A moment to the second, as most of Kubernetes' fields have it: `2026-11-21T12:04:05Z`.
///
/// It reads RFC 3339 with any offset and drops fractions, and is written in UTC.
///
/// The default is Go's zero time, the beginning of the year 1; it stands for no time and is written
/// as `null`. A field that may be absent is an `Option<Time>`.
///
/// ```
/// use outrigger::object::Time;
///
/// let time: Time = "2026-11-21T13:04:05.5+01:00".parse()?;
/// assert_eq!(time.to_string(), "2026-11-21T12:04:05Z");
/// assert_eq!(serde_json::to_string(&Time::default())?, "null");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time(i64);

impl Time {
    /// So many seconds after 1970-01-01T00:00:00Z; before it, if negative.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The seconds after 1970-01-01T00:00:00Z.
    pub const fn as_unix(self) -> i64 {
        self.0
    }

    /// Whether it stands for no time.
    pub const fn is_zero(&self) -> bool {
        self.0 == ZERO
    }
}

impl Default for Time {
    fn default() -> Self {
        Self(ZERO)
    }
}

/// A moment to the microsecond, as Leases and Events have it: `2026-11-21T12:04:05.000000Z`.
///
/// Six digits are written and must be there to be read. As of [`Time`], the default stands for no
/// time and is written as `null`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MicroTime {
    seconds: i64,
    micros: u32,
}

impl MicroTime {
    /// So many microseconds after 1970-01-01T00:00:00Z; before it, if negative.
    pub const fn from_unix_micros(micros: i64) -> Self {
        Self {
            seconds: micros.div_euclid(1_000_000),
            // Less than a million.
            micros: micros.rem_euclid(1_000_000) as u32,
        }
    }

    /// The microseconds after 1970-01-01T00:00:00Z.
    pub const fn as_unix_micros(self) -> i64 {
        self.seconds
            .saturating_mul(1_000_000)
            .saturating_add(self.micros as i64)
    }

    /// Whether it stands for no time.
    pub const fn is_zero(&self) -> bool {
        self.seconds == ZERO && self.micros == 0
    }
}

impl Default for MicroTime {
    fn default() -> Self {
        Self {
            seconds: ZERO,
            micros: 0,
        }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        rt::write_date_and_clock(f, self.0)?;
        f.write_str("Z")
    }
}

impl fmt::Display for MicroTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        rt::write_date_and_clock(f, self.seconds)?;
        write!(f, ".{:06}Z", self.micros)
    }
}

impl FromStr for Time {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, ParseTimestampError> {
        rt::parse_unix(text).map(|(seconds, _)| Self(seconds))
    }
}

impl FromStr for MicroTime {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, ParseTimestampError> {
        let (seconds, nanos) = rt::parse_unix(text)?;
        let (_, fraction) = text.split_once(['.', ',']).ok_or(ParseTimestampError)?;
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        match digits {
            6 => Ok(Self {
                seconds,
                micros: nanos / 1_000,
            }),
            _ => Err(ParseTimestampError),
        }
    }
}

/// To the second, rounded down.
impl From<Timestamp> for Time {
    fn from(timestamp: Timestamp) -> Self {
        Self(i64::try_from(timestamp.as_unix().as_secs()).unwrap_or(i64::MAX))
    }
}

/// To the microsecond, rounded down.
impl From<Timestamp> for MicroTime {
    fn from(timestamp: Timestamp) -> Self {
        let since = timestamp.as_unix();
        Self {
            seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            micros: since.subsec_micros(),
        }
    }
}

/// What lies before 1970 becomes 1970.
impl From<Time> for Timestamp {
    fn from(time: Time) -> Self {
        Self::from_unix(Duration::from_secs(u64::try_from(time.0).unwrap_or(0)))
    }
}

/// What lies before 1970 becomes 1970.
impl From<MicroTime> for Timestamp {
    fn from(time: MicroTime) -> Self {
        match u64::try_from(time.seconds) {
            Ok(seconds) => Self::from_unix(Duration::new(seconds, time.micros * 1_000)),
            Err(_) => Self::default(),
        }
    }
}

macro_rules! text_or_null {
    ($($time:ty),+) => {
        $(
            impl fmt::Debug for $time {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    fmt::Display::fmt(self, f)
                }
            }

            impl Serialize for $time {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self.is_zero() {
                        true => serializer.serialize_unit(),
                        false => serializer.collect_str(self),
                    }
                }
            }

            impl<'de> Deserialize<'de> for $time {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    match Option::<String>::deserialize(deserializer)? {
                        Some(text) => text.parse().map_err(serde::de::Error::custom),
                        None => Ok(Self::default()),
                    }
                }
            }
        )+
    };
}

text_or_null!(Time, MicroTime);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What `metav1.Time` makes of these.
    #[test]
    fn times_are_read_and_written_as_go_does_it() {
        for (text, seconds, json) in [
            (
                "2026-11-21T12:00:00+24:00",
                1_795_176_000,
                r#""2026-11-20T12:00:00Z""#,
            ),
            (
                "2026-11-21T2:00:00,123456Z",
                1_795_226_400,
                r#""2026-11-21T02:00:00Z""#,
            ),
            ("1969-12-31T23:59:59.5Z", -1, r#""1969-12-31T23:59:59Z""#),
            (
                "9999-12-31T23:59:59-01:00",
                253_402_304_399,
                r#""10000-01-01T00:59:59Z""#,
            ),
            (
                "0000-01-01T00:00:00+01:00",
                -62_167_222_800,
                r#""-0001-12-31T23:00:00Z""#,
            ),
            ("0001-01-01T00:00:00Z", ZERO, "null"),
        ] {
            let time: Time = serde_json::from_str(&format!("{text:?}")).unwrap();
            assert_eq!(time.as_unix(), seconds, "{text}");
            assert_eq!(serde_json::to_string(&time).unwrap(), json, "{text}");
        }
        assert!(serde_json::from_str::<Time>("null").unwrap().is_zero());
        assert!(serde_json::from_str::<Time>("1795176000").is_err());
        for text in ["2026-11-21t12:00:00Z", "2026-11-21T12:00:00z", ""] {
            assert!(text.parse::<Time>().is_err(), "{text}");
        }
    }

    /// What `metav1.MicroTime` makes of these.
    #[test]
    fn micro_times_have_six_digits() {
        for text in ["2026-11-21T12:00:00.123456Z", "2026-11-21T12:00:00,123456Z"] {
            let time: MicroTime = text.parse().unwrap();
            assert_eq!(time.to_string(), "2026-11-21T12:00:00.123456Z");
            assert_eq!(MicroTime::from_unix_micros(time.as_unix_micros()), time);
        }
        for text in [
            "2026-11-21T12:00:00Z",
            "2026-11-21T12:00:00.12345Z",
            "2026-11-21T12:00:00.1234567Z",
            "2026-11-21T12:00:00+01:00",
        ] {
            assert!(text.parse::<MicroTime>().is_err(), "{text}");
        }
        assert_eq!(
            serde_json::to_string(&MicroTime::default()).unwrap(),
            "null"
        );
        let before: MicroTime = "1969-12-31T23:59:59.999999Z".parse().unwrap();
        assert_eq!(before.as_unix_micros(), -1);
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(micros in -62_167_219_200_000_000..253_402_300_800_000_000_i64) {
            let time = MicroTime::from_unix_micros(micros);
            prop_assert_eq!(time.to_string().parse(), Ok(time));
            let time = Time::from_unix(micros.div_euclid(1_000_000));
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }
    }
}
