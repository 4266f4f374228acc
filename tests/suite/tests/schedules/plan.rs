use std::time::Duration;

use outrigger::rt::Instant;
use outrigger::transport::Capabilities;
use outrigger_suite::random::Random;
use outrigger_test::{ClusterOptions, Faults, Refusal};

/// What a seed decides before anything runs.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// How many names there are to write to.
    pub(crate) names: u64,
    /// How many of them exist from the beginning and are left alone.
    pub(crate) untouched: u64,
    pub(crate) writes: u64,
    /// The longest pause between two writes.
    pub(crate) pause: Duration,
    pub(crate) page_size: u64,
    pub(crate) history: usize,
    pub(crate) selects: bool,
    pub(crate) faults: Faults,
    pub(crate) restricted: bool,
}

/// When faults stop.
pub(crate) const BAD_UNTIL: Instant = Instant::new(Duration::from_secs(300));

impl Plan {
    pub(crate) fn new(dice: &mut Dice) -> Self {
        Self {
            names: dice.between(1, 10),
            untouched: dice.between(0, 6),
            writes: dice.between(5, 60),
            pause: Duration::from_millis(dice.pick(&[10, 1000, 5000, 15_000])),
            page_size: dice.pick(&[1, 2, 3, 5, 500]),
            history: usize::try_from(dice.pick(&[3, 10, 50, 1000])).unwrap_or(1000),
            selects: dice.one_in(4),
            faults: faults(dice).until(BAD_UNTIL),
            restricted: dice.one_in(4),
        }
    }

    pub(crate) fn cluster(&self) -> ClusterOptions {
        let mut options = ClusterOptions::default();
        options.history = self.history;
        options.stale_reads = true;
        options
    }

    pub(crate) fn capabilities(&self) -> Capabilities {
        if self.restricted {
            Capabilities::minimal(6)
        } else {
            Capabilities::all()
        }
    }
}

/// A few kinds of faults, often; or a bit of everything.
fn faults(dice: &mut Dice) -> Faults {
    if dice.one_in(4) {
        return Faults::everything();
    }
    let seconds = Duration::from_secs;
    let mut faults = Faults::none();
    for _ in 0..dice.between(0, 4) {
        let often = dice.pick(&[2, 10, 40]) as f64 / 100.0;
        faults = match dice.below(14) {
            0 => faults.drop_requests(often / 4.0),
            1 => faults.refuse(often),
            2 => faults.reset(often),
            3 => faults.lose_answers(often),
            4 => faults.duplicate(often),
            5 => faults.status(often, Refusal::Expired).on("watch", "*"),
            6 => faults.status(often, Refusal::ExpiredEvent),
            7 => faults.status(often, Refusal::Unavailable { retry_after: 1 }),
            8 => faults.status(often, Refusal::TooManyRequestsText { retry_after: 2 }),
            9 => faults.stall(often, seconds(40)),
            10 => faults.cut_bodies(often),
            11 => faults.end_watches(often),
            12 => faults.silence(often / 4.0).slow(often, seconds(3)),
            _ => faults
                .sleep(seconds(60), seconds(7200))
                .jump_clock(seconds(60), seconds(600)),
        };
    }
    faults
}

/// Seeded choices.
#[derive(Clone, Debug)]
pub(crate) struct Dice(Random);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(Random::seeded(seed))
    }

    pub(crate) const fn below(&mut self, limit: u64) -> u64 {
        self.0.next() % limit
    }

    /// From `least` to `most`, both included.
    pub(crate) const fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most - least + 1)
    }

    pub(crate) const fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    pub(crate) fn pick(&mut self, choices: &[u64]) -> u64 {
        let index = usize::try_from(self.below(choices.len() as u64)).unwrap_or_default();
        choices[index]
    }
}
