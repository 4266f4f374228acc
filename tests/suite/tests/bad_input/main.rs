//! What a user is told when the cluster cannot be reached or the configuration cannot be used:
//! real sockets, real files.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod clusters;
mod files;
mod rows;

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use outrigger::{Api, ApiResource, Client, Error, ListOptions, Result, Scope};
use outrigger_hyper::{ConnectOptions, connect_with};
use serde_json::{Value, json};

/// A folder with a kubeconfig in it, which is gone after the test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Connects by the kubeconfig, and by nothing else this machine has.
    async fn connect(&self) -> Result<Client> {
        let options = ConnectOptions::new().kubeconfig(self.path("config"));
        within(connect_with(options)).await
    }

    async fn refused(&self) -> Error {
        self.connect().await.expect_err("this connects")
    }
}

/// Whatever a test waits for comes soon.
async fn within<T>(asked: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(30);
    tokio::time::timeout(limit, asked).await.expect("too slow")
}

/// A kubeconfig, which is YAML as all JSON is.
fn config(cluster: &Value, user: &Value) -> String {
    json!({
        "current-context": "staging",
        "contexts": [{ "name": "staging", "context": { "cluster": "c", "user": "u" } }],
        "clusters": [{ "name": "c", "cluster": cluster }],
        "users": [{ "name": "u", "user": user }],
    })
    .to_string()
}

/// The whole text of what goes wrong when pods are listed.
async fn list(cluster: Value) -> Error {
    let folder = Folder::new();
    folder.write("config", &config(&cluster, &json!({})));
    let client = folder.connect().await.unwrap();
    let resource = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
    let pods = Api::dynamic(client, resource).within("shop");
    within(pods.list(&ListOptions::new())).await.unwrap_err()
}

/// Runs a test of this file's modules that is ignored otherwise, with no variables but these.
#[track_caller]
fn in_an_environment_of(variables: &[(&str, &str)], test: &str) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", test, "--ignored"]).env_clear();
    // What the system's loader and temporary files need is no concern of these tests.
    for name in ["LD_LIBRARY_PATH", "PATH", "SystemRoot", "TEMP", "TMPDIR"] {
        child.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    let output = child.envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Checks that the whole text has these parts in this order.
#[track_caller]
fn check(error: &Error, parts: &[&str]) {
    let text = error.chain().to_string();
    let mut rest = text.as_str();
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("{part:?} is not where it should be in {text:?}");
        };
        rest = after;
    }
    // The cause is told once.
    let last = parts.last().expect("a part");
    assert!(!rest.contains(last), "{last:?} is told twice in {text:?}");
}
