//! What a program's flags say.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use outrigger::kubeconfig::Overrides;
use outrigger::transport::ConnectionSettings;
use outrigger::{ClientBuilder, EachWarningOnce, Observer, RateLimit, RetryPolicy, Warning};

use crate::warning::OnWarning;
use crate::{CryptoProvider, ExecOptions, HttpVersions};

/// Which cluster to connect to, and whom to be there.
///
/// ```no_run
/// # async fn example() -> outrigger::Result<()> {
/// use outrigger_hyper::{ConnectOptions, connect_with};
///
/// let options = ConnectOptions::new().context("staging").on_warning(|text| eprintln!("{text}"));
/// let client = connect_with(options).await?;
/// # Ok(()) }
/// ```
///
/// One that is cloned serves for several clusters. Whatever else kubectl's flags say is in [`Overrides`]:
///
/// ```no_run
/// # async fn example() -> outrigger::Result<()> {
/// use outrigger::kubeconfig::Overrides;
/// use outrigger_hyper::{ConnectOptions, connect_with};
///
/// // --user admin --as jane --as-group developers
/// let flags = Overrides::new().user("admin").impersonate("jane").impersonate_groups(["developers"]);
/// let client = connect_with(ConnectOptions::new().overrides(flags)).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use]
pub struct ConnectOptions {
    /// Boxed, for it is large and goes through many hands.
    pub(super) overrides: Box<Overrides>,
    pub(super) kubeconfig: Option<PathBuf>,
    pub(super) service_account: Option<PathBuf>,
    pub(super) provider: CryptoProvider,
    pub(super) versions: HttpVersions,
    pub(super) exec: ExecOptions,
    connect_timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    head_timeout: Option<Duration>,
    observer: Option<Arc<dyn Observer>>,
    user_agent: Option<String>,
    retry: Option<RetryPolicy>,
    rate_limit: Option<RateLimit>,
    pub(super) on_warning: Option<OnWarning>,
    server_warnings: bool,
}

impl ConnectOptions {
    /// What kubectl would do without flags. Exists where the feature `ring` is on, which TLS then
    /// runs on unless another [`crypto_provider`](Self::crypto_provider) is said.
    #[cfg(feature = "ring")]
    pub fn new() -> Self {
        Self::default()
    }

    /// What kubectl would do without flags, with TLS that runs on `provider`.
    pub fn with_provider(provider: CryptoProvider) -> Self {
        Self {
            overrides: Box::default(),
            kubeconfig: None,
            service_account: None,
            provider,
            versions: HttpVersions::default(),
            exec: ExecOptions::with_provider(provider),
            connect_timeout: None,
            idle_timeout: None,
            head_timeout: None,
            observer: None,
            user_agent: None,
            retry: None,
            rate_limit: None,
            on_warning: None,
            server_warnings: false,
        }
    }

    /// All that flags can say of cluster, user and context, in place of what was said before.
    pub fn overrides(mut self, overrides: Overrides) -> Self {
        *self.overrides = overrides;
        self
    }

    /// The context to use instead of the current one (`--context`). It must exist; an empty name
    /// is as good as none.
    pub fn context(mut self, name: impl Into<String>) -> Self {
        *self.overrides = std::mem::take(&mut *self.overrides).context(name);
        self
    }

    /// The kubeconfig file to read instead of all others (`--kubeconfig`). It must exist; an empty
    /// path is as good as none.
    pub fn kubeconfig(mut self, path: impl Into<PathBuf>) -> Self {
        self.kubeconfig = Some(path.into());
        self
    }

