//! Ownership of the replicas when they are written through `/scale`.
//!
//! A Scale has entries of its own, made from those of its object that own the replicas, and after
//! the write they are made into entries of the object again.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::apply::Applied;
use super::field_set::FieldSet;
use super::managed_fields::{Managers, Owned, decode, encode};
use super::path_element::PathElement;
use super::update::Update;
use crate::cluster::apiserver::catalog::ResourceType;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::schema::encode::normalize;
use crate::cluster::apiserver::schema::{ObjectShape, Schema, Shape};

/// The version of every Scale.
const SCALE_VERSION: &str = "autoscaling/v1";

/// A write of an object's scale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScaleUpdate<'a> {
    /// Of the object.
    pub(crate) resource: &'a ResourceType,
    pub(crate) manager: &'a str,
    pub(crate) time: &'a str,
}

impl ScaleUpdate<'_> {
    /// The object's entries after its Scale became `new`; null where there are none.
    pub(crate) fn track(&self, entries: &Value, live: &Value, new: &Value) -> Value {
        let Ok(before) = decode(entries) else {
            return entries.clone();
        };
        // Of the rest of a Scale, nothing comes back to the object.
        let scale = |of: &Value, entries: Value| {
            let metadata = json!({"managedFields": entries});
            json!({"metadata": metadata, "spec": of["spec"]})
        };
        let live = scale(live, encode(&self.of_scale(&before)));
        let mut new = scale(new, Value::Null);
        self.update(&live, &mut new);
        match decode(&new["metadata"]["managedFields"]) {
            Ok(of_scale) => encode(&self.of_object(before, of_scale)),
            Err(_) => entries.clone(),
        }
    }

    /// Applies a Scale to the one that an object has. The entries that come of it are those of
    /// the object.
    pub(crate) fn apply(
        &self,
        schema: &Schema,
        entries: &Value,
        live: &Value,
        applied: &Value,
        force: bool,
    ) -> Result<Applied, Failure> {
        let before = decode(entries).map_err(|why| Failure::new(500, "", why))?;
        let of_scale = self.of_scale(&before);
        if of_scale.is_empty() && !self.resource.is_built_in() {
            let message = "failed to create manager for existing fields: failed to convert live \
                object (/; autoscaling/v1, Kind=Scale) to proper version: request to convert CR to \
                an invalid group/version: autoscaling/v1";
            return Err(Failure::new(500, "", message));
        }
        let mut live = live.clone();
        live["metadata"]["managedFields"] = encode(&of_scale);
        let mut blank = json!({"apiVersion": SCALE_VERSION, "kind": "Scale"});
        normalize(schema, &mut blank);
        let update = Update {
            blank,
            ..self.write(schema)
        };
        let mut outcome = update.apply(&live, applied, force)?;
        let of_scale = decode(&outcome.entries).map_err(|why| Failure::new(500, "", why))?;
        outcome.entries = encode(&self.of_object(before, of_scale));
        Ok(outcome)
    }

    fn update(&self, live: &Value, new: &mut Value) {
        self.write(&scale_schema()).track(Some(live), new);
    }

    fn write<'a>(&'a self, schema: &'a Schema) -> Update<'a> {
        static NONE: BTreeMap<String, Arc<Schema>> = BTreeMap::new();
        Update {
            api_version: SCALE_VERSION.to_owned(),
            schema,
            other_versions: &NONE,
            defined: false,
            subresource: "scale",
            manager: self.manager,
            time: self.time,
            reset: FieldSet::default(),
            blank: Value::Null,
        }
    }

    fn of_scale(&self, managers: &Managers) -> Managers {
        let path = self.replicas_path();
        let owners = managers
            .iter()
            .filter(|(_, owned)| self.is_known(owned) && owned.fields.contains(&path));
        let entry = |owned: &Owned| Owned {
            fields: replicas_of_scale(),
            api_version: SCALE_VERSION.to_owned(),
            time: owned.time.clone(),
        };
        owners
            .map(|(manager, owned)| (manager.clone(), entry(owned)))
            .collect()
    }

    /// Whoever owns the replicas of the Scale now owns those of the object. The real server gives
    /// an entry that comes about like this no time, and takes an Update entry in the object's
    /// version for another than the one in the Scale's.
    fn of_object(&self, before: Managers, mut of_scale: Managers) -> Managers {
        let path = self.replicas_path();
        let mut replicas = FieldSet::default();
        replicas.insert(&path);
        let mut after = Managers::new();
        let times: BTreeMap<_, _> = before
            .iter()
            .map(|(manager, owned)| (manager.clone(), owned.time.clone()))
            .collect();
        for (manager, mut owned) in before {
            if !self.is_known(&owned) {
                continue;
            }
            if owned.fields.contains(&path) && of_scale.remove(&manager).is_none() {
                owned.fields = owned.fields.difference(&replicas);
            }
            if !owned.fields.is_empty() {
                after.insert(manager, owned);
            }
        }
        for (manager, owned) in of_scale {
            if owned.fields.intersection(&replicas_of_scale()).is_empty() {
                continue;
            }
            let owned = Owned {
                fields: replicas.clone(),
                api_version: self.resource.api_version(),
                time: times.get(&manager).cloned().flatten(),
            };
            after.insert(manager, owned);
        }
        after
    }

    /// Entries in versions that the resource does not have are dropped.
    fn is_known(&self, owned: &Owned) -> bool {
        owned.api_version == self.resource.api_version()
    }

    fn replicas_path(&self) -> Vec<PathElement> {
        let path = self
            .resource
            .scale
            .as_ref()
            .map(|scale| &scale.spec_replicas);
        let path = path.map_or("spec.replicas", |path| path.trim_start_matches('.'));
        path.split('.').map(PathElement::field).collect()
    }
}

fn replicas_of_scale() -> FieldSet {
    FieldSet::of_fields(&[&["spec", "replicas"]])
}

fn scale_schema() -> Schema {
    let object = |field: &str, schema| {
        Shape::Object(ObjectShape {
            properties: BTreeMap::from([(field.to_owned(), Arc::new(Schema::of(schema)))]),
            // Metadata, which does not matter.
            preserve_unknown: true,
            ..ObjectShape::default()
        })
    };
    let replicas = Shape::Integer { bits: 32 };
    Schema::of(object("spec", object("replicas", replicas)))
}
