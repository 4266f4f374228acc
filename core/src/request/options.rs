use std::time::Duration;

use bytes::Bytes;
use serde_json::json;

use super::query::Query;

/// How a list's resourceVersion is to be understood.
///
/// <https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What the server does with fields it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldValidation {
    /// Drops them.
    Ignore,
    /// Drops them and says so in a `Warning` header; the server's default.
    Warn,
    /// Refuses the request.
    Strict,
}

impl FieldValidation {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ignore => "Ignore",
            Self::Warn => "Warn",
            Self::Strict => "Strict",
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

    pub(super) fn query(&self) -> Query {
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

    pub(super) fn query(&self) -> Query {
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

    pub(super) fn query(&self) -> Query {
        Query::default()
            .flag("watch", true)
            .text("labelSelector", &self.label_selector)
            .text("fieldSelector", &self.field_selector)
            .text("resourceVersion", &self.resource_version)
            .flag("allowWatchBookmarks", self.bookmarks)
            .seconds("timeoutSeconds", self.timeout)
    }
}

/// Options that create, replace and patch share, each under its own name.
macro_rules! write_options {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $name {
            /// Check everything, store nothing.
            pub dry_run: bool,
            /// Who manages the fields that this request sets; empty leaves it to the server,
            /// which takes the user agent's first word.
            pub field_manager: String,
            /// What the server does with fields it does not know.
            pub field_validation: Option<FieldValidation>,
        }

        impl $name {
            /// The server's defaults.
            pub fn new() -> Self {
                Self::default()
            }

            /// Checks everything and stores nothing.
            #[must_use]
            pub const fn dry_run(mut self) -> Self {
                self.dry_run = true;
                self
            }

            /// Sets the field manager.
            #[must_use]
            pub fn field_manager(mut self, name: impl Into<String>) -> Self {
                self.field_manager = name.into();
                self
            }

            /// Sets what the server does with fields it does not know.
            #[must_use]
            pub const fn field_validation(mut self, validation: FieldValidation) -> Self {
                self.field_validation = Some(validation);
                self
            }

            pub(super) fn query(&self) -> Query {
                write_query(self.dry_run, &self.field_manager, self.field_validation)
            }
        }
    };
}

fn write_query(dry_run: bool, manager: &str, validation: Option<FieldValidation>) -> Query {
    Query::default()
        .text("dryRun", if dry_run { "All" } else { "" })
        .text("fieldManager", manager)
        .text(
            "fieldValidation",
            validation.map_or("", FieldValidation::as_str),
        )
}

write_options! {
    /// Options of a create.
    CreateOptions
}
write_options! {
    /// Options of a replace.
    ReplaceOptions
}
write_options! {
    /// Options of a patch.
    PatchOptions
}

/// Options of a server-side apply.
///
/// ```
/// use outrigger::ApplyOptions;
///
/// let options = ApplyOptions::by("my-controller").force();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApplyOptions {
    /// Who manages the fields; an apply must say.
    pub field_manager: String,
    /// Take over fields that others manage, instead of a conflict.
    pub force: bool,
    /// Check everything, store nothing.
    pub dry_run: bool,
    /// What the server does with fields it does not know.
    pub field_validation: Option<FieldValidation>,
}

impl ApplyOptions {
    /// Applies as `field_manager`.
    pub fn by(field_manager: impl Into<String>) -> Self {
        Self {
            field_manager: field_manager.into(),
            force: false,
            dry_run: false,
            field_validation: None,
        }
    }

    /// Takes over fields that others manage.
    #[must_use]
    pub const fn force(mut self) -> Self {
        self.force = true;
        self
    }

    /// Checks everything and stores nothing.
    #[must_use]
    pub const fn dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    pub(super) fn query(&self) -> Query {
        write_query(self.dry_run, &self.field_manager, self.field_validation)
            .flag("force", self.force)
    }
}

/// What becomes of the objects that the deleted one owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropagationPolicy {
    /// They are deleted afterwards.
    Background,
    /// They are deleted first.
    Foreground,
    /// They stay.
    Orphan,
}

/// What must be true of an object for its deletion to happen; else the answer is a conflict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preconditions {
    /// Its uid; empty for any.
    pub uid: String,
    /// Its resourceVersion; empty for any.
    pub resource_version: String,
}

impl Preconditions {
    /// The object must be this very one.
    pub fn uid(uid: impl Into<String>) -> Self {
        Self {
            uid: uid.into(),
            ..Self::default()
        }
    }
}

/// Options of a delete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteOptions {
    /// Check everything, delete nothing.
    pub dry_run: bool,
    /// How long the object has to shut down; `None` for what it says itself, zero for at once.
    pub grace_period: Option<Duration>,
    /// What becomes of the objects it owns; `None` for the resource's default.
    pub propagation_policy: Option<PropagationPolicy>,
    /// What must be true of the object.
    pub preconditions: Option<Preconditions>,
}

impl DeleteOptions {
    /// The server's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long the object has to shut down; whole seconds.
    #[must_use]
    pub const fn grace_period(mut self, period: Duration) -> Self {
        self.grace_period = Some(period);
        self
    }

    /// Sets what becomes of the objects it owns.
    #[must_use]
    pub const fn propagation(mut self, policy: PropagationPolicy) -> Self {
        self.propagation_policy = Some(policy);
        self
    }

    /// Sets what must be true of the object.
    #[must_use]
    pub fn preconditions(mut self, preconditions: Preconditions) -> Self {
        self.preconditions = Some(preconditions);
        self
    }

    /// Deletions carry their options in the body, as client-go's do.
    pub(super) fn body(&self) -> Bytes {
        let mut body = json!({ "kind": "DeleteOptions", "apiVersion": "v1" });
        if self.dry_run {
            body["dryRun"] = json!(["All"]);
        }
        if let Some(period) = self.grace_period {
            body["gracePeriodSeconds"] = json!(period.as_secs());
        }
        if let Some(policy) = self.propagation_policy {
            body["propagationPolicy"] = json!(format!("{policy:?}"));
        }
        if let Some(Preconditions {
            uid,
            resource_version,
        }) = &self.preconditions
        {
            let mut wanted = serde_json::Map::new();
            for (key, value) in [("uid", uid), ("resourceVersion", resource_version)] {
                if !value.is_empty() {
                    wanted.insert(key.into(), value.as_str().into());
                }
            }
            body["preconditions"] = wanted.into();
        }
        body.to_string().into()
    }
}
