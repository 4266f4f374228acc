//! Rows of the server's Tables, as the model has them.

use outrigger::object::Time;
use outrigger::{Cached, ColumnDefinition, TableRow};
use outrigger_demo_model::columns::{self, Columns};
use outrigger_demo_model::message::RowKey;
use outrigger_demo_model::table::Table;
use serde_json::Value;

/// The columns of a view. A server that makes no Tables leaves the name and the age.
pub(crate) fn columns(definitions: &[ColumnDefinition], with_namespace: bool) -> Columns {
    let definitions: Vec<_> = match definitions {
        [] => vec![
            column("Name", "name", "The name of the object."),
            column("Age", "", "CreationTimestamp of the object."),
        ],
        some => some.iter().map(definition).collect(),
    };
    Columns::new(&definitions, with_namespace)
}

fn column(name: &str, format: &str, description: &str) -> columns::ColumnDefinition {
    columns::ColumnDefinition {
        name: name.to_owned(),
        kind: "string".to_owned(),
        format: format.to_owned(),
        description: description.to_owned(),
        priority: 0,
    }
}

fn definition(column: &ColumnDefinition) -> columns::ColumnDefinition {
    columns::ColumnDefinition {
        name: column.name.clone(),
        kind: column.column_type.clone(),
        format: column.format.clone(),
        description: column.description.clone(),
        priority: column.priority.into(),
    }
}

/// Puts a row into the table. Only what is shown is decoded.
pub(crate) fn insert(table: &mut Table, row: &Cached<TableRow>) {
    let cells = match row.path("/cells") {
        Some(Value::Array(cells)) if !cells.is_empty() => cells,
        _ => vec![Value::from(row.name())],
    };
    let texts: Vec<String> = cells.into_iter().map(text).collect();
    let created = row.path("/metadata/creationTimestamp");
    let created = created.as_ref().and_then(Value::as_str);
    let created = created.and_then(|text| text.parse::<Time>().ok());
    let created = created.filter(|time| !time.is_zero()).map(Time::as_unix);
    let texts = texts.iter().map(String::as_str);
    table.insert(key(row), texts, created);
}

/// The row's name in the table.
pub(crate) fn key(row: &Cached<TableRow>) -> RowKey {
    RowKey {
        namespace: row.namespace().unwrap_or_default().to_owned(),
        name: row.name().to_owned(),
    }
}

/// A cell as kubectl prints it.
fn text(cell: Value) -> String {
    match cell {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
