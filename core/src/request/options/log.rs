use std::time::Duration;

use crate::request::query::Query;
use crate::rt::Timestamp;

/// Which of a container's outputs a log shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogSource {
    /// Both, mixed as they were written; the server's default.
    All,
    /// Standard output alone. Since 1.32, behind the feature gate `PodLogsQuerySplitStreams`.
    Stdout,
    /// Standard error alone. Since 1.32, behind the feature gate `PodLogsQuerySplitStreams`.
    Stderr,
}

impl LogSource {
    const fn as_str(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Stdout => "Stdout",
            Self::Stderr => "Stderr",
        }
    }
}

/// Which part of a container's log is read (`PodLogOptions`).
///
/// ```
/// use std::time::Duration;
///
/// use outrigger::request::LogOptions;
///
/// let options = LogOptions::new().container("nginx").tail(100).since(Duration::from_secs(3600));
/// ```
///
/// <https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#read-log-pod-v1-core>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogOptions {
    /// The container; empty for the only one. A pod of several needs a name here (else 400).
    pub container: String,
    /// The answer stays open, and what the container writes from now on comes as it is written.
    pub follow: bool,
    /// The log of the container's last run before the present one.
    pub previous: bool,
    /// Only what is younger than this, in whole seconds, rounded up. Not with `since_time`.
    pub since: Option<Duration>,
    /// Only what was written at or after this moment, in whole seconds. Not with `since`.
    pub since_time: Option<Timestamp>,
    /// Each line begins with its time (RFC 3339) and a space.
    pub timestamps: bool,
    /// Only so many lines, the last ones; of them and those that follow.
    pub tail_lines: Option<u64>,
    /// At most this many bytes, at least 1; the last line may be cut.
    pub limit_bytes: Option<u64>,
    /// Which output; `None` for the server's default, both. With `tail_lines` only
    /// [`All`](LogSource::All) is allowed.
    pub source: Option<LogSource>,
    /// The API server does not check whom it fetches the log from: the kubelet's certificate may
    /// be anybody's. For nodes whose certificate cannot be checked.
    pub insecure_skip_tls_verify_backend: bool,
}

impl LogOptions {
    /// The whole log of a pod's only container.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the container.
    #[must_use]
    pub fn container(mut self, name: impl Into<String>) -> Self {
        self.container = name.into();
        self
    }

    /// Asks for what will be written, too.
    #[must_use]
    pub const fn follow(mut self) -> Self {
        self.follow = true;
        self
    }

    /// Asks for the last run before the present one.
    #[must_use]
    pub const fn previous(mut self) -> Self {
        self.previous = true;
        self
    }

    /// Asks only for what is younger than `age`.
    #[must_use]
    pub const fn since(mut self, age: Duration) -> Self {
        self.since = Some(age);
        self
    }

    /// Asks for the time of each line.
    #[must_use]
    pub const fn timestamps(mut self) -> Self {
        self.timestamps = true;
        self
    }

    /// Asks for the last `lines`.
    #[must_use]
    pub const fn tail(mut self, lines: u64) -> Self {
        self.tail_lines = Some(lines);
        self
    }

    /// Sets which output is shown.
    #[must_use]
    pub const fn source(mut self, source: LogSource) -> Self {
        self.source = Some(source);
        self
    }

    pub(in crate::request) fn query(&self) -> Query {
        let since_time = self.since_time.map(|time| time.to_string());
        Query::default()
            .text("container", &self.container)
            .flag("follow", self.follow)
            .flag("previous", self.previous)
            .seconds("sinceSeconds", self.since)
            .text("sinceTime", since_time.as_deref().unwrap_or_default())
            .flag("timestamps", self.timestamps)
            .count("tailLines", self.tail_lines)
            .count("limitBytes", self.limit_bytes)
            .flag(
                "insecureSkipTLSVerifyBackend",
                self.insecure_skip_tls_verify_backend,
            )
            .text("stream", self.source.map_or("", LogSource::as_str))
    }
}
