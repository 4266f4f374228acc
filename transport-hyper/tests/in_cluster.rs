//! A pod whose service account is renewed around it. The pod is a process, for the environment of
//! one that runs cannot be changed.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use outrigger::Client;
use outrigger::kubeconfig::Overrides;
use outrigger::request::Request;
use outrigger_hyper::{ConnectOptions, in_cluster_with};
use support::Server;
use support::tls::Authority;
use tempfile::TempDir;

/// Tells a process that it is a pod, and where its service account's folder is.
const FOLDER: &str = "OUTRIGGER_TEST_POD";
/// The value of the pod's flag for the server.
const SERVER: &str = "OUTRIGGER_TEST_POD_SERVER";
/// What a line of the pod begins with, among those of the test's harness.
const SAYS: &str = "pod: ";

/// A process in a pod's environment. It sends a request whenever it is told.
struct Pod {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Pod {
    fn start(folder: &TempDir, port: u16) -> Self {
        Self::start_with(folder, port, "")
    }

    /// In a pod that is told of a server by a flag.
    fn start_with(folder: &TempDir, port: u16, server: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "in_a_pod", "--nocapture"])
            .env(FOLDER, folder.path())
            .env(SERVER, server)
            .env("KUBERNETES_SERVICE_HOST", "localhost")
            .env("KUBERNETES_SERVICE_PORT", port.to_string())
            .env_remove("POD_NAMESPACE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let commands = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            commands,
            answers,
        }
    }

    /// What came of a request, so long after the last one on the pod's clock.
    fn ask_after(&mut self, seconds: u64) -> String {
        writeln!(self.commands, "{seconds}").unwrap();
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(
                self.answers.read_line(&mut line).unwrap(),
                0,
                "the pod ended"
            );
            if let Some((_, answer)) = line.split_once(SAYS) {
                return answer.trim().to_owned();
            }
        }
    }
}

impl Drop for Pod {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Nothing, unless this process is a pod.
#[test]
fn in_a_pod() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let flags = Overrides::new().server(std::env::var(SERVER).unwrap_or_default());
    let options = ConnectOptions::new().service_account_folder(folder);
    let options = options.overrides(flags);
    let client = runtime.block_on(in_cluster_with(options)).unwrap();
    for line in std::io::stdin().lines() {
        let after = Duration::from_secs(line.unwrap().parse().unwrap());
        println!("\n{SAYS}{}", runtime.block_on(ask(&client, after)));
    }
}

async fn ask(client: &Client, after: Duration) -> String {
    // Lets connections come back before the clock jumps, and what is over then end.
    for step in [Duration::ZERO, after] {
        tokio::time::pause();
        tokio::time::advance(step).await;
        tokio::time::resume();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    match client.send(Request::raw_get("/echo").unwrap()).await {
        Ok(answer) => {
            let seen = String::from_utf8_lossy(answer.body()).into_owned();
            let schemes = ["Bearer ", "Basic "];
            let mut tokens = schemes
                .into_iter()
                .filter_map(|scheme| seen.split(scheme).nth(1));
            let token = tokens.next().unwrap_or_default();
            let token = token.split('"').next().unwrap_or_default();
            format!("{} as {token}", client.default_namespace())
        }
        Err(error) => error.chain().to_string(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn token_and_authority_of_a_pod_are_followed() {
    let (old, new) = (Authority::new(), Authority::new());
    let config = Arc::new(old.issue(&["localhost"]).server(&["h2"], None));
    let now = Arc::new(Mutex::new(config));
    let says = now.clone();
    let server = Server::tls_of(move || says.lock().unwrap().clone()).await;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let new = folder.path().join("new");
        std::fs::write(&new, text).unwrap();
        std::fs::rename(new, folder.path().join(name)).unwrap();
    };
    write("token", "t0\n");
    write("namespace", "shop\n");
    write("ca.crt", &old.certificate.pem());
    let mut pod = Pod::start(&folder, server.address.port());
    assert_eq!(pod.ask_after(0), "shop as t0");

    write("token", "t1\n");
    assert_eq!(pod.ask_after(20), "shop as t0");
    assert_eq!(pod.ask_after(40), "shop as t1");

    // The server changes its authority, and a while later the folder says so.
    *now.lock().unwrap() = Arc::new(new.issue(&["localhost"]).server(&["h2"], None));
    let refused = pod.ask_after(200);
    assert!(refused.contains("UnknownIssuer"), "{refused}");
    write("ca.crt", &new.certificate.pem());
    write("token", "t2\n");
    assert_eq!(pod.ask_after(60), "shop as t2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_in_the_servers_url_comes_before_the_pods_token() {
    let authority = Authority::new();
    let config = Arc::new(authority.issue(&["localhost"]).server(&["h2"], None));
    let server = Server::tls_of(move || config.clone()).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("token"), "t0").unwrap();
    std::fs::write(folder.path().join("ca.crt"), authority.certificate.pem()).unwrap();
    let port = server.address.port();
    let url = format!("https://me:pw@localhost:{port}");
    let mut pod = Pod::start_with(&folder, port, &url);
    assert_eq!(pod.ask_after(0), "default as bWU6cHc=");
}
