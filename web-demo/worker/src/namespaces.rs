use std::sync::Arc;
use std::task::Context;

use outrigger::informer::SyncState;
use outrigger::rt::Timer;
use outrigger::{ApiResource, Change, Client, Scope};
use outrigger_demo_model::message::FromWorker;

use crate::feed::Feed;
use crate::words::words;

/// The names of the namespaces, kept up to date.
pub(crate) struct Namespaces {
    feed: Feed,
    /// Sorted.
    names: Vec<String>,
    told: Option<Vec<String>>,
    /// Whether the page knows that they cannot be had.
    refused: bool,
}

impl Namespaces {
    pub(crate) fn new(client: &Client, timer: &Arc<dyn Timer>) -> Self {
        let resource = ApiResource::new("", "v1", "Namespace", "namespaces", Scope::Cluster);
        Self {
            feed: Feed::new(client, timer, resource, None),
            names: Vec::new(),
            told: None,
            refused: false,
        }
    }

    pub(crate) fn check(&mut self) {
        self.feed.check();
    }

    /// What there is to tell the page.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Option<FromWorker> {
        let names = &mut self.names;
        let news = self.feed.poll(cx, |change| match change {
            Change::Added(row) => {
                if let Err(place) = place(names, row.name()) {
                    names.insert(place, row.name().to_owned());
                }
            }
            Change::Deleted { old, .. } => {
                if let Ok(place) = place(names, old.name()) {
                    names.remove(place);
                }
            }
            Change::Modified { .. } => {}
        });
        if !news.any {
            return None;
        }
        if self.feed.is_complete() && self.told.as_ref() != Some(&self.names) {
            self.told = Some(self.names.clone());
            let names = self.names.clone();
            return Some(FromWorker::Namespaces { names });
        }
        self.refusal()
    }

    /// That they may not be listed, once. Whatever else goes wrong, views tell of it too.
    fn refusal(&mut self) -> Option<FromWorker> {
        let status = self.feed.informer().status();
        let refused = match &status.state {
            SyncState::Stale { cause, .. } if cause.is_forbidden() => Some(words(cause)),
            SyncState::Live => None,
            _ => return None,
        };
        let known = std::mem::replace(&mut self.refused, refused.is_some());
        let cause = refused.filter(|_| !known)?;
        let text = format!("The namespaces are not known: {cause}");
        Some(FromWorker::Problem { text })
    }
}

/// Where the name is, or else would be.
fn place(names: &[String], name: &str) -> Result<usize, usize> {
    names.binary_search_by(|other| other.as_str().cmp(name))
}
