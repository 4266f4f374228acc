use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;

use serde_json::Value;

use super::delta::Writer;
use super::indexer::{IndexFn, Indexer};
use super::reflector::{Config, Reflector};
use super::shared::{Handle, Shared};
use super::{Driver, Informer};
use crate::api::Api;
use crate::client::Check;
use crate::object::Cached;
use crate::watch::FRAME_LIMIT;

/// Builds an [`Informer`]; made by [`Informer::builder`].
#[must_use]
pub struct InformerBuilder<K> {
    api: Api<K>,
    indexes: Vec<(Arc<str>, IndexFn)>,
    label_selector: String,
    field_selector: String,
    page_size: u64,
    object_limit: usize,
    watch_silence: Duration,
}

impl<K: 'static> InformerBuilder<K> {
    pub(super) fn new(api: &Api<K>) -> Self {
        Self {
            api: api.clone(),
            indexes: Vec::new(),
            label_selector: String::new(),
            field_selector: String::new(),
            page_size: 500,
            object_limit: FRAME_LIMIT,
            watch_silence: Duration::from_secs(150),
        }
    }

    /// Adds an index: objects are filed under what `values` makes of them, and found by
    /// [`Snapshot::by_index`](super::Snapshot::by_index).
    ///
    /// `values` must give the same answer for the same object every time. It runs in the driver,
    /// with no lock held.
    pub fn index<V: IndexValues>(
        mut self,
        name: &str,
        values: impl Fn(&Cached<K>) -> V + Send + Sync + 'static,
    ) -> Self {
        let function: IndexFn =
            Arc::new(move |object| values(&Cached::new(object.clone())).into_values());
        self.indexes.retain(|(other, _)| **other != *name);
        self.indexes.push((name.into(), function));
        self
    }

    /// Mirrors only objects whose labels match.
    pub fn labels(mut self, selector: impl Into<String>) -> Self {
        self.label_selector = selector.into();
        self
    }

    /// Mirrors only objects whose fields match.
    pub fn fields(mut self, selector: impl Into<String>) -> Self {
        self.field_selector = selector.into();
        self
    }

    /// How many objects one page of a list has; 500 by default, at least 1.
    pub fn page_size(mut self, objects: u64) -> Self {
        self.page_size = objects.max(1);
        self
    }

    /// How many bytes one object or event may have; 16 MiB by default, as in client-go.
    pub const fn object_limit(mut self, bytes: usize) -> Self {
        self.object_limit = bytes;
        self
    }

    /// How long a watch may be silent before it is opened anew; 150 s by default, since servers
    /// send a bookmark about every minute. At least 1 s. The store stays live if it can be opened,
    /// unless the machine slept meanwhile.
    pub fn watch_silence(mut self, limit: Duration) -> Self {
        self.watch_silence = limit.max(Duration::from_secs(1));
        self
    }

    /// Makes the informer, and the driver that runs it. Nothing is sent before the driver is
    /// polled.
    pub fn build(self) -> (Informer<K>, Driver) {
        let client = self.api.client().clone();
        let config = Config {
            resource: Arc::new(self.api.resource().clone()),
            namespace: self.api.namespace().map(Into::into),
            form: self.api.path().form,
            label_selector: self.label_selector,
            field_selector: self.field_selector,
            page_size: self.page_size,
            object_limit: self.object_limit,
            watch_silence: self.watch_silence,
            answer_silence: Duration::from_secs(60),
        };
        let reflector = Reflector::new(config, client.seed());
        let indexer = Indexer::new(self.indexes);
        let shared = Arc::new(Shared::new(indexer.clone(), client.timer().clone()));
        let checked: Weak<dyn Check> = Arc::<Shared>::downgrade(&shared);
        client.register(checked);
        let driver = Driver::new(client, reflector, Writer::new(indexer), shared.clone());
        (Informer::new(Arc::new(Handle(shared))), driver)
    }
}

impl<K> fmt::Debug for InformerBuilder<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let indexes: Vec<_> = self.indexes.iter().map(|(name, _)| name).collect();
        f.debug_struct("InformerBuilder")
            .field("api", &self.api)
            .field("indexes", &indexes)
            .finish_non_exhaustive()
    }
}

/// What an index function may answer: none, one or several values.
///
/// A JSON value files the object under its text: a string as it is, a number or a boolean as it
/// prints, a list under each of its items; `null` and objects under nothing.
pub trait IndexValues {
    /// The values as texts.
    fn into_values(self) -> Vec<String>;
}

impl IndexValues for String {
    fn into_values(self) -> Vec<String> {
        vec![self]
    }
}

impl IndexValues for Vec<String> {
    fn into_values(self) -> Vec<String> {
        self
    }
}

impl IndexValues for Value {
    fn into_values(self) -> Vec<String> {
        match self {
            Self::String(text) => vec![text],
            Self::Number(number) => vec![number.to_string()],
            Self::Bool(truth) => vec![truth.to_string()],
            Self::Array(items) => items.into_iter().flat_map(Self::into_values).collect(),
            Self::Null | Self::Object(_) => Vec::new(),
        }
    }
}

impl<V: IndexValues> IndexValues for Option<V> {
    fn into_values(self) -> Vec<String> {
        self.map(V::into_values).unwrap_or_default()
    }
}
