//! Durations as Go writes them.

use std::time::Duration;

use crate::object::Duration as GoDuration;

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
        _ => {
            let limit = text.parse::<GoDuration>().map_err(|_| {
                "Invalid timeout value. Timeout must be a single integer in seconds, or an integer \
                 followed by a corresponding time unit (e.g. 1s | 2m | 3h)"
            })?;
            Duration::try_from(limit).ok()
        }
    };
    Ok(limit.filter(|limit| !limit.is_zero()))
}
