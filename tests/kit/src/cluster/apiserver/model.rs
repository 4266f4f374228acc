use std::collections::BTreeMap;
use std::sync::Arc;

use super::catalog::ResourceType;
use super::logs::Logs;
use super::names::Names;
use super::store::{Record, Store};

/// Everything the server knows.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) store: Store,
    pub(crate) names: Names,
    /// What containers wrote.
    pub(crate) logs: Logs,
    /// Lists of any version show an older one.
    pub(crate) stale_reads: bool,
    /// What is served, by group, version and plural.
    types: BTreeMap<(String, String, String), Arc<ResourceType>>,
    /// Of what CRDs define: the version in which it is stored, and whether the CRD is going.
    defined: BTreeMap<String, (String, bool)>,
    /// The revisions from which what CRDs define was first served.
    since: BTreeMap<String, u64>,
    /// Writes that are more than a sign of life.
    writes: u64,
    /// The revision at which the controllers found nothing to do.
    reviewed: Option<u64>,
}

impl Model {
    pub(crate) fn new(
        types: impl IntoIterator<Item = Arc<ResourceType>>,
        seed: u64,
        revision: u64,
        history_limit: usize,
    ) -> Self {
        let mut model = Self {
            store: Store::new(revision, history_limit),
            names: Names::new(seed),
            logs: Logs::default(),
            stale_reads: false,
            types: BTreeMap::new(),
            defined: BTreeMap::new(),
            since: BTreeMap::new(),
            writes: 0,
            reviewed: None,
        };
        for resource in types {
            model.serve(resource);
        }
        model
    }

    /// Serves a resource from now on.
    pub(crate) fn serve(&mut self, resource: Arc<ResourceType>) {
        let key = (
            resource.group.clone(),
            resource.version.clone(),
            resource.plural.clone(),
        );
        self.types.insert(key, resource);
    }

    /// Serves a resource that a CRD defines.
    pub(crate) fn serve_defined(
        &mut self,
        resource: Arc<ResourceType>,
        storage_version: &str,
        terminating: bool,
    ) {
        let stored = (storage_version.to_owned(), terminating);
        let now = self.store.revision();
        self.since.entry(resource.storage()).or_insert(now);
        self.defined.insert(resource.storage(), stored);
        self.serve(resource);
    }

    /// Forgets since when what no CRD defines any more was served.
    pub(crate) fn forget_undefined(&mut self) {
        let defined = &self.defined;
        self.since
            .retain(|storage, _| defined.contains_key(storage));
    }

    /// Serves only what is built in.
    pub(crate) fn stop_serving_defined(&mut self) {
        self.types.retain(|_, resource| resource.is_built_in());
        self.defined.clear();
    }

    /// Puts in a record.
    pub(crate) fn put(&mut self, resource: &ResourceType, record: Record) -> Arc<Record> {
        if resource.plural != "leases" {
            self.writes += 1;
        }
        self.store.put(&resource.storage(), record)
    }

    /// Takes out a record.
    pub(crate) fn remove(&mut self, resource: &ResourceType, key: &str) -> Option<Arc<Record>> {
        self.writes += 1;
        let removed = self.store.remove(&resource.storage(), key);
        if let Some(record) = &removed
            && resource.group.is_empty()
            && resource.plural == "pods"
        {
            self.logs.forget(record.uid());
        }
        removed
    }

    pub(crate) const fn writes(&self) -> u64 {
        self.writes
    }

    /// Whether nothing has changed since the controllers found nothing to do.
    pub(crate) fn reviewed(&self) -> bool {
        self.reviewed == Some(self.store.revision())
    }

    pub(crate) const fn set_reviewed(&mut self) {
        self.reviewed = Some(self.store.revision());
    }

    /// The version in which the objects of a resource are stored.
    pub(crate) fn storage_version<'a>(&'a self, resource: &'a ResourceType) -> &'a str {
        let defined = self.defined.get(&resource.storage());
        defined.map_or(&resource.version, |(version, _)| version)
    }

    /// The earliest revision from which a watch of a resource can start.
    pub(crate) fn history_start(&self, resource: &ResourceType) -> u64 {
        let since = self.since.get(&resource.storage()).copied();
        self.store.history().start().max(since.unwrap_or_default())
    }

    /// Whether the CRD that defines a resource is being deleted.
    pub(crate) fn is_terminating(&self, resource: &ResourceType) -> bool {
        let defined = self.defined.get(&resource.storage());
        defined.is_some_and(|(_, terminating)| *terminating)
    }

    /// One type for each resource that has a place in the store.
    pub(crate) fn stored_types(&self) -> impl Iterator<Item = &Arc<ResourceType>> {
        let mut seen = std::collections::BTreeSet::new();
        self.types().filter(move |it| seen.insert(it.storage()))
    }

    /// A type whose objects are kept in `storage`.
    pub(crate) fn stored_type(&self, storage: &str) -> Option<&Arc<ResourceType>> {
        self.types().find(|it| it.storage() == storage)
    }

    pub(crate) fn types(&self) -> impl Iterator<Item = &Arc<ResourceType>> {
        self.types.values()
    }

    pub(crate) fn resource(
        &self,
        group: &str,
        version: &str,
        plural: &str,
    ) -> Option<&Arc<ResourceType>> {
        self.types
            .get(&(group.to_owned(), version.to_owned(), plural.to_owned()))
    }

    /// Whether a group and version is served; if not, the answer is not even a Status.
    pub(crate) fn serves_group(&self, group: &str, version: &str) -> bool {
        self.types
            .keys()
            .any(|(its_group, its_version, _)| its_group == group && its_version == version)
    }
}
