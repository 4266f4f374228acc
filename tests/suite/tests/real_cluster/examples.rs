//! The examples, as a user runs them.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use outrigger_suite::cargo::example;
use outrigger_suite::control_plane::ControlPlane;

/// An example that runs until it is ended, and the lines it printed.
struct Running {
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Running {
    fn start(name: &str, cluster: &ControlPlane, arguments: &[&str]) -> Self {
        let mut child = Command::new(example(name))
            .args(arguments)
            .arg("--kubeconfig")
            .arg(cluster.kubeconfig())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let lines = Arc::<Mutex<Vec<String>>>::default();
        let (output, printed) = (child.stdout.take().expect("a pipe"), lines.clone());
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                printed.lock().unwrap().push(line);
            }
        });
        Self { child, lines }
    }

    /// Waits for a line that begins like this.
    fn until(&self, start: &str) {
        for _ in 0..300 {
            if self
                .lines
                .lock()
                .unwrap()
                .iter()
                .any(|line| line.starts_with(start))
            {
                return;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        panic!("no {start:?} in {:?}", self.lines.lock().unwrap());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A running `follow`.
pub(crate) struct Follow(Running);

impl Follow {
    pub(crate) fn start(cluster: &ControlPlane, resource: &str) -> Self {
        Self(Running::start("follow", cluster, &[resource, "-A"]))
    }

    /// Checks that the printed lines are legal, and lead to `expected`.
    pub(crate) fn check(&self, expected: &BTreeMap<String, String>) {
        for attempt in 0.. {
            let known = fold(&self.0.lines.lock().unwrap());
            if known == *expected {
                break;
            }
            assert!(
                attempt < 300,
                "follow printed {} objects of {}",
                known.len(),
                expected.len()
            );
            std::thread::sleep(Duration::from_millis(200));
        }
        let lines = self.0.lines.lock().unwrap();
        assert!(lines.iter().any(|line| line == "= live"));
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with("= stale since 20"))
        );
    }
}

/// Follows lines such as `+ default/web (uid at 7)` to what is there in the end.
fn fold(lines: &[String]) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for line in lines.iter().filter(|line| !line.starts_with('=')) {
        let (sign, rest) = line.split_once(' ').expect("a sign");
        let (key, rest) = rest.split_once(" (").expect("a key");
        let (_, version) = rest
            .trim_end_matches(')')
            .rsplit_once(" at ")
            .expect("a version");
        let before = match sign {
            "-" => known.remove(key),
            _ => known.insert(key.to_owned(), version.to_owned()),
        };
        assert_eq!(before.is_none(), sign == "+", "illegal: {line}");
    }
    known
}

fn list(cluster: &ControlPlane, arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(example("list"))
        .args(arguments)
        .arg("--kubeconfig")
        .arg(cluster.kubeconfig())
        .output()
        .expect("list runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.success(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn list_prints_a_table_of_anything() {
    let cluster = ControlPlane::start();
    let (ok, table, errors) = list(&cluster, &["ns"]);
    assert!(ok, "{errors}");
    let mut rows = table.lines();
    assert_eq!(
        rows.next().unwrap().split_whitespace().collect::<Vec<_>>(),
        ["NAME", "CREATED"]
    );
    assert!(rows.any(|row| row.starts_with("kube-system ")), "{table}");

    cluster.kubectl(
        &["create", "configmap", "settings", "-n", "kube-public"],
        "",
    );
    let (_, table, _) = list(&cluster, &["ConfigMap", "-n", "kube-public"]);
    assert!(table.contains("kube-public   settings"), "{table}");

    let (ok, _, errors) = list(&cluster, &["wibbles"]);
    assert!(!ok);
    assert_eq!(
        errors,
        "error: the server does not have a resource type \"wibbles\"\n"
    );
    let (ok, _, errors) = list(&cluster, &["pods", "--context", "nowhere"]);
    assert!(!ok);
    assert!(
        errors.contains("context \"nowhere\" does not exist"),
        "{errors}"
    );
}

#[test]
fn rows_prints_the_servers_columns_and_what_changes() {
    let cluster = ControlPlane::start();
    let namespace = ["-n", "kube-public"];
    let kubectl = |arguments: &[&str]| cluster.kubectl(&[arguments, &namespace].concat(), "");
    kubectl(&["create", "configmap", "settings"]);
    let arguments = [&["configmaps"][..], &namespace].concat();
    let rows = Running::start("rows", &cluster, &arguments);
    rows.until("NAME   DATA   AGE");
    rows.until("settings   0   ");
    let patch = r#"{"data":{"colour":"red"}}"#;
    kubectl(&[
        "patch",
        "configmap",
        "settings",
        "--type=merge",
        "-p",
        patch,
    ]);
    rows.until("settings   1   ");
    kubectl(&["delete", "configmap", "settings"]);
    rows.until("kube-public/settings is gone");
}
