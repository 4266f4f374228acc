//! Ages, as apimachinery's `HumanDuration` words them.

use outrigger::rt::Timestamp;
use serde_json::Value;

use super::moment::Moment;
use super::read::text;

/// How long ago the moment at a pointer was.
pub(super) fn age(object: &Value, pointer: &str, now: Timestamp) -> String {
    match moment(object, pointer) {
        Some(moment) => since(moment, now),
        None => "<unknown>".to_owned(),
    }
}

/// How long ago the object was created.
pub(super) fn age_of(object: &Value, now: Timestamp) -> String {
    age(object, "/metadata/creationTimestamp", now)
}

/// The moment at a pointer, unless there is none.
pub(super) fn moment(object: &Value, pointer: &str) -> Option<Moment> {
    Moment::parse(text(object, pointer)).filter(|moment| *moment != Moment::ZERO)
}

pub(super) fn since(moment: Moment, now: Timestamp) -> String {
    let now = Moment(i128::try_from(now.as_unix().as_nanos()).unwrap_or(i128::MAX));
    human(now.since(moment))
}

/// Two or three significant figures of a duration in nanoseconds.
pub(super) fn human(nanos: i64) -> String {
    let seconds = nanos / 1_000_000_000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let years = days / 365;
    match seconds {
        // Clocks may disagree by a second.
        ..=-2 => "<invalid>".to_owned(),
        -1..0 => "0s".to_owned(),
        0..120 => format!("{seconds}s"),
        120..600 => with_rest(minutes, 'm', seconds % 60, 's'),
        600..10_800 => format!("{minutes}m"),
        10_800..28_800 => with_rest(hours, 'h', minutes % 60, 'm'),
        28_800..172_800 => format!("{hours}h"),
        172_800..691_200 => with_rest(days, 'd', hours % 24, 'h'),
        691_200..63_072_000 => format!("{days}d"),
        63_072_000..252_288_000 => with_rest(years, 'y', days % 365, 'd'),
        252_288_000.. => format!("{years}y"),
    }
}

fn with_rest(count: i64, unit: char, rest: i64, rest_unit: char) -> String {
    match rest {
        0 => format!("{count}{unit}"),
        rest => format!("{count}{unit}{rest}{rest_unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `duration.HumanDuration` says of these milliseconds.
    #[test]
    fn durations_read_as_go_words_them() {
        for (millis, expected) in [
            (-5000, "<invalid>"),
            (-2000, "<invalid>"),
            (-1999, "0s"),
            (-1500, "0s"),
            (-1000, "0s"),
            (-500, "0s"),
            (0, "0s"),
            (900, "0s"),
            (1000, "1s"),
            (59_900, "59s"),
            (60_000, "60s"),
            (119_990, "119s"),
            (120_000, "2m"),
            (121_000, "2m1s"),
            (180_000, "3m"),
            (599_900, "9m59s"),
            (600_000, "10m"),
            (601_000, "10m"),
            (3_599_000, "59m"),
            (3_600_000, "60m"),
            (10_799_000, "179m"),
            (10_800_000, "3h"),
            (10_860_000, "3h1m"),
            (14_400_000, "4h"),
            (14_460_000, "4h1m"),
            (28_799_000, "7h59m"),
            (28_800_000, "8h"),
            (86_399_000, "23h"),
            (86_400_000, "24h"),
            (172_799_000, "47h"),
            (172_800_000, "2d"),
            (176_400_000, "2d1h"),
            (259_200_000, "3d"),
            (604_799_000, "6d23h"),
            (691_199_000, "7d23h"),
            (691_200_000, "8d"),
            (31_536_000_000, "365d"),
            (63_071_999_000, "729d"),
            (63_072_000_000, "2y"),
            (63_158_400_000, "2y1d"),
            (94_608_000_000, "3y"),
            (94_694_399_000, "3y"),
            (252_287_999_000, "7y364d"),
            (252_288_000_000, "8y"),
            (346_896_000_000, "11y"),
            (9_200_000_000_000, "291y"),
        ] {
            assert_eq!(human(millis * 1_000_000), expected, "{millis} ms");
        }
    }
}
