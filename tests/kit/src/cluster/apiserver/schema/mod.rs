//! The shape of objects: of the built-in kinds and of those that CRDs define alike.
//!
//! One description serves decoding (what type a field has), pruning (which fields there are),
//! defaulting, field ownership (which lists are maps) and a CRD's validation.

pub(crate) mod builtin;
pub(crate) mod custom;
pub(crate) mod decode;
pub(crate) mod defaults;
pub(crate) mod encode;
pub(crate) mod prune;
pub(crate) mod scalars;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::crd::json_schema::JsonSchema;

/// The schema of one value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Schema {
    pub(crate) shape: Shape,
    /// What stands there when nothing is given.
    pub(crate) default: Option<Value>,
    /// `null` is a value of its own, not an absent one (CRDs only).
    pub(crate) nullable: bool,
    /// What a CRD asks of the whole object, at its root; built-in kinds have their rules in code.
    pub(crate) rules: Option<Arc<JsonSchema>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Anything at all: a `RawExtension`, or what `x-kubernetes-preserve-unknown-fields` leaves
    /// open.
    Any,
    Boolean,
    /// int32 or int64.
    Integer {
        bits: u8,
    },
    Number,
    String(StringFormat),
    /// `intstr.IntOrString`, or `x-kubernetes-int-or-string`.
    IntOrString,
    Object(ObjectShape),
    List(ListShape),
}

/// What a built-in kind's string must decode as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StringFormat {
    Plain,
    /// RFC 3339, whole seconds.
    Time,
    /// RFC 3339 with microseconds.
    MicroTime,
    /// base64
    Bytes,
    /// `resource.Quantity`; a JSON number will do.
    Quantity,
}

/// A struct, a map, or both.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ObjectShape {
    /// The Go type's name, which decoding errors quote (`DeploymentSpec`); empty for CRDs.
    pub(crate) go_type: String,
    pub(crate) properties: BTreeMap<String, Arc<Schema>>,
    /// How Go holds each of the properties; empty for CRDs.
    pub(crate) fields: BTreeMap<String, GoField>,
    /// The values of a map.
    pub(crate) additional: Option<Arc<Schema>>,
    /// Fields that the schema does not name are kept.
    pub(crate) preserve_unknown: bool,
    /// Owned and replaced as a whole (`x-kubernetes-map-type: atomic`).
    pub(crate) atomic: bool,
    /// A whole object with its own apiVersion, kind and metadata
    /// (`x-kubernetes-embedded-resource`).
    pub(crate) embedded: bool,
}

/// A field of a Go struct.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct GoField {
    /// The type without its pointer, as error messages print it: `int32`, `[]v1.Container`.
    pub(crate) go_type: String,
    /// Absent is something else than zero.
    pub(crate) pointer: bool,
    pub(crate) omit: Omit,
    /// The embedded struct that has the field, which error messages name too.
    pub(crate) through: Option<String>,
    /// How a strategic merge patch treats the field.
    pub(crate) patch: PatchStrategy,
}

/// When Go leaves out a field it writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Omit {
    #[default]
    Never,
    /// `omitempty`: zero scalars, nil pointers, empty lists and maps; a struct is never empty.
    Empty,
    /// `omitzero`: as `Empty`, and times that are not set.
    Zero,
}

/// `patchStrategy` and `patchMergeKey`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PatchStrategy {
    pub(crate) merge: bool,
    pub(crate) retain_keys: bool,
    /// By which items of a merged list are told apart; those without are scalars.
    pub(crate) merge_key: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ListShape {
    pub(crate) items: Arc<Schema>,
    pub(crate) kind: ListKind,
}

/// How a list is owned and merged (`x-kubernetes-list-type`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ListKind {
    Atomic,
    Set,
    /// By these keys (`x-kubernetes-list-map-keys`).
    Map(Vec<String>),
}

impl Schema {
    pub(crate) const fn of(shape: Shape) -> Self {
        Self {
            shape,
            default: None,
            nullable: false,
            rules: None,
        }
    }

    /// The schema of a named field, of a struct or of a map.
    pub(crate) fn field(&self, name: &str) -> Option<&Arc<Self>> {
        match &self.shape {
            Shape::Object(object) => object.properties.get(name).or(object.additional.as_ref()),
            _ => None,
        }
    }
}
