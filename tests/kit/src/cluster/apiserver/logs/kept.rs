//! The lines that were written from outside.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use outrigger::rt::Timestamp;

/// The most bytes of one container's log that are kept, as kubelets rotate files; the last line
/// stays, however long it is.
const KEPT_BYTES: usize = 4 << 20;

/// The most lines.
const KEPT_LINES: usize = 10_000;

/// One line, without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) at: Timestamp,
    pub(crate) text: Bytes,
}

/// A container of a pod, and which of its runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LogId {
    /// The pod's uid.
    pub(crate) pod: String,
    pub(crate) container: String,
    /// The id in the container's status; empty where no kubelet has given it one.
    pub(crate) run: String,
}

/// One log. Lines are counted from the first that was ever written.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    lines: VecDeque<Line>,
    bytes: usize,
    dropped: u64,
}

impl Kept {
    pub(crate) fn end(&self) -> u64 {
        self.dropped + self.lines.len() as u64
    }

    pub(crate) const fn start(&self) -> u64 {
        self.dropped
    }

    pub(crate) fn line(&self, number: u64) -> Option<&Line> {
        let index = usize::try_from(number.checked_sub(self.dropped)?).ok()?;
        self.lines.get(index)
    }

    fn push(&mut self, line: Line) {
        self.bytes += line.text.len();
        self.lines.push_back(line);
        while self.lines.len() > 1 && (self.bytes > KEPT_BYTES || self.lines.len() > KEPT_LINES) {
            let gone = self.lines.pop_front();
            self.bytes -= gone.map_or(0, |line| line.text.len());
            self.dropped += 1;
        }
    }
}

/// All logs, of pods that are there.
#[derive(Debug, Default)]
pub(crate) struct Logs {
    written: BTreeMap<LogId, Kept>,
    /// Whether containers say something by themselves.
    pub(crate) chatter: bool,
    /// Counts the writes, so that who follows is woken.
    version: u64,
}

impl Logs {
    pub(crate) const fn version(&self) -> u64 {
        self.version
    }

    /// Writes a line; the logs of other runs than this one and the last go.
    pub(crate) fn write(&mut self, id: LogId, last: &str, line: Line) {
        self.version += 1;
        self.remove(&id.pod, |other| {
            other.container == id.container && other.run != id.run && other.run != last
        });
        self.written.entry(id).or_default().push(line);
    }

    pub(crate) fn written(&self, id: &LogId) -> Option<&Kept> {
        self.written.get(id)
    }

    /// Forgets what a pod's containers wrote.
    pub(crate) fn forget(&mut self, pod: &str) {
        self.remove(pod, |_| true);
    }

    /// Removes logs of a pod, without a look at those of others.
    fn remove(&mut self, pod: &str, goes: impl Fn(&LogId) -> bool) {
        let first = LogId {
            pod: pod.to_owned(),
            ..LogId::default()
        };
        let of_pod = self.written.range(first..).map(|(id, _)| id);
        let of_pod = of_pod.take_while(|id| id.pod == pod);
        let gone: Vec<_> = of_pod.filter(|id| goes(id)).cloned().collect();
        for id in gone {
            self.written.remove(&id);
        }
    }
}
