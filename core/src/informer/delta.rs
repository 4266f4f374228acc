use std::collections::BTreeMap;
use std::sync::Arc;

use super::indexer::Indexer;
use super::reflector::Event;
use crate::object::{ColumnDefinition, ObjectKey, StoredObject};

/// A real change of one object.
#[derive(Clone, Debug)]
pub(super) enum Delta {
    Added(Arc<StoredObject>),
    Modified {
        old: Arc<StoredObject>,
        new: Arc<StoredObject>,
    },
    /// `old` is what the consumer knew, `last` the state in which the object went.
    Deleted {
        old: Arc<StoredObject>,
        last: Arc<StoredObject>,
    },
}

impl Delta {
    fn deleted(old: Arc<StoredObject>) -> Self {
        Self::Deleted {
            last: old.clone(),
            old,
        }
    }
}

/// Applies what the reflector reports to the store, and finds out what really changed. The store's only writer.
#[derive(Debug)]
pub(super) struct Writer {
    indexer: Indexer,
    listing: Option<ListUnderWay>,
    synced: bool,
}

#[derive(Debug, Default)]
struct ListUnderWay {
    /// The objects of the list, with those that go into the store when it has ended.
    seen: BTreeMap<ObjectKey, Option<Arc<StoredObject>>>,
    columns: Option<Arc<[ColumnDefinition]>>,
}

impl Writer {
    pub(super) const fn new(indexer: Indexer) -> Self {
        Self {
            indexer,
            listing: None,
            synced: false,
        }
    }

    pub(super) const fn indexer(&self) -> &Indexer {
        &self.indexer
    }

    /// Whether a list has ever been complete.
    pub(super) const fn synced(&self) -> bool {
        self.synced
    }

    /// Takes in one event; what changed goes to `deltas`.
    pub(super) fn apply(&mut self, event: Event, deltas: &mut Vec<Delta>) {
        match event {
            Event::ListStarted => self.listing = Some(ListUnderWay::default()),
            Event::Columns(columns) => match &mut self.listing {
                Some(listing) if self.synced => listing.columns = Some(columns),
                _ => self.indexer.set_columns(columns),
            },
            Event::Listed(object) => self.listed(Arc::new(object), deltas),
            Event::ListEnded => self.list_ended(deltas),
            Event::Applied(object) => {
                // A proxy may deliver an old event late; the store never goes back for it.
                let old = self.indexer.get(object.key());
                if !old.is_some_and(|old| object.is_older_than(old)) {
                    self.upsert(Arc::new(object), deltas);
                }
            }
            Event::Deleted(object) => self.deleted(object, deltas),
        }
    }

    /// The first list is published as it arrives, a later one at once, so that nobody sees the
    /// store half old and half new.
    fn listed(&mut self, object: Arc<StoredObject>, deltas: &mut Vec<Delta>) {
        let listing = self.listing.get_or_insert_default();
        let staged = listing.seen.entry(object.key().clone()).or_default();
        if !self.synced {
            self.upsert(object, deltas);
        } else if !self
            .indexer
            .get(object.key())
            .is_some_and(|old| old.is_same_write(&object))
        {
            *staged = Some(object);
        }
    }

    fn list_ended(&mut self, deltas: &mut Vec<Delta>) {
        let listing = self.listing.take().unwrap_or_default();
        let gone: Vec<_> = self
            .indexer
            .iter()
            .filter(|old| !listing.seen.contains_key(old.key()))
            .cloned()
            .collect();
        for old in gone {
            self.indexer.remove(old.key());
            deltas.push(Delta::deleted(old));
        }
        if let Some(columns) = listing.columns {
            self.indexer.set_columns(columns);
        }
        for object in listing.seen.into_values().flatten() {
            self.upsert(object, deltas);
        }
        self.synced = true;
    }

    fn upsert(&mut self, new: Arc<StoredObject>, deltas: &mut Vec<Delta>) {
        match self.indexer.get(new.key()).cloned() {
            None => deltas.push(Delta::Added(new.clone())),
            Some(old) if old.is_same_write(&new) => return,
            Some(old) if old.is_same_object(&new) => {
                deltas.push(Delta::Modified {
                    old,
                    new: new.clone(),
                });
            }
            // Deleted and made again while nobody was looking: two objects, not one that changed.
            Some(old) => deltas.extend([Delta::deleted(old), Delta::Added(new.clone())]),
        }
        self.indexer.insert(new);
    }

    fn deleted(&mut self, last: StoredObject, deltas: &mut Vec<Delta>) {
        let Some(old) = self.indexer.get(last.key()).cloned() else {
            return;
        };
        if last.is_older_than(&old) {
            return;
        }
        self.indexer.remove(last.key());
        deltas.push(match last.is_same_object(&old) {
            true => Delta::Deleted {
                old,
                last: Arc::new(last),
            },
            false => Delta::deleted(old),
        });
    }
}

/// The deltas that one subscriber has not taken yet: at most one for each object, however slow
/// it is, so its memory is bounded by the number of objects.
#[derive(Debug, Default)]
pub(super) struct Coalescer {
    order: BTreeMap<u64, Delta>,
    positions: BTreeMap<Identity, u64>,
    next: u64,
}

/// One object, as opposed to another of the same name. Where a server sets no uid, the key.
type Identity = (ObjectKey, Arc<str>);

impl Coalescer {
    pub(super) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Takes the oldest pending delta.
    pub(super) fn pop(&mut self) -> Option<Delta> {
        let (_, delta) = self.order.pop_first()?;
        self.positions.remove(&identity(&delta));
        Some(delta)
    }

    /// Adds a delta, merged with the one that is pending for the same object.
    pub(super) fn push(&mut self, delta: Delta) {
        let identity = identity(&delta);
        let Some(&position) = self.positions.get(&identity) else {
            self.order.insert(self.next, delta);
            self.positions.insert(identity, self.next);
            self.next += 1;
            return;
        };
        let pending = self.order.remove(&position);
        match pending.map(|pending| merge(pending, delta)) {
            Some(Some(merged)) => {
                self.order.insert(position, merged);
            }
            _ => {
                self.positions.remove(&identity);
            }
        }
    }
}

fn identity(delta: &Delta) -> Identity {
    let (Delta::Added(object)
    | Delta::Modified { new: object, .. }
    | Delta::Deleted { last: object, .. }) = delta;
    (object.key().clone(), object.uid().clone())
}

/// Two deltas of one object in a row, as one; `None` when they cancel out.
fn merge(first: Delta, second: Delta) -> Option<Delta> {
    match (first, second) {
        (Delta::Added(_), Delta::Modified { new, .. } | Delta::Added(new)) => {
            Some(Delta::Added(new))
        }
        (Delta::Added(_), Delta::Deleted { .. }) => None,
        (Delta::Modified { old, .. }, Delta::Modified { new, .. } | Delta::Added(new)) => {
            Some(Delta::Modified { old, new })
        }
        // The same object again, after history was lost: the subscriber never saw it go.
        (Delta::Deleted { old, .. }, Delta::Added(new) | Delta::Modified { new, .. }) => {
            Some(Delta::Modified { old, new })
        }
        (Delta::Modified { old, .. } | Delta::Deleted { old, .. }, Delta::Deleted { last, .. }) => {
            Some(Delta::Deleted { old, last })
        }
    }
}

#[cfg(test)]
mod tests;
