#![allow(dead_code, reason = "the types are read by schemars alone")]

mod enums;
mod refused;
mod values;

use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use super::structural_schema;

/// What is made of schemars' schema of a type.
#[track_caller]
fn assert_structural<T: JsonSchema>(expected: Value) {
    let schema = schema_for!(T).to_value();
    let found = structural_schema(&schema).unwrap();
    let name = T::schema_name();
    assert_eq!(found, expected, "{name}:\n{found:#}\nof\n{schema:#}");
}

/// What is made of a schema that schemars does not write by itself.
#[track_caller]
fn assert_rewritten(schema: Value, expected: Value) {
    let found = structural_schema(&schema).unwrap();
    assert_eq!(found, expected, "\n{found:#}\nof\n{schema:#}");
}
