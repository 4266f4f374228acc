//! What a manager applied before and does not any more goes, unless somebody else owns it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::atom::Unownable;
use super::field_set::FieldSet;
use super::fields_of::fields_of;
use super::managed_fields::{Managers, Owned};
use super::remove::{remove_items, with_named_fields};
use super::update::Update;
use crate::cluster::apiserver::schema::Schema;

impl Update<'_> {
    /// Takes out of the merged object what is in `last` and in nobody's set, the new one of
    /// whoever applies included.
    pub(super) fn prune(
        &self,
        merged: Value,
        managers: &Managers,
        last: &Owned,
    ) -> Result<Value, Unownable> {
        let Some(schema) = self.schema_in(&last.api_version)? else {
            return Ok(merged);
        };
        if last.fields.is_empty() {
            return Ok(merged);
        }
        let last_fields = with_named_fields(Some(schema), &last.fields);
        let mut pruned = remove_items(schema, &merged, &last_fields);
        for (version, owned) in by_version(managers, &last.api_version) {
            if let Some(schema) = self.schema_in(version)? {
                pruned = with_owned(schema, &merged, &pruned, &owned);
            }
        }
        // What was not this manager's before is not its to remove.
        let gone = all_fields(schema, &merged)
            .difference(&all_fields(schema, &pruned))
            .intersection(&last_fields);
        Ok(remove_items(schema, &merged, &gone))
    }
}

/// The fields owned in each version, those of one version first.
fn by_version<'a>(managers: &'a Managers, first: &str) -> Vec<(&'a str, FieldSet)> {
    let mut versions: BTreeMap<&str, FieldSet> = BTreeMap::new();
    for owned in managers.values() {
        let fields = versions.entry(&owned.api_version).or_default();
        *fields = fields.union(&owned.fields);
    }
    let mut versions: Vec<_> = versions.into_iter().collect();
    versions.sort_by_key(|(version, _)| *version != first);
    versions
}

/// What was pruned, with what is owned put back.
fn with_owned(schema: &Schema, merged: &Value, pruned: &Value, owned: &FieldSet) -> Value {
    let kept = all_fields(schema, pruned).union(&with_named_fields(Some(schema), owned));
    let gone = all_fields(schema, merged).difference(&kept);
    remove_items(schema, merged, &gone)
}

fn all_fields(schema: &Schema, value: &Value) -> FieldSet {
    with_named_fields(Some(schema), &fields_of(schema, value))
}
