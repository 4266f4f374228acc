//! What is due when.

use std::collections::{BTreeMap, BTreeSet};

use outrigger::rt::Instant;

/// Something that happens to the cluster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    /// The kubelet of a node renews its lease.
    Beat(String),
    /// The kubelet of a node says how it is.
    NodeStatus(String),
    /// Somebody changes a deployment.
    Rollout,
    /// A container begins to crash.
    Crash,
    /// A cron job is due.
    StartJob,
    /// A probe fails.
    Complain,
    /// Old events go.
    ExpireEvents,
    /// The scheduler's or the kubelet's next step with a pod, if it is still of this revision.
    Pod(String, u64),
    Deployment(String),
    ReplicaSet(String),
    Job(String),
    /// A finished job goes, if it is still of this uid.
    EndJob(String, String),
}

impl Deed {
    /// Whether doing it twice is doing it once: it looks at what is there.
    const fn is_review(&self) -> bool {
        matches!(
            self,
            Self::Deployment(_) | Self::ReplicaSet(_) | Self::Job(_)
        )
    }
}

#[derive(Debug, Default)]
pub(super) struct Agenda {
    next: u64,
    due: BTreeMap<(Instant, u64), Deed>,
    reviews: BTreeSet<Deed>,
}

impl Agenda {
    pub(super) fn push(&mut self, at: Instant, deed: Deed) {
        if deed.is_review() && !self.reviews.insert(deed.clone()) {
            return;
        }
        self.next += 1;
        self.due.insert((at, self.next), deed);
    }

    pub(super) fn next_at(&self) -> Option<Instant> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes what is due by `now`.
    pub(super) fn pop(&mut self, now: Instant) -> Option<Deed> {
        if self.next_at()? > now {
            return None;
        }
        let (_, deed) = self.due.pop_first()?;
        self.reviews.remove(&deed);
        Some(deed)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn deeds_come_in_their_order_and_reviews_once() {
        let at = |seconds| Instant::new(Duration::from_secs(seconds));
        let review = Deed::Job("a/b".into());
        let mut agenda = Agenda::default();
        for (seconds, deed) in [
            (3, Deed::Crash),
            (2, review.clone()),
            (1, review.clone()),
            (2, Deed::Crash),
        ] {
            agenda.push(at(seconds), deed);
        }
        let mut take = || agenda.pop(at(3));
        assert_eq!(take(), Some(review.clone()));
        assert_eq!(
            (take(), take(), take()),
            (Some(Deed::Crash), Some(Deed::Crash), None)
        );
        agenda.push(at(5), review);
        assert_eq!((agenda.pop(at(4)), agenda.next_at()), (None, Some(at(5))));
    }
}
