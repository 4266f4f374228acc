//! Whether the worker answers. One that has nothing new to tell says nothing, as one that hangs.

/// Seconds without a frame after which the worker is asked for one.
pub(super) const QUIET: i64 = 10;

/// Seconds that the answer may take.
pub(super) const PATIENCE: i64 = 5;

/// What is known of the worker.
#[derive(Debug, Default)]
pub(super) struct Proof {
    /// When a frame came last, in seconds since 1970.
    heard: i64,
    /// Since when it owes an answer.
    owed: Option<i64>,
}

impl Proof {
    /// A frame came.
    pub(super) fn hear(&mut self, now: i64) {
        self.heard = now;
        self.owed = None;
    }

    /// Time has passed. Since when the worker has been silent, if it should have answered by now.
    pub(super) fn tick(&mut self, now: i64) -> Option<i64> {
        if self.owed.is_none() && now - self.heard >= QUIET {
            self.owed = Some(now);
        }
        self.owed.filter(|since| now - since >= PATIENCE)
    }

    /// Whether it has to be asked for what it answers at once.
    pub(super) fn is_wanted(&self) -> bool {
        self.owed.is_some()
    }
}
