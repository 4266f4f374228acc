//! What the page knows, in signals.

use leptos::prelude::*;
use outrigger_demo_model::message::{Arrangement, Column, KindEntry, RowKey, Sync};

use super::hash;
use crate::place::Place;

/// Where the objects come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Not decided yet.
    Unknown,
    /// The API server behind the page.
    Server,
    /// A simulated cluster in the page's own worker.
    Simulated,
}

/// Numbers about the view, and how far they can be trusted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Summary {
    pub(crate) total: usize,
    pub(crate) matching: usize,
    pub(crate) changes_per_second: f32,
    pub(crate) sync: Sync,
}

impl Summary {
    /// Of a view that has just been opened.
    pub(crate) const fn new() -> Self {
        Self {
            total: 0,
            matching: 0,
            changes_per_second: 0.0,
            sync: Sync::Starting,
        }
    }
}

/// An object in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) key: RowKey,
    /// None when it is gone.
    pub(crate) yaml: Option<String>,
    pub(crate) managed_fields: String,
}

/// The page's state: handles of signals, so that it can be copied into every closure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    /// What is looked at; the URL follows.
    pub(crate) place: RwSignal<Place>,
    pub(crate) source: RwSignal<Source>,
    pub(crate) kinds: RwSignal<Vec<KindEntry>>,
    pub(crate) namespaces: RwSignal<Vec<String>>,
    pub(crate) columns: RwSignal<Vec<Column>>,
    pub(crate) summary: RwSignal<Summary>,
    pub(crate) object: RwSignal<Option<Object>>,
    pub(crate) problem: RwSignal<Option<String>>,
    /// The resource, and the namespace when it has them: what a view is made of.
    pub(crate) view: Memo<(String, Option<String>)>,
    pub(crate) arrangement: Memo<Arrangement>,
    pub(crate) object_key: Memo<Option<RowKey>>,
}

impl State {
    /// The state at the URL that the page was opened with.
    pub(crate) fn new() -> Self {
        let place = RwSignal::new(hash::read());
        let kinds = RwSignal::new(Vec::new());
        Self {
            place,
            kinds,
            source: RwSignal::new(Source::Unknown),
            namespaces: RwSignal::new(Vec::new()),
            columns: RwSignal::new(Vec::new()),
            summary: RwSignal::new(Summary::new()),
            object: RwSignal::new(None),
            problem: RwSignal::new(None),
            view: Memo::new(move |_| view_of(&place.read(), &kinds.read())),
            arrangement: Memo::new(move |_| place.read().arrangement.clone()),
            object_key: Memo::new(move |_| place.read().object.clone()),
        }
    }

    /// The kind that is looked at, as soon as the cluster has told its kinds.
    pub(crate) fn kind(self) -> Option<KindEntry> {
        let place = self.place.read();
        let kinds = self.kinds.read();
        let mut kinds = kinds.iter();
        kinds.find(|kind| kind.key() == place.resource).cloned()
    }

    /// Looks at another object, or at none.
    pub(crate) fn show(self, key: Option<RowKey>) {
        if self.object_key.get_untracked() != key {
            self.place.update(|place| place.object = key);
        }
    }
}

/// A kind without namespaces is listed without one, whatever is chosen for the others.
fn view_of(place: &Place, kinds: &[KindEntry]) -> (String, Option<String>) {
    let kind = kinds.iter().find(|kind| kind.key() == place.resource);
    let namespaced = kind.is_none_or(|kind| kind.namespaced);
    let namespace = place.namespace.clone().filter(|_| namespaced);
    (place.resource.clone(), namespace)
}
