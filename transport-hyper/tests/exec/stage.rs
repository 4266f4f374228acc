//! A folder with a plugin, and a clock.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::header::AUTHORIZATION;
use outrigger::auth::{Credentials, Version};
use outrigger::kubeconfig::{Config, Kubeconfig, Overrides};
use outrigger::rt::{BoxFuture, Instant, Timer, Timestamp};
use outrigger::transport::ConnectionSettings;
use outrigger::{Error, Result};
use outrigger_hyper::{ExecCredentials, ExecError, ExecErrorKind, ExecOptions};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::plugin::VARIABLE;

pub(crate) const V1: &str = "client.authentication.k8s.io/v1";

/// A plugin, and what is known of its runs.
pub(crate) struct Stage {
    folder: TempDir,
    /// The `exec` of a kubeconfig's user.
    pub(crate) exec: Value,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let exec = json!({
            "apiVersion": V1,
            "command": std::env::current_exe().unwrap(),
            "args": ["--password", "S3CR3T"],
            "env": [
                {"name": VARIABLE, "value": folder.path()},
                {"name": "GREETING", "value": "S3CR3T hello"},
            ],
            "interactiveMode": "Never",
        });
        Self { folder, exec }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Answers this status, or this one in run `number` if that is not 0.
    pub(crate) fn answer(&self, number: usize, status: &Value) {
        let answer = json!({"apiVersion": V1, "kind": "ExecCredential", "status": status});
        let name = match number {
            0 => "stdout".to_owned(),
            number => format!("stdout.{number}"),
        };
        self.write(&name, answer.to_string());
    }

    pub(crate) fn runs(&self) -> usize {
        std::fs::read(self.path("runs")).map_or(0, |runs| runs.len())
    }

    /// Waits for a run to begin.
    pub(crate) async fn runs_reach(&self, number: usize) {
        until(|| self.began(number)).await;
    }

    /// Whether that run has said which process it is, which is after all that it was told.
    pub(crate) fn began(&self, number: usize) -> bool {
        self.path(&format!("pid.{number}")).exists()
    }

    /// Waits until the process of the last run, which [began](Self::began), is gone, and no zombie
    /// left, where that can be seen.
    pub(crate) async fn gone(&self) {
        let pid = self.read(&format!("pid.{}", self.runs()));
        let process = Path::new("/proc").join(pid);
        until(|| !process.exists()).await;
    }

    pub(crate) fn kubeconfig(&self, cluster: &Value) -> String {
        let kubeconfig = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": cluster}],
            "users": [{"name": "u", "user": {"exec": self.exec}}],
        });
        kubeconfig.to_string()
    }

    pub(crate) fn config(&self) -> Config {
        self.config_for(&json!({"server": "https://127.0.0.1:6443"}))
    }

    pub(crate) fn config_for(&self, cluster: &Value) -> Config {
        let kubeconfig = self.kubeconfig(cluster);
        let kubeconfig = Kubeconfig::parse(kubeconfig.as_bytes(), "").unwrap();
        kubeconfig.resolve(&Overrides::new()).unwrap()
    }

    /// Credentials whose clock is `clock`.
    pub(crate) fn credentials(&self, clock: &Arc<Clock>, options: ExecOptions) -> ExecCredentials {
        let timer = Arc::clone(clock) as Arc<dyn Timer>;
        let settings = ConnectionSettings::default();
        ExecCredentials::new(&self.config(), settings, options, timer).unwrap()
    }
}

/// What is sent for a request.
pub(crate) async fn sent(credentials: &ExecCredentials) -> Result<(String, Version)> {
    let (mut parts, ()) = http::Request::new(()).into_parts();
    let version = within(credentials.authorize(&mut parts)).await?;
    let header = parts.headers.get(AUTHORIZATION);
    let header = header.map(|header| header.to_str().unwrap().to_owned());
    Ok((header.unwrap_or_default(), version))
}

pub(crate) async fn token(credentials: &ExecCredentials) -> String {
    sent(credentials).await.unwrap().0
}

/// The kind of error that an exec plugin came to, and all that is said about it.
pub(crate) fn failure(error: &Error) -> (ExecErrorKind, String) {
    let source = std::error::Error::source(error).unwrap();
    let failed: &ExecError = source.downcast_ref().unwrap();
    (failed.kind(), error.chain().to_string())
}

/// Only for what should never take long; no test measures time.
pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future).await.expect("in time")
}

pub(crate) async fn until(holds: impl Fn() -> bool) {
    within(async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
}

/// A clock that is moved by hand.
#[derive(Debug)]
pub(crate) struct Clock(Mutex<Duration>);

impl Clock {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Duration::from_secs(1_000_000))))
    }

    pub(crate) fn advance(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }

    /// The time `seconds` from now, as RFC 3339.
    pub(crate) fn after(&self, seconds: u64) -> String {
        let time = *self.0.lock().unwrap() + Duration::from_secs(seconds);
        Timestamp::from_unix(time).to_string()
    }
}

impl Timer for Clock {
    fn now(&self) -> Instant {
        Instant::new(*self.0.lock().unwrap())
    }

    fn wall_now(&self) -> Timestamp {
        Timestamp::from_unix(*self.0.lock().unwrap())
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}
