//! What a subscriber of an informer may see.

use std::collections::{BTreeMap, BTreeSet};

use outrigger::{Cached, Change, ObjectKey};

/// Judges what one subscriber sees. Legal is, for one uid: `Added` once, `Modified` only after
/// it, `Deleted` last; a resourceVersion never goes back, and a `Modified` moves it.
#[derive(Debug, Default)]
pub struct Checker {
    known: BTreeMap<ObjectKey, (String, u64)>,
    over: BTreeSet<String>,
    changes: BTreeMap<ObjectKey, u32>,
}

impl Checker {
    /// Judges a change.
    ///
    /// # Panics
    /// When it is not legal after those before it.
    pub fn see<K>(&mut self, change: &Change<K>) {
        let object = change.object();
        *self.changes.entry(object.key().clone()).or_default() += 1;
        let (key, uid, version) = identity(object);
        match change {
            Change::Added(_) => {
                assert!(
                    !self.over.contains(&uid),
                    "{key} was added after it was deleted"
                );
                let before = self.known.insert(key, (uid, version));
                assert_eq!(before, None, "added twice: {object:?}");
            }
            Change::Deleted { .. } => {
                let (before, at) = self
                    .known
                    .remove(&key)
                    .expect("deleted before it was added");
                assert_eq!(before, uid, "{key}: another object was deleted");
                assert!(at <= version, "{key} went back from {at} to {version}");
                self.over.insert(uid);
            }
            Change::Modified { old, .. } => {
                let before = self.known.insert(key.clone(), (uid.clone(), version));
                let before = before.expect("modified before it was added");
                assert_eq!(
                    before,
                    (uid, identity(old).2),
                    "{key}: the old state is what was known"
                );
                assert!(
                    before.1 < version,
                    "{key} went from {} to {version}",
                    before.1
                );
            }
        }
    }

    /// What the subscriber believes to be there.
    pub fn known(&self) -> BTreeMap<String, String> {
        let print = |(key, (_, version)): (&ObjectKey, &(String, u64))| {
            (key.to_string(), version.to_string())
        };
        self.known.iter().map(print).collect()
    }

    /// How many changes it saw of an object.
    pub fn changes_of(&self, key: &ObjectKey) -> u32 {
        self.changes.get(key).copied().unwrap_or_default()
    }
}

fn identity<K>(object: &Cached<K>) -> (ObjectKey, String, u64) {
    let version = object.resource_version().parse().expect("a number");
    (object.key().clone(), object.uid().to_owned(), version)
}
