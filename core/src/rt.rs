//! What the core needs of a runtime: boxed futures and streams, and a [`Timer`].
//!
//! The core reads no clock itself. A backend crate supplies a [`Timer`]; tests supply one
//! that they move by hand.

mod rfc3339;

use std::fmt;
use std::future::{Future, poll_fn};
use std::ops::{Add, Sub};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use futures_core::Stream;

pub use self::rfc3339::ParseTimestampError;
pub(crate) use self::rfc3339::parse_unix;

/// A boxed, sendable future.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A boxed, sendable stream.
pub type BoxStream<'a, T> = Pin<Box<dyn Stream<Item = T> + Send + 'a>>;

/// Boxes a future. It is never inlined: a crate then has one copy of the future's code, and not one in
/// each codegen unit that polls what awaits it.
#[inline(never)]
pub(crate) fn boxed<'a, T>(future: impl Future<Output = T> + Send + 'a) -> BoxFuture<'a, T> {
    Box::pin(future)
}

/// What `future` comes to, `None` when `alarm` goes off before it.
pub(crate) async fn within<T>(
    alarm: &mut BoxFuture<'static, ()>,
    mut future: Pin<&mut (dyn Future<Output = T> + Send + '_)>,
) -> Option<T> {
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => alarm.as_mut().poll(cx).map(|()| None),
    })
    .await
}

/// A moment on a monotonic clock, as the time since an origin that the [`Timer`] chose.
///
/// Two instants of different timers cannot be compared. Unlike `std::time::Instant` it can be
/// made from nothing, so state machines are tested in virtual time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Duration);

impl Instant {
    /// The moment `since_origin` after the timer's origin.
    pub const fn new(since_origin: Duration) -> Self {
        Self(since_origin)
    }

    /// The time from `earlier` to `self`, zero if `earlier` is later.
    pub const fn saturating_duration_since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration))
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.saturating_duration_since(earlier)
    }
}

/// A moment on the wall clock: the time since 1970-01-01T00:00:00Z.
///
/// The wall clock may jump. The core uses it for what a person reads ("stale since 12:04") and
/// to notice that a machine slept, which monotonic clocks do not show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(Duration);

impl Timestamp {
    /// The moment `since_epoch` after 1970-01-01T00:00:00Z.
    pub const fn from_unix(since_epoch: Duration) -> Self {
        Self(since_epoch)
    }

    /// The time since 1970-01-01T00:00:00Z.
    pub const fn as_unix(self) -> Duration {
        self.0
    }

    /// The time from `earlier` to `self`, zero if `earlier` is later.
    pub const fn saturating_duration_since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

/// `2026-11-21T12:04:05Z`: RFC 3339 in UTC, whole seconds.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_date_and_clock(f, i64::try_from(self.0.as_secs()).unwrap_or(i64::MAX))?;
        f.write_str("Z")
    }
}

/// `2026-11-21T12:04:05` of seconds after 1970, negative before it. Years before 0 and after 9999
/// are written as Go writes them.
pub(crate) fn write_date_and_clock(f: &mut fmt::Formatter<'_>, seconds: i64) -> fmt::Result {
    let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
    let second = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let sign = if year < 0 { "-" } else { "" };
    let year = year.abs();
    write!(
        f,
        "{sign}{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    )
}

/// The proleptic Gregorian date of a day counted from 1970-01-01 (Howard Hinnant's
/// `civil_from_days`).
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + (month <= 2) as i64;
    (year, month, day)
}

/// The clock and the alarm of a backend.
///
/// # Contract
/// - `now` never goes back. It may stand still while the machine sleeps.
/// - `wall_now` is what the machine believes the time of day to be.
/// - `sleep` is ready no earlier than `duration` of monotonic time after the call and cancels
///   when dropped.
pub trait Timer: fmt::Debug + Send + Sync + 'static {
    /// The monotonic clock.
    fn now(&self) -> Instant;

    /// The wall clock.
    fn wall_now(&self) -> Timestamp;

    /// A future that is ready after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_print_as_rfc_3339() {
        for (unix, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_262_645, "2026-11-21T12:04:05Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
        ] {
            assert_eq!(
                Timestamp::from_unix(Duration::from_secs(unix)).to_string(),
                text
            );
        }
    }
}
