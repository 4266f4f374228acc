use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::null_is_default;
use crate::json::members;

/// An object as the server prints it: a row of a Table, as `kubectl get` shows it.
///
/// What of an object a row keeps is its metadata, without `managedFields`, which can be larger
/// than all the rest. An [`Api`](crate::Api) of rows is made by [`Api::tables`](crate::Api::tables).
///
/// A server that makes no Tables (some aggregated API servers) answers with objects, as requests
/// allow it to: rows then have no cells, and there are no columns.
///
/// ```
/// use outrigger::TableRow;
///
/// let json = r#"{ "metadata": { "name": "web-0" }, "cells": ["web-0", "1/1", "Running", 0] }"#;
/// let row: TableRow = serde_json::from_str(json)?;
/// assert_eq!((row.name(), &row.cells[2]), ("web-0", &"Running".into()));
/// # Ok::<_, serde_json::Error>(())
/// ```
///
/// `Debug` prints what names the object and no content, since content may be secret.
///
/// <https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables>
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TableRow {
    /// The object's metadata.
    #[serde(deserialize_with = "null_is_default")]
    pub metadata: Map<String, Value>,
    /// One value for each column: a text, a number, a boolean or null. Times, such as the age,
    /// are texts and as old as the row.
    #[serde(deserialize_with = "null_is_default")]
    pub cells: Vec<Value>,
    /// What is remarkable about the object, such as that it has run to its end.
    #[serde(
        deserialize_with = "null_is_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub conditions: Vec<RowCondition>,
}

/// Something remarkable about a row's object. The one type there is, is `Completed`: what the
/// object is about has run to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RowCondition {
    /// What it is about.
    #[serde(rename = "type")]
    pub condition_type: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// Why, in one word; empty if nobody said so.
    pub reason: String,
    /// Why, for people; empty if nobody said so.
    pub message: String,
}

/// What a column of a Table is.
///
/// <https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#tablecolumndefinition-v1-meta>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ColumnDefinition {
    /// The heading, such as `Ready`; kubectl prints it in capitals.
    pub name: String,
    /// The type of its cells as OpenAPI names it: `string`, `integer`, `number`, `boolean`, `date`.
    #[serde(rename = "type")]
    pub column_type: String,
    /// More about the type: `name` marks the column of the objects' names; empty for most.
    pub format: String,
    /// What it means, for people.
    pub description: String,
    /// How important it is. Columns above 0 are for wide views (`kubectl get -o wide`).
    pub priority: i32,
}

members!(ColumnDefinition {
    "name" => name,
    "type" => column_type,
    "format" => format,
    "description" => description,
    "priority" => priority,
});

impl TableRow {
    /// The object's name, or "" if it has none.
    pub fn name(&self) -> &str {
        self.text("name")
    }

    /// The object's namespace, if it has one.
    pub fn namespace(&self) -> Option<&str> {
        Some(self.text("namespace")).filter(|text| !text.is_empty())
    }

    /// The object's uid, or "" if it has none.
    pub fn uid(&self) -> &str {
        self.text("uid")
    }

    /// The version of the cluster's history at which the object was last written, or "".
    pub fn resource_version(&self) -> &str {
        self.text("resourceVersion")
    }

    fn text(&self, key: &str) -> &str {
        self.metadata
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

impl fmt::Debug for TableRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableRow")
            .field("namespace", &self.namespace().unwrap_or_default())
            .field("name", &self.name())
            .field("resourceVersion", &self.resource_version())
            .field("cells", &self.cells.len())
            .finish_non_exhaustive()
    }
}
