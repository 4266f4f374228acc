use crate::cluster::workload::facts::PodFacts;
use crate::cluster::workload::writer::Writer;

/// The pods of one owner.
#[derive(Debug, Default)]
pub(super) struct OwnedPods {
    /// Keys, whether each is ready and bound; those that go first first.
    pub(super) active: Vec<(String, bool, bool)>,
    pub(super) ready: i64,
    pub(super) terminating: i64,
    pub(super) succeeded: Vec<String>,
    pub(super) failed: Vec<String>,
}

impl OwnedPods {
    pub(super) fn of(writer: &Writer<'_>, uid: &str) -> Self {
        let mut pods = Self::default();
        for record in writer.owned(uid, "pods") {
            let (key, facts) = (record.key().to_owned(), PodFacts::of(&record));
            match facts.phase() {
                "Succeeded" => pods.succeeded.push(key),
                "Failed" => pods.failed.push(key),
                _ if facts.is_deleted() => pods.terminating += 1,
                _ => {
                    let ready = facts.is_ready();
                    pods.ready += i64::from(ready);
                    pods.active.push((key, ready, facts.is_bound()));
                }
            }
        }
        pods.active
            .sort_by_key(|(_, ready, bound)| (*bound, *ready));
        pods
    }

    pub(super) fn count(&self) -> i64 {
        count(self.active.len())
    }
}

pub(super) fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
