//! Objects, lists and watch events in the form that was agreed upon.

use outrigger::rt::Timestamp;
use serde_json::{Map, Value, json};

use super::super::catalog::{Origin, ResourceType};
use super::super::failure::Failure;
use super::super::field_error::FieldError;
use super::super::table::Printer;
use super::transform::{Transform, TransformKind, Version};

/// Whose objects are presented.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    api_version: String,
    kind: String,
    /// As Go names the types of one object and of a list.
    go_types: [String; 2],
    custom: bool,
    printer: Printer,
}

/// Turns what was read or written into what the client asked for.
#[derive(Clone, Debug)]
pub(crate) struct Presenter {
    subject: Subject,
    transform: Option<Transform>,
    include: Include,
    /// Of a watch's tables only the first says what its columns are.
    columns_are_known: bool,
}

/// What a table's rows carry along (`includeObject`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Include {
    None,
    Metadata,
    Object,
}

impl Subject {
    pub(crate) fn of(resource: &ResourceType) -> Self {
        let custom = matches!(resource.origin, Origin::Defined { .. });
        let package = match resource.group.as_str() {
            "" => "core",
            group => group.split('.').next().unwrap_or_default(),
        };
        Self {
            api_version: resource.api_version(),
            kind: resource.kind.clone(),
            go_types: if custom {
                ["", "List"].map(|kind| format!("*unstructured.Unstructured{kind}"))
            } else {
                [&resource.kind, &resource.list_kind].map(|kind| format!("*{package}.{kind}"))
            },
            custom,
            printer: Printer::of(resource),
        }
    }

    /// Of a resource's `/scale`.
    pub(crate) fn of_scale(resource: &ResourceType) -> Self {
        Self {
            api_version: "autoscaling/v1".to_owned(),
            kind: "Scale".to_owned(),
            go_types: ["Scale", "ScaleList"].map(|kind| format!("*autoscaling.{kind}")),
            custom: false,
            printer: Printer::of_scale(resource),
        }
    }
}

impl Presenter {
    /// 400 if the query asks tables for what they cannot carry. The server finds out only after
    /// it has done what was asked of it.
    pub(crate) fn new(
        subject: Subject,
        transform: Option<Transform>,
        query: &str,
    ) -> Result<Self, Failure> {
        let table = transform.is_some_and(|it| it.kind == TransformKind::Table);
        Ok(Self {
            subject,
            transform,
            include: if table {
                include(query)?
            } else {
                Include::Metadata
            },
            columns_are_known: false,
        })
    }

    /// One object. A Status stays what it is.
    pub(crate) fn object(&self, object: &Value, now: Timestamp) -> Result<Value, Failure> {
        let Some(transform) = self.transform.filter(|_| !is_status(object)) else {
            return Ok(object.clone());
        };
        match transform.kind {
            TransformKind::Table => {
                let mut metadata = Map::new();
                if let Some(version) = object.pointer("/metadata/resourceVersion") {
                    metadata.insert("resourceVersion".to_owned(), version.clone());
                }
                let objects = std::slice::from_ref(object);
                Ok(self.table(transform.version, objects, metadata.into(), now))
            }
            TransformKind::PartialObjectMetadata => Ok(partial(object, transform.version)),
            TransformKind::PartialObjectMetadataList if self.subject.custom => {
                Err(Failure::new(500, "", "content is not a list"))
            }
            TransformKind::PartialObjectMetadataList => Err(not_acceptable(format!(
                "you requested PartialObjectMetadataList, but the requested object is not a list \
                 ({})",
                self.subject.go_types[0]
            ))),
        }
    }

