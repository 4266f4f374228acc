//! Which resources the server serves.

pub(crate) mod built_in;

use std::ops::Deref;
use std::sync::Arc;

use serde_json::{Value, json};

use super::schema::{Schema, builtin, encode};

/// A resource that the server serves, built in or defined by a CRD.
#[derive(Clone, Debug)]
pub(crate) struct ResourceType {
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) kind: String,
    pub(crate) list_kind: String,
    pub(crate) plural: String,
    pub(crate) singular: String,
    pub(crate) short_names: Vec<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) namespaced: bool,
    pub(crate) status: bool,
    pub(crate) scale: Option<Scale>,
    /// Of a CRD: the fields that selectors know besides name and namespace, as `spec.colour`.
    pub(crate) selectable_fields: Vec<String>,
    pub(crate) origin: Origin,
    /// Of the whole object, metadata included.
    pub(crate) schema: KindSchema,
}

/// What a [`ResourceType`] says about its objects; it is a [`Schema`] to who reads it.
#[derive(Clone, Debug)]
pub(crate) enum KindSchema {
    /// Of this Go type. Looked up when it is read, and so only for the kinds that are used.
    BuiltIn(&'static str),
    Defined(Arc<Schema>),
}

impl From<Schema> for KindSchema {
    fn from(schema: Schema) -> Self {
        Self::Defined(Arc::new(schema))
    }
}

impl Deref for KindSchema {
    type Target = Schema;

    fn deref(&self) -> &Schema {
        match self {
            Self::BuiltIn(go_type) => {
                builtin::schema(go_type).expect("each built-in kind is described")
            }
            Self::Defined(schema) => schema,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    BuiltIn,
    /// Defined by the CRD of this name.
    Defined {
        printer_columns: Vec<PrinterColumn>,
    },
}

/// Where `/scale` finds its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    pub(crate) spec_replicas: String,
    pub(crate) status_replicas: String,
    pub(crate) label_selector: String,
}

/// One of a CRD's `additionalPrinterColumns`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PrinterColumn {
    pub(crate) name: String,
    pub(crate) column_type: String,
    pub(crate) format: String,
    pub(crate) description: String,
    pub(crate) priority: i32,
    pub(crate) json_path: String,
}

impl ResourceType {
    /// Where its objects are kept, whatever the version: `configmaps`, `apps/deployments`.
    pub(crate) fn storage(&self) -> String {
        match self.group.as_str() {
            "" => self.plural.clone(),
            group => format!("{group}/{}", self.plural),
        }
    }

    pub(crate) const fn is_built_in(&self) -> bool {
        matches!(self.origin, Origin::BuiltIn)
    }

    /// An object of this kind with nothing in it, as bookmarks carry it.
    pub(crate) fn empty_object(&self) -> Value {
        let mut object =
            json!({ "kind": self.kind, "apiVersion": self.api_version(), "metadata": {} });
        if self.is_built_in() {
            encode::normalize(&self.schema, &mut object);
            // Inside the server these have no replicas unset.
            if self.group == "apps" {
                object["spec"]["replicas"] = 0.into();
            }
        }
        object
    }

    /// `v1` or `apps/v1`.
    pub(crate) fn api_version(&self) -> String {
        match self.group.as_str() {
            "" => self.version.clone(),
            group => format!("{group}/{}", self.version),
        }
    }
}
