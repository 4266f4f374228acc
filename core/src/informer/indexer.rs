use std::fmt;
use std::ops::Bound;
use std::sync::Arc;

use rpds::{RedBlackTreeMapSync, RedBlackTreeSetSync};

use crate::object::{ColumnDefinition, ObjectKey, StoredObject};

/// What an index files an object under.
pub(super) type IndexFn = Arc<dyn Fn(&Arc<StoredObject>) -> Vec<String> + Send + Sync>;

/// One index: pairs of a value and the key of an object that has it.
type Postings = RedBlackTreeSetSync<(Arc<str>, ObjectKey)>;

/// An index: its name, what it files objects under, and what it has filed.
type Index = (Arc<str>, IndexFn, Postings);

/// The objects of a store and the indexes over them. A clone is a snapshot and costs nothing.
#[derive(Clone)]
pub(super) struct Indexer {
    objects: RedBlackTreeMapSync<ObjectKey, Arc<StoredObject>>,
    indexes: Vec<Index>,
    columns: Arc<[ColumnDefinition]>,
}

impl Indexer {
    pub(super) fn new(indexes: impl IntoIterator<Item = (Arc<str>, IndexFn)>) -> Self {
        let empty = |(name, function)| (name, function, Postings::new_sync());
        Self {
            objects: RedBlackTreeMapSync::new_sync(),
            indexes: indexes.into_iter().map(empty).collect(),
            columns: Arc::default(),
        }
    }

    /// The columns of rows; none of other objects.
    pub(super) const fn columns(&self) -> &Arc<[ColumnDefinition]> {
        &self.columns
    }

    pub(super) fn set_columns(&mut self, columns: Arc<[ColumnDefinition]>) {
        // The same columns stay the same allocation, by which a change is known.
        if self.columns != columns {
            self.columns = columns;
        }
    }

    pub(super) fn get(&self, key: &ObjectKey) -> Option<&Arc<StoredObject>> {
        self.objects.get(key)
    }

    pub(super) fn len(&self) -> usize {
        self.objects.size()
    }

    /// All objects, by key.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<StoredObject>> {
        self.objects.values()
    }

    /// The objects of one namespace, by name.
    pub(super) fn in_namespace(
        &self,
        namespace: &str,
    ) -> impl Iterator<Item = &Arc<StoredObject>> + use<'_> {
        let first = ObjectKey::namespaced(namespace, "");
        let wanted = namespace.to_owned();
        self.objects
            .range((Bound::Included(first), Bound::Unbounded))
            .take_while(move |(key, _)| key.namespace().unwrap_or_default() == wanted)
            .map(|(_, object)| object)
    }

    /// The objects that the index `name` files under `value`, by key; `None` if there is no such
    /// index.
    pub(super) fn by_index(
        &self,
        name: &str,
        value: &str,
    ) -> Option<impl Iterator<Item = &Arc<StoredObject>> + use<'_>> {
        let (_, _, postings) = self.indexes.iter().find(|(own, ..)| **own == *name)?;
        let value: Arc<str> = value.into();
        let first = (value.clone(), ObjectKey::cluster(""));
        Some(
            postings
                .range((Bound::Included(first), Bound::Unbounded))
                .take_while(move |(own, _)| *own == value)
                .filter_map(|(_, key)| self.objects.get(key)),
        )
    }

    pub(super) fn insert(&mut self, object: Arc<StoredObject>) {
        if let Some(old) = self.objects.get(object.key()).cloned() {
            self.unindex(&old);
        }
        for (_, function, postings) in &mut self.indexes {
            for value in function(&object) {
                postings.insert_mut((value.into(), object.key().clone()));
            }
        }
        self.objects.insert_mut(object.key().clone(), object);
    }

    pub(super) fn remove(&mut self, key: &ObjectKey) {
        if let Some(old) = self.objects.get(key).cloned() {
            self.unindex(&old);
            self.objects.remove_mut(key);
        }
    }

    fn unindex(&mut self, object: &Arc<StoredObject>) {
        for (_, function, postings) in &mut self.indexes {
            for value in function(object) {
                postings.remove_mut(&(value.into(), object.key().clone()));
            }
        }
    }
}

impl fmt::Debug for Indexer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let indexes: Vec<_> = self.indexes.iter().map(|(name, ..)| name).collect();
        f.debug_struct("Indexer")
            .field("objects", &self.len())
            .field("indexes", &indexes)
            .finish()
    }
}
