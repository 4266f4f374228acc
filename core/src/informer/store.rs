use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::indexer::Indexer;
use super::shared::Handle;
use crate::object::{Cached, ColumnDefinition, ObjectKey, StoredObject, TableRow};

/// An informer's local cache.
///
/// Each call answers from the newest state. What belongs together is asked of one
/// [`snapshot`](Self::snapshot).
pub struct Store<K> {
    handle: Arc<Handle>,
    kind: PhantomData<fn() -> K>,
}

impl<K> Store<K> {
    pub(super) const fn new(handle: Arc<Handle>) -> Self {
        Self {
            handle,
            kind: PhantomData,
        }
    }

    /// The object of that name.
    pub fn get(&self, key: &ObjectKey) -> Option<Cached<K>> {
        self.snapshot().get(key)
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.snapshot().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The state at one moment. It costs nothing, never blocks the writer, and stays as it is.
    pub fn snapshot(&self) -> Snapshot<K> {
        Snapshot {
            indexer: self.handle.0.indexer(),
            kind: PhantomData,
        }
    }
}

impl<K> Clone for Store<K> {
    fn clone(&self) -> Self {
        Self::new(self.handle.clone())
    }
}

impl<K> fmt::Debug for Store<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// The objects of a store at one moment, in the order of their keys.
pub struct Snapshot<K> {
    indexer: Indexer,
    kind: PhantomData<fn() -> K>,
}

impl<K> Snapshot<K> {
    /// The object of that name.
    pub fn get(&self, key: &ObjectKey) -> Option<Cached<K>> {
        self.indexer.get(key).cloned().map(Cached::new)
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.indexer.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All objects.
    pub fn iter(&self) -> impl Iterator<Item = Cached<K>> + '_ {
        self.indexer.iter().map(cached)
    }

    /// The objects of one namespace.
    pub fn in_namespace(&self, namespace: &str) -> impl Iterator<Item = Cached<K>> + use<'_, K> {
        self.indexer.in_namespace(namespace).map(cached)
    }

    /// The objects that an index files under `value`; `None` if the informer was built without
    /// an index of that name.
    pub fn by_index(
        &self,
        index: &str,
        value: &str,
    ) -> Option<impl Iterator<Item = Cached<K>> + use<'_, K>> {
        Some(self.indexer.by_index(index, value)?.map(cached))
    }
}

impl Snapshot<TableRow> {
    /// The newest columns at this moment; see [`Informer::columns`](super::Informer::columns). Of
    /// which a row has the cells, [`Cached::columns`] says.
    pub const fn columns(&self) -> &Arc<[ColumnDefinition]> {
        self.indexer.columns()
    }
}

fn cached<K>(object: &Arc<StoredObject>) -> Cached<K> {
    Cached::new(object.clone())
}

impl<K> Clone for Snapshot<K> {
    fn clone(&self) -> Self {
        Self {
            indexer: self.indexer.clone(),
            kind: PhantomData,
        }
    }
}

impl<K> fmt::Debug for Snapshot<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.indexer.fmt(f)
    }
}
