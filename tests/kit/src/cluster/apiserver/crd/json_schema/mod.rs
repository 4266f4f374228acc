//! `JSONSchemaProps`: a schema as a CRD states it.

mod pattern;
mod to_schema;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use pattern::Pattern;
pub(crate) use to_schema::{to_schema, value_schema};

/// One level of an `openAPIV3Schema`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct JsonSchema {
    pub(crate) type_name: String,
    pub(crate) format: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) nullable: bool,
    pub(crate) default: Option<Value>,
    pub(crate) allowed: Vec<Value>,

    pub(crate) maximum: Option<f64>,
    pub(crate) minimum: Option<f64>,
    pub(crate) exclusive_maximum: bool,
    pub(crate) exclusive_minimum: bool,
    pub(crate) multiple_of: Option<f64>,

    pub(crate) max_length: Option<i64>,
    pub(crate) min_length: Option<i64>,
    pub(crate) pattern: Option<Pattern>,

    pub(crate) items: Option<Items>,
    pub(crate) max_items: Option<i64>,
    pub(crate) min_items: Option<i64>,
    pub(crate) unique_items: bool,

    pub(crate) properties: BTreeMap<String, Self>,
    pub(crate) additional: Option<Additional>,
    pub(crate) required: Vec<String>,
    pub(crate) max_properties: Option<i64>,
    pub(crate) min_properties: Option<i64>,

    pub(crate) all_of: Vec<Self>,
    pub(crate) any_of: Vec<Self>,
    pub(crate) one_of: Vec<Self>,
    pub(crate) not: Option<Box<Self>>,

    pub(crate) preserve_unknown: Option<bool>,
    pub(crate) embedded: bool,
    pub(crate) int_or_string: bool,
    pub(crate) list_type: Option<String>,
    pub(crate) list_map_keys: Vec<String>,
    pub(crate) map_type: Option<String>,
    /// CEL rules, which are accepted and not run.
    pub(crate) validations: Vec<Value>,
    /// Keywords that are given though a CRD must not give them: `$ref`, `definitions` …
    pub(crate) unsupported: Vec<&'static str>,
    /// `example` or `externalDocs` is given.
    pub(crate) documented: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Items {
    Each(Box<JsonSchema>),
    /// One per place, which no CRD may use.
    ByPlace(Vec<JsonSchema>),
    /// Neither a schema nor a list of them.
    Nothing,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Additional {
    Allowed(bool),
    Of(Box<JsonSchema>),
}

impl JsonSchema {
    /// Reads what has been decoded before; what has the wrong type reads as absent.
    pub(crate) fn parse(value: &Value) -> Self {
        let field = Reader(value);
        Self {
            type_name: field.text("type"),
            format: field.text("format"),
            title: field.text("title"),
            description: field.text("description"),
            nullable: field.flag("nullable"),
            default: field.given("default").cloned(),
            allowed: field.list("enum").to_vec(),
            items: field.given("items").map(Items::parse),
            max_items: field.integer("maxItems"),
            min_items: field.integer("minItems"),
            unique_items: field.flag("uniqueItems"),
            properties: field.schemas_by_name("properties"),
            additional: field.given("additionalProperties").map(Additional::parse),
            required: field.texts("required"),
            max_properties: field.integer("maxProperties"),
            min_properties: field.integer("minProperties"),
            preserve_unknown: field
                .given("x-kubernetes-preserve-unknown-fields")
                .and_then(Value::as_bool),
            embedded: field.flag("x-kubernetes-embedded-resource"),
            int_or_string: field.flag("x-kubernetes-int-or-string"),
            list_type: field.optional_text("x-kubernetes-list-type"),
            list_map_keys: field.texts("x-kubernetes-list-map-keys"),
            map_type: field.optional_text("x-kubernetes-map-type"),
            validations: field.list("x-kubernetes-validations").to_vec(),
            unsupported: field.unsupported(),
            documented: field.given("example").is_some() || field.given("externalDocs").is_some(),
            ..Self::parse_values(&field)
        }
    }

    /// What a single value must be.
    fn parse_values(field: &Reader<'_>) -> Self {
        Self {
            maximum: field.number("maximum"),
            minimum: field.number("minimum"),
            exclusive_maximum: field.flag("exclusiveMaximum"),
            exclusive_minimum: field.flag("exclusiveMinimum"),
            multiple_of: field.number("multipleOf"),
            max_length: field.integer("maxLength"),
            min_length: field.integer("minLength"),
            pattern: Some(field.text("pattern"))
                .filter(|text| !text.is_empty())
                .map(Pattern::new),
            all_of: field.schemas("allOf"),
            any_of: field.schemas("anyOf"),
            one_of: field.schemas("oneOf"),
            not: field.given("not").map(|not| Box::new(Self::parse(not))),
            ..Self::default()
        }
    }

    pub(crate) fn preserves_unknown(&self) -> bool {
        self.preserve_unknown == Some(true)
    }

    /// The schema of every item, if there is one.
    pub(crate) fn each_item(&self) -> Option<&Self> {
        match &self.items {
            Some(Items::Each(schema)) => Some(schema),
            _ => None,
        }
    }

    /// The schema of the values of a map, if there is one.
    pub(crate) fn each_value(&self) -> Option<&Self> {
        match &self.additional {
            Some(Additional::Of(schema)) => Some(schema),
            _ => None,
        }
    }

    /// The structural schema of a field: a property, or the value of a map.
    pub(crate) fn field(&self, name: &str) -> Option<&Self> {
        self.properties.get(name).or_else(|| self.each_value())
    }

    /// Whether this schema or any within it satisfies `wanted`.
    pub(crate) fn any(&self, wanted: &dyn Fn(&Self) -> bool) -> bool {
        wanted(self) || self.children().any(|child| child.any(wanted))
    }

    /// Changes this schema and all that its structure consists of.
    pub(crate) fn for_each_mut(&mut self, change: &dyn Fn(&mut Self)) {
        change(self);
        for property in self.properties.values_mut() {
            property.for_each_mut(change);
        }
        if let Some(Items::Each(each)) = &mut self.items {
            each.for_each_mut(change);
        }
        if let Some(Additional::Of(each)) = &mut self.additional {
            each.for_each_mut(change);
        }
    }

    /// The schemas right within this one.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Self> {
        let by_place: &[Self] = match &self.items {
            Some(Items::ByPlace(schemas)) => schemas,
            _ => &[],
        };
        self.each_item()
            .into_iter()
            .chain(by_place)
            .chain(self.all_of.iter().chain(&self.any_of).chain(&self.one_of))
            .chain(self.not.as_deref())
            .chain(self.properties.values())
            .chain(self.each_value())
    }
}

