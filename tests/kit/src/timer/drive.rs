//! The loop of every run in virtual time.

use std::fmt;
use std::time::Duration;

use outrigger::rt::Timer;

use super::ManualTimer;

/// How many steps a run may take within [`MOMENT`] before it counts as spinning.
const STEPS: usize = 10_000_000;

/// Time that passes slower than this does not count as passing: a loop of tiny sleeps spins too.
const MOMENT: Duration = Duration::from_secs(1);

/// Why a run came to no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stuck {
    /// It waits for something that is not time, and nothing is left that could wake it.
    Idle,
    /// It was not done when this much virtual time had passed.
    OutOfTime(Duration),
    /// It woke itself again and again and no time passed.
    Spinning,
}

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Idle => f.write_str("the future waits, and nothing is left to wake it"),
            Self::OutOfTime(limit) => write!(f, "not done after {limit:?} of virtual time"),
            Self::Spinning => f.write_str("the future wakes itself without end"),
        }
    }
}

impl std::error::Error for Stuck {}

/// What one step of a run came to.
pub(crate) enum Step<T> {
    /// The run is at its end.
    Done(T),
    /// Something was polled; there may be more.
    Ran,
    /// Everything waits.
    Waiting,
}

/// Takes steps, and skips to the next deadline whenever everything waits, for no more than
/// `limit` of virtual time.
pub(crate) fn drive<T>(
    timer: &ManualTimer,
    limit: Duration,
    mut step: impl FnMut() -> Step<T>,
) -> Result<T, Stuck> {
    let end = timer.now() + limit;
    let mut moment = timer.now();
    let mut steps = 0;
    loop {
        match step() {
            Step::Done(output) => return Ok(output),
            Step::Ran if steps == STEPS => return Err(Stuck::Spinning),
            Step::Ran => steps += 1,
            Step::Waiting => match timer.next_deadline() {
                None => return Err(Stuck::Idle),
                Some(next) if next > end => {
                    timer.advance(end - timer.now());
                    return Err(Stuck::OutOfTime(limit));
                }
                Some(next) => {
                    timer.advance_to_next();
                    if next - moment >= MOMENT {
                        (moment, steps) = (next, 0);
                    }
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creeping_is_spinning() {
        let timer = ManualTimer::new();
        let (mut steps, mut sleep) = (0, None);
        let end = drive::<()>(&timer, Duration::from_secs(10), || {
            steps += 1;
            if steps % 1000 > 0 {
                return Step::Ran;
            }
            sleep = Some(timer.sleep(Duration::from_nanos(1)));
            Step::Waiting
        });
        assert_eq!(end, Err(Stuck::Spinning));
    }
}
