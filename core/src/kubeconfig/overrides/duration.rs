//! Durations as Go writes them.

use std::time::Duration;

/// The time limit that `text` names; `None` is no limit, which zero and less stand for.
///
/// A number of seconds that is more than Go can count, which is 292 years, is no limit either. There
/// it wraps around to one that nobody asked for.
///
/// Source: `ParseTimeout` of client-go's `tools/clientcmd/helpers.go`.
pub(in crate::kubeconfig) fn parse_timeout(text: &str) -> Result<Option<Duration>, &'static str> {
    let limit = match text.parse::<i64>() {
        Ok(seconds) if seconds >= 0 => {
            let nanos = seconds.checked_mul(1_000_000_000).unwrap_or_default();
            Some(Duration::from_nanos(nanos.unsigned_abs()))
        }
        _ => parse_duration(text).ok_or(
            "Invalid timeout value. Timeout must be a single integer in seconds, or an integer \
             followed by a corresponding time unit (e.g. 1s | 2m | 3h)",
        )?,
    };
    Ok(limit.filter(|limit| !limit.is_zero()))
}

/// Go's `time.ParseDuration`: the outer `None` is an error, the inner one a negative duration.
fn parse_duration(text: &str) -> Option<Option<Duration>> {
    let (negative, text) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if text == "0" {
        return Some(Some(Duration::ZERO));
    }
    let mut rest = text;
    let mut nanos: u128 = 0;
    while !rest.is_empty() {
        let (part, after) = parse_part(rest)?;
        nanos = nanos.checked_add(part)?;
        rest = after;
    }
    // Go counts in 64 bits, with one more nanosecond below zero.
    let bound = i64::MAX.unsigned_abs() + u64::from(negative);
    let nanos = u64::try_from(nanos).ok().filter(|nanos| *nanos <= bound)?;
    let any = !text.is_empty();
    any.then_some(Some(Duration::from_nanos(nanos)).filter(|_| !negative))
}

/// A number and its unit, in nanoseconds, and what follows.
fn parse_part(text: &str) -> Option<(u128, &str)> {
    let (whole, rest) = digits(text);
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => digits(rest),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let end = rest.find(|c: char| c == '.' || c.is_ascii_digit());
    let (unit, rest) = rest.split_at(end.unwrap_or(rest.len()));
    let scale: u128 = match unit {
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    };
    let whole: u64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    // Nothing that counts is left behind eighteen digits.
    let fraction = &fraction[..fraction.len().min(18)];
    let counted: u128 = if fraction.is_empty() {
        0
    } else {
        fraction.parse().ok()?
    };
    let power = 10_u128.pow(u32::try_from(fraction.len()).unwrap_or(0));
    Some((u128::from(whole) * scale + counted * scale / power, rest))
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}
