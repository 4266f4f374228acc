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
    /// Any state at least this new will do; empty asks for the newest.
    pub resource_version: String,
}

impl GetOptions {
    /// The newest state.
    pub fn new() -> Self {
        Self::default()
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
    /// Only objects whose labels match, such as `app=web,tier in (a,b)`.
    pub label_selector: String,
    /// Only objects whose fields match, such as `status.phase=Running`.
    pub field_selector: String,
    /// At most this many objects; 0 for all. What is left is behind `metadata.continue_token`.
    pub limit: u64,
    /// The token of an earlier page.
    pub continue_token: String,
    /// The version that `resource_version_match` speaks of; empty asks for the newest state.
    pub resource_version: String,
    /// How `resource_version` is to be understood.
    pub resource_version_match: Option<ResourceVersionMatch>,
    /// After how long the server gives up.
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
    /// Only objects whose labels match.
    pub label_selector: String,
    /// Only objects whose fields match.
    pub field_selector: String,
    /// Changes after this version; empty begins with an ADDED for all that is there.
    pub resource_version: String,
    /// Ask for BOOKMARK events, which tell how far the watch is when nothing changes.
    pub bookmarks: bool,
    /// After how long the server ends the watch.
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
            .flag("allowWatchBookmarks", self.bookmarks)
            .seconds("timeoutSeconds", self.timeout)
    }
}
