//! What a create, a replacement or a patch does to the ownership of fields.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::atom::{Unownable, unownable};
use super::cap::cap_updaters;
use super::compare::{Comparison, compare};
use super::field_set::FieldSet;
use super::managed_fields::{Manager, Managers, Owned, decode, encode};
use super::reconcile::reconcile;
use super::reset_fields::reset_fields;
use super::validate::{Duplicates, validate};
use crate::cluster::apiserver::catalog::{Origin, ResourceType};
use crate::cluster::apiserver::schema::Schema;
use crate::cluster::apiserver::schema::encode::normalize;

/// A write, as far as it concerns the ownership of fields.
#[derive(Clone, Debug)]
pub(crate) struct Update<'a> {
    /// Of the endpoint, and so of both objects.
    pub(crate) api_version: String,
    pub(crate) schema: &'a Schema,
    /// The other versions the same object is served in. In them it has the same fields.
    pub(crate) other_versions: &'a BTreeMap<String, Arc<Schema>>,
    /// By a CRD, rather than built in.
    pub(crate) defined: bool,
    /// "" for the object itself.
    pub(crate) subresource: &'a str,
    pub(crate) manager: &'a str,
    /// RFC 3339, in UTC and whole seconds.
    pub(crate) time: &'a str,
    /// What the endpoint does not write.
    pub(crate) reset: FieldSet,
    /// What is there before there is an object.
    pub(crate) blank: Value,
}

impl<'a> Update<'a> {
    /// A write of a resource, by [`super::manager_name`].
    pub(crate) fn of(
        resource: &'a ResourceType,
        subresource: &'a str,
        manager: &'a str,
        time: &'a str,
    ) -> Self {
        static NONE: BTreeMap<String, Arc<Schema>> = BTreeMap::new();
        Self {
            api_version: resource.api_version(),
            schema: &resource.schema,
            other_versions: &NONE,
            defined: resource.origin != Origin::BuiltIn,
            subresource,
            manager,
            time,
            reset: reset_fields(resource, subresource),
            blank: blank(resource),
        }
    }

    /// Sets the new object's `metadata.managedFields`, in place of what the client sent there.
    ///
    /// `live` is the object as it is stored, if there is one. `new` is what the client wants, as
    /// decoded and defaulted, before the strategy of the kind or admission touch it.
    pub(crate) fn track(&self, live: Option<&Value>, new: &mut Value) {
        let live_entries = live.map_or(&Value::Null, |live| &live["metadata"]["managedFields"]);
        let sent = take_entries(new);
        let managers = self.managers_before(live_entries, sent.as_ref());
        let entries = if managers.is_empty() && live.is_some() {
            // Nobody's fields stay nobody's until somebody applies.
            Value::Null
        } else {
            match self.managers_after(managers, live.unwrap_or(&self.blank), new) {
                Ok(managers) => encode(&managers),
                Err(_) => live_entries.clone(),
            }
        };
        if !entries.is_null()
            && let Some(Value::Object(metadata)) = new.get_mut("metadata")
        {
            metadata.insert("managedFields".to_owned(), entries);
        }
    }

    /// The client may say who owns what, but not through a subresource. What it says is ignored
    /// if it says nothing or nothing valid, unless it wants everything forgotten.
    fn managers_before(&self, live: &Value, sent: Option<&Value>) -> Managers {
        let sent = sent.filter(|_| self.subresource.is_empty());
        if sent.is_some_and(|sent| self.clears(sent)) {
            return Managers::new();
        }
        sent.and_then(|sent| decode(sent).ok())
            .filter(|managers| !managers.is_empty())
            .or_else(|| decode(live).ok())
            .unwrap_or_default()
    }

    /// An empty list, or a list of one empty entry, asks for all ownership to be forgotten. Of
    /// custom resources, the real server drops an empty list before it can ask for anything.
    fn clears(&self, entries: &Value) -> bool {
        match entries.as_array().map(Vec::as_slice) {
            Some([]) => !self.defined,
            Some([Value::Object(entry)]) => {
                entry.values().all(|value| value.is_null() || value == "")
            }
            _ => false,
        }
    }

