//! What a server-side apply is given: YAML, of which JSON is a part.

use outrigger::kubeconfig::yaml;
use serde_json::{Map, Number, Value};

use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::go_text::quote;
use crate::cluster::apiserver::query::FieldValidation;

/// What is said of a body before it is known whether there is an object to apply it to. JSON is
/// not looked at yet.
pub(super) fn check_encoding(call: &Call) -> Result<(), Failure> {
    let first = call.body.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'{') {
        return Ok(());
    }
    match yaml::from_slice(&call.body) {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::bad_request(format!(
            "error encoding patch: yaml: {error}"
        ))),
    }
}

/// What is to be applied.
pub(super) struct Body {
    pub(super) applied: Value,
    /// The keys that stand twice in one map, in the server's words.
    repeated: Vec<String>,
}

impl Body {
    pub(super) fn read(call: &Call) -> Result<Self, Failure> {
        let bad = |why: String| Failure::bad_request(format!("error decoding patch: {why}"));
        let (value, repeated) = yaml::from_slice_with_repeated(&call.body)
            .map_err(|error| bad(format!("error converting YAML to JSON: yaml: {error}")))?;
        let applied = match as_floats(value) {
            Value::Null => Value::Object(Map::new()),
            object @ Value::Object(_) => object,
            other => {
                return Err(bad(format!(
                    "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {} into \
                     Go value of type map[string]interface {{}}",
                    json_type(&other)
                )));
            }
        };
        let line = |(line, key): (usize, String)| {
            format!("line {line}: key {} already set in map", quote(&key))
        };
        Ok(Self {
            applied,
            repeated: repeated.into_iter().map(line).collect(),
        })
    }

    /// What a strict reader has against it; fields that nobody knows have been refused already.
    pub(super) fn complain(&self, call: &Call, validation: FieldValidation) -> Result<(), Failure> {
        if self.repeated.is_empty() {
            return Ok(());
        }
        match validation {
            FieldValidation::Ignore => {}
            FieldValidation::Warn => self.repeated.iter().for_each(|text| call.warn(text)),
            FieldValidation::Strict => {
                return Err(Failure::bad_request(format!(
                    "error strict decoding patch: error converting YAML to JSON: yaml: unmarshal \
                     errors:\n  {}",
                    self.repeated.join("\n  ")
                )));
            }
        }
        Ok(())
    }
}

/// Go reads all numbers as float64 here. Whole ones are written as integers again.
fn as_floats(value: Value) -> Value {
    const EXACT: u64 = 1 << 53;
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(small) if small.unsigned_abs() <= EXACT => number.into(),
            _ => number.as_f64().and_then(Number::from_f64).into(),
        },
        Value::Array(items) => items.into_iter().map(as_floats).collect(),
        Value::Object(fields) => {
            let fields = fields
                .into_iter()
                .map(|(name, value)| (name, as_floats(value)));
            Value::Object(fields.collect())
        }
        other => other,
    }
}

const fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "bool",
        Value::Object(_) | Value::Null => "object",
    }
}
