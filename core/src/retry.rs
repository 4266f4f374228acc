//! Doing something again until it works, as client-go's `util/retry`.
//!
//! What a client retries by itself is another matter: this is for a read, a change and a write that
//! belong together.

use std::time::Duration;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::random::Random;

/// How often something is tried, and how long is waited in between (client-go's `wait.Backoff`).
///
/// ```
/// use std::time::Duration;
///
/// use outrigger::retry::Backoff;
///
/// let mut backoff = Backoff { jitter: 0.0, ..Backoff::DEFAULT_BACKOFF };
/// let mut delays = Vec::new();
/// while let Some(delay) = backoff.step(0.5) {
///     delays.push(delay.as_millis());
/// }
/// assert_eq!(delays, [10, 50, 250]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backoff {
    /// How often it is tried at most, the first time included.
    pub steps: u32,
    /// The first delay.
    pub duration: Duration,
    /// What each delay is multiplied with for the next one; zero and less are 1.
    pub factor: f64,
    /// By which part of itself a delay is stretched at most, at random.
    pub jitter: f64,
    /// The longest delay, before it is stretched; zero for none. It is tried on at this pace, where
    /// Go's `wait.Backoff` ends the steps.
    pub cap: Duration,
}

impl Backoff {
    /// Five times, 10 ms apart: for a few writers of one object (client-go's `DefaultRetry`).
    pub const DEFAULT_RETRY: Self = Self {
        steps: 5,
        duration: Duration::from_millis(10),
        factor: 1.0,
        jitter: 0.1,
        cap: Duration::from_secs(30),
    };

    /// Four times, after 10, 50 and 250 ms: for writers of which one may be busy for a while
    /// (client-go's `DefaultBackoff`).
    pub const DEFAULT_BACKOFF: Self = Self {
        steps: 4,
        factor: 5.0,
        ..Self::DEFAULT_RETRY
    };

    /// How long to wait before it is tried again, `random` being in [0, 1); `None` if it was the
    /// last time.
    pub fn step(&mut self, random: f64) -> Option<Duration> {
        self.steps = self.steps.saturating_sub(1);
        if self.steps == 0 {
            return None;
        }
        let cap = match self.cap {
            Duration::ZERO => Duration::MAX,
            cap => cap,
        };
        let delay = self.duration.min(cap);
        self.duration = if self.factor > 0.0 {
            Duration::try_from_secs_f64(delay.as_secs_f64() * self.factor).unwrap_or(cap)
        } else {
            delay
        };
        let stretch = delay.as_secs_f64() * self.jitter * random;
        Some(delay.saturating_add(Duration::try_from_secs_f64(stretch).unwrap_or_default()))
    }
}

/// Does `attempt` again while it fails with a [conflict](Error::is_conflict). It should read the
/// object, change it, and replace it, since the conflict says that what was read is old.
///
/// ```
/// # async fn example(deployments: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
/// use outrigger::ReplaceOptions;
/// use outrigger::retry::{Backoff, retry_on_conflict};
///
/// let client = deployments.client();
/// retry_on_conflict(client, Backoff::DEFAULT_RETRY, || async {
///     let mut web = deployments.get("web").await?;
///     web.as_map_mut()["spec"]["paused"] = true.into();
///     deployments.replace("web", &web, &ReplaceOptions::new()).await
/// })
/// .await?;
/// # Ok(()) }
/// ```
///
/// [`Api::modify`](crate::Api::modify) is shorter where the change is all there is.
///
/// # Errors
/// What `attempt` fails with otherwise, or the last time.
///
/// # Cancel safety
/// Dropping the future drops the attempt that is under way.
pub async fn retry_on_conflict<T, F>(
    client: &Client,
    backoff: Backoff,
    attempt: impl FnMut() -> F,
) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    retry_on_error(client, backoff, Error::is_conflict, attempt).await
}

/// Does `attempt` again while it fails with an error that is `retriable`.
///
/// # Errors
/// What `attempt` fails with otherwise, or the last time.
///
/// # Cancel safety
/// Dropping the future drops the attempt that is under way.
pub async fn retry_on_error<T, F>(
    client: &Client,
    backoff: Backoff,
    retriable: impl Fn(&Error) -> bool,
    mut attempt: impl FnMut() -> F,
) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    let mut attempts = Attempts::new(client, backoff);
    loop {
        match attempt().await {
            Err(error) if retriable(&error) && attempts.another().await => {}
            done => return done,
        }
    }
}

/// The attempts at something.
pub(crate) struct Attempts<'a> {
    client: &'a Client,
    backoff: Backoff,
    random: Random,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(client: &'a Client, backoff: Backoff) -> Self {
        Self {
            client,
            backoff,
            random: Random::new(client.seed()),
        }
    }

    /// Waits until it may be tried again; `false` if it may not.
    pub(crate) async fn another(&mut self) -> bool {
        match self.backoff.step(self.random.unit()) {
            Some(delay) => {
                self.client.timer().sleep(delay).await;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_to_the_cap_and_are_stretched_by_chance() {
        let mut backoff = Backoff {
            steps: 5,
            duration: Duration::from_secs(4),
            factor: 2.0,
            jitter: 0.5,
            cap: Duration::from_secs(10),
        };
        let delays: Vec<_> = std::iter::from_fn(|| backoff.step(0.5)).collect();
        let millis = [5_000, 10_000, 12_500, 12_500];
        assert_eq!(delays, millis.map(Duration::from_millis));
    }

    /// Four delays of a backoff without chance.
    fn delays(factor: f64, duration: Duration, cap: Duration) -> Vec<Duration> {
        let mut backoff = Backoff {
            steps: 5,
            duration,
            factor,
            jitter: 0.0,
            cap,
        };
        std::iter::from_fn(|| backoff.step(0.5)).collect()
    }

    #[test]
    fn no_factor_is_constant_and_no_cap_is_none() {
        let second = Duration::from_secs(1);
        for factor in [0.0, -2.0, f64::NAN] {
            assert_eq!(delays(factor, second, second * 9), [second; 4]);
        }
        let growing = [1, 100, 10_000, 1_000_000].map(Duration::from_secs);
        assert_eq!(delays(100.0, second, Duration::ZERO), growing);
    }

    #[test]
    fn the_longest_delay_is_no_panic() {
        let longest = delays(f64::MAX, Duration::from_secs(1), Duration::ZERO);
        assert_eq!(longest[1..], [Duration::MAX; 3]);
        let mut stretched = Backoff {
            duration: Duration::MAX,
            cap: Duration::ZERO,
            ..Backoff::DEFAULT_RETRY
        };
        assert_eq!(stretched.step(0.5), Some(Duration::MAX));
    }

    #[test]
    fn without_steps_it_is_done_once() {
        for steps in [0, 1] {
            let mut backoff = Backoff {
                steps,
                ..Backoff::DEFAULT_RETRY
            };
            assert_eq!(backoff.step(0.0), None);
        }
    }
}
