//! What etcd and the watch cache hold: objects, one counter of revisions, and a bounded history.

mod history;
mod owners;
mod pages;
mod record;

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

pub(crate) use self::history::{Change, History};
pub(crate) use self::owners::{Owners, Place};
pub(crate) use self::pages::Continue;
pub(crate) use self::record::Record;

/// All objects of the cluster.
#[derive(Debug)]
pub(crate) struct Store {
    revision: u64,
    /// By storage name (`apps/deployments`), then by key (`shop/web` or `node-1`): the order in
    /// which etcd lists them.
    objects: BTreeMap<Arc<str>, BTreeMap<String, Arc<Record>>>,
    history: History,
    owners: Owners,
}

impl Store {
    /// An empty store whose first write has the revision after `revision`.
    pub(crate) fn new(revision: u64, history_limit: usize) -> Self {
        // There is always a next one.
        let revision = revision.min(u64::MAX / 2);
        Self {
            revision,
            objects: BTreeMap::new(),
            history: History::new(revision, history_limit),
            owners: Owners::default(),
        }
    }

    /// The revision of the last write.
    pub(crate) const fn revision(&self) -> u64 {
        self.revision
    }

    pub(crate) const fn history(&self) -> &History {
        &self.history
    }

    /// Who owns whom.
    pub(crate) const fn owners(&self) -> &Owners {
        &self.owners
    }

    pub(crate) fn get(&self, storage: &str, key: &str) -> Option<&Arc<Record>> {
        self.objects.get(storage)?.get(key)
    }

    /// The objects of one resource whose key begins with `prefix`, in their order.
    pub(crate) fn range<'a>(
        &'a self,
        storage: &str,
        prefix: &'a str,
    ) -> impl Iterator<Item = &'a Arc<Record>> + use<'a> {
        let from = (Bound::Included(prefix.to_owned()), Bound::Unbounded);
        self.objects
            .get(storage)
            .into_iter()
            .flat_map(move |objects| objects.range(from.clone()))
            .take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(_, record)| record)
    }

    pub(crate) fn count(&self, storage: &str) -> usize {
        self.objects.get(storage).map_or(0, BTreeMap::len)
    }

    /// All objects, of all resources.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<Record>)> {
        self.objects
            .iter()
            .flat_map(|(storage, objects)| objects.values().map(move |record| (storage, record)))
    }

    /// The revision that the next write will have; records are made for it.
    pub(crate) const fn next_revision(&self) -> u64 {
        self.revision + 1
    }

    /// Puts in a record made for [`next_revision`](Self::next_revision).
    pub(crate) fn put(&mut self, storage: &str, record: Record) -> Arc<Record> {
        self.revision += 1;
        debug_assert_eq!(record.revision(), self.revision);
        let record = Arc::new(record);
        let storage = self.storage_name(storage);
        let objects = self.objects.entry(storage.clone()).or_default();
        let old = objects.insert(record.key().to_owned(), record.clone());
        self.owners.replace(&storage, old.as_deref(), &record);
        self.history
            .push(Change::put(self.revision, storage, old, record.clone()));
        record
    }

    /// Takes out a record; its last state, at the revision of its removal.
    pub(crate) fn remove(&mut self, storage: &str, key: &str) -> Option<Arc<Record>> {
        let storage = self.storage_name(storage);
        let old = self.objects.get_mut(&storage)?.remove(key)?;
        self.revision += 1;
        self.owners.remove(&storage, &old);
        let last = Arc::new(old.at_revision(self.revision));
        self.history
            .push(Change::removed(self.revision, storage, old, last.clone()));
        Some(last)
    }

    /// Forgets all history, as when etcd was compacted and the watch caches began anew.
    pub(crate) fn compact(&mut self) {
        self.history.forget(self.revision);
    }

    fn storage_name(&self, storage: &str) -> Arc<str> {
        match self.objects.get_key_value(storage) {
            Some((name, _)) => name.clone(),
            None => storage.into(),
        }
    }

    /// The objects as they were at `revision`: what changed since, by key, with its state then.
    fn undone_since(&self, storage: &str, revision: u64) -> BTreeMap<&str, Option<&Arc<Record>>> {
        let mut undone = BTreeMap::new();
        for change in self.history.since(revision) {
            if change.storage() == storage {
                // The first change after the revision holds what was there before it.
                undone.entry(change.key()).or_insert(change.old());
            }
        }
        undone
    }
}

#[cfg(test)]
mod tests;
