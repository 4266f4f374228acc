use std::time::Duration;

use bytes::Bytes;
use serde_json::json;

/// What becomes of the objects that the deleted one owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PropagationPolicy {
    /// They are deleted afterwards.
    Background,
    /// They are deleted first.
    Foreground,
    /// They stay.
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
}

/// Options of a delete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteOptions {
    /// Check everything, delete nothing.
    pub dry_run: bool,
    /// How long the object has to shut down; `None` for what it says itself, zero for at once.
    pub grace_period: Option<Duration>,
    /// What becomes of the objects it owns; `None` for the resource's default.
    pub propagation_policy: Option<PropagationPolicy>,
    /// What must be true of the object.
    pub preconditions: Option<Preconditions>,
}

impl DeleteOptions {
    /// The server's defaults.
    pub fn new() -> Self {
        Self::default()
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
        if self.dry_run {
            body["dryRun"] = json!(["All"]);
        }
        if let Some(period) = self.grace_period {
            body["gracePeriodSeconds"] = json!(period.as_secs());
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
        body.to_string().into()
    }
}
