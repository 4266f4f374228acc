//! A token bucket; no clock, no futures.

use std::time::Duration;

use super::Rate;
use crate::rt::Instant;

/// The longest wait that it names; one that is longer is as good as for ever.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

/// Tokens, of which each request takes one. There can be fewer than none: then who took the last
/// ones waits for as long as they take to come.
///
/// Source: `golang.org/x/time/rate`, on which client-go's limiter is built.
#[derive(Debug)]
pub(super) struct Bucket {
    rate: Rate,
    tokens: f64,
    /// When `tokens` was right.
    last: Instant,
    /// The time of the token that was taken last.
    latest: Instant,
}

/// A token that was taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reservation {
    pub(super) at: Instant,
}

impl Bucket {
    pub(super) fn new(rate: Rate) -> Self {
        Self {
            rate,
            tokens: f64::from(rate.burst),
            last: Instant::default(),
            latest: Instant::default(),
        }
    }

    /// Takes a token; it may be used when its time comes.
    pub(super) fn reserve(&mut self, now: Instant) -> Reservation {
        self.advance(now);
        self.tokens -= 1.0;
        let at = now + self.time_of((-self.tokens).max(0.0));
        self.latest = at;
        Reservation { at }
    }

    /// Puts a token back that is not used, less those that were taken after it: who waits for them
    /// keeps its time, so with it given back too more than the rate would be sent. Each is one, so
    /// that is the whole token of the last one, and nothing of any other.
    pub(super) fn cancel(&mut self, reservation: Reservation, now: Instant) {
        let later = self.tokens_of(self.latest - reservation.at);
        // Half a token is room for rounding; where the rate is infinite it is no number.
        let is_last = later < 0.5;
        if reservation.at < now || !is_last {
            return;
        }
        self.advance(now);
        self.tokens = (self.tokens + 1.0).min(f64::from(self.rate.burst));
        let at = reservation.at - Instant::default();
        self.latest = Instant::new(at.saturating_sub(self.time_of(1.0)));
    }

    /// Whether it is as if nobody had taken anything.
    pub(super) fn is_full(&mut self, now: Instant) -> bool {
        self.advance(now);
        self.tokens >= f64::from(self.rate.burst)
    }

    fn advance(&mut self, now: Instant) {
        let earned = self.tokens_of(now - self.last);
        self.tokens = (self.tokens + earned).min(f64::from(self.rate.burst));
        self.last = self.last.max(now);
    }

    fn tokens_of(&self, time: Duration) -> f64 {
        time.as_secs_f64() * f64::from(self.rate.qps)
    }

    fn time_of(&self, tokens: f64) -> Duration {
        let seconds = tokens / f64::from(self.rate.qps);
        Duration::try_from_secs_f64(seconds).map_or(LONGEST, |time| time.min(LONGEST))
    }
}