    /// The namespace to use instead of the context's (`-n`).
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        *self.overrides = std::mem::take(&mut *self.overrides).namespace(name);
        self
    }

    /// The folder with `token`, `ca.crt` and `namespace` of a pod's service account, instead of
    /// `/var/run/secrets/kubernetes.io/serviceaccount`: for a projected volume, or for a program
    /// outside of the pod that has its files.
    pub fn service_account_folder(mut self, path: impl Into<PathBuf>) -> Self {
        self.service_account = Some(path.into());
        self
    }

    /// How long connecting to the server may take, its name looked up and TLS included; 30 s by
    /// default, and if it is zero. An exchange that has a connection is not concerned.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// How long a connection is kept that nobody uses; 90 s by default, and if it is zero. One with
    /// an open watch is in use, however little is said on it.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = Some(limit);
        self
    }

    /// How long the head of an answer may take once its request is on the way; 2 minutes by
    /// default, and if it is zero. It cuts no answer that has begun, and ends no watch, which may have nothing to
    /// tell for a long time.
    pub fn head_timeout(mut self, limit: Duration) -> Self {
        self.head_timeout = Some(limit);
        self
    }

    /// How exec plugins are run.
    pub fn exec(mut self, options: ExecOptions) -> Self {
        self.exec = options;
        self
    }

    /// Which versions of HTTP to speak; any by default. Something between that mistreats HTTP/2
    /// is a reason for [`HttpVersions::Http1Only`].
    pub fn http_versions(mut self, versions: HttpVersions) -> Self {
        self.versions = versions;
        self
    }

    /// The cryptography to use for TLS, and for what exec plugins print, whatever
    /// [`ExecOptions::crypto_provider`] says.
    pub fn crypto_provider(mut self, provider: CryptoProvider) -> Self {
        self.provider = provider;
        self
    }

    /// The `User-Agent`; `outrigger/<version> (<system>/<architecture>)` by default. Its first word becomes the field
    /// manager of writes that name none.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Who sees what the client does.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// When requests are sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// How many requests are sent a second; [`RateLimit::off`] for as many as there are.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// What to do with a warning, such as a credential that a plain-text URL drops. Without it
    /// they are lost: a library prints nothing. No credential is in one.
    ///
    /// While the client runs it is told of credentials that cannot be renewed: a file that is
    /// missing or cannot be used, or an exec plugin that fails while what it gave before is still
    /// good, or after a 401. Each problem is told when it appears, and again when it comes back.
    /// That may be on any thread of the runtime, which it should not block.
    pub fn on_warning(mut self, warn: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.on_warning = Some(Arc::new(warn));
        self
    }

    /// Tells [`on_warning`](Self::on_warning) what the API server warns of as well, each text once
    /// ([`EachWarningOnce`]): of deprecated APIs, of unknown fields. Not by default, since such a
    /// text may quote what was sent.
    pub const fn server_warnings(mut self) -> Self {
        self.server_warnings = true;
        self
    }

    /// What is said here about connections, over what `settings` say.
    pub(super) fn limit(&self, settings: &mut ConnectionSettings) {
        settings.connect_timeout = self.connect_timeout.or(settings.connect_timeout);
        settings.idle_timeout = self.idle_timeout.or(settings.idle_timeout);
        settings.head_timeout = self.head_timeout.or(settings.head_timeout);
    }

    /// What is said here about the client itself.
    pub(super) fn apply(&self, mut builder: ClientBuilder) -> ClientBuilder {
        if let Some(observer) = &self.observer {
            builder = builder.shared_observer(observer.clone());
        }
        if let Some(user_agent) = &self.user_agent {
            builder = builder.user_agent(user_agent);
        }
        if let Some(policy) = &self.retry {
            builder = builder.retry(policy.clone());
        }
        if let Some(limit) = self.rate_limit {
            builder = builder.rate_limit(limit);
        }
        if let Some(on_warning) = self.on_warning.clone().filter(|_| self.server_warnings) {
            let tell = move |warning: &Warning| on_warning(&warning.text);
            builder = builder.warnings(EachWarningOnce::new(tell));
        }
        builder
    }
}

#[cfg(feature = "ring")]
impl Default for ConnectOptions {
    fn default() -> Self {
        Self::with_provider(CryptoProvider::default())
    }
}

impl fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectOptions")
            .field("overrides", &self.overrides)
            .field("kubeconfig", &self.kubeconfig)
            .field("service_account", &self.service_account)
            .finish_non_exhaustive()
    }
}
