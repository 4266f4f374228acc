//! A session for one cluster is none for another.

use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Child;

use crate::program::{folder, keeping_its_token_itself, link};
use crate::site::LIMIT;

const CONFIG: &str = "clusters: [{name: c, cluster: {server: 'https://10.0.0.1'}}]
contexts: [{name: a, context: {cluster: c, user: a}}, {name: b, context: {cluster: c, user: b}}]
users: [{name: a, user: {token: hunter2}}, {name: b, user: {token: hunter2}}]
";

/// A run of the program that keeps its keys where it likes, in the user's folder.
struct Run {
    _child: Child,
    address: String,
    entry: String,
}

impl Run {
    async fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = keeping_its_token_itself(folder, &["--port", "0"]);
        command
            .args(arguments)
            .env("XDG_RUNTIME_DIR", folder.join("run"));
        let mut child = command.spawn().unwrap();
        let link = link(&mut child).await;
        let (address, entry) = link["http://".len()..].split_once('/').unwrap();
        Self {
            address: address.to_owned(),
            entry: format!("/{entry}"),
            _child: child,
        }
    }

    async fn get(&self, target: &str, key: &str) -> String {
        let (_, port) = self.address.rsplit_once(':').unwrap();
        let text = format!(
            "GET {target} HTTP/1.1\r\nHost: {}\r\nCookie: outrigger-{port}={key}\r\n\
             Connection: close\r\n\r\n",
            self.address
        );
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer);
        tokio::time::timeout(LIMIT, read).await.unwrap().unwrap();
        answer
    }

    /// Goes in by the link; what the cookie holds.
    async fn enter(&self) -> String {
        let answer = self.get(&self.entry, "").await;
        let (_, cookie) = answer.split_once("set-cookie: ").unwrap();
        let (_, key) = cookie.split_once('=').unwrap();
        key.split(';').next().unwrap().to_owned()
    }

    async fn lets_in(&self, key: &str) -> bool {
        let answer = self.get("/", key).await;
        let status = &answer[..12];
        assert!(
            matches!(status, "HTTP/1.1 200" | "HTTP/1.1 401"),
            "{answer}"
        );
        status.ends_with("200")
    }
}

#[tokio::test]
async fn a_session_is_for_one_cluster_and_user() {
    let page = folder();
    let config = page.path().join("config");
    std::fs::write(&config, CONFIG).unwrap();
    let config = ["--kubeconfig", config.to_str().unwrap()];
    let simulated = ["--pods", "0", "--rate", "0"];
    let real = |context| [config[0], config[1], "--context", context];
    let sources = [simulated, real("a"), real("b")];
    let mut keys = Vec::new();
    for source in sources {
        keys.push(Run::start(page.path(), &source).await.enter().await);
    }
    // Each was started anew meanwhile.
    for (at, source) in sources.iter().enumerate() {
        let run = Run::start(page.path(), source).await;
        for (other, key) in keys.iter().enumerate() {
            assert_eq!(run.lets_in(key).await, at == other, "{at} {other}");
        }
    }
}
