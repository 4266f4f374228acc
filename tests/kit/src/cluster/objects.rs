use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::apiserver::server::Shared;
use super::apiserver::store::Record;

/// The objects of a [`Cluster`](super::Cluster), as its store has them.
///
/// Each method looks for itself and holds nothing afterwards, so that whoever looks may also ask
/// the server. In virtual time nothing is written between two looks; behind a port it may be.
///
/// A resource is named by its plural, with its group unless that is the core one: `pods`,
/// `deployments.apps`.
pub struct Objects<'a>(pub(super) &'a Shared);

impl Objects<'_> {
    /// How many objects of a resource there are, in all namespaces.
    pub fn count(&self, resource: &str) -> usize {
        self.0.lock().model.store.count(&storage(resource))
    }

    /// An object, without `apiVersion` and `kind`; `namespace` is empty for what is in none.
    pub fn get(&self, resource: &str, namespace: &str, name: &str) -> Option<Value> {
        let key = Record::key_of(namespace, name);
        let state = self.0.lock();
        let record = state.model.store.get(&storage(resource), &key)?.clone();
        drop(state);
        Some(record.to_value())
    }

    /// The objects of a resource, by namespace and name.
    pub fn list(&self, resource: &str) -> Vec<Value> {
        let records = self.records(resource);
        records.iter().map(|record| record.to_value()).collect()
    }

    /// The keys (`namespace/name`) of a resource's objects with their resourceVersions.
    pub fn versions(&self, resource: &str) -> Vec<(String, String)> {
        let records = self.records(resource);
        let pair = |record: &Arc<Record>| (record.key().to_owned(), record.revision().to_string());
        records.iter().map(pair).collect()
    }

    fn records(&self, resource: &str) -> Vec<Arc<Record>> {
        let state = self.0.lock();
        let records = state.model.store.range(&storage(resource), "");
        records.cloned().collect()
    }

    /// The resourceVersion of the last write.
    pub fn resource_version(&self) -> u64 {
        self.0.lock().model.store.revision()
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
