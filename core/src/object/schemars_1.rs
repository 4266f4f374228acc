//! JSON schemas of the types that own resources share with Kubernetes' kinds: what controller-gen
//! makes of the same types of apimachinery, but that `Time` and `MicroTime` are nullable. The zero
//! time is written as `null`, in Go too, and kube-apiserver refuses that where the schema does not
//! allow it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Condition, Duration, IntOrString, MicroTime, ObjectMeta, OwnerReference, Time};
use crate::selector::{LabelSelectorRequirement, LabelSelectorSpec};

macro_rules! schemas {
    ($($(#[$doc:meta])* $type:ident => $schema:tt)+) => {$(
        $(#[$doc])*
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn schema_id() -> Cow<'static, str> {
                concat!("outrigger::", stringify!($type)).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )+};
}

schemas! {
    /// A text, or `null` for no time.
    Time => { "type": ["string", "null"], "format": "date-time" }

    /// A text, or `null` for no time.
    MicroTime => { "type": ["string", "null"], "format": "date-time" }

    /// A text. JSON Schema's format `duration` is that of ISO 8601.
    Duration => { "type": "string" }

    /// `x-kubernetes-int-or-string`.
    IntOrString => { "type": ["integer", "string"], "x-kubernetes-int-or-string": true }

    /// With the limits of `meta/v1`: a condition needs a reason and the time of its transition,
    /// which [`conditions::set`](crate::object::conditions::set) fills in. The server drops what is
    /// in [`other`](Condition::other).
    ///
    /// A list of them is kept by type with
    /// `#[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]`.
    Condition => {
        "type": "object",
        "required": ["lastTransitionTime", "message", "reason", "status", "type"],
        "properties": {
            "type": {
                "type": "string",
                "maxLength": 316,
                "pattern": "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"
            },
            "status": { "type": "string", "enum": ["True", "False", "Unknown"] },
            "observedGeneration": { "type": "integer", "format": "int64", "minimum": 0 },
            "lastTransitionTime": { "type": "string", "format": "date-time" },
            "reason": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1024,
                "pattern": "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"
            },
            "message": { "type": "string", "maxLength": 32768 }
        }
    }

    /// The server drops what is in [`other`](OwnerReference::other).
    OwnerReference => {
        "type": "object",
        "required": ["apiVersion", "kind", "name", "uid"],
        "properties": {
            "apiVersion": { "type": "string" },
            "kind": { "type": "string" },
            "name": { "type": "string" },
            "uid": { "type": "string" },
            "controller": { "type": "boolean" },
            "blockOwnerDeletion": { "type": "boolean" }
        },
        "x-kubernetes-map-type": "atomic"
    }

    /// What a template says of the objects that are made by it: name, namespace, labels,
    /// annotations and finalizers. The server drops all else. The metadata of the object itself
    /// needs no schema.
    ObjectMeta => {
        "type": "object",
        "properties": {
            "name": { "type": "string" },
            "namespace": { "type": "string" },
            "labels": { "type": "object", "additionalProperties": { "type": "string" } },
            "annotations": { "type": "object", "additionalProperties": { "type": "string" } },
            "finalizers": { "type": "array", "items": { "type": "string" } }
        }
    }

    /// As of [`LabelSelectorSpec`].
    LabelSelectorRequirement => {
        "type": "object",
        "required": ["key", "operator"],
        "properties": {
            "key": { "type": "string" },
            "operator": { "type": "string" },
            "values": {
                "type": "array",
                "items": { "type": "string" },
                "x-kubernetes-list-type": "atomic"
            }
        }
    }
}

/// Who applies it applies the whole.
impl JsonSchema for LabelSelectorSpec {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "LabelSelectorSpec".into()
    }

    fn schema_id() -> Cow<'static, str> {
        "outrigger::LabelSelectorSpec".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {
                "matchLabels": { "type": "object", "additionalProperties": { "type": "string" } },
                "matchExpressions": {
                    "type": "array",
                    "items": LabelSelectorRequirement::json_schema(generator),
                    "x-kubernetes-list-type": "atomic"
                }
            },
            "x-kubernetes-map-type": "atomic"
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::crd::structural_schema;

    fn structural<T: JsonSchema>() -> Value {
        let schema = schemars::schema_for!(T).to_value();
        structural_schema(&schema).unwrap()
    }

    #[test]
    fn schemas_become_what_servers_take() {
        let time = json!({ "type": "string", "format": "date-time", "nullable": true });
        let either = json!({ "x-kubernetes-int-or-string": true });
        let maybe_either = json!({ "x-kubernetes-int-or-string": true, "nullable": true });
        for (found, expected) in [
            (structural::<Time>(), &time),
            (structural::<Option<Time>>(), &time),
            (structural::<MicroTime>(), &time),
            (structural::<Duration>(), &json!({ "type": "string" })),
            (structural::<IntOrString>(), &either),
            (structural::<Option<IntOrString>>(), &maybe_either),
        ] {
            assert_eq!(&found, expected);
        }
        for structure in [
            structural::<Condition>(),
            structural::<OwnerReference>(),
            structural::<ObjectMeta>(),
            structural::<LabelSelectorSpec>(),
        ] {
            assert_eq!(structure["type"], "object", "{structure}");
            let open = "x-kubernetes-preserve-unknown-fields";
            assert!(!structure.to_string().contains(open), "{structure}");
        }
    }
}
