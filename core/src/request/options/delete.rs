use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

/// What becomes of the objects that the deleted one owns
/// (<https://kubernetes.io/docs/concepts/architecture/garbage-collection/>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PropagationPolicy {
    /// They are deleted afterwards, by the garbage collector. The default of nearly all kinds.
    Background,
    /// They are deleted first: the object stays, with a deletion timestamp and the finalizer
    /// `foregroundDeletion`, until those are gone whose owner reference blocks it.
    Foreground,
    /// They stay, and lose their owner reference.
    Orphan,
}

/// What must be true of an object for its deletion to happen; else the answer is a conflict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preconditions {
    /// Its uid; empty for any.
    pub uid: String,
    /// Its resourceVersion; empty for any.
    pub resource_version: String,
}

impl Preconditions {
    /// The object must be this very one.
    pub fn uid(uid: impl Into<String>) -> Self {
        Self {
            uid: uid.into(),
            ..Self::default()
        }
    }

    /// The object must not have been written since this version.
    #[must_use]
    pub fn resource_version(mut self, version: impl Into<String>) -> Self {
        self.resource_version = version.into();
        self
    }
}

/// Options of a delete, or of the deletion of a collection.
///
/// ```
/// use outrigger::DeleteOptions;
/// use outrigger::request::{Preconditions, PropagationPolicy};
///
/// let options = DeleteOptions::new()
///     .propagation(PropagationPolicy::Foreground)
///     .preconditions(Preconditions::uid("0b4c6a7e-…"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteOptions {
    /// The server checks everything, answers as if it had deleted, and deletes nothing.
    pub dry_run: bool,
    /// How long the object has to shut down; `None` for what it says itself
    /// (`terminationGracePeriodSeconds` of a pod), zero for at once, without waiting for the
    /// kubelet. Sent in whole seconds, rounded up. A later deletion can only shorten it.
    pub grace_period: Option<Duration>,
    /// What becomes of the objects it owns; `None` for the resource's default.
    pub propagation_policy: Option<PropagationPolicy>,
    /// The form of `propagation_policy` before 1.7: `true` is
    /// [`Orphan`](PropagationPolicy::Orphan). Setting both is refused (422).
    pub orphan_dependents: Option<bool>,
    /// What must be true of the object; else the answer is a [conflict](crate::Error::is_conflict).
    pub preconditions: Option<Preconditions>,
    /// Deletes an object that the server cannot read from its store any more (since 1.32), without
    /// finalizers, preconditions or graceful shutdown: what it owned or ran may stay behind for
    /// good. Refused for an object that can be read.
    pub ignore_store_read_error_with_cluster_breaking_potential: bool,
}

impl DeleteOptions {
    /// The server's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks everything and deletes nothing.
    #[must_use]
    pub const fn dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    /// Sets how long the object has to shut down; whole seconds.
    #[must_use]
    pub const fn grace_period(mut self, period: Duration) -> Self {
        self.grace_period = Some(period);
        self
    }

    /// Sets what becomes of the objects it owns.
    #[must_use]
    pub const fn propagation(mut self, policy: PropagationPolicy) -> Self {
        self.propagation_policy = Some(policy);
        self
    }

    /// Sets what must be true of the object.
    #[must_use]
    pub fn preconditions(mut self, preconditions: Preconditions) -> Self {
        self.preconditions = Some(preconditions);
        self
    }

    /// Deletions carry their options in the body, as client-go's do.
    pub(in crate::request) fn body(&self) -> Bytes {
        let mut body = json!({ "kind": "DeleteOptions", "apiVersion": "v1" });
        self.fill(&mut body);
        body.to_string().into()
    }

    /// The options as a part of another object.
    pub(crate) fn to_json(&self) -> Value {
        let mut fields = json!({});
        self.fill(&mut fields);
        fields
    }

    fn fill(&self, body: &mut Value) {
        if self.dry_run {
            body["dryRun"] = json!(["All"]);
        }
        if let Some(period) = self.grace_period {
            let seconds = period.as_secs() + u64::from(period.subsec_nanos() > 0);
            body["gracePeriodSeconds"] = json!(seconds);
        }
        if let Some(orphan) = self.orphan_dependents {
            body["orphanDependents"] = json!(orphan);
        }
        if self.ignore_store_read_error_with_cluster_breaking_potential {
            body["ignoreStoreReadErrorWithClusterBreakingPotential"] = json!(true);
        }
        if let Some(policy) = self.propagation_policy {
            body["propagationPolicy"] = json!(format!("{policy:?}"));
        }
        if let Some(Preconditions {
            uid,
            resource_version,
        }) = &self.preconditions
        {
            let mut wanted = serde_json::Map::new();
            for (key, value) in [("uid", uid), ("resourceVersion", resource_version)] {
                if !value.is_empty() {
                    wanted.insert(key.into(), value.as_str().into());
                }
            }
            body["preconditions"] = wanted.into();
        }
    }
}
