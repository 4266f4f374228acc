//! What containers of a simulated workload say by themselves.
//!
//! When a line comes and what it says follow from the container's id and the line's number, so
//! that a log of any length takes no memory, and a seed is a log.

use std::time::Duration;

use bytes::Bytes;
use outrigger::rt::Timestamp;

use super::kept::Line;
use super::target::Run;
use crate::cluster::apiserver::object;

/// Earlier lines than so many are gone, as if files had been rotated.
const KEPT_LINES: u64 = 5000;

/// The lines of one run of a container.
#[derive(Clone, Debug)]
pub(crate) struct Chatter {
    seed: u64,
    start: Timestamp,
    end: Option<Timestamp>,
    failed: bool,
    /// Between two lines, on average.
    period: Duration,
}

const STEPS: [&str; 8] = [
    "request handled",
    "cache hit",
    "cache miss",
    "query done",
    "message published",
    "upstream answered",
    "session renewed",
    "batch flushed",
];

impl Chatter {
    pub(super) fn of(run: &Run) -> Self {
        let seed = run.id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self {
            seed,
            start: object::time(&run.started).unwrap_or_default(),
            end: object::time(&run.finished),
            failed: run.failed,
            period: Duration::from_millis(500 + mixed(seed) % 2500),
        }
    }

    /// When a line comes: the first at once, the others about a period apart.
    pub(super) fn time(&self, number: u64) -> Timestamp {
        let Some(after) = number.checked_sub(1) else {
            return self.start;
        };
        let period = self.period.as_nanos() as u64;
        let jitter = mixed(self.seed ^ number) % period;
        let since = period.saturating_mul(after).saturating_add(jitter);
        Timestamp::from_unix(self.start.as_unix() + Duration::from_nanos(since + 1_000_000))
    }

    /// How many lines there are at `now`.
    pub(super) fn count(&self, now: Timestamp) -> u64 {
        let until = self.end.map_or(now, |end| end.min(now));
        let since = until.saturating_duration_since(self.start);
        // A line more than the periods that have passed, give or take the jitter.
        let mut count = (since.as_nanos() / self.period.as_nanos()) as u64;
        while self.time(count) <= until {
            count += 1;
        }
        while count > 0 && self.time(count - 1) > until {
            count -= 1;
        }
        count
    }

    /// Where the log begins at `now`.
    pub(super) fn first(&self, now: Timestamp) -> u64 {
        self.count(now).saturating_sub(KEPT_LINES)
    }

    /// A line, if it has come by `now`.
    pub(super) fn line(&self, number: u64, now: Timestamp) -> Option<Line> {
        let at = self.time(number);
        let until = self.end.map_or(now, |end| end.min(now));
        if at > until {
            return None;
        }
        let last = self.end.is_some_and(|end| self.time(number + 1) > end);
        let text = match number {
            0 => "{\"level\":\"info\",\"msg\":\"starting\",\"pid\":1}".to_owned(),
            _ if last && self.failed => {
                "{\"level\":\"error\",\"msg\":\"fatal: out of memory\"}".to_owned()
            }
            _ if last => "{\"level\":\"info\",\"msg\":\"stopped\"}".to_owned(),
            number => self.step(number),
        };
        Some(Line {
            at,
            text: Bytes::from(text),
        })
    }

    fn step(&self, number: u64) -> String {
        let dice = mixed(
            self.seed
                .wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        );
        let step = STEPS[(dice % STEPS.len() as u64) as usize];
        let level = match dice >> 8 & 31 {
            0 => "warn",
            _ => "info",
        };
        let took = 1 + (dice >> 16 & 255);
        format!(
            "{{\"level\":\"{level}\",\"msg\":\"{step}\",\"ms\":{took},\"trace\":\"{:08x}\"}}",
            dice >> 32
        )
    }
}

/// Spreads the bits of a number (`SplitMix64`).
const fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
