use std::sync::Arc;
use std::time::Duration;

use super::super::{Client, RetryPolicy, SendOptions, WarningHandler};
use crate::request::Request;

/// What holds for one call.
pub(in crate::client) struct Rules {
    pub(super) retry: RetryPolicy,
    /// Whether the rate limit is kept.
    pub(super) limited: bool,
    /// Whether it waits for a place among few connections.
    pub(in crate::client) queued: bool,
    pub(super) total: Option<Duration>,
    pub(super) head: Option<Duration>,
    pub(super) idle: Option<Duration>,
    /// How many bytes the answer may have.
    pub(super) size: Option<usize>,
    pub(super) warnings: Option<Arc<dyn WarningHandler>>,
}

impl Rules {
    /// What the client and the options say.
    pub(in crate::client) fn of(client: &Client, request: &Request, options: &SendOptions) -> Self {
        let retry = options.retry.as_ref().unwrap_or(&client.0.retry).clone();
        let mut rules = Self::once(client, request);
        rules.retry = retry;
        rules.limited = true;
        rules.queued = true;
        if !request.is_long_lived() {
            let own = options.timeout.or_else(|| request.timeout());
            rules.total = own.or(rules.total);
        }
        if let Some(handler) = &options.warnings {
            rules.warnings = Some(Arc::clone(handler));
        }
        rules
    }

    /// The same, for an answer that is read as a whole, or decoded as it comes: it may be no longer
    /// than the client's limit.
    pub(in crate::client) fn whole(mut self, client: &Client) -> Self {
        self.size = Some(client.0.response_limit);
        self
    }

    /// One attempt, at once: for informers, which have rules of their own for what comes next.
    pub(in crate::client) fn once(client: &Client, request: &Request) -> Self {
        let limits = client.0.timeouts;
        let unless_open = |limit: Option<Duration>| limit.filter(|_| !request.is_long_lived());
        Self {
            retry: RetryPolicy::off(),
            limited: false,
            queued: false,
            total: unless_open(limits.total),
            head: unless_open(limits.head),
            idle: unless_open(limits.idle),
            size: None,
            warnings: client.0.warnings.clone(),
        }
    }
}
