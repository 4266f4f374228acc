//! Decodes an `openAPIV3Schema` as the server's Go types do.

use serde_json::{Map, Value};

use super::super::go_value;

/// What a keyword's value must be.
#[derive(Clone, Copy)]
enum Keyword {
    Text,
    OptionalText,
    Flag,
    OptionalFlag,
    Float,
    Integer,
    Anything,
    Values,
    Texts,
    Schema,
    Schemas,
    SchemasByName,
    SchemaOrFlag,
    SchemaOrSchemas,
    Dependencies,
    Documentation,
    Rules,
}

const KEYWORDS: [(&str, Keyword); 43] = [
    ("$ref", Keyword::OptionalText),
    ("$schema", Keyword::Text),
    ("additionalItems", Keyword::SchemaOrFlag),
    ("additionalProperties", Keyword::SchemaOrFlag),
    ("allOf", Keyword::Schemas),
    ("anyOf", Keyword::Schemas),
    ("default", Keyword::Anything),
    ("definitions", Keyword::SchemasByName),
    ("dependencies", Keyword::Dependencies),
    ("description", Keyword::Text),
    ("enum", Keyword::Values),
    ("example", Keyword::Anything),
    ("exclusiveMaximum", Keyword::Flag),
    ("exclusiveMinimum", Keyword::Flag),
    ("externalDocs", Keyword::Documentation),
    ("format", Keyword::Text),
    ("id", Keyword::Text),
    ("items", Keyword::SchemaOrSchemas),
    ("maxItems", Keyword::Integer),
    ("maxLength", Keyword::Integer),
    ("maxProperties", Keyword::Integer),
    ("maximum", Keyword::Float),
    ("minItems", Keyword::Integer),
    ("minLength", Keyword::Integer),
    ("minProperties", Keyword::Integer),
    ("minimum", Keyword::Float),
    ("multipleOf", Keyword::Float),
    ("not", Keyword::Schema),
    ("nullable", Keyword::Flag),
    ("oneOf", Keyword::Schemas),
    ("pattern", Keyword::Text),
    ("patternProperties", Keyword::SchemasByName),
    ("properties", Keyword::SchemasByName),
    ("required", Keyword::Texts),
    ("title", Keyword::Text),
    ("type", Keyword::Text),
    ("uniqueItems", Keyword::Flag),
    ("x-kubernetes-embedded-resource", Keyword::Flag),
    ("x-kubernetes-int-or-string", Keyword::Flag),
    ("x-kubernetes-list-map-keys", Keyword::Texts),
    ("x-kubernetes-list-type", Keyword::OptionalText),
    ("x-kubernetes-map-type", Keyword::OptionalText),
    (
        "x-kubernetes-preserve-unknown-fields",
        Keyword::OptionalFlag,
    ),
];

const RULES: &str = "x-kubernetes-validations";
const RULE_FIELDS: [(&str, Keyword); 6] = [
    ("fieldPath", Keyword::Text),
    ("message", Keyword::Text),
    ("messageExpression", Keyword::Text),
    ("optionalOldSelf", Keyword::OptionalFlag),
    ("reason", Keyword::OptionalText),
    ("rule", Keyword::Text),
];

/// A decoded schema, written as the server stores it: what is empty is gone, whole numbers are
/// whole. `unknown` collects the fields that no keyword has, as strict decoding names them.
///
/// # Errors
///
/// What the server's JSON decoder says of the first value that has the wrong type.
pub(crate) fn decode(
    schema: &Value,
    path: &str,
    unknown: &mut Vec<String>,
) -> Result<Value, String> {
    let place = Place {
        go: without_indices(path),
        strict: Some(path.to_owned()),
    };
    place.schema(schema, "CustomResourceValidation", unknown)
}

