use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::policy::PluginPolicy;
use crate::CryptoProvider;
use crate::warning::OnWarning;

/// What a program decides about the exec plugins it runs.
#[derive(Clone)]
#[must_use]
pub struct ExecOptions {
    pub(super) time_limit: Duration,
    pub(super) stdin_unavailable: Option<String>,
    pub(super) on_stderr: Option<OnStderr>,
    pub(super) on_warning: Option<OnWarning>,
    pub(super) policy: PluginPolicy,
    pub(super) provider: CryptoProvider,
}

pub(super) type OnStderr = Arc<dyn Fn(&str) + Send + Sync>;

/// Long enough for somebody to log in with a browser and a telephone. Plugins do that without
/// using standard input, so that it cannot be told from a plugin that hangs.
const TIME_LIMIT: Duration = Duration::from_secs(5 * 60);

impl ExecOptions {
    /// What kubectl does, and a time limit. Exists where the feature `ring` is on, which checks
    /// client certificates unless another [`crypto_provider`](Self::crypto_provider) is said.
    #[cfg(feature = "ring")]
    pub fn new() -> Self {
        Self::default()
    }

    /// What kubectl does, and a time limit, with client certificates checked by `provider`.
    pub const fn with_provider(provider: CryptoProvider) -> Self {
        Self {
            time_limit: TIME_LIMIT,
            stdin_unavailable: None,
            on_stderr: None,
            on_warning: None,
            policy: PluginPolicy::AllowAll,
            provider,
        }
    }

    /// How long a run may take: 5 minutes by default, enough to log in by hand.
    pub const fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// This program uses standard input itself, for the reason given: plugins do not get it. One
    /// that cannot do without fails, and its error says why.
    ///
    /// A program that reads standard input while a client is in use has to say so: a plugin that
    /// may have a terminal takes it whenever it is run again, which is also when nobody waits for
    /// it, in the last minute before its credentials expire.
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

    /// What to do with a warning: that a plugin has failed while requests go on with what it gave
    /// before, or when a 401 made it run again, so that no request fails with its error. It is told
    /// once for each way of failing, until the plugin succeeds.
    ///
    /// Without it, [`ConnectOptions::on_warning`](crate::ConnectOptions::on_warning) is told. It is
    /// called on the runtime and should not block.
    pub fn on_warning(mut self, warn: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.on_warning = Some(Arc::new(warn));
        self
    }

    /// Has `on_warning` called, unless somebody is told already.
    pub(crate) fn or_warn(mut self, on_warning: Option<OnWarning>) -> Self {
        self.on_warning = self.on_warning.or(on_warning);
        self
    }

    /// Which plugins may run: all, unless this is said. One that may not fails with
    /// [`ExecErrorKind::Denied`](crate::ExecErrorKind::Denied) when the first request needs it.
    pub fn policy(mut self, policy: PluginPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// The cryptography to check client certificates with: what connections use.
    pub const fn crypto_provider(mut self, provider: CryptoProvider) -> Self {
        self.provider = provider;
        self
    }
}

#[cfg(feature = "ring")]
impl Default for ExecOptions {
    fn default() -> Self {
        Self::with_provider(CryptoProvider::default())
    }
}

impl fmt::Debug for ExecOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecOptions")
            .field("time_limit", &self.time_limit)
            .field("stdin_unavailable", &self.stdin_unavailable)
            .field("on_stderr", &self.on_stderr.is_some())
            .field("on_warning", &self.on_warning.is_some())
            .field("policy", &self.policy)
            .field("provider", &self.provider)
            .finish()
    }
}
