use std::time::Duration;

use http::{Method, StatusCode};

use crate::request::Verb;
use crate::transport::TransportErrorKind;

/// How often a request is sent again by default, as client-go does.
const RETRIES: u32 = 10;

/// The longest wait that a server may ask for by default. API servers ask for seconds.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// From one attempt to the next where the server names no time.
const PAUSE: Duration = Duration::from_secs(1);

/// When a request is sent again, and how often.
///
/// It is sent again when that cannot do harm, or when the server asks for it:
/// - whatever the verb, when the answer is 429 or 5xx and has a `Retry-After` of whole seconds,
///   after that time. An API server that says so has not begun with the request; behind a proxy
///   or an aggregated API that is likely, not certain;
/// - whatever the verb, when the transport says that nothing of the request was
///   [processed](TransportErrorKind::Unprocessed), at once the first time, then after a second;
/// - a read (`GET`), when the connection broke before the answer's head, after a second; a watch
///   also when its head took too long.
///
/// It is not sent again when nobody listens, the name is unknown or TLS fails, nor when the answer
/// breaks off in its body; nor a write of which nobody knows whether it was applied
/// ([`Error::may_have_been_applied`](crate::Error::may_have_been_applied)). In browsers a broken
/// connection looks as one that was refused, so there only answers and `Unprocessed` lead to
/// another attempt.
///
/// Before each new attempt the [rate limit](crate::RateLimit) is kept again. The client and its
/// clones together make no more attempts than their
/// [budget](crate::ClientBuilder::retry_budget) has.
///
/// ```
/// use std::time::Duration;
/// use outrigger::RetryPolicy;
///
/// let patient = RetryPolicy::default().longest_wait(Duration::from_secs(30));
/// let never = RetryPolicy::off();
/// # assert_ne!(patient, never);
/// ```
///
/// Informers send anew by rules of their own, and show why they are stale meanwhile; none of this
/// concerns them.
///
/// Source: `rest/with_retry.go` of client-go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    retries: u32,
    longest_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            retries: RETRIES,
            longest_wait: LONGEST_WAIT,
        }
    }
}

/// How an attempt failed.
#[derive(Clone, Copy, Debug)]
pub(in crate::client) enum Failure {
    Answered {
        status: StatusCode,
        retry_after: Option<Duration>,
    },
    Broke(TransportErrorKind),
}

impl RetryPolicy {
    /// Every request is sent once.
    pub const fn off() -> Self {
        Self {
            retries: 0,
            longest_wait: LONGEST_WAIT,
        }
    }

    /// How often a request is sent again at most; 10 by default.
    pub const fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// The longest time that a server may ask for; 5 minutes by default. One that asks for more is
    /// not asked again, since it would be too early: its answer is the error.
    pub const fn longest_wait(mut self, limit: Duration) -> Self {
        self.longest_wait = limit;
        self
    }

    /// How long to wait before the next attempt, `None` when there shall be none. `attempts` have
    /// been made.
    pub(in crate::client) fn next(
        &self,
        verb: Verb,
        attempts: u32,
        failure: Failure,
    ) -> Option<Duration> {
        let wait = match failure {
            Failure::Answered {
                status,
                retry_after,
            } => retry_after.filter(|_| asks_for_patience(status)),
            Failure::Broke(kind) => pause(verb, attempts, kind),
        };
        wait.filter(|wait| attempts <= self.retries && *wait <= self.longest_wait)
    }
}

fn asks_for_patience(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || status.as_u16() >= 500
}

/// The wait after an attempt that had no answer.
fn pause(verb: Verb, attempts: u32, kind: TransportErrorKind) -> Option<Duration> {
    use TransportErrorKind::{Interrupted, Reset, Timeout, Unprocessed};
    match kind {
        // Whoever gives back every request is not to be asked without pause.
        Unprocessed if attempts <= 1 => Some(Duration::ZERO),
        Unprocessed => Some(PAUSE),
        Reset | Interrupted if verb.method() == Method::GET => Some(PAUSE),
        Timeout if verb == Verb::Watch => Some(PAUSE),
        _ => None,
    }
}
