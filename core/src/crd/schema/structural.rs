use serde_json::{Map, Value, json};

use super::kinds::{Kind, Kinds};
use crate::by_name::ByName;

/// What may stand within `allOf`, `anyOf`, `oneOf` and `not`: it narrows and describes nothing.
pub(super) type Narrowing = Map<String, Value>;

/// A set of names.
pub(super) type Names = ByName<()>;

/// A schema of which every part knows where apiextensions wants it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Structural {
    /// The types that a value may have besides null; `None` for any value at all.
    pub(super) kinds: Option<Kinds>,
    /// Whether the lack of a type is meant: it is then not inferred from what else is said.
    pub(super) is_open: bool,
    pub(super) nullable: bool,
    pub(super) properties: ByName<Self>,
    pub(super) required: Names,
    pub(super) items: Option<Box<Self>>,
    /// The schema of fields without a name.
    pub(super) additional: Option<Box<Self>>,
    pub(super) values: Option<Vec<Value>>,
    /// `minimum`, `pattern`, `format` and their kin.
    pub(super) limits: Map<String, Value>,
    /// `allOf`, `anyOf`, `oneOf` and `not`.
    pub(super) combinations: Map<String, Value>,
    /// `x-kubernetes-…`, but for int-or-string, which is two kinds.
    pub(super) extensions: Map<String, Value>,
    /// `title` and `description`.
    pub(super) texts: Map<String, Value>,
    pub(super) default: Option<Value>,
}

pub(super) const PRESERVE: &str = "x-kubernetes-preserve-unknown-fields";
pub(super) const INT_OR_STRING: &str = "x-kubernetes-int-or-string";
pub(super) const EMBEDDED: &str = "x-kubernetes-embedded-resource";
pub(super) const RULES: &str = "x-kubernetes-validations";
pub(super) const LIST_TYPE: &str = "x-kubernetes-list-type";

impl Structural {
    /// A schema of some types.
    pub(super) fn of(kinds: impl IntoIterator<Item = Kind>) -> Self {
        Self {
            kinds: Some(kinds.into_iter().collect()),
            ..Self::default()
        }
    }

    /// A schema of anything at all.
    pub(super) fn open() -> Self {
        Self {
            is_open: true,
            ..Self::default()
        }
    }

    pub(super) const fn accepts_null(&self) -> bool {
        self.kinds.is_none() || self.nullable
    }

    /// Whether null is all that it accepts.
    pub(super) fn is_null(&self) -> bool {
        self.kinds.is_some_and(Kinds::is_empty)
    }

    /// A schema that names fields is one of objects, and so on.
    pub(super) fn infer_kind(&mut self) {
        if self.kinds.is_some() || self.is_open {
            return;
        }
        let is_object = !self.properties.is_empty()
            || !self.required.is_empty()
            || self.additional.is_some()
            || self.is_embedded();
        if is_object {
            self.kinds = Some([Kind::Object].into());
        } else if self.items.is_some() {
            self.kinds = Some([Kind::Array].into());
        }
    }

    fn is_embedded(&self) -> bool {
        self.extensions.get(EMBEDDED) == Some(&Value::Bool(true))
    }

    pub(super) fn is_int_or_string(&self) -> bool {
        self.kinds == Some([Kind::Integer, Kind::String].into())
    }

    fn accepts_anything(&self) -> bool {
        self.kinds.is_none() && self.limits.is_empty() && self.properties.is_empty()
    }

    /// The schema as apiextensions reads it.
    pub(super) fn into_value(mut self) -> Value {
        self.settle();
        let mut out = std::mem::take(&mut self.texts);
        if self.is_int_or_string() {
            out.insert(INT_OR_STRING.into(), true.into());
        } else if let Some(kind) = self.kind() {
            out.insert("type".into(), kind.name().into());
        }
        if self.nullable {
            out.insert("nullable".into(), true.into());
        }
        out.extend(self.default.map(|default| ("default".into(), default)));
        out.extend(self.values.map(|values| ("enum".into(), values.into())));
        for keywords in [self.limits, self.combinations, self.extensions] {
            out.extend(keywords);
        }
        if !self.required.is_empty() {
            out.insert("required".into(), names(self.required.keys()));
        }
        if !self.properties.is_empty() {
            let mut properties = Map::new();
            for (name, property) in self.properties {
                properties.insert(name, property.into_value());
            }
            out.insert("properties".into(), properties.into());
        }
        for (keyword, nested) in [
            ("items", self.items),
            ("additionalProperties", self.additional),
        ] {
            out.extend(nested.map(|nested| (keyword.into(), nested.into_value())));
        }
        Value::Object(out)
    }

    /// Says what cannot be said exactly in the next wider way that can.
    fn settle(&mut self) {
        self.infer_kind();
        let is_map_too = !self.properties.is_empty();
        if self
            .additional
            .as_ref()
            .is_some_and(|each| is_map_too || each.accepts_anything())
        {
            self.additional = None;
            self.preserve();
        }
        if self.is_embedded() && self.properties.is_empty() {
            self.preserve();
        }
        if self.kind() == Some(Kind::Array) && self.items.is_none() {
            self.items = Some(Box::default());
        }
        if self.kind().is_none() && !self.is_int_or_string() {
            self.preserve();
        }
        self.nullable = self.accepts_null();
        // The server never finds null among values, and looks at them for null nowhere else.
        if self.nullable
            && let Some(values) = self.values.take()
        {
            require(&mut self.combinations, json!({ "enum": values }));
        }
    }

    fn preserve(&mut self) {
        self.extensions.insert(PRESERVE.into(), true.into());
    }
}

impl Structural {
    /// Whether its values can be the members of a set.
    pub(super) fn is_scalar(&self) -> bool {
        let is_scalar = |kind| !matches!(kind, Kind::Array | Kind::Object);
        !self.nullable && self.kind().is_some_and(is_scalar)
    }

    /// Whether it says no more than a type.
    pub(super) fn is_bare(&self) -> bool {
        let limits = self.limits.keys();
        let mut limits = limits.filter(|keyword| self.is_string() || *keyword != "format");
        limits.next().is_none() && self.values.is_none() && self.combinations.is_empty()
    }

    pub(super) fn is_string(&self) -> bool {
        self.kind() == Some(Kind::String)
    }

    /// The type, if it is one.
    pub(super) fn kind(&self) -> Option<Kind> {
        self.kinds?.only()
    }
}

/// The names as a list.
pub(super) fn names<'a>(names: impl Iterator<Item = &'a String>) -> Value {
    names.map(String::as_str).collect()
}

/// Adds a part to `allOf`.
pub(super) fn require(combinations: &mut Map<String, Value>, part: Value) {
    let parts = combinations.entry("allOf").or_insert_with(|| json!([]));
    if let Value::Array(parts) = parts
        && !parts.contains(&part)
    {
        parts.push(part);
    }
}
