//! The few fields of a pod that controllers decide by; the owners can be read of any object.

use serde::Deserialize;

use crate::cluster::apiserver::store::Record;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PodFacts {
    metadata: Metadata,
    spec: Spec,
    status: Status,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Metadata {
    deletion_timestamp: Option<String>,
    finalizers: Vec<String>,
    owner_references: Vec<OwnerReference>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OwnerReference {
    kind: String,
    name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Spec {
    node_name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Status {
    phase: String,
    conditions: Vec<Condition>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Condition {
    r#type: String,
    status: String,
}

impl PodFacts {
    pub(super) fn of(record: &Record) -> Self {
        serde_json::from_slice(record.text()).unwrap_or_default()
    }

    /// The kinds and names of its owners.
    pub(super) fn owners(&self) -> impl Iterator<Item = (&str, &str)> {
        let owners = self.metadata.owner_references.iter();
        owners.map(|it| (it.kind.as_str(), it.name.as_str()))
    }

    /// It is to go.
    pub(super) const fn is_deleted(&self) -> bool {
        self.metadata.deletion_timestamp.is_some()
    }

    pub(super) fn has_finalizers(&self) -> bool {
        !self.metadata.finalizers.is_empty()
    }

    pub(super) fn is_ready(&self) -> bool {
        let mut conditions = self.status.conditions.iter();
        conditions.any(|it| it.r#type == "Ready" && it.status == "True")
    }

    pub(super) fn is_bound(&self) -> bool {
        !self.spec.node_name.is_empty()
    }

    pub(super) fn phase(&self) -> &str {
        &self.status.phase
    }

    /// It has ended, well or not.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.phase(), "Succeeded" | "Failed")
    }
}
