//! Two real servers.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use outrigger_suite::control_plane::{ControlPlane, program};

use crate::commands::{CREATE, Step, all};
use crate::text::normal;
use crate::transcript::run;

fn two_control_planes() -> [ControlPlane; 2] {
    let other = std::thread::spawn(ready);
    [ready(), other.join().unwrap()]
}

pub(crate) fn ready() -> ControlPlane {
    let plane = ControlPlane::start();
    plane.define_widgets();
    plane
}

#[test]
fn real_servers_are_alike_to_kubectl() {
    let planes = two_control_planes();
    let kubeconfigs = [planes[0].kubeconfig(), planes[1].kubeconfig()];
    let differences = run(kubeconfigs, &all());
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    let [left, right] = kubeconfigs.map(watch);
    assert_eq!(left, right);
}

#[test]
fn what_is_planted_is_found() {
    let [left, right] = two_control_planes();
    let kubeconfigs = [left.kubeconfig(), right.kubeconfig()];
    let list = Step {
        line: "get cm -n shop --show-labels",
        input: "",
        only: &[],
    };
    assert_eq!(run(kubeconfigs, &[CREATE, list]), [""; 0]);
    right.kubectl(&["label", "cm", "other", "-n", "shop", "planted=yes"], "");
    let found = run(kubeconfigs, &[list]);
    assert!(
        found.len() == 1 && found[0].contains("planted=yes"),
        "{found:?}"
    );
    right.kubectl(&["delete", "cm", "other", "-n", "shop"], "");
    let get = Step {
        line: "get cm other -n shop -o name",
        ..list
    };
    let found = run(kubeconfigs, &[get]);
    assert!(
        found[0].contains("ends with Some(0) and Some(1)"),
        "{found:?}"
    );
}

/// What `get --watch` prints while objects come and go.
pub(crate) fn watch(kubeconfig: &Path) -> Vec<String> {
    let kubectl = |line: &str, input: &str| {
        let arguments: Vec<_> = line.split(' ').collect();
        let output = outrigger_suite::control_plane::kubectl(kubeconfig, &arguments, input);
        assert!(output.status.success(), "{line}: {output:?}");
    };
    const SEEN: &str = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"seen"}}"#;
    kubectl("create --validate=false -n shop -f -", SEEN);
    let watched = [
        "get cm -n shop --field-selector metadata.name=seen --watch --output-watch-events",
        "get cm seen -n shop --watch-only -o name",
    ];
    let running = watched.map(|line| Watching::start(kubeconfig, line));
    // Both watches begin while nothing happens.
    let [mut table, mut names] = running;
    let mut lines = table.lines(2);
    std::thread::sleep(std::time::Duration::from_secs(1));
    kubectl("label cm seen -n shop round=1", "");
    kubectl("delete cm seen -n shop", "");
    lines.extend(table.lines(2));
    lines.extend(names.lines(2));
    lines
}

struct Watching {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Watching {
    fn start(kubeconfig: &Path, line: &str) -> Self {
        let mut child = Command::new(program())
            .arg("kubectl")
            .arg("--kubeconfig")
            .arg(kubeconfig)
            .args(line.split(' '))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    fn lines(&mut self, count: usize) -> Vec<String> {
        let next = || {
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            normal(&line)
        };
        std::iter::repeat_with(next).take(count).collect()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
