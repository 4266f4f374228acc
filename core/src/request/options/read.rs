use std::time::Duration;

use crate::request::query::Query;

/// How a list's resourceVersion is to be understood.
///
/// <https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResourceVersionMatch {
    /// The state at exactly that version.
    Exact,
    /// The state at that version or any later one.
    NotOlderThan,
}

impl ResourceVersionMatch {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "Exact",
            Self::NotOlderThan => "NotOlderThan",
        }
    }
}

/// Options of a get.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetOptions {
    /// Any state at least this new will do; "0" for what the server has at hand, even if it is old;
    /// empty asks for the newest. One that lies in the future is waited for, about three seconds
    /// (then 504).
    pub resource_version: String,
}

impl GetOptions {
    /// The newest state.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how new the state has to be.
    #[must_use]
    pub fn resource_version(mut self, version: impl Into<String>) -> Self {
        self.resource_version = version.into();
        self
    }

    pub(in crate::request) fn query(&self) -> Query {
        Query::default().text("resourceVersion", &self.resource_version)
    }
}

/// Options of a list.
///
/// ```
/// use outrigger::ListOptions;
///
/// let options = ListOptions::new().labels("app=web").fields("spec.nodeName=n1").limit(500);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListOptions {
    /// Only objects whose labels match, such as `app=web,tier in (a,b)`. The server selects.
    pub label_selector: String,
    /// Only objects whose fields match, such as `status.phase=Running`. Every kind has
    /// `metadata.name` and `metadata.namespace`; which others a kind has is its own affair, and
    /// asking for one that it has not is refused (400).
    pub field_selector: String,
    /// Only the objects of one shard, such as
    /// `shardRange(object.metadata.uid, '0x0', '0x8000000000000000')`: several clients share the
    /// objects of a resource by the hashes of their uids. An alpha of 1.37 (feature gate
    /// `ShardedListAndWatch`); a server without it answers with all objects.
    pub shard_selector: String,
    /// At most this many objects; 0 for all. What is left is behind `metadata.continue_token`. All
    /// pages together show one moment, for as long as the server keeps it (5 to 15 minutes).
    pub limit: u64,
    /// The token of an earlier page. With one whose moment the server has forgotten, the answer is
    /// [expired](crate::Error::is_expired).
    pub continue_token: String,
    /// The version that `resource_version_match` speaks of; empty asks for the newest state, "0"
    /// for any state that the server has at hand, even an old one.
    pub resource_version: String,
    /// How `resource_version` is to be understood; without, a version is a lower bound.
    pub resource_version_match: Option<ResourceVersionMatch>,
    /// After how long the server gives up (504), in whole seconds, rounded up. As with client-go's
    /// typed clients, the request itself is given up by then too.
    pub timeout: Option<Duration>,
}

impl ListOptions {
    /// All objects, newest state.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the label selector.
    #[must_use]
    pub fn labels(mut self, selector: impl Into<String>) -> Self {
        self.label_selector = selector.into();
        self
    }

    /// Sets the field selector.
    #[must_use]
    pub fn fields(mut self, selector: impl Into<String>) -> Self {
        self.field_selector = selector.into();
        self
    }

    /// Sets after how long the server gives up.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the page size.
    #[must_use]
    pub const fn limit(mut self, limit: u64) -> Self {
        self.limit = limit;
        self
    }

    /// Asks for the page behind `token`. The server takes no resourceVersion with it.
    #[must_use]
    pub fn continue_from(mut self, token: impl Into<String>) -> Self {
        self.continue_token = token.into();
        self.resource_version.clear();
        self.resource_version_match = None;
        self
    }

    /// Sets the resourceVersion and how it is understood.
    #[must_use]
    pub fn resource_version(
        mut self,
        version: impl Into<String>,
        how: Option<ResourceVersionMatch>,
    ) -> Self {
        self.resource_version = version.into();
        self.resource_version_match = how;
        self
    }

    pub(in crate::request) fn query(&self) -> Query {
        Query::default()
            .text("labelSelector", &self.label_selector)
            .text("fieldSelector", &self.field_selector)
            .text("shardSelector", &self.shard_selector)
            .number("limit", self.limit)
            .text("continue", &self.continue_token)
            .text("resourceVersion", &self.resource_version)
            .text(
                "resourceVersionMatch",
                self.resource_version_match
                    .map_or("", ResourceVersionMatch::as_str),
            )
            .seconds("timeoutSeconds", self.timeout)
    }
}

/// Options of a watch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WatchOptions {
    /// Only objects whose labels match. One that ceases to match is `Deleted`.
    pub label_selector: String,
    /// Only objects whose fields match.
    pub field_selector: String,
    /// Only the objects of one shard, as in [`ListOptions::shard_selector`].
    pub shard_selector: String,
    /// Changes after this version; empty begins with an ADDED for all that is there, as "0" does.
    /// A version that the server has forgotten is [expired](crate::Error::is_expired).
    pub resource_version: String,
    /// Goes with `send_initial_events`, and only with it: [`NotOlderThan`] then.
    ///
    /// [`NotOlderThan`]: ResourceVersionMatch::NotOlderThan
    pub resource_version_match: Option<ResourceVersionMatch>,
    /// Whether the watch begins with an ADDED for all that is there, at least as new as
    /// `resource_version`, and then a BOOKMARK with the annotation `k8s.io/initial-events-end`
    /// (KEP-3157, servers since 1.32; before, 422).
    pub send_initial_events: Option<bool>,
    /// Ask for BOOKMARK events, which tell how far the watch is when nothing changes. When they
    /// come is up to the server, about once a minute.
    pub bookmarks: bool,
    /// After how long the server ends the watch, in whole seconds, rounded up; `None` for a random
    /// time between half an hour and an hour.
    pub timeout: Option<Duration>,
}

impl WatchOptions {
    /// Changes after `resource_version`, with bookmarks.
    pub fn since(resource_version: impl Into<String>) -> Self {
        Self {
            resource_version: resource_version.into(),
            bookmarks: true,
            ..Self::default()
        }
    }

    /// Everything that is there, at least as new as `resource_version` (empty for the newest), up to
    /// a bookmark that says so; then changes.
    pub fn with_initial_events(resource_version: impl Into<String>) -> Self {
        Self {
            send_initial_events: Some(true),
            resource_version_match: Some(ResourceVersionMatch::NotOlderThan),
            ..Self::since(resource_version)
        }
    }

    /// Sets the label selector.
    #[must_use]
    pub fn labels(mut self, selector: impl Into<String>) -> Self {
        self.label_selector = selector.into();
        self
    }

    /// Sets the field selector.
    #[must_use]
    pub fn fields(mut self, selector: impl Into<String>) -> Self {
        self.field_selector = selector.into();
        self
    }

    /// Sets after how long the server ends the watch.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    pub(in crate::request) fn query(&self) -> Query {
        Query::default()
            .flag("watch", true)
            .text("labelSelector", &self.label_selector)
            .text("fieldSelector", &self.field_selector)
            .text("resourceVersion", &self.resource_version)
            .text("shardSelector", &self.shard_selector)
            .text(
                "resourceVersionMatch",
                self.resource_version_match
                    .map_or("", ResourceVersionMatch::as_str),
            )
            .text(
                "sendInitialEvents",
                match self.send_initial_events {
                    Some(true) => "true",
                    Some(false) => "false",
                    None => "",
                },
            )
            .flag("allowWatchBookmarks", self.bookmarks)
            .seconds("timeoutSeconds", self.timeout)
    }
}
