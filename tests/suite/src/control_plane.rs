//! A real kube-apiserver for a test.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

use outrigger::{Client, RateLimit};
use outrigger_hyper::{ConnectOptions, connect_with};
use tempfile::TempDir;

/// A kube-apiserver and an etcd of one test's own; see tests/control-plane.
#[derive(Debug)]
pub struct ControlPlane {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    kubeconfig: PathBuf,
    _folder: TempDir,
}

/// The program that `cargo xtask test` built.
///
/// # Panics
/// When it does not say where that is.
pub fn program() -> PathBuf {
    std::env::var_os("OUTRIGGER_CONTROL_PLANE")
        .expect("OUTRIGGER_CONTROL_PLANE is unset; run these tests by `cargo xtask test`")
        .into()
}

impl ControlPlane {
    /// Starts one and waits until it is ready.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts one whose kube-apiserver has more flags, such as `--watch-cache=false`.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub fn start_with(flags: &[&str]) -> Self {
        Self::start_in(flags, &[])
    }

    /// Starts one that reaches nodes, pods and services through an HTTP proxy; see
    /// [`Kubelet`](crate::kubelet::Kubelet).
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub fn start_behind(proxy: &str) -> Self {
        // What is on loopback, etcd and the API server itself, is reached without it.
        Self::start_in(&[], &[("HTTP_PROXY", proxy), ("NO_PROXY", "")])
    }

    fn start_in(flags: &[&str], environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let flags = flags.iter().map(|flag| format!("--apiserver-flag={flag}"));
        let mut child = Command::new(program())
            .args(["serve", "--dir"])
            .arg(folder.path())
            .args(flags)
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the control plane starts");
        let commands = child.stdin.take().expect("a pipe");
        let mut answers = BufReader::new(child.stdout.take().expect("a pipe"));
        let ready = read_line(&mut answers);
        let kubeconfig = ready
            .strip_prefix("ready ")
            .unwrap_or_else(|| panic!("{ready}"))
            .into();
        Self {
            child,
            commands,
            answers,
            kubeconfig,
            _folder: folder,
        }
    }

    /// Gives a command, such as `apiserver restart`, and waits for its answer.
    ///
    /// # Panics
    /// When the answer is an error.
    pub fn command(&mut self, line: &str) -> String {
        writeln!(self.commands, "{line}").expect("the control plane runs");
        let answer = read_line(&mut self.answers);
        assert!(answer.starts_with("ok"), "{line}: {answer}");
        answer
    }

    /// Forgets how the present came to be, and ends open watches.
    ///
    /// # Panics
    /// When it cannot.
    pub fn forget_history(&mut self) {
        // Compaction begins behind the newest version of what was asked for.
        self.kubectl(&["create", "secret", "generic", "elsewhere"], "");
        self.kubectl(&["delete", "secret", "elsewhere"], "");
        self.command("compact");
        // Until then the apiserver's own cache remembers.
        self.command("apiserver restart");
    }

    /// Its kubeconfig, of one context for each way to connect.
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// Runs kubectl and returns what it printed.
    ///
    /// # Panics
    /// When it fails, with what it said.
    pub fn kubectl(&self, arguments: &[&str], input: &str) -> String {
        let output = kubectl(&self.kubeconfig, arguments, input);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "kubectl {arguments:?}: {errors}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A client for a context of the kubeconfig, without a limit to how many requests it sends a
    /// second.
    ///
    /// # Panics
    /// When the kubeconfig cannot be used.
    pub async fn client(&self, context: &str) -> Client {
        let options = ConnectOptions::new()
            .kubeconfig(&self.kubeconfig)
            .context(context)
            .rate_limit(RateLimit::off());
        connect_with(options)
            .await
            .unwrap_or_else(|error| panic!("{}", error.chain()))
    }

    /// Defines widgets.example.com.
    ///
    /// # Panics
    /// When they are not served within some seconds.
    pub fn define_widgets(&self) {
        define_widgets(&self.kubeconfig);
    }
}

/// Defines widgets.example.com on the server of a kubeconfig.
///
/// # Panics
/// When they are not served within some seconds.
pub fn define_widgets(kubeconfig: &Path) {
    let run = |arguments: &[&str], input: &str| {
        let output = kubectl(kubeconfig, arguments, input);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "kubectl {arguments:?}: {errors}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let widgets = include_str!("widgets.yaml");
    run(&["create", "--validate=false", "-f", "-"], widgets);
    let condition = "--for=condition=Established";
    let definition = "crd/widgets.example.com";
    run(&["wait", condition, "--timeout=60s", definition], "");
    // Established comes a moment before discovery tells.
    for _ in 0..100 {
        if run(&["api-resources", "--cached=false"], "").contains("widgets") {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("widgets are not discovered");
}

/// Runs kubectl with a kubeconfig.
///
/// # Panics
/// When it cannot be run.
pub fn kubectl(kubeconfig: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(program())
        .arg("kubectl")
        .arg("--kubeconfig")
        .arg(kubeconfig)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("kubectl starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A kubectl that failed reads nothing.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("kubectl ends")
}

fn read_line(from: &mut impl BufRead) -> String {
    let mut line = String::new();
    from.read_line(&mut line)
        .expect("an answer of the control plane");
    line.trim_end().to_owned()
}

impl Drop for ControlPlane {
    fn drop(&mut self) {
        // Whatever it started ends with it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
