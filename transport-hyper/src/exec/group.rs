//! A plugin's process, and what it started.

use std::io;
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

use tokio::time::sleep;

use super::pipe::Pipe;

/// How soon a plugin that has not ended is looked at again, at first; then each time after twice as
/// long.
const PAUSE_MIN: Duration = Duration::from_millis(1);
/// How long nobody looks, at most. A plugin that ends closes its pipe, so that it is looked at
/// then; and where somebody else keeps that open, it is waited for longer than this.
const PAUSE_MAX: Duration = Duration::from_millis(100);

/// A process that is killed when this is dropped, and on Unix its process group with it, if it has
/// one of its own. What has ended by itself leaves its group alone.
///
/// It is std's, which is looked at now and then. tokio's would bring a handler of signals into the
/// program, for no more than to be told when it ends.
pub(super) struct Plugin {
    child: Child,
    pub(super) stdout: Option<Pipe>,
    pub(super) stderr: Option<Pipe>,
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no groups to kill"))]
    grouped: bool,
}

impl Plugin {
    /// Starts `command`, in a group of its own if `grouped` and there is such a thing. Whoever
    /// reads from a terminal has to stay in the terminal's group.
    pub(super) fn spawn(command: &mut Command, grouped: bool) -> io::Result<Self> {
        #[cfg(unix)]
        if grouped {
            std::os::unix::process::CommandExt::process_group(command, 0);
        }
        let mut plugin = Self {
            child: command.spawn()?,
            stdout: None,
            stderr: None,
            grouped,
        };
        plugin.stdout = plugin.child.stdout.take().map(Pipe::new).transpose()?;
        plugin.stderr = plugin.child.stderr.take().map(Pipe::new).transpose()?;
        Ok(plugin)
    }

    /// How it ended, once it has; `None` when nobody can say, which is so in a program that
    /// ignores `SIGCHLD`, was started by one that does, or waits for all children itself.
    pub(super) async fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        let mut pause = PAUSE_MIN;
        loop {
            match self.child.try_wait() {
                Ok(None) => sleep(pause).await,
                Err(error) if forgotten(&error) => return Ok(None),
                ended => return ended,
            }
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }

    /// Kills what is left of it, and waits for the plugin itself.
    pub(super) async fn kill(&mut self) -> io::Result<()> {
        self.kill_running();
        self.ended().await.map(drop)
    }

    /// Whether it was there to be killed. As long as the plugin has not been waited for, nobody
    /// else can have its id.
    fn kill_running(&mut self) -> bool {
        let running = matches!(self.child.try_wait(), Ok(None));
        if running {
            #[cfg(unix)]
            if self.grouped
                && let Some(group) = id(&self.child)
            {
                use nix::sys::signal::{Signal, killpg};
                // It fails where all of it has ended.
                let _ = killpg(group, Signal::SIGKILL);
            }
            let _ = self.child.kill();
        }
        running
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        if self.kill_running() {
            reap(&self.child);
        }
    }
}

/// Waits for what was killed on a thread of its own, as long as that takes. The runtime would wait
/// for one of its own when it shuts down. Where there can be no thread, a zombie stays.
#[cfg(unix)]
fn reap(child: &Child) {
    use nix::{errno::Errno, sys::wait::waitpid};
    if let Some(child) = id(child) {
        let wait = move || while waitpid(child, None) == Err(Errno::EINTR) {};
        let _ = std::thread::Builder::new().spawn(wait);
    }
}

/// Whether a process has ended and the system did not keep how.
#[cfg(unix)]
fn forgotten(error: &io::Error) -> bool {
    error.raw_os_error() == Some(nix::errno::Errno::ECHILD as i32)
}

/// There are no zombies here.
#[cfg(not(unix))]
fn reap(_: &Child) {}

#[cfg(not(unix))]
fn forgotten(_: &io::Error) -> bool {
    false
}

#[cfg(unix)]
fn id(child: &Child) -> Option<nix::unistd::Pid> {
    let id = i32::try_from(child.id()).ok();
    // A group of 0 would be our own.
    id.filter(|id| *id > 0).map(nix::unistd::Pid::from_raw)
}
