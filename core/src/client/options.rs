use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::timeouts::some;
use super::{RetryPolicy, WarningHandler};

/// What is different for one request; what is not said is as the client has it.
///
/// ```no_run
/// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
/// use std::time::Duration;
/// use outrigger::request::Request;
/// use outrigger::{RetryPolicy, SendOptions};
///
/// let once = SendOptions::new().retry(RetryPolicy::off()).timeout(Duration::from_secs(5));
/// let version = client.send_with(Request::raw_get("/version")?, &once).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct SendOptions {
    pub(super) retry: Option<RetryPolicy>,
    pub(super) timeout: Option<Duration>,
    pub(super) warnings: Option<Arc<dyn WarningHandler>>,
}

impl SendOptions {
    /// All as the client has it.
    pub fn new() -> Self {
        Self::default()
    }

    /// When it is sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// How long it may take, in place of the client's [total](crate::Timeouts::total) and of what
    /// the request says itself. Zero leaves it to them. The server is not told;
    /// [`RequestBuilder::timeout`](crate::request::RequestBuilder::timeout) tells it as well.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = some(limit);
        self
    }

    /// Who is told of the server's warnings, in place of the client's.
    pub fn warnings(self, handler: impl WarningHandler) -> Self {
        self.shared_warnings(Arc::new(handler))
    }

    /// As [`warnings`](Self::warnings), for a handler of several requests.
    pub fn shared_warnings(mut self, handler: Arc<dyn WarningHandler>) -> Self {
        self.warnings = Some(handler);
        self
    }
}

impl fmt::Debug for SendOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendOptions")
            .field("retry", &self.retry)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
