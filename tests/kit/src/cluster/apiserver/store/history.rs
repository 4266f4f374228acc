use std::collections::VecDeque;
use std::sync::Arc;

use super::Record;

/// The last changes, from which watches are served.
#[derive(Debug)]
pub(crate) struct History {
    changes: VecDeque<Arc<Change>>,
    limit: usize,
    /// A watch may start from here or later: all changes after it are known.
    start: u64,
}

/// One write.
#[derive(Debug)]
pub(crate) struct Change {
    revision: u64,
    storage: Arc<str>,
    old: Option<Arc<Record>>,
    /// What is there now, or the last state of what is gone.
    new: Arc<Record>,
    removed: bool,
}

impl Change {
    pub(super) const fn put(
        revision: u64,
        storage: Arc<str>,
        old: Option<Arc<Record>>,
        new: Arc<Record>,
    ) -> Self {
        Self {
            revision,
            storage,
            old,
            new,
            removed: false,
        }
    }

    pub(super) const fn removed(
        revision: u64,
        storage: Arc<str>,
        old: Arc<Record>,
        last: Arc<Record>,
    ) -> Self {
        Self {
            revision,
            storage,
            old: Some(old),
            new: last,
            removed: true,
        }
    }

    pub(crate) const fn revision(&self) -> u64 {
        self.revision
    }

    pub(crate) fn storage(&self) -> &str {
        &self.storage
    }

    pub(crate) fn key(&self) -> &str {
        self.new.key()
    }

    /// What was there before.
    pub(crate) const fn old(&self) -> Option<&Arc<Record>> {
        self.old.as_ref()
    }

    /// What is there now; `None` if it is gone.
    pub(crate) fn current(&self) -> Option<&Arc<Record>> {
        (!self.removed).then_some(&self.new)
    }

    /// What is there now, or the last state of what is gone, at this change's revision.
    pub(crate) const fn last(&self) -> &Arc<Record> {
        &self.new
    }
}

impl History {
    pub(super) const fn new(start: u64, limit: usize) -> Self {
        Self {
            changes: VecDeque::new(),
            limit,
            start,
        }
    }

    /// The earliest revision from which all changes are known.
    pub(crate) const fn start(&self) -> u64 {
        self.start
    }

    /// The changes after `revision`, oldest first.
    pub(crate) fn since(&self, revision: u64) -> impl Iterator<Item = &Arc<Change>> {
        let first = self
            .changes
            .partition_point(|change| change.revision <= revision);
        self.changes.range(first..)
    }

    pub(super) fn push(&mut self, change: Change) {
        self.changes.push_back(Arc::new(change));
        while self.changes.len() > self.limit {
            if let Some(forgotten) = self.changes.pop_front() {
                self.start = forgotten.revision;
            }
        }
    }

    /// Forgets everything up to `revision`.
    pub(super) fn forget(&mut self, revision: u64) {
        self.changes.retain(|change| change.revision > revision);
        self.start = self.start.max(revision);
    }
}