    pub(super) fn managers_after(
        &self,
        managers: Managers,
        live: &Value,
        new: &Value,
    ) -> Result<Managers, Unownable> {
        validate(self.schema, new, Duplicates::Allowed)?;
        validate(self.schema, live, Duplicates::Allowed)?;
        let mut managers = self.reconcile_all(managers, live)?;
        let here = compare(self.schema, live, new).without(&self.reset);
        self.take_from_others(&mut managers, &here, live, new)?;

        let taken = here.modified.union(&here.added);
        let taken = taken
            .recursive_difference(&self.reset)
            .difference(&stripped());
        if !taken.is_empty() {
            let me = Manager::updating(self.manager, &self.api_version, self.subresource);
            let fields = managers.get(&me).map(|owned| taken.union(&owned.fields));
            let owned = Owned {
                fields: fields.unwrap_or(taken),
                api_version: self.api_version.clone(),
                time: Some(self.time.to_owned()),
            };
            managers.insert(me, owned);
        }
        cap_updaters(&mut managers);
        Ok(managers)
    }

    /// Brings the entries up to their versions' schemas; those whose version is gone go too.
    pub(super) fn reconcile_all(
        &self,
        managers: Managers,
        live: &Value,
    ) -> Result<Managers, Unownable> {
        let mut kept = Managers::new();
        for (manager, mut owned) in managers {
            if let Some(schema) = self.schema_in(&owned.api_version)? {
                if owned.api_version != self.api_version {
                    validate(schema, live, Duplicates::Refused)?;
                }
                owned.fields = reconcile(schema, &owned.fields);
                kept.insert(manager, owned);
            }
        }
        Ok(kept)
    }

    /// What was changed is nobody else's any more, and what was removed nobody's at all.
    pub(super) fn take_from_others(
        &self,
        managers: &mut Managers,
        here: &Comparison,
        live: &Value,
        new: &Value,
    ) -> Result<(), Unownable> {
        for owned in managers.values_mut() {
            let elsewhere;
            let comparison = if owned.api_version == self.api_version {
                here
            } else {
                elsewhere = self.compare_in(&owned.api_version, live, new)?;
                &elsewhere
            };
            owned.fields = owned
                .fields
                .difference(&comparison.modified)
                .difference(&comparison.added)
                .difference(&comparison.removed);
        }
        managers.retain(|_, owned| !owned.fields.is_empty());
        Ok(())
    }

    pub(super) fn compare_in(
        &self,
        version: &str,
        live: &Value,
        new: &Value,
    ) -> Result<Comparison, Unownable> {
        let Some(schema) = self.schema_in(version)? else {
            return Ok(Comparison::default());
        };
        validate(schema, live, Duplicates::Refused)?;
        validate(schema, new, Duplicates::Refused)?;
        let comparison = compare(schema, live, new);
        // The main endpoint of a custom resource resets fields in its own version only.
        Ok(match self.subresource {
            "" => comparison,
            _ => comparison.without(&self.reset),
        })
    }

    /// The schema of a version. Of one that nobody knows, the entries vanish; but in a custom
    /// resource they spoil the whole of it.
    pub(super) fn schema_in(&self, version: &str) -> Result<Option<&Schema>, Unownable> {
        if version == self.api_version {
            return Ok(Some(self.schema));
        }
        if let Some(schema) = self.other_versions.get(version) {
            return Ok(Some(schema));
        }
        if self.defined || version.matches('/').count() > 1 {
            return Err(unownable(format!("no object in version {version}")));
        }
        Ok(None)
    }
}

/// An object with nothing set. What Go writes all the same is there already when an object is
/// created, so that nobody comes to own it by creating the object.
fn blank(resource: &ResourceType) -> Value {
    let mut blank = json!({"apiVersion": resource.api_version(), "kind": resource.kind});
    if resource.origin == Origin::BuiltIn {
        normalize(&resource.schema, &mut blank);
    }
    blank
}

/// The fields that are never owned: the object's identity and what the server keeps itself.
pub(super) fn stripped() -> FieldSet {
    FieldSet::of_fields(&[
        &["apiVersion"],
        &["kind"],
        &["metadata"],
        &["metadata", "name"],
        &["metadata", "namespace"],
        &["metadata", "creationTimestamp"],
        &["metadata", "selfLink"],
        &["metadata", "uid"],
        &["metadata", "clusterName"],
        &["metadata", "generation"],
        &["metadata", "managedFields"],
        &["metadata", "resourceVersion"],
    ])
}

fn take_entries(object: &mut Value) -> Option<Value> {
    object
        .get_mut("metadata")?
        .as_object_mut()?
        .remove("managedFields")
}
