//! A plugin's process, and what it started.

use tokio::process::{Child, Command};

/// A process that is killed when this is dropped, and on Unix its process group with it, if it has
/// one of its own. What has ended by itself leaves its group alone.
pub(super) struct Plugin {
    pub(super) child: Child,
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no groups to kill"))]
    grouped: bool,
}

impl Plugin {
    /// Starts `command`, in a group of its own if `grouped` and there is such a thing. Whoever
    /// reads from a terminal has to stay in the terminal's group.
    pub(super) fn spawn(command: &mut Command, grouped: bool) -> std::io::Result<Self> {
        command.kill_on_drop(true);
        #[cfg(unix)]
        if grouped {
            command.process_group(0);
        }
        let child = command.spawn()?;
        Ok(Self { child, grouped })
    }

    /// Kills what is left of it, and waits for the plugin itself.
    pub(super) async fn kill(&mut self) -> std::io::Result<()> {
        self.kill_group();
        self.child.kill().await
    }

    /// As long as the plugin has not been waited for, nobody else can have its id.
    fn kill_group(&self) {
        #[cfg(unix)]
        if self.grouped
            && let Some(id) = self.child.id()
            && let Some(id) = i32::try_from(id)
                .ok()
                .and_then(rustix::process::Pid::from_raw)
        {
            // It fails where all of it has ended.
            let _ = rustix::process::kill_process_group(id, rustix::process::Signal::KILL);
        }
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        self.kill_group();
    }
}
