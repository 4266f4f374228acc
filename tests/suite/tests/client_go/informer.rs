use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use outrigger_suite::control_plane::{kubectl, program};
use serde_json::Value;

/// Keys, and the versions of what they name.
pub(crate) type Contents = BTreeMap<String, String>;

/// Reconnecting takes client-go up to half a minute.
const ATTEMPTS: u32 = 400;
const INTERVAL: Duration = Duration::from_millis(200);

/// client-go's shared informer in a process of its own.
pub(crate) struct ClientGo<'a> {
    name: String,
    kubeconfig: &'a Path,
    resource: &'a str,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl<'a> ClientGo<'a> {
    /// Follows a resource, beginning with a watch that sends what is there or with a list.
    pub(crate) fn start(kubeconfig: &'a Path, resource: &'a str, watch_list: bool) -> Self {
        let mut child = Command::new(program())
            .args(["follow", "--resource", resource, "--kubeconfig"])
            .arg(kubeconfig)
            .arg(format!("--watch-list={watch_list}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What it complains of while the server is away is no news.
            .stderr(Stdio::null())
            .spawn()
            .expect("follow starts");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self {
            name: format!("{resource} with watch-list={watch_list}"),
            kubeconfig,
            resource,
            child,
            input,
            output,
        }
    }

    /// What its store holds, once it is in sync.
    fn store(&mut self) -> Option<Contents> {
        writeln!(self.input, "dump").unwrap();
        let head = self.line();
        let count = head["objects"].as_u64().expect("a number of objects");
        let text = |object: &Value, field: &str| object[field].as_str().unwrap().to_owned();
        let objects = (0..count).map(|_| {
            let object = self.line();
            (text(&object, "key"), text(&object, "resourceVersion"))
        });
        let contents = objects.collect();
        (head["synced"] == true).then_some(contents)
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("{}: {line:?}: {error}", self.name))
    }

    /// Waits until its store holds what the server has.
    pub(crate) fn converges(&mut self) {
        let mut last = String::new();
        for _ in 0..ATTEMPTS {
            let server = at_server(self.kubeconfig, self.resource);
            match self.store() {
                Some(store) if store == server => return,
                store => last = format!("{server:?} there, {store:?} here"),
            }
            std::thread::sleep(INTERVAL);
        }
        panic!("{} does not converge: {last}", self.name);
    }

    /// It ends when its input does.
    pub(crate) fn finish(self) {
        let Self {
            mut child, input, ..
        } = self;
        drop(input);
        assert!(child.wait().unwrap().success());
    }
}

fn at_server(kubeconfig: &Path, resource: &str) -> Contents {
    let columns = r#"jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name} {.metadata.resourceVersion}{"\n"}{end}"#;
    let output = kubectl(kubeconfig, &["get", resource, "-A", "-o", columns], "");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    pairs
        .map(|(key, version)| (key.to_owned(), version.to_owned()))
        .collect()
}