impl Items {
    fn parse(value: &Value) -> Self {
        match value {
            Value::Object(_) => Self::Each(Box::new(JsonSchema::parse(value))),
            Value::Array(schemas) => Self::ByPlace(schemas.iter().map(JsonSchema::parse).collect()),
            _ => Self::Nothing,
        }
    }
}

impl Additional {
    fn parse(value: &Value) -> Self {
        match value {
            Value::Bool(allowed) => Self::Allowed(*allowed),
            schema => Self::Of(Box::new(JsonSchema::parse(schema))),
        }
    }
}

/// Reads the keywords of one level.
struct Reader<'a>(&'a Value);

impl<'a> Reader<'a> {
    fn given(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> String {
        self.optional_text(name).unwrap_or_default()
    }

    fn optional_text(&self, name: &str) -> Option<String> {
        self.given(name)?.as_str().map(str::to_owned)
    }

    fn flag(&self, name: &str) -> bool {
        self.given(name).and_then(Value::as_bool).unwrap_or(false)
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.given(name)?.as_f64()
    }

    fn integer(&self, name: &str) -> Option<i64> {
        self.given(name)?.as_i64()
    }

    fn list(&self, name: &str) -> &'a [Value] {
        self.given(name)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    fn texts(&self, name: &str) -> Vec<String> {
        self.list(name)
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    fn schemas(&self, name: &str) -> Vec<JsonSchema> {
        self.list(name).iter().map(JsonSchema::parse).collect()
    }

    fn schemas_by_name(&self, name: &str) -> BTreeMap<String, JsonSchema> {
        let fields = self.given(name).and_then(Value::as_object);
        fields
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), JsonSchema::parse(schema)))
            .collect()
    }

    fn unsupported(&self) -> Vec<&'static str> {
        let keywords = [
            "id",
            "$schema",
            "$ref",
            "patternProperties",
            "dependencies",
            "additionalItems",
            "definitions",
        ];
        keywords
            .into_iter()
            .filter(|keyword| self.given(keyword).is_some())
            .collect()
    }
}