fn without_indices(path: &str) -> String {
    let mut depth = 0;
    path.chars()
        .filter(|c| {
            match c {
                '[' => depth += 1,
                ']' => {
                    depth -= 1;
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// Where decoding is: in the path of type errors, which has no indices and no names of properties,
/// and in that of unknown fields, of which none are reported within `items` and its like.
struct Place {
    go: String,
    strict: Option<String>,
}

impl Place {
    fn field(&self, name: &str) -> Self {
        Self {
            go: format!("{}.{name}", self.go),
            strict: self.strict.as_ref().map(|path| format!("{path}.{name}")),
        }
    }

    fn entry(&self, suffix: &str) -> Self {
        Self {
            go: self.go.clone(),
            strict: self.strict.as_ref().map(|path| format!("{path}{suffix}")),
        }
    }

    fn unchecked(self) -> Self {
        Self {
            strict: None,
            ..self
        }
    }

    fn mismatch<T>(&self, value: &Value, owner: &str, wanted: &str) -> Result<T, String> {
        let found = match value {
            Value::Number(number) if wanted == "int64" => {
                format!("number {}", go_value::json(&number.clone().into()))
            }
            Value::Number(_) => "number".to_owned(),
            Value::String(_) => "string".to_owned(),
            Value::Bool(_) => "bool".to_owned(),
            Value::Array(_) => "array".to_owned(),
            Value::Object(_) | Value::Null => "object".to_owned(),
        };
        let path = &self.go;
        Err(format!(
            "json: cannot unmarshal {found} into Go struct field {owner}.{path} of type {wanted}"
        ))
    }

    fn schema(
        &self,
        value: &Value,
        owner: &str,
        unknown: &mut Vec<String>,
    ) -> Result<Value, String> {
        let Some(fields) = value.as_object() else {
            return self.mismatch(value, owner, "v1.JSONSchemaProps");
        };
        self.fields(fields, &KEYWORDS, unknown)
    }

    fn fields(
        &self,
        fields: &Map<String, Value>,
        keywords: &[(&str, Keyword)],
        unknown: &mut Vec<String>,
    ) -> Result<Value, String> {
        let mut decoded = Map::new();
        for (name, value) in fields {
            let known = match keywords.binary_search_by(|(known, _)| (*known).cmp(name)) {
                Ok(index) => Some(keywords[index].1),
                Err(_) => {
                    (name == RULES && keywords.len() == KEYWORDS.len()).then_some(Keyword::Rules)
                }
            };
            let place = self.field(name);
            let Some(keyword) = known else {
                unknown.extend(place.strict.map(|path| format!("unknown field \"{path}\"")));
                continue;
            };
            if value.is_null() {
                continue;
            }
            if let Some(value) = place.keyword(keyword, value, unknown)? {
                decoded.insert(name.clone(), value);
            }
        }
        Ok(decoded.into())
    }

    /// The value as it is stored, unless it is empty.
    fn keyword(
        &self,
        keyword: Keyword,
        value: &Value,
        unknown: &mut Vec<String>,
    ) -> Result<Option<Value>, String> {
        let owner = "JSONSchemaProps";
        let decoded = match keyword {
            Keyword::Anything => Some(value.clone()),
            Keyword::Text | Keyword::OptionalText => match value {
                Value::String(text) if text.is_empty() && matches!(keyword, Keyword::Text) => None,
                Value::String(_) => Some(value.clone()),
                _ => return self.mismatch(value, owner, "string"),
            },
            Keyword::Flag | Keyword::OptionalFlag => match value {
                Value::Bool(flag) => Some(value.clone())
                    .filter(|_| *flag || matches!(keyword, Keyword::OptionalFlag)),
                _ => return self.mismatch(value, owner, "bool"),
            },
            Keyword::Float => match value.as_f64() {
                Some(number) => Some(shortest(number)),
                None => return self.mismatch(value, owner, "float64"),
            },
            Keyword::Integer => match value.as_i64() {
                Some(_) => Some(value.clone()),
                None => return self.mismatch(value, owner, "int64"),
            },
            Keyword::Schema => Some(self.schema(value, owner, unknown)?),
            Keyword::SchemasByName | Keyword::Dependencies => {
                self.by_name(keyword, value, unknown)?
            }
            Keyword::SchemaOrFlag | Keyword::SchemaOrSchemas => {
                self.schema_or_other(keyword, value)?
            }
            Keyword::Documentation => {
                let fields = [("description", Keyword::Text), ("url", Keyword::Text)];
                match value.as_object() {
                    Some(given) => Some(self.fields(given, &fields, unknown)?),
                    None => return self.mismatch(value, owner, "v1.ExternalDocumentation"),
                }
            }
            Keyword::Values | Keyword::Texts | Keyword::Schemas | Keyword::Rules => {
                self.list(keyword, value, unknown)?
            }
        };
        Ok(decoded)
    }

    fn list(
        &self,
        keyword: Keyword,
        value: &Value,
        unknown: &mut Vec<String>,
    ) -> Result<Option<Value>, String> {
        let owner = "JSONSchemaProps";
        let Some(items) = value.as_array() else {
            let wanted = match keyword {
                Keyword::Values => "[]v1.JSON",
                Keyword::Texts => "[]string",
                Keyword::Rules => "v1.ValidationRules",
                _ => "[]v1.JSONSchemaProps",
            };
            return self.mismatch(value, owner, wanted);
        };
        let mut decoded = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let place = self.entry(&format!("[{index}]"));
            decoded.push(match (keyword, item) {
                (Keyword::Values, _) | (Keyword::Texts, Value::String(_)) => item.clone(),
                (Keyword::Texts, _) => return place.mismatch(item, owner, "string"),
                (Keyword::Rules, Value::Object(fields)) => {
                    place.fields(fields, &RULE_FIELDS, unknown)?
                }
                (Keyword::Rules, _) => return place.mismatch(item, owner, "v1.ValidationRule"),
                _ => place.schema(item, owner, unknown)?,
            });
        }
        Ok(Some(decoded)
            .filter(|items| !items.is_empty())
            .map(Value::from))
    }

    fn by_name(
        &self,
        keyword: Keyword,
        value: &Value,
        unknown: &mut Vec<String>,
    ) -> Result<Option<Value>, String> {
        let owner = "JSONSchemaProps";
        let Some(entries) = value.as_object() else {
            let wanted = match keyword {
                Keyword::Dependencies => "v1.JSONSchemaDependencies",
                _ => "map[string]v1.JSONSchemaProps",
            };
            return self.mismatch(value, owner, wanted);
        };
        let mut decoded = Map::new();
        for (name, entry) in entries {
            let place = self.entry(&format!(".{name}"));
            let entry = match keyword {
                Keyword::Dependencies if entry.is_array() => {
                    place.list(Keyword::Texts, entry, unknown)?
                }
                Keyword::Dependencies => place.schema_or_other(Keyword::SchemaOrSchemas, entry)?,
                _ => Some(place.schema(entry, owner, unknown)?),
            };
            decoded.insert(name.clone(), entry.unwrap_or_default());
        }
        // Dependencies are refused, even if there are none.
        let is_kept = !decoded.is_empty() || matches!(keyword, Keyword::Dependencies);
        Ok(Some(decoded).filter(|_| is_kept).map(Value::from))
    }

    fn schema_or_other(&self, keyword: Keyword, value: &Value) -> Result<Option<Value>, String> {
        let place = self.entry("").unchecked();
        match (keyword, value) {
            (_, Value::Object(_)) => Ok(Some(place.schema(
                value,
                "JSONSchemaProps",
                &mut Vec::new(),
            )?)),
            (Keyword::SchemaOrFlag, Value::Bool(_)) => Ok(Some(value.clone())),
            (Keyword::SchemaOrFlag, _) => Err("boolean or JSON schema expected".to_owned()),
            (_, Value::Array(_)) => place.list(Keyword::Schemas, value, &mut Vec::new()),
            _ => Ok(Some(Value::Null)),
        }
    }
}

/// A float as JSON shows it: without a fraction where it has none.
fn shortest(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        (number as i64).into()
    } else {
        number.into()
    }
}
