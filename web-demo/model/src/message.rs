//! What the page and its worker say to each other: JSON texts, one message each.
//!
//! The page asks for what it shows, the worker answers with rows of text. A [`Frame`] is sent
//! only after [`ToWorker::Draw`] asked for it, so that the worker never sends more than the page
//! paints: the page asks again when it has painted, and an answer waits until something changed.
//!
//! An enum's variant is written as serde does it unasked, `{"draw": {"view": 1}}`: a tag among the
//! members would have every message parsed twice, by code that weighs as much as the rest of it.

use serde::{Deserialize, Serialize};

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ToWorker {
    /// Begin, with the API server at this URL; the cluster inside the worker when there is none.
    Connect {
        /// Absolute, or relative to the page.
        server: Option<String>,
        /// How many pods a simulated cluster begins with.
        pods: usize,
    },
    /// Show this resource from now on. A view is one informer.
    Open {
        /// The number that everything about this view names; the page counts up.
        view: u32,
        /// The resource's key in [`FromWorker::Kinds`], such as `deployments.apps`.
        resource: String,
        /// One namespace, or all.
        namespace: Option<String>,
    },
    /// The view is no longer looked at.
    Close {
        /// Which.
        view: u32,
    },
    /// Which rows, in which order.
    Arrange {
        /// Which.
        view: u32,
        /// What to show of it.
        arrangement: Arrangement,
    },
    /// The view that a person looks at, until another is named: it is kept up to date first where
    /// there are few connections.
    Look {
        /// Which.
        view: u32,
    },
    /// The next frame, as soon as there is something new to paint.
    Draw {
        /// Which.
        view: u32,
        /// The first row that can be seen, in the order of the arrangement.
        first: usize,
        /// How many rows can be seen.
        count: usize,
    },
    /// One object in full, as YAML.
    Show {
        /// Which.
        view: u32,
        /// Whose.
        key: RowKey,
    },
    /// The page was hidden, or is seen again; then what is shown has to be checked.
    Visible {
        /// Whether it can be seen.
        visible: bool,
    },
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FromWorker {
    /// What the cluster serves, sorted by title. Sent again when that changes.
    Kinds {
        /// All that can be listed and watched.
        kinds: Vec<KindEntry>,
    },
    /// The namespaces, sorted. Sent again when that changes.
    Namespaces {
        /// Their names.
        names: Vec<String>,
    },
    /// What the page asked to draw.
    Frame(Frame),
    /// The object that the page asked to see.
    Object {
        /// Which.
        view: u32,
        /// Whose.
        key: RowKey,
        /// What came of it.
        reading: Reading,
    },
    /// Something went wrong that no view tells of, in words for a person.
    Problem {
        /// What.
        text: String,
    },
}

/// What came of reading an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Reading {
    /// It is there.
    Found {
        /// Its YAML without `managedFields`.
        yaml: String,
        /// The YAML of its `managedFields`, empty when it has none.
        managed_fields: String,
    },
    /// There is no such object any more.
    Gone,
    /// It is not known how it is now.
    Failed {
        /// Why, in words for a person.
        cause: String,
    },
}

/// A resource that can be looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KindEntry {
    /// `Deployment`.
    pub title: String,
    /// `apps`, empty for the core group.
    pub group: String,
    /// `v1`.
    pub version: String,
    /// `deployments`.
    pub plural: String,
    /// Names that kubectl takes besides: `deploy`.
    pub short_names: Vec<String>,
    /// Whether its objects are in namespaces.
    pub namespaced: bool,
}

impl KindEntry {
    /// What [`ToWorker::Open`] calls it: `deployments.apps`, `pods`.
    pub fn key(&self) -> String {
        if self.group.is_empty() {
            self.plural.clone()
        } else {
            format!("{}.{}", self.plural, self.group)
        }
    }
}

/// Names one row of a view for as long as its object exists.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowKey {
    /// Empty for objects of the cluster.
    pub namespace: String,
    /// The object's name.
    pub name: String,
}

/// Which rows of a view, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Arrangement {
    /// Words that all have to occur in a row, in any column that is shown, ages aside; upper and
    /// lower case are one.
    pub filter: String,
    /// The column to sort by, by name; namespace and name otherwise, and among equals.
    pub sort: Option<String>,
    /// The greatest first.
    pub descending: bool,
    /// Whether columns of kubectl's `-o wide` are shown.
    pub wide: bool,
}

/// What a view shows at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// Which.
    pub view: u32,
    /// The columns, when they are not those of the frame before.
    pub columns: Option<Vec<Column>>,
    /// How many objects there are.
    pub total: usize,
    /// How many the filter leaves.
    pub matching: usize,
    /// The index of the first row here.
    pub first: usize,
    /// The rows that can be seen.
    pub rows: Vec<Row>,
    /// How far what is shown can be trusted.
    pub sync: Sync,
    /// Changes of the last second, of all objects of the view.
    pub changes_per_second: f32,
}

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// `Restarts`.
    pub name: String,
    /// What it says, as the server documents it.
    pub description: String,
    /// Numbers stand to the right.
    pub numeric: bool,
    /// The cells are the seconds since 1970 at which the object was created; the page shows the
    /// age, so that it ticks.
    pub age: bool,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Whose.
    pub key: RowKey,
    /// As many as there are columns.
    pub cells: Vec<String>,
    /// Another number after each change of the object, greater than any before in its view.
    pub revision: u64,
}

/// How far a view can be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Sync {
    /// Nothing has been asked yet.
    Starting,
    /// The first list is arriving.
    Listing {
        /// Objects that arrived.
        received: u64,
        /// Of how many, when the server says so.
        total: Option<u64>,
    },
    /// What is shown is what there is.
    Live,
    /// What is shown is as it was; the informer is trying.
    Stale {
        /// Since when, in seconds since 1970.
        since: u64,
        /// Why, in words for a person.
        cause: String,
        /// Nothing is wrong: connections are few, and others have their turn.
        #[serde(default)]
        waiting: bool,
        /// How far a list that is to put it right has come.
        received: Option<u64>,
    },
}
