//! Tables: what `kubectl get` prints, made by the server.

mod age;
mod columns;
mod core;
mod custom;
mod definition;
mod jsonpath;
mod labels;
mod moment;
mod pod;
mod read;
mod workloads;

#[cfg(test)]
mod tests;

use outrigger::rt::Timestamp;
use serde_json::{Value, json};

use self::custom::CustomColumns;
use super::catalog::{Origin, ResourceType};

/// How a resource's objects become rows.
#[derive(Clone, Debug)]
pub(crate) struct Printer(Kind);

#[derive(Clone, Debug)]
enum Kind {
    BuiltIn {
        columns: &'static [Value],
        row: fn(&Value, Timestamp) -> Row,
        /// How no rows at all are written: Go tells a nil slice from an empty one.
        none: Value,
    },
    Custom(CustomColumns),
}

/// The cells of one object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Value>,
    pub(crate) conditions: Option<Value>,
}

impl From<Vec<Value>> for Row {
    fn from(cells: Vec<Value>) -> Self {
        Self {
            cells,
            conditions: None,
        }
    }
}

impl Printer {
    pub(crate) fn of(resource: &ResourceType) -> Self {
        match &resource.origin {
            Origin::Defined { printer_columns } => {
                Self(Kind::Custom(CustomColumns::new(printer_columns)))
            }
            Origin::BuiltIn => Self::built_in(&resource.group, &resource.plural),
        }
    }

    /// Of a resource's `/scale`.
    pub(crate) fn of_scale(resource: &ResourceType) -> Self {
        match resource.origin {
            Origin::Defined { .. } => Self(Kind::Custom(CustomColumns::of_scale())),
            Origin::BuiltIn => Self(Kind::BuiltIn {
                columns: columns::of("scale"),
                row: |object, now| workloads::scale(object, now).into(),
                none: json!([]),
            }),
        }
    }

    fn built_in(group: &str, plural: &str) -> Self {
        let name = match group {
            "" => plural.to_owned(),
            group => format!("{plural}.{group}"),
        };
        let row: fn(&Value, Timestamp) -> Row = match name.as_str() {
            "pods" => pod::row,
            "configmaps" => |object, now| core::config_map(object, now).into(),
            "secrets" => |object, now| core::secret(object, now).into(),
            "nodes" => |object, now| core::node(object, now).into(),
            "events" => |object, now| core::event(object, now).into(),
            "services" => |object, now| core::service(object, now).into(),
            "deployments.apps" => |object, now| workloads::deployment(object, now).into(),
            "replicasets.apps" => |object, now| workloads::replica_set(object, now).into(),
            "jobs.batch" => |object, now| workloads::job(object, now).into(),
            "leases.coordination.k8s.io" => |object, now| workloads::lease(object, now).into(),
            "poddisruptionbudgets.policy" => |object, now| workloads::budget(object, now).into(),
            "namespaces" => |object, now| core::namespace(object, now).into(),
            definition::RESOURCE => |object, _| definition::row(object).into(),
            _ => |object, _| definition::default_row(object).into(),
        };
        let (columns, none) = match columns::of(&name) {
            [] => (columns::of("default"), Value::Null),
            columns if name == definition::RESOURCE => (columns, Value::Null),
            columns => (columns, json!([])),
        };
        Self(Kind::BuiltIn { columns, row, none })
    }

    /// The table's `columnDefinitions`.
    pub(crate) fn columns(&self) -> &[Value] {
        match &self.0 {
            Kind::BuiltIn { columns, .. } => columns,
            Kind::Custom(custom) => custom.definitions(),
        }
    }

    pub(crate) fn row(&self, object: &Value, now: Timestamp) -> Row {
        match &self.0 {
            Kind::BuiltIn { row, .. } => row(object, now),
            Kind::Custom(custom) => custom.row(object, now).into(),
        }
    }

    /// The table's `rows`.
    pub(crate) fn rows(&self, rows: Vec<Value>) -> Value {
        match &self.0 {
            Kind::BuiltIn { none, .. } if rows.is_empty() => none.clone(),
            _ => rows.into(),
        }
    }
}
