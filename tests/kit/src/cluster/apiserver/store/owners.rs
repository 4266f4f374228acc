//! Who owns whom, kept up to date by every write, so that nobody has to read all objects for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Record;

/// Where an object is: its storage, then its key.
pub(crate) type Place = (Arc<str>, String);

#[derive(Debug, Default)]
pub(crate) struct Owners {
    uids: BTreeSet<String>,
    /// By the owner's uid.
    dependents: BTreeMap<String, BTreeSet<Place>>,
    /// The uids that dependents name and nobody has.
    gone: BTreeSet<String>,
    /// On their way, and held by one of the garbage collector's finalizers.
    held: BTreeSet<Place>,
}

impl Owners {
    /// Whether there is an object of this uid.
    pub(crate) fn exists(&self, uid: &str) -> bool {
        self.uids.contains(uid)
    }

    /// The objects that name this uid as an owner.
    pub(crate) fn dependents(&self, uid: &str) -> impl Iterator<Item = &Place> {
        self.dependents.get(uid).into_iter().flatten()
    }

    /// The owners that are gone and still have dependents.
    pub(crate) fn gone(&self) -> impl Iterator<Item = &String> {
        self.gone.iter()
    }

    /// The objects that wait for the garbage collector.
    pub(crate) fn held(&self) -> impl Iterator<Item = &Place> {
        self.held.iter()
    }

    pub(super) fn replace(&mut self, storage: &Arc<str>, old: Option<&Record>, new: &Record) {
        if let Some(old) = old {
            if old.uid() == new.uid() && old.owners() == new.owners() {
                self.hold(storage, new);
                return;
            }
            self.remove(storage, old);
        }
        self.uids.insert(new.uid().to_owned());
        self.gone.remove(new.uid());
        for owner in new.owners() {
            if !self.uids.contains(owner) {
                self.gone.insert(owner.clone());
            }
            let dependents = self.dependents.entry(owner.clone()).or_default();
            dependents.insert((storage.clone(), new.key().to_owned()));
        }
        self.hold(storage, new);
    }

    pub(super) fn remove(&mut self, storage: &Arc<str>, old: &Record) {
        let place = (storage.clone(), old.key().to_owned());
        self.held.remove(&place);
        self.uids.remove(old.uid());
        if self.dependents.contains_key(old.uid()) {
            self.gone.insert(old.uid().to_owned());
        }
        for owner in old.owners() {
            let Some(dependents) = self.dependents.get_mut(owner) else {
                continue;
            };
            dependents.remove(&place);
            if dependents.is_empty() {
                self.dependents.remove(owner);
                self.gone.remove(owner);
            }
        }
    }

    fn hold(&mut self, storage: &Arc<str>, record: &Record) {
        if !record.awaits_collector() && self.held.is_empty() {
            return;
        }
        let place = (storage.clone(), record.key().to_owned());
        if record.awaits_collector() {
            self.held.insert(place);
        } else {
            self.held.remove(&place);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::Store;
    use super::*;

    fn write(store: &mut Store, name: &str, owners: &[&str], extra: &Value) {
        let owners: Vec<_> = owners.iter().map(|uid| json!({ "uid": uid })).collect();
        let mut object = json!({ "metadata": { "name": name, "uid": name } });
        if !owners.is_empty() {
            object["metadata"]["ownerReferences"] = owners.into();
        }
        for (field, value) in extra.as_object().unwrap() {
            object["metadata"][field] = value.clone();
        }
        let record = Record::new(&object, "v1", store.next_revision());
        store.put("things", record);
    }

    fn seen(store: &Store) -> (Vec<String>, Vec<String>, Vec<String>) {
        let keys = |places: Vec<&Place>| places.into_iter().map(|it| it.1.clone()).collect();
        (
            store.owners().gone().cloned().collect(),
            keys(store.owners().held().collect()),
            keys(store.owners().dependents("a").collect()),
        )
    }

    #[test]
    fn every_write_is_followed() {
        let mut store = Store::new(0, 10);
        let none = json!({});
        let texts = |list: &[&str]| list.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
        write(&mut store, "b", &["a"], &none);
        assert_eq!(seen(&store), (texts(&["a"]), vec![], texts(&["b"])));
        write(&mut store, "a", &[], &none);
        write(&mut store, "c", &["a", "x"], &none);
        assert_eq!(seen(&store), (texts(&["x"]), vec![], texts(&["b", "c"])));
        write(&mut store, "c", &["a"], &none);
        assert_eq!(seen(&store), (vec![], vec![], texts(&["b", "c"])));
        let going =
            json!({ "finalizers": ["orphan"], "deletionTimestamp": "2026-01-01T00:00:00Z" });
        write(&mut store, "a", &[], &going);
        assert_eq!(seen(&store), (vec![], texts(&["a"]), texts(&["b", "c"])));
        store.remove("things", "a").unwrap();
        assert_eq!(seen(&store), (texts(&["a"]), vec![], texts(&["b", "c"])));
        store.remove("things", "b").unwrap();
        store.remove("things", "c").unwrap();
        assert_eq!(seen(&store), (vec![], vec![], vec![]));
        assert!(!store.owners().exists("a"));
    }
}
