//! Ages, as kubectl prints them.

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
}
