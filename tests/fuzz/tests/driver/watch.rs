//! Tells of a run that does not end.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// Watches one run after the other.
pub(crate) struct Watch(Sender<String>);

impl Watch {
    /// Calls `stuck` when a run takes longer than `limit`, once.
    pub(crate) fn new(limit: Duration, stuck: impl FnOnce(&str) + Send + 'static) -> Self {
        let (sender, runs) = channel::<String>();
        thread::spawn(move || {
            let Ok(mut current) = runs.recv() else {
                return;
            };
            loop {
                match runs.recv_timeout(limit) {
                    Ok(next) => current = next,
                    Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => {
                        return stuck(&format!("{current}: does not end within {limit:?}"));
                    }
                }
            }
        });
        Self(sender)
    }

    /// A run starts, and hence the one before it has ended.
    pub(crate) fn starts(&self, name: &str) {
        // Nobody listens once a run was stuck.
        let _ = self.0.send(name.to_owned());
    }
}
