//! What a real kube-apiserver 1.37.1 made of `managedFields` in the course of some writes.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{ScaleUpdate, Update, keep_times};
use crate::cluster::apiserver::catalog::{KindSchema, Origin, ResourceType};
use crate::cluster::apiserver::schema::{
    ListKind, ListShape, ObjectShape, Schema, Shape, StringFormat, builtin,
};

#[test]
fn owners_are_those_that_the_real_server_named() {
    let cases: Value = serde_json::from_str(include_str!("recorded.json")).unwrap();
    for case in cases.as_array().unwrap() {
        let resource = resource(text(&case["resource"]));
        let mut live = None;
        for (number, step) in case["steps"].as_array().unwrap().iter().enumerate() {
            let now = after(step, &resource, live.as_ref());
            if let Some(expected) = step.get("managedFields") {
                let entries = &now["metadata"]["managedFields"];
                let expected = typed(expected, &resource);
                let same = entries.as_array().map_or(&[][..], Vec::as_slice)
                    == expected.as_array().unwrap();
                assert!(same, "{} {number}: {entries:#}", case["about"]);
            }
            live = Some(now);
        }
    }
}

/// The object after a step. Who applies is taken as recorded.
fn after(step: &Value, resource: &ResourceType, live: Option<&Value>) -> Value {
    let mut new = step["object"].clone();
    new["apiVersion"] = resource.api_version().into();
    new["kind"] = resource.kind.as_str().into();
    let (manager, time) = (text(&step["by"]), text(&step["at"]));
    let before = live.map_or(Value::Null, |live| {
        live["metadata"]["managedFields"].clone()
    });
    if step["applied"] == true {
        new["metadata"]["managedFields"] = typed(&step["managedFields"], resource);
    } else if let Some(scales) = step["scales"].as_array() {
        let update = ScaleUpdate {
            resource,
            manager,
            time,
        };
        new["metadata"]["managedFields"] = update.track(&before, &scales[0], &scales[1]);
    } else {
        if let Some(sent) = step.get("sent") {
            new["metadata"]["managedFields"] = typed(sent, resource);
        } else if !before.is_null() {
            new["metadata"]["managedFields"] = before;
        }
        let subresource = step["to"].as_str().unwrap_or_default();
        Update::of(resource, subresource, manager, time).track(live, &mut new);
        if let Some(live) = live {
            keep_times(live, &mut new);
        }
    }
    new
}

/// The entries with what is the same in all of them.
fn typed(entries: &Value, resource: &ResourceType) -> Value {
    let entries = entries.as_array().unwrap().iter();
    let with_type = entries.map(|entry| {
        let mut entry = entry.clone();
        if entry.get("manager").is_some() {
            entry["fieldsType"] = "FieldsV1".into();
        }
        if entry.get("manager").is_some() && entry.get("apiVersion").is_none() {
            entry["apiVersion"] = resource.api_version().into();
        }
        entry
    });
    with_type.collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub(super) fn resource(plural: &str) -> ResourceType {
    let (group, kind, go_type) = match plural {
        "configmaps" => ("", "ConfigMap", "core/v1.ConfigMap"),
        "services" => ("", "Service", "core/v1.Service"),
        "deployments" => ("apps", "Deployment", "apps/v1.Deployment"),
        _ => ("fields.example.com", "Widget", ""),
    };
    ResourceType {
        group: group.to_owned(),
        version: "v1".to_owned(),
        kind: kind.to_owned(),
        list_kind: format!("{kind}List"),
        plural: plural.to_owned(),
        singular: kind.to_lowercase(),
        short_names: vec![],
        categories: vec![],
        namespaced: true,
        status: kind != "ConfigMap",
        scale: None,
        selectable_fields: Vec::new(),
        origin: match kind {
            "Widget" => Origin::Defined {
                printer_columns: vec![],
            },
            _ => Origin::BuiltIn,
        },
        schema: KindSchema::Defined(builtin::schema(go_type).cloned().unwrap_or_else(widget)),
    }
}

fn widget() -> Arc<Schema> {
    let text = || Arc::new(Schema::of(Shape::String(StringFormat::Plain)));
    let mut port = Schema::of(Shape::Integer { bits: 64 });
    port.default = Some(json!(80));
    let ports = object(&[("name", text()), ("port", Arc::new(port)), ("size", text())]);
    let whole = Schema::of(Shape::Object(ObjectShape {
        additional: Some(text()),
        atomic: true,
        ..ObjectShape::default()
    }));
    let keys = vec!["name".to_owned(), "port".to_owned()];
    let spec = object(&[
        ("tags", list(text(), ListKind::Set)),
        ("ports", list(ports, ListKind::Map(keys))),
        ("steps", list(text(), ListKind::Atomic)),
        ("whole", Arc::new(whole)),
        ("any", Arc::new(Schema::of(Shape::Any))),
    ]);
    object(&[
        ("apiVersion", text()),
        ("kind", text()),
        (
            "metadata",
            builtin::schema("meta/v1.ObjectMeta").unwrap().clone(),
        ),
        ("spec", spec),
        ("status", object(&[("phase", text())])),
    ])
}

fn object(fields: &[(&str, Arc<Schema>)]) -> Arc<Schema> {
    let properties = fields
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()));
    Arc::new(Schema::of(Shape::Object(ObjectShape {
        properties: properties.collect(),
        ..ObjectShape::default()
    })))
}

fn list(items: Arc<Schema>, kind: ListKind) -> Arc<Schema> {
    Arc::new(Schema::of(Shape::List(ListShape { items, kind })))
}
