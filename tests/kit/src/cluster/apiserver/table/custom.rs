//! The columns that CRDs define.

use outrigger::rt::Timestamp;
use serde_json::{Value, json};

use super::age::since;
use super::columns;
use super::jsonpath::{JsonPath, Number, number, printed};
use super::moment::Moment;
use super::read::text;
use crate::cluster::apiserver::catalog::PrinterColumn;

/// A CRD's columns, ready to be filled.
#[derive(Clone, Debug)]
pub(super) struct CustomColumns {
    definitions: Vec<Value>,
    cells: Vec<Cell>,
}

#[derive(Clone, Debug)]
struct Cell {
    path: JsonPath,
    column_type: String,
}

impl CustomColumns {
    /// The name, and what the CRD prints besides: its columns up to the first whose path is none,
    /// or the age if it has no columns.
    pub(super) fn new(columns: &[PrinterColumn]) -> Self {
        let default = columns::of("custom");
        let mut custom = Self {
            definitions: default.iter().take(1).cloned().collect(),
            cells: Vec::new(),
        };
        for column in columns {
            let Ok(path) = JsonPath::parse(&column.json_path) else {
                break;
            };
            custom.push(definition(column), path, &column.column_type);
        }
        if columns.is_empty()
            && let Ok(path) = JsonPath::parse(".metadata.creationTimestamp")
        {
            custom.definitions = default.to_vec();
            custom.cells.push(Cell {
                path,
                column_type: "date".to_owned(),
            });
        }
        custom
    }

    /// The columns of a `/scale`: wished, present and age.
    pub(super) fn of_scale() -> Self {
        let column =
            |name: &str, column_type: &str, json_path: &str, description: &str| PrinterColumn {
                name: name.to_owned(),
                column_type: column_type.to_owned(),
                format: String::new(),
                description: description.to_owned(),
                priority: 0,
                json_path: json_path.to_owned(),
            };
        let age = columns::of("custom")
            .get(1)
            .map_or("", |age| text(age, "/description"));
        Self::new(&[
            column(
                "Desired",
                "integer",
                ".spec.replicas",
                "Number of desired replicas",
            ),
            column(
                "Available",
                "integer",
                ".status.replicas",
                "Number of actual replicas",
            ),
            column("Age", "date", ".metadata.creationTimestamp", age),
        ])
    }

    fn push(&mut self, definition: Value, path: JsonPath, column_type: &str) {
        self.definitions.push(definition);
        self.cells.push(Cell {
            path,
            column_type: column_type.to_owned(),
        });
    }

    pub(super) fn definitions(&self) -> &[Value] {
        &self.definitions
    }

    pub(super) fn row(&self, object: &Value, now: Timestamp) -> Vec<Value> {
        let name = text(object, "/metadata/name").into();
        let cells = self.cells.iter().map(|cell| cell.of(object, now));
        std::iter::once(name).chain(cells).collect()
    }
}

fn definition(column: &PrinterColumn) -> Value {
    let description = match column.description.as_str() {
        "" => format!(
            "Custom resource definition column (in JSONPath format): {}",
            column.json_path
        ),
        description => description.to_owned(),
    };
    json!({
        "name": column.name,
        "type": column.column_type,
        "format": column.format,
        "description": description,
        "priority": column.priority,
    })
}

impl Cell {
    /// What the column shows of the object: null where its value is missing or of another type.
    fn of(&self, object: &Value, now: Timestamp) -> Value {
        let Some(value) = self.path.first(object) else {
            return Value::Null;
        };
        match (self.column_type.as_str(), &value) {
            ("string", value) => printed(value).into(),
            ("integer", Value::Number(it)) => integer(number(it)).into(),
            ("number", Value::Number(it)) => float(number(it)),
            ("boolean", Value::Bool(_)) => value,
            ("date", Value::String(date)) => age(date, now).into(),
            _ => Value::Null,
        }
    }
}

/// Go cuts the fraction off, and of what does not fit makes the least number.
fn integer(number: Number) -> i64 {
    match number {
        Number::Integer(integer) => integer,
        #[allow(clippy::cast_possible_truncation)] // that is what Go does
        Number::Float(float) if in_range(float) => float as i64,
        Number::Float(_) => i64::MIN,
    }
}

/// A JSON number without a point where there is no fraction, as Go writes it.
fn float(number: Number) -> Value {
    let float = match number {
        #[allow(clippy::cast_precision_loss)] // that is what Go does
        Number::Integer(integer) => integer as f64,
        Number::Float(float) => float,
    };
    if float.fract() == 0.0 && in_range(float) {
        integer(Number::Float(float)).into()
    } else {
        float.into()
    }
}

/// Whether an `i64` holds it, its fraction cut off.
fn in_range(float: f64) -> bool {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (-LIMIT..LIMIT).contains(&float)
}

fn age(date: &str, now: Timestamp) -> String {
    if matches!(date, "" | "null") {
        return "<unknown>".to_owned();
    }
    match Moment::parse(date) {
        None => "<invalid>".to_owned(),
        Some(Moment::ZERO) => "<unknown>".to_owned(),
        Some(moment) => since(moment, now),
    }
}
