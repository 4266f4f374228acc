//! Fits an object into its schema: unknown fields go, and so do nulls that mean nothing; defaults
//! come in.

use serde_json::{Map, Value};

use super::json_schema::{Additional, JsonSchema};

/// The fields of any object, which no schema need name.
const OBJECT_FIELDS: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// Removes what the schema of a whole object does not name, and tells the paths of it, sorted.
pub(crate) fn prune(object: &mut Value, schema: &JsonSchema) -> Vec<String> {
    let mut unknown = Vec::new();
    let walk = Walk {
        path: "",
        embedded: true,
    };
    walk.prune(object, Some(schema), &mut unknown);
    unknown.sort();
    unknown
}

/// Removes what the schema of any value does not name.
pub(crate) fn prune_value(value: &mut Value, schema: &JsonSchema) {
    let walk = Walk {
        path: "",
        embedded: schema.embedded,
    };
    walk.prune(value, Some(schema), &mut Vec::new());
}

#[derive(Clone, Copy)]
struct Walk<'a> {
    path: &'a str,
    embedded: bool,
}

impl Walk<'_> {
    fn below<T>(schema: Option<&JsonSchema>, path: &str, act: impl FnOnce(&Walk<'_>) -> T) -> T {
        act(&Walk {
            path,
            embedded: schema.is_some_and(|schema| schema.embedded),
        })
    }

    fn prune(&self, value: &mut Value, schema: Option<&JsonSchema>, unknown: &mut Vec<String>) {
        let preserved = schema.is_some_and(JsonSchema::preserves_unknown);
        match value {
            Value::Object(fields) => self.prune_fields(fields, schema, preserved, unknown),
            Value::Array(items) => {
                let each = schema.and_then(JsonSchema::each_item);
                for (index, item) in items.iter_mut().enumerate() {
                    if preserved && each.is_none() {
                        continue;
                    }
                    let path = format!("{}[{index}]", self.path);
                    Self::below(each, &path, |walk| {
                        walk.prune_item(item, each, preserved, unknown)
                    });
                }
            }
            _ => {}
        }
    }

    /// The items of a list that preserves unknown fields preserve them too.
    fn prune_item(
        &self,
        item: &mut Value,
        schema: Option<&JsonSchema>,
        preserved: bool,
        unknown: &mut Vec<String>,
    ) {
        match item {
            Value::Object(fields) if preserved => self.prune_fields(fields, schema, true, unknown),
            item => self.prune(item, schema, unknown),
        }
    }

    fn prune_fields(
        &self,
        fields: &mut Map<String, Value>,
        schema: Option<&JsonSchema>,
        preserved: bool,
        unknown: &mut Vec<String>,
    ) {
        fields.retain(|name, value| {
            let is_object_field = OBJECT_FIELDS.contains(&name.as_str());
            if self.embedded && is_object_field {
                return true;
            }
            let path = match self.path {
                "" => name.clone(),
                path => format!("{path}.{name}"),
            };
            let property = schema.and_then(|schema| schema.properties.get(name));
            let additional = schema.and_then(|schema| schema.additional.as_ref());
            match (property, additional) {
                (None, None) if preserved => true,
                (None, None) => {
                    if !is_object_field || !self.path.is_empty() {
                        unknown.push(path);
                    }
                    false
                }
                (property, additional) => {
                    let each = match additional {
                        Some(Additional::Of(each)) => Some(&**each),
                        _ => None,
                    };
                    let schema = property.or(each);
                    Self::below(schema, &path, |walk| walk.prune(value, schema, unknown));
                    true
                }
            }
        });
    }
}

/// Removes nulls from fields that are not nullable, unless a default takes their place.
pub(crate) fn prune_nulls(value: &mut Value, schema: Option<&JsonSchema>) {
    match value {
        Value::Object(fields) => fields.retain(|name, value| {
            let field = schema.and_then(|schema| schema.field(name));
            if value.is_null()
                && field.is_some_and(|field| !field.nullable && field.default.is_none())
            {
                return false;
            }
            prune_nulls(value, field);
            true
        }),
        Value::Array(items) => {
            let each = schema.and_then(JsonSchema::each_item);
            for item in items {
                prune_nulls(item, each);
            }
        }
        _ => {}
    }
}

/// Sets what is absent, or null without being nullable, to its default.
pub(crate) fn set_defaults(value: &mut Value, schema: &JsonSchema) {
    match value {
        Value::Object(fields) => {
            for (name, property) in &schema.properties {
                let absent = fields
                    .get(name)
                    .is_none_or(|value| value.is_null() && !property.nullable);
                if let (true, Some(default)) = (absent, &property.default) {
                    fields.insert(name.clone(), default.clone());
                }
            }
            for (name, value) in fields {
                match (schema.properties.get(name), schema.each_value()) {
                    (Some(property), _) => set_defaults(value, property),
                    (None, Some(each)) => default_element(value, each),
                    (None, None) => {}
                }
            }
        }
        Value::Array(items) => {
            if let Some(each) = schema.each_item() {
                for item in items {
                    default_element(item, each);
                }
            }
        }
        _ => {}
    }
}

/// Items and the values of maps are there or not; only their nulls have a default.
fn default_element(value: &mut Value, schema: &JsonSchema) {
    if value.is_null() && !schema.nullable {
        *value = schema.default.clone().unwrap_or_default();
    }
    set_defaults(value, schema);
}
