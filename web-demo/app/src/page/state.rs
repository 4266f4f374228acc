//! What the page knows, in signals.

use leptos::prelude::*;
use outrigger_demo_model::message::{Arrangement, Column, KindEntry, RowKey, Sync};

use super::hash;
use crate::object::Object;
use crate::place::Place;
use crate::tabs::Tabs;

/// Problems that are shown at once.
const PROBLEMS_MAX: usize = 3;

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

/// Numbers about the view that is seen, and how far they can be trusted.
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

/// What a tab says about its view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) tab: u32,
    /// As in the status: `live`, `stale` …
    pub(crate) state: &'static str,
    /// The same in words, unless all is as it should be.
    pub(crate) words: String,
    /// How many objects there are.
    pub(crate) total: usize,
}

/// The page's state: handles of signals, so that it can be copied into every closure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    /// What is looked at; the URL follows.
    pub(crate) tabs: RwSignal<Tabs>,
    pub(crate) source: RwSignal<Source>,
    pub(crate) kinds: RwSignal<Vec<KindEntry>>,
    pub(crate) namespaces: RwSignal<Vec<String>>,
    pub(crate) columns: RwSignal<Vec<Column>>,
    pub(crate) summary: RwSignal<Summary>,
    pub(crate) marks: RwSignal<Vec<Mark>>,
    pub(crate) object: RwSignal<Option<Object>>,
    /// What went wrong beside the views, the newest last.
    pub(crate) problems: RwSignal<Vec<String>>,
    /// What the tab that is seen looks at.
    pub(crate) place: Memo<Place>,
    pub(crate) arrangement: Memo<Arrangement>,
    pub(crate) object_key: Memo<Option<RowKey>>,
}

impl State {
    /// The state at the URL that the page was opened with.
    pub(crate) fn new() -> Self {
        let tabs = RwSignal::new(Tabs::new(hash::read()));
        let place = Memo::new(move |_| tabs.read().place().clone());
        Self {
            tabs,
            place,
            kinds: RwSignal::new(Vec::new()),
            source: RwSignal::new(Source::Unknown),
            namespaces: RwSignal::new(Vec::new()),
            columns: RwSignal::new(Vec::new()),
            summary: RwSignal::new(Summary::new()),
            marks: RwSignal::new(Vec::new()),
            object: RwSignal::new(None),
            problems: RwSignal::new(Vec::new()),
            arrangement: Memo::new(move |_| place.read().arrangement.clone()),
            object_key: Memo::new(move |_| place.read().object.clone()),
        }
    }

    /// The kind that is looked at, as soon as the cluster has told its kinds.
    pub(crate) fn kind(self) -> Option<KindEntry> {
        self.kind_of(&self.place.read().resource)
    }

    /// The kind with this key.
    pub(crate) fn kind_of(self, resource: &str) -> Option<KindEntry> {
        let kinds = self.kinds.read();
        kinds.iter().find(|kind| kind.key() == resource).cloned()
    }

    /// Changes what is looked at.
    pub(crate) fn change(self, change: impl FnOnce(&mut Place)) {
        self.tabs.update(|tabs| tabs.change(change));
    }

    /// Says what went wrong, once.
    pub(crate) fn complain(self, text: String) {
        self.problems.update(|problems| {
            problems.retain(|it| *it != text);
            problems.push(text);
            let too_many = problems.len().saturating_sub(PROBLEMS_MAX);
            problems.drain(..too_many);
        });
    }

    /// Looks at another object, or at none.
    pub(crate) fn show(self, key: Option<RowKey>) {
        if self.object_key.get_untracked() != key {
            self.change(|place| place.object = key);
        }
    }
}
