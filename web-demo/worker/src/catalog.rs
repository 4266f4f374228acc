use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use outrigger::discovery::{DiscoveredResource, Discovery};
use outrigger::rt::{BoxFuture, Instant, Timer};
use outrigger::{ApiResource, Client, Scope};
use outrigger_demo_model::kinds;
use outrigger_demo_model::message::KindEntry;

use crate::deadline::{Failure, within_limit};
use crate::feed::Feed;

/// How often the kinds are asked for when nothing tells that there are others: API servers that
/// are aggregated come and go.
const REFRESH: Duration = Duration::from_secs(300);
/// A definition is served a moment after it was written, and several come at once.
const SETTLE: Duration = Duration::from_secs(1);
/// The pause after the first failure; twice as long after each further one.
const RETRY: Duration = Duration::from_millis(500);
const RETRY_MAX: Duration = Duration::from_secs(15);
/// The least time between two questions because the page is seen again.
const SPACING: Duration = Duration::from_secs(10);

/// What the cluster serves, kept up to date.
pub(crate) struct Catalog {
    client: Client,
    timer: Arc<dyn Timer>,
    /// Tells of kinds that come and go.
    definitions: Feed,
    asking: Option<BoxFuture<'static, Result<Discovery, Failure>>>,
    asked: Instant,
    next: BoxFuture<'static, ()>,
    /// Whether `next` is about definitions that changed.
    settling: bool,
    failures: u32,
    known: Option<Kinds>,
    trouble: Option<Trouble>,
}

#[derive(Debug, Default, PartialEq)]
struct Kinds {
    entries: Vec<KindEntry>,
    resources: BTreeMap<String, ApiResource>,
}

/// Why the kinds are not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// In seconds since 1970.
    pub(crate) since: u64,
    pub(crate) cause: String,
}

impl Catalog {
    pub(crate) fn new(client: &Client, timer: &Arc<dyn Timer>) -> Self {
        let definitions = ApiResource::new(
            "apiextensions.k8s.io",
            "v1",
            "CustomResourceDefinition",
            "customresourcedefinitions",
            Scope::Cluster,
        );
        Self {
            definitions: Feed::new(client, timer, definitions, None),
            client: client.clone(),
            asking: None,
            asked: timer.now(),
            next: timer.sleep(Duration::ZERO),
            settling: false,
            timer: timer.clone(),
            failures: 0,
            known: None,
            trouble: None,
        }
    }

    /// The resource of that key; `None` when there is none, or none is known yet.
    pub(crate) fn resource(&self, key: &str) -> Option<&ApiResource> {
        self.known.as_ref()?.resources.get(key)
    }

    /// All that can be listed and watched.
    pub(crate) fn entries(&self) -> Option<&[KindEntry]> {
        Some(&self.known.as_ref()?.entries)
    }

    /// Why there are no kinds yet.
    pub(crate) const fn trouble(&self) -> Option<&Trouble> {
        match self.known {
            Some(_) => None,
            None => self.trouble.as_ref(),
        }
    }

    /// Makes sure that what is known is up to date.
    pub(crate) fn check(&mut self) {
        self.definitions.check();
        if self.timer.now() - self.asked >= SPACING {
            self.asking = None;
            self.next = self.timer.sleep(Duration::ZERO);
        }
    }

    /// Whether the kinds, or why there are none, are others than before.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> bool {
        let was_complete = self.definitions.is_complete();
        let taken = self.definitions.poll(cx, |_| {}).taken;
        // The first list may have what came after the first answer.
        let changed = was_complete && taken > 0 || self.definitions.is_complete() != was_complete;
        if changed && !self.settling {
            self.settling = true;
            self.next = self.timer.sleep(SETTLE);
        }
        let mut news = false;
        loop {
            if self.asking.is_none() {
                if self.next.as_mut().poll(cx).is_pending() {
                    return news;
                }
                self.ask();
            }
            let Some(Poll::Ready(answer)) = self.asking.as_mut().map(|it| it.as_mut().poll(cx))
            else {
                return news;
            };
            self.asking = None;
            news |= match answer {
                Ok(discovery) => self.learn(&discovery),
                Err(failure) => self.fail(failure),
            };
        }
    }

    fn ask(&mut self) {
        let client = self.client.clone();
        let request = async move { client.discover().await };
        self.asking = Some(within_limit(&self.timer, request));
        self.asked = self.timer.now();
        self.settling = false;
        // What comes earlier than this moves it.
        self.next = self.timer.sleep(REFRESH);
    }

    fn learn(&mut self, discovery: &Discovery) -> bool {
        self.failures = 0;
        self.trouble = None;
        let kinds = Kinds::of(discovery, self.known.as_ref());
        let news = self.known.as_ref() != Some(&kinds);
        self.known = Some(kinds);
        news
    }

    fn fail(&mut self, failure: Failure) -> bool {
        let pause = RETRY
            .saturating_mul(1 << self.failures.min(10))
            .min(RETRY_MAX);
        let pause = pause.max(failure.retry_after.unwrap_or_default());
        self.failures = self.failures.saturating_add(1);
        self.next = self.timer.sleep(pause);
        self.settling = false;
        let before = self.trouble.take();
        let now = self.timer.wall_now().as_unix().as_secs();
        let trouble = Some(Trouble {
            since: before.as_ref().map_or(now, |it| it.since),
            cause: failure.cause,
        });
        let news = before != trouble;
        self.trouble = trouble;
        news
    }
}

impl Kinds {
    /// The kinds that can be looked at, one version of each. Those of groups that could not be
    /// asked stay as they were.
    fn of(discovery: &Discovery, before: Option<&Self>) -> Self {
        let mut kinds = Self::default();
        for preferred in [true, false] {
            let found = discovery.resources().iter();
            for found in found.filter(|it| it.preferred == preferred) {
                if found.allows("list") && found.allows("watch") {
                    kinds.add(entry(found), &found.resource);
                }
            }
        }
        let silent = |group: &str| discovery.failures().iter().any(|it| it.group == group);
        if let Some(before) = before {
            for missed in before.entries.iter().filter(|it| silent(&it.group)) {
                if let Some(resource) = before.resources.get(&missed.key()) {
                    kinds.add(missed.clone(), resource);
                }
            }
        }
        kinds::sort(&mut kinds.entries);
        kinds
    }

    /// Adds a kind, unless there is one of that key.
    fn add(&mut self, entry: KindEntry, resource: &ApiResource) {
        if let Entry::Vacant(place) = self.resources.entry(entry.key()) {
            place.insert(resource.clone());
            self.entries.push(entry);
        }
    }
}

fn entry(found: &DiscoveredResource) -> KindEntry {
    KindEntry {
        title: found.resource.kind.to_string(),
        group: found.resource.group.to_string(),
        version: found.resource.version.to_string(),
        plural: found.resource.plural.to_string(),
        short_names: found.short_names.clone(),
        namespaced: found.resource.scope == Scope::Namespaced,
    }
}
