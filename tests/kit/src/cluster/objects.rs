use std::fmt;

use serde_json::Value;

use super::apiserver::model::Model;
use super::apiserver::store::Record;

/// The objects of a [`Cluster`](super::Cluster) at one moment, as its store has them.
///
/// A resource is named by its plural, with its group unless that is the core one: `pods`,
/// `deployments.apps`.
pub struct Objects<'a>(pub(super) &'a Model);

impl Objects<'_> {
    /// How many objects of a resource there are, in all namespaces.
    pub fn count(&self, resource: &str) -> usize {
        self.0.store.count(&storage(resource))
    }

    /// An object, without `apiVersion` and `kind`; `namespace` is empty for what is in none.
    pub fn get(&self, resource: &str, namespace: &str, name: &str) -> Option<Value> {
        let key = Record::key_of(namespace, name);
        let record = self.0.store.get(&storage(resource), &key)?;
        Some(record.to_value())
    }

    /// The objects of a resource, by namespace and name.
    pub fn list(&self, resource: &str) -> Vec<Value> {
        let records = self.0.store.range(&storage(resource), "");
        records.map(|record| record.to_value()).collect()
    }

    /// The keys (`namespace/name`) of a resource's objects with their resourceVersions.
    pub fn versions(&self, resource: &str) -> Vec<(String, String)> {
        let pair = |record: &std::sync::Arc<Record>| {
            (record.key().to_owned(), record.revision().to_string())
        };
        self.0
            .store
            .range(&storage(resource), "")
            .map(pair)
            .collect()
    }

    /// The resourceVersion of the last write.
    pub fn resource_version(&self) -> u64 {
        self.0.store.revision()
    }
}

/// `deployments.apps` is kept as `apps/deployments`.
fn storage(resource: &str) -> String {
    match resource.split_once('.') {
        Some((plural, group)) => format!("{group}/{plural}"),
        None => resource.to_owned(),
    }
}

impl fmt::Debug for Objects<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objects")
            .field("resource_version", &self.resource_version())
            .finish_non_exhaustive()
    }
}
