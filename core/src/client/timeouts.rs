use std::time::Duration;

/// How long requests of a client may take. Nothing is limited by default but what the transport
/// limits: connecting, and the [head](crate::transport::ConnectionSettings::head_timeout) of an
/// answer.
///
/// Exchanges that are [long-lived](crate::transport::LongLived) by nature, watches and followed
/// logs, are never ended by any of these.
///
/// ```
/// use std::time::Duration;
/// use outrigger::Timeouts;
///
/// let limits = Timeouts::new().total(Duration::from_secs(30)).idle(Duration::from_secs(10));
/// # let _ = limits;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Timeouts {
    pub(super) total: Option<Duration>,
    pub(super) head: Option<Duration>,
    pub(super) idle: Option<Duration>,
}

impl Timeouts {
    /// No limits.
    pub const fn new() -> Self {
        Self {
            total: None,
            head: None,
            idle: None,
        }
    }

    /// How long a request may take with its whole answer: all attempts and what lies between
    /// them, but not the wait for the [rate limit](crate::RateLimit) before the first. A request
    /// can have [its own](crate::SendOptions::timeout). Zero is none.
    pub const fn total(mut self, limit: Duration) -> Self {
        self.total = some(limit);
        self
    }

    /// How long each attempt may take until the answer's head has come, credentials included. Zero
    /// is none.
    pub const fn head(mut self, limit: Duration) -> Self {
        self.head = some(limit);
        self
    }

    /// How long the body of an answer may pause. Zero is none.
    pub const fn idle(mut self, limit: Duration) -> Self {
        self.idle = some(limit);
        self
    }
}

pub(super) const fn some(limit: Duration) -> Option<Duration> {
    if limit.is_zero() { None } else { Some(limit) }
}
