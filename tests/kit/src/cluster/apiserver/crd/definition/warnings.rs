//! What the server warns of when a CRD is written.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{list, schema_of};
use crate::cluster::apiserver::crd::json_schema::JsonSchema;
use crate::cluster::apiserver::crd::validation;
use crate::cluster::apiserver::go_text::quote;

/// The warnings of a CRD that its old state did not have.
pub(crate) fn of(crd: &Value, old: Option<&Value>) -> Vec<String> {
    let known: BTreeSet<_> = old.map(all).into_iter().flatten().collect();
    all(crd)
        .into_iter()
        .filter(|warning| !known.contains(warning))
        .collect()
}

fn all(crd: &Value) -> Vec<String> {
    let mut formats = Vec::new();
    let mut sets = BTreeSet::new();
    for schema in list(&crd["spec"], "versions").iter().filter_map(schema_of) {
        collect(&schema, &mut formats, &mut sets);
    }
    formats.extend(sets);
    formats
}

fn collect(schema: &JsonSchema, formats: &mut Vec<String>, sets: &mut BTreeSet<String>) {
    if !schema.format.is_empty() && !validation::is_recognized_format(schema) {
        formats.push(format!("unrecognized format {}", quote(&schema.format)));
    }
    let items = schema.each_item().map(|items| items.type_name.as_str());
    if let (Some("set"), Some(items @ ("object" | "array"))) = (schema.list_type.as_deref(), items)
    {
        sets.insert(format!(
            "x-kubernetes-list-type: set for items of type {} is not supported by server-side apply or CEL validation \
             rules",
            quote(items)
        ));
    }
    for child in schema.children() {
        collect(child, formats, sets);
    }
}
