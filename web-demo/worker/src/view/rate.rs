use std::time::Duration;

use outrigger::rt::Instant;

/// How many parts the last second has.
const PARTS: u128 = 10;

/// How often something happened in the last second.
#[derive(Debug, Default)]
pub(crate) struct Rate {
    counts: [usize; PARTS as usize],
    /// The number of the last part that was counted in.
    part: u128,
}

impl Rate {
    /// It happened `times` more.
    pub(crate) fn count(&mut self, times: usize, now: Instant) {
        self.forget(now);
        let slot = self.slot();
        self.counts[slot] += times;
    }

    /// How often it happened.
    #[expect(clippy::cast_precision_loss, reason = "it is for people")]
    pub(crate) fn per_second(&mut self, now: Instant) -> f32 {
        self.forget(now);
        self.counts.iter().sum::<usize>() as f32
    }

    fn forget(&mut self, now: Instant) {
        let elapsed: Duration = now - Instant::default();
        let now = elapsed.as_millis() * PARTS / 1_000;
        for _ in 0..now.saturating_sub(self.part).min(PARTS) {
            self.part += 1;
            let slot = self.slot();
            self.counts[slot] = 0;
        }
        self.part = self.part.max(now);
    }

    const fn slot(&self) -> usize {
        (self.part % PARTS) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_is_remembered() {
        let at = |millis| Instant::new(Duration::from_millis(millis));
        let mut rate = Rate::default();
        rate.count(3, at(1_000));
        rate.count(4, at(1_550));
        for (millis, expected) in [(1_600, 7.0), (1_999, 7.0), (2_000, 4.0), (2_600, 0.0)] {
            assert!(
                (rate.per_second(at(millis)) - expected).abs() < 0.1,
                "{millis}"
            );
        }
        rate.count(1, at(90_000));
        assert!((rate.per_second(at(90_001)) - 1.0).abs() < 0.1);
    }
}
