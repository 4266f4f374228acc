use std::time::Duration;

use crate::random::Random;
use crate::rt::Instant;

/// client-go's reflector backoff: 800 ms doubled up to 30 s, each delay stretched by up to as
/// much again, begun anew when nothing has failed for two minutes. A server that says when to ask
/// again is there, and taken at its word ten times in a row, as client-go's requests do.
#[derive(Clone, Debug)]
pub(super) struct ReflectorBackoff {
    next: Duration,
    /// How often the server was taken at its word.
    obeyed: u32,
    last_used: Option<Instant>,
    random: Random,
}

const FIRST: Duration = Duration::from_millis(800);
const CAP: Duration = Duration::from_secs(30);
const RESET_AFTER: Duration = Duration::from_secs(120);
const OBEYED_MAX: u32 = 10;

/// The longest delay that a server's `Retry-After` can ask for.
pub(super) const RETRY_AFTER_CAP: Duration = Duration::from_secs(300);

impl ReflectorBackoff {
    pub(super) const fn new(random: Random) -> Self {
        Self {
            next: FIRST,
            obeyed: 0,
            last_used: None,
            random,
        }
    }

    /// Something went well for long enough: the next failure is the first one again.
    pub(super) const fn reset(&mut self) {
        self.next = FIRST;
        self.obeyed = 0;
    }

    /// How long to wait after a failure that happened at `now`, for which the server asked for a
    /// delay of `asked` (zero: it did not).
    pub(super) fn delay(&mut self, now: Instant, asked: Duration) -> Duration {
        if self.last_used.is_some_and(|last| now - last >= RESET_AFTER) {
            self.reset();
        }
        let asked = asked.min(RETRY_AFTER_CAP);
        let delay = if asked.is_zero() || self.obeyed >= OBEYED_MAX {
            let base = self.next;
            self.next = (base * 2).min(CAP);
            (base + base.mul_f64(self.random.unit())).max(asked)
        } else {
            self.obeyed += 1;
            // Not all clients at once.
            asked + FIRST.mul_f64(self.random.unit())
        };
        // The delay itself is no sign of health.
        self.last_used = Some(now + delay);
        delay
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_to_the_cap_and_begin_anew_after_two_quiet_minutes() {
        let mut backoff = ReflectorBackoff::new(Random::new(7));
        let mut now = Instant::default();
        for base in [800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000] {
            let base = Duration::from_millis(base);
            let delay = backoff.delay(now, Duration::ZERO);
            assert!(base <= delay && delay < base * 2, "{base:?} {delay:?}");
            now = now + delay;
        }
        let delay = backoff.delay(now + Duration::from_secs(119), Duration::ZERO);
        assert!(delay >= CAP, "{delay:?}");
        let later = now + Duration::from_secs(119) + delay + RESET_AFTER;
        let delay = backoff.delay(later, Duration::ZERO);
        assert!(delay < FIRST * 2, "{delay:?}");
    }

    #[test]
    fn the_servers_word_is_taken_ten_times_and_within_reason() {
        let seconds = Duration::from_secs;
        for (asked, least) in [
            (1, seconds(1)),
            (20, seconds(20)),
            (86_400, RETRY_AFTER_CAP),
        ] {
            let mut backoff = ReflectorBackoff::new(Random::new(7));
            for _ in 0..10 {
                let delay = backoff.delay(Instant::default(), seconds(asked));
                assert!(least <= delay && delay < least + FIRST, "{delay:?}");
            }
        }
        let mut backoff = ReflectorBackoff::new(Random::new(7));
        let mut delays = (0..20).map(|_| backoff.delay(Instant::default(), seconds(1)));
        assert!(delays.nth(19).is_some_and(|delay| delay >= CAP));
        assert!(backoff.delay(Instant::default(), seconds(100)) >= seconds(100));
    }
}
