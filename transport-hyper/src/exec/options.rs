use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::CryptoProvider;

/// What a program decides about the exec plugins it runs.
#[derive(Clone)]
#[must_use]
pub struct ExecOptions {
    pub(super) time_limit: Duration,
    pub(super) stdin_unavailable: Option<String>,
    pub(super) on_stderr: Option<OnStderr>,
    pub(super) provider: CryptoProvider,
}

pub(super) type OnStderr = Arc<dyn Fn(&str) + Send + Sync>;

/// Long enough for somebody to log in with a browser and a telephone. Plugins do that without
/// using standard input, so that it cannot be told from a plugin that hangs.
const TIME_LIMIT: Duration = Duration::from_secs(5 * 60);

impl ExecOptions {
    /// What kubectl does, and a time limit.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long a run may take: 5 minutes by default, enough to log in by hand.
    pub const fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// This program uses standard input itself, for the reason given: plugins do not get it. One
    /// that cannot do without fails, and its error says why.
    pub fn stdin_unavailable(mut self, why: impl Into<String>) -> Self {
        self.stdin_unavailable = Some(why.into());
        self
    }

    /// What to do with each line that a plugin writes to standard error, such as how to log in,
    /// instead of passing it on to this program's. For programs that draw on the terminal or have
    /// none. A line is cut after 8 KiB.
    ///
    /// It is called on the runtime and should not block.
    pub fn on_stderr(mut self, show: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.on_stderr = Some(Arc::new(show));
        self
    }

    /// The cryptography to check client certificates with: what connections use.
    pub const fn crypto_provider(mut self, provider: CryptoProvider) -> Self {
        self.provider = provider;
        self
    }
}

impl Default for ExecOptions {
    fn default() -> Self {
        Self {
            time_limit: TIME_LIMIT,
            stdin_unavailable: None,
            on_stderr: None,
            provider: CryptoProvider::default(),
        }
    }
}

impl fmt::Debug for ExecOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecOptions")
            .field("time_limit", &self.time_limit)
            .field("stdin_unavailable", &self.stdin_unavailable)
            .field("on_stderr", &self.on_stderr.is_some())
            .field("provider", &self.provider)
            .finish()
    }
}
