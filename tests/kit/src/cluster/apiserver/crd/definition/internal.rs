//! How the server quotes versions and schemas: as its internal Go structs, every field by its Go
//! name, set or not.

use serde_json::Value;

use crate::cluster::apiserver::go_text;

/// How a field is written.
#[derive(Clone, Copy)]
enum Field {
    Text,
    Flag,
    /// As it is, null if absent.
    Plain,
    Number,
    Schema,
    Schemas,
    SchemasByName,
    SchemaOrFlag,
    SchemaOrSchemas,
    Struct(&'static [(&'static str, &'static str, Self)]),
    Structs(&'static [(&'static str, &'static str, Self)]),
}

type Fields = [(&'static str, &'static str, Field)];

const SCHEMA: &Fields = &[
    ("ID", "id", Field::Text),
    ("Schema", "$schema", Field::Text),
    ("Ref", "$ref", Field::Plain),
    ("Description", "description", Field::Text),
    ("Type", "type", Field::Text),
    ("Nullable", "nullable", Field::Flag),
    ("Format", "format", Field::Text),
    ("Title", "title", Field::Text),
    ("Default", "default", Field::Plain),
    ("Maximum", "maximum", Field::Plain),
    ("ExclusiveMaximum", "exclusiveMaximum", Field::Flag),
    ("Minimum", "minimum", Field::Plain),
    ("ExclusiveMinimum", "exclusiveMinimum", Field::Flag),
    ("MaxLength", "maxLength", Field::Plain),
    ("MinLength", "minLength", Field::Plain),
    ("Pattern", "pattern", Field::Text),
    ("MaxItems", "maxItems", Field::Plain),
    ("MinItems", "minItems", Field::Plain),
    ("UniqueItems", "uniqueItems", Field::Flag),
    ("MultipleOf", "multipleOf", Field::Plain),
    ("Enum", "enum", Field::Plain),
    ("MaxProperties", "maxProperties", Field::Plain),
    ("MinProperties", "minProperties", Field::Plain),
    ("Required", "required", Field::Plain),
    ("Items", "items", Field::SchemaOrSchemas),
    ("AllOf", "allOf", Field::Schemas),
    ("OneOf", "oneOf", Field::Schemas),
    ("AnyOf", "anyOf", Field::Schemas),
    ("Not", "not", Field::Schema),
    ("Properties", "properties", Field::SchemasByName),
    (
        "AdditionalProperties",
        "additionalProperties",
        Field::SchemaOrFlag,
    ),
    (
        "PatternProperties",
        "patternProperties",
        Field::SchemasByName,
    ),
    ("Dependencies", "dependencies", Field::Plain),
    ("AdditionalItems", "additionalItems", Field::SchemaOrFlag),
    ("Definitions", "definitions", Field::SchemasByName),
    ("ExternalDocs", "externalDocs", Field::Struct(DOCUMENTATION)),
    ("Example", "example", Field::Plain),
    (
        "XPreserveUnknownFields",
        "x-kubernetes-preserve-unknown-fields",
        Field::Plain,
    ),
    (
        "XEmbeddedResource",
        "x-kubernetes-embedded-resource",
        Field::Flag,
    ),
    ("XIntOrString", "x-kubernetes-int-or-string", Field::Flag),
    ("XListMapKeys", "x-kubernetes-list-map-keys", Field::Plain),
    ("XListType", "x-kubernetes-list-type", Field::Plain),
    ("XMapType", "x-kubernetes-map-type", Field::Plain),
    (
        "XValidations",
        "x-kubernetes-validations",
        Field::Structs(RULE),
    ),
];
const DOCUMENTATION: &Fields = &[
    ("Description", "description", Field::Text),
    ("URL", "url", Field::Text),
];
const RULE: &Fields = &[
    ("Rule", "rule", Field::Text),
    ("Message", "message", Field::Text),
    ("MessageExpression", "messageExpression", Field::Text),
    ("Reason", "reason", Field::Plain),
    ("FieldPath", "fieldPath", Field::Text),
    ("OptionalOldSelf", "optionalOldSelf", Field::Plain),
];
const VERSION: &Fields = &[
    ("Name", "name", Field::Text),
    ("Served", "served", Field::Flag),
    ("Storage", "storage", Field::Flag),
    ("Deprecated", "deprecated", Field::Flag),
    ("DeprecationWarning", "deprecationWarning", Field::Plain),
    ("Schema", "schema", Field::Struct(VALIDATION)),
    ("Subresources", "subresources", Field::Struct(SUBRESOURCES)),
    (
        "AdditionalPrinterColumns",
        "additionalPrinterColumns",
        Field::Structs(COLUMN),
    ),
    (
        "SelectableFields",
        "selectableFields",
        Field::Structs(SELECTABLE),
    ),
];
const VALIDATION: &Fields = &[("OpenAPIV3Schema", "openAPIV3Schema", Field::Schema)];
const SUBRESOURCES: &Fields = &[
    ("Status", "status", Field::Plain),
    ("Scale", "scale", Field::Struct(SCALE)),
];
const SCALE: &Fields = &[
    ("SpecReplicasPath", "specReplicasPath", Field::Text),
    ("StatusReplicasPath", "statusReplicasPath", Field::Text),
    ("LabelSelectorPath", "labelSelectorPath", Field::Plain),
];
const COLUMN: &Fields = &[
    ("Name", "name", Field::Text),
    ("Type", "type", Field::Text),
    ("Format", "format", Field::Text),
    ("Description", "description", Field::Text),
    ("Priority", "priority", Field::Number),
    ("JSONPath", "jsonPath", Field::Text),
];
const SELECTABLE: &Fields = &[("JSONPath", "jsonPath", Field::Text)];

/// A schema, as the server quotes it.
pub(super) fn schema(schema: &Value) -> String {
    object(schema, SCHEMA)
}

/// The Go names of the fields of a schema that are set, in their order.
pub(super) fn fields_set(schema: &Value) -> Vec<&'static str> {
    let is_set = |(_, name, kind): &&(&str, &str, Field)| match &schema[*name] {
        Value::Null => false,
        Value::Bool(flag) => *flag || !matches!(kind, Field::Flag),
        Value::String(text) => !text.is_empty() || matches!(kind, Field::Plain),
        _ => true,
    };
    SCHEMA
        .iter()
        .filter(is_set)
        .map(|(go_name, _, _)| *go_name)
        .collect()
}

/// Versions, as the server quotes them: `own` tells which parts are still theirs.
pub(super) fn versions(versions: &[Value], own: &[(&str, bool)]) -> String {
    let version = |version: &Value| {
        let mut version = version.clone();
        for (field, _) in own.iter().filter(|(_, own)| !own) {
            version[*field] = Value::Null;
        }
        object(&version, VERSION)
    };
    join('[', versions.iter().map(version), ']')
}

fn object(value: &Value, fields: &Fields) -> String {
    let field = |(go_name, name, kind): &(&str, &str, Field)| {
        format!("\"{go_name}\":{}", write(&value[*name], *kind))
    };
    join('{', fields.iter().map(field), '}')
}

fn write(value: &Value, kind: Field) -> String {
    match (kind, value) {
        (Field::Text, Value::Null) => "\"\"".to_owned(),
        (Field::Flag, Value::Null) => "false".to_owned(),
        (Field::Number, Value::Null) => "0".to_owned(),
        (Field::Schema, Value::Object(_)) => schema(value),
        (Field::Schemas, Value::Array(items)) => join('[', items.iter().map(schema), ']'),
        (Field::SchemasByName, Value::Object(fields)) => {
            let entry = |(name, value): (&String, &Value)| {
                format!("{}:{}", go_text::json(&name.as_str().into()), schema(value))
            };
            join('{', fields.iter().map(entry), '}')
        }
        (Field::SchemaOrFlag, Value::Bool(allowed)) => {
            format!("{{\"Allows\":{allowed},\"Schema\":null}}")
        }
        (Field::SchemaOrFlag, Value::Object(_)) => {
            format!("{{\"Allows\":true,\"Schema\":{}}}", schema(value))
        }
        (Field::SchemaOrSchemas, Value::Object(_)) => {
            format!("{{\"Schema\":{},\"JSONSchemas\":null}}", schema(value))
        }
        (Field::SchemaOrSchemas, Value::Array(items)) => {
            let schemas = join('[', items.iter().map(schema), ']');
            format!("{{\"Schema\":null,\"JSONSchemas\":{schemas}}}")
        }
        (Field::Struct(fields), Value::Object(_)) => object(value, fields),
        (Field::Structs(fields), Value::Array(items)) => {
            join('[', items.iter().map(|item| object(item, fields)), ']')
        }
        (_, value) => go_text::json(value),
    }
}

fn join(open: char, parts: impl Iterator<Item = String>, close: char) -> String {
    format!("{open}{}{close}", parts.collect::<Vec<_>>().join(","))
}
