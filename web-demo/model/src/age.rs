//! Ages, as kubectl prints them, and the timestamps that they are counted from.

/// The age of what was created at `created`, both in seconds since 1970.
///
/// ```
/// use outrigger_demo_model::age::age;
///
/// assert_eq!(age(1_795_262_645, 1_795_262_645 + 192), "3m12s");
/// ```
pub fn age(created: i64, now: i64) -> String {
    human(now.saturating_sub(created))
}

/// Two or three significant figures of a duration in seconds (apimachinery's `HumanDuration`).
pub fn human(seconds: i64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        // Clocks may disagree by a second.
        ..=-2 => "<invalid>".to_owned(),
        -1 => "0s".to_owned(),
        0..120 => format!("{seconds}s"),
        120..600 => with_rest(minutes, 'm', seconds % 60, 's'),
        600..10_800 => format!("{minutes}m"),
        10_800..28_800 => with_rest(hours, 'h', minutes % 60, 'm'),
        28_800..172_800 => format!("{hours}h"),
        172_800..691_200 => with_rest(days, 'd', hours % 24, 'h'),
        691_200..63_072_000 => format!("{days}d"),
        63_072_000..252_288_000 => with_rest(days / 365, 'y', days % 365, 'd'),
        252_288_000.. => format!("{}y", days / 365),
    }
}

fn with_rest(count: i64, unit: char, rest: i64, rest_unit: char) -> String {
    match rest {
        0 => format!("{count}{unit}"),
        rest => format!("{count}{unit}{rest}{rest_unit}"),
    }
}

/// The seconds since 1970 of a timestamp as Kubernetes writes them in `metadata`:
/// `2026-11-21T12:04:05Z`. `None` for anything else, and for Go's zero time.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let punctuation = [
        (4, b'-'),
        (7, b'-'),
        (10, b'T'),
        (13, b':'),
        (16, b':'),
        (19, b'Z'),
    ];
    if bytes.len() != 20 || punctuation.iter().any(|&(at, sign)| bytes[at] != sign) {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        let digits = digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(digits)?;
        digits.parse().ok()
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let in_range = (1..=12).contains(&month) && (1..=31).contains(&day);
    if !in_range || hour > 23 || minute > 59 || second > 60 || year == 1 {
        return None;
    }
    Some(days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

/// Days since 1970-01-01 of a date (Howard Hinnant's `days_from_civil`, for years from 0 on).
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = (month + 9) % 12;
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `duration.HumanDuration` says of these seconds.
    #[test]
    fn durations_read_as_go_words_them() {
        for (seconds, expected) in [
            (i64::MIN, "<invalid>"),
            (-2, "<invalid>"),
            (-1, "0s"),
            (0, "0s"),
            (5, "5s"),
            (59, "59s"),
            (60, "60s"),
            (119, "119s"),
            (120, "2m"),
            (121, "2m1s"),
            (192, "3m12s"),
            (599, "9m59s"),
            (600, "10m"),
            (3599, "59m"),
            (3600, "60m"),
            (10_799, "179m"),
            (10_800, "3h"),
            (10_860, "3h1m"),
            (28_799, "7h59m"),
            (28_800, "8h"),
            (86_400, "24h"),
            (172_799, "47h"),
            (172_800, "2d"),
            (183_600, "2d3h"),
            (691_199, "7d23h"),
            (691_200, "8d"),
            (3_888_000, "45d"),
            (63_071_999, "729d"),
            (63_072_000, "2y"),
            (63_158_400, "2y1d"),
            (94_694_399, "3y"),
            (252_287_999, "7y364d"),
            (252_288_000, "8y"),
            (346_896_000, "11y"),
        ] {
            assert_eq!(human(seconds), expected, "{seconds} s");
        }
    }

    #[test]
    fn timestamps_are_read() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T00:00:00Z", Some(951_782_400)),
            ("2026-11-21T12:04:05Z", Some(1_795_262_645)),
            ("2100-02-28T23:59:59Z", Some(4_107_542_399)),
            ("0001-01-01T00:00:00Z", None),
            ("2026-11-21T12:04:05+01:00", None),
            ("2026-13-21T12:04:05Z", None),
            ("2026-+1-21T12:04:05Z", None),
            ("ä26-11-21T12:04:05Z", None),
            ("", None),
        ] {
            assert_eq!(parse_timestamp(text), expected, "{text}");
        }
    }
}
