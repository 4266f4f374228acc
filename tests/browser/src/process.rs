//! A program that ends with its owner.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::Result;

/// How long a program may take until it says that it is ready.
const START_MAX: Duration = Duration::from_secs(60);

/// A running program. It and all that it started are killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    name: String,
    /// Kept open, so that what it says does not end it.
    output: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts a program in a process group of its own; its errors go to ours.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let name = command.as_std().get_program().display().to_string();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .map_err(|error| format!("{name} could not be started: {error}"))?;
        let output = child.stdout.take().ok_or("a pipe was asked for")?;
        Ok(Self {
            child,
            name,
            output: BufReader::new(output).lines(),
        })
    }

    /// Waits for the line of its output that `find` knows, and returns what `find` made of it.
    pub(crate) async fn line<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        let search = async {
            while let Some(line) = self.output.next_line().await? {
                if let Some(found) = find(&line) {
                    return Ok(found);
                }
            }
            Err(format!("{} ended before it was ready", self.name).into())
        };
        timeout(START_MAX, search)
            .await
            .map_err(|_| format!("{} was not ready within {START_MAX:?}", self.name))?
    }

    /// The id of its process group.
    pub(crate) fn group(&self) -> Option<u32> {
        self.child.id()
    }

    /// Kills it, without a chance to say goodbye, and waits until it is gone.
    pub(crate) async fn kill(mut self) -> Result {
        Ok(self.child.kill().await?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Chromedriver leaves its browser behind, so the whole group goes. None when it is gone.
        if let Some(group) = self.child.id() {
            let _ = signal(group, "KILL");
        }
    }
}

/// Sends a signal to a process group. What sleeps can be killed all the same.
pub(crate) fn signal(group: u32, name: &str) -> Result {
    let mut kill = std::process::Command::new("kill");
    let sent = kill.args([&format!("-{name}"), "--", &format!("-{group}")]);
    match sent.status()?.success() {
        true => Ok(()),
        false => Err(format!("signal {name} could not be sent").into()),
    }
}