    /// A list of these objects and with this metadata; `None` where it goes out as it is.
    pub(crate) fn list(
        &self,
        items: &[Value],
        metadata: &Value,
        now: Timestamp,
    ) -> Result<Option<Value>, Failure> {
        let Some(transform) = self.transform else {
            return Ok(None);
        };
        match transform.kind {
            TransformKind::Table => {
                let table = self.table(transform.version, items, metadata.clone(), now);
                Ok(Some(table))
            }
            TransformKind::PartialObjectMetadataList => {
                let partials = items.iter().map(|item| partial(item, transform.version));
                let partials: Vec<_> = partials.collect();
                Ok(Some(json!({
                    "kind": "PartialObjectMetadataList",
                    "apiVersion": transform.version.api_version(),
                    "metadata": metadata,
                    // Go's nil slice.
                    "items": Some(partials).filter(|partials| !partials.is_empty()),
                })))
            }
            TransformKind::PartialObjectMetadata => Err(not_acceptable(format!(
                "you requested PartialObjectMetadata, but the requested object is a list ({})",
                self.subject.go_types[1]
            ))),
        }
    }

    /// Whether objects and lists go out as they are.
    pub(crate) const fn changes_nothing(&self) -> bool {
        self.transform.is_none()
    }

    /// The object of a watch event; `None` where the server cannot write it and ends the watch.
    pub(crate) fn event(&mut self, object: &Value, now: Timestamp) -> Option<Value> {
        let presented = self.object(object, now).ok()?;
        self.columns_are_known = true;
        Some(presented)
    }

    fn table(&self, version: Version, objects: &[Value], metadata: Value, now: Timestamp) -> Value {
        let printer = &self.subject.printer;
        let rows = objects.iter().map(|object| {
            let printed = printer.row(object, now);
            let mut row = json!({
                "cells": printed.cells,
                "object": self.included(object, version),
            });
            if let Some(conditions) = printed.conditions {
                row["conditions"] = conditions;
            }
            row
        });
        json!({
            "kind": "Table",
            "apiVersion": version.api_version(),
            "metadata": metadata,
            "columnDefinitions": (!self.columns_are_known).then(|| printer.columns()),
            "rows": printer.rows(rows.collect()),
        })
    }

    fn included(&self, object: &Value, version: Version) -> Value {
        match self.include {
            Include::Object => {
                let mut object = object.clone();
                object["apiVersion"] = self.subject.api_version.as_str().into();
                object["kind"] = self.subject.kind.as_str().into();
                object
            }
            Include::None if !ends_initial_events(object) => Value::Null,
            Include::None | Include::Metadata => partial(object, version),
        }
    }
}

fn include(query: &str) -> Result<Include, Failure> {
    let mut query = form_urlencoded::parse(query.as_bytes());
    let value = query.find(|(name, _)| name == "includeObject");
    match value.as_ref().map_or("", |(_, value)| value) {
        "" | "Metadata" => Ok(Include::Metadata),
        "None" => Ok(Include::None),
        "Object" => Ok(Include::Object),
        other => {
            let detail = "must be 'Metadata', 'Object', 'None', or empty";
            let error = FieldError::invalid("includeObject", other, detail);
            let message = format!("Unable to convert to Table as requested: {error}");
            Err(Failure::bad_request(message))
        }
    }
}

/// The object's metadata alone.
fn partial(object: &Value, version: Version) -> Value {
    let mut metadata = object.get("metadata").cloned().unwrap_or_else(|| json!({}));
    // As an untyped bookmark has it; the type leaves it out.
    if let Some(map) = metadata.as_object_mut()
        && map.get("creationTimestamp").is_some_and(Value::is_null)
    {
        map.remove("creationTimestamp");
    }
    json!({
        "kind": "PartialObjectMetadata",
        "apiVersion": version.api_version(),
        "metadata": metadata,
    })
}

fn is_status(object: &Value) -> bool {
    object["kind"] == "Status" && object["apiVersion"] == "v1"
}

/// Whether it is the bookmark after a watch's first objects, whose annotation must get through.
fn ends_initial_events(object: &Value) -> bool {
    object["metadata"]["annotations"]["k8s.io/initial-events-end"] == "true"
}

fn not_acceptable(message: String) -> Failure {
    Failure::new(406, "NotAcceptable", message)
}
