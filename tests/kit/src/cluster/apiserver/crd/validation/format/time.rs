//! Dates, times and durations.

use std::sync::LazyLock;

use regex::Regex;

use crate::cluster::apiserver::schema::scalars::time::days_in;

pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| -> Option<i64> {
        let part = text.get(range)?;
        let all = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| all)
    };
    let (Some(year), Some(month), Some(day)) = (digits(0..4), digits(5..7), digits(8..10)) else {
        return false;
    };
    let exists = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && exists
}

/// Seconds, with any fraction, and a zone.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    super::regex("^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$")
});

pub(super) fn is_date_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut parts = lower.split('t');
    let (Some(date), Some(time)) = (parts.next(), parts.next()) else {
        return false;
    };
    let within =
        |parts: regex::Captures<'_>| &parts[1] <= "23" && &parts[2] <= "59" && &parts[3] <= "59";
    is_date(date) && TIME.captures(time).is_some_and(within)
}

pub(super) fn is_duration(text: &str) -> bool {
    is_go_duration(text) || is_scala_duration(text)
}

const GO_UNITS: [(&str, f64); 8] = [
    ("ns", 1.0),
    ("us", 1e3),
    ("µs", 1e3),
    ("μs", 1e3),
    ("ms", 1e6),
    ("h", 3.6e12),
    ("m", 6e10),
    ("s", 1e9),
];

fn is_go_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let (Ok(number), true) = (
            number.parse::<f64>(),
            number.contains(|c: char| c.is_ascii_digit()),
        ) else {
            return false;
        };
        let unit_end = after
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let Some((_, nanoseconds)) = GO_UNITS.iter().find(|(name, _)| *name == unit) else {
            return false;
        };
        total += number * nanoseconds;
        rest = after;
    }
    !text.trim_start_matches(['-', '+']).is_empty() && total < 9.223_372_036_854_775e18
}

/// The last name of each unit may be continued: `nanoseconds`, `days`.
const SCALA_UNITS: [(&[&str], &str); 8] = [
    (&["ns"], "nano"),
    (&["us", "µs"], "micro"),
    (&["ms"], "milli"),
    (&["s"], "sec"),
    (&["m"], "min"),
    (&["h", "hr"], "hour"),
    (&["d"], "day"),
    (&["w", "wk"], "week"),
];

static SCALA: LazyLock<Regex> = LazyLock::new(|| super::regex(r"([0-9]+)[\t\n\f\r ]*([A-Za-zµ]+)"));

fn is_scala_duration(text: &str) -> bool {
    let mut found = false;
    for part in SCALA.captures_iter(text) {
        if part[1].parse::<i64>().is_err() {
            return false;
        }
        let unit = part[2].to_lowercase();
        found |= SCALA_UNITS
            .iter()
            .any(|(names, last)| unit.starts_with(last) || names.iter().any(|name| *name == unit));
    }
    found
}
