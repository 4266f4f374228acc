//! JSON Schema in, a structural schema as apiextensions wants it out.

mod error;
mod join;
mod keywords;
mod kinds;
mod meet;
mod narrowing;
mod reader;
mod references;
mod structural;

#[cfg(test)]
mod tests;

use serde_json::Value;

pub use self::error::SchemaError;
use self::reader::Reader;

/// Turns a JSON Schema, such as schemars makes, into a structural schema, which is what a
/// CustomResourceDefinition takes.
///
/// A structural schema has no references, gives every field one type, and says nothing but limits
/// within `oneOf` and its kin. What follows from that:
/// - References are replaced by what they name.
/// - `null` among the types becomes `nullable`. The values of an optional enum then stand within
///   `allOf`, since kube-apiserver would look for null among them in vain.
/// - The alternatives of an enum are merged: the fields of all of them stand side by side, and
///   `oneOf` (`anyOf`, where more than one may hold) says which are required together and what tags
///   say. A default of a field that not all alternatives have is dropped, since the server would
///   set it in all.
/// - A field that may be a number or a text is `x-kubernetes-int-or-string`; of any other mixture
///   of types, such as an enum of texts and objects, the server keeps what it is given and checks
///   it against the alternatives.
/// - Free-form values, and maps beside named fields (`#[serde(flatten)]`), become
///   `x-kubernetes-preserve-unknown-fields`. The types of flattened maps' values are not checked.
/// - Formats that kube-apiserver does not know are dropped, `duration` among them, by which the two
///   mean different things. A `u32` keeps its limits.
/// - A set of scalars is `x-kubernetes-list-type: set`, and tuples are lists of whatever their
///   members may be.
/// - Rules and strategies that stand in the schema as `x-kubernetes-…` are kept
///   (`#[schemars(extend("x-kubernetes-validations" = …))]`).
///
/// What is merged may be checked less strictly than by the type itself; it never refuses a value
/// that the type writes.
///
/// ```
/// use outrigger::crd::structural_schema;
/// use serde_json::json;
///
/// let schema = json!({ "type": ["integer", "null"], "format": "uint8", "minimum": 0, "maximum": 255 });
/// let structural = json!({ "type": "integer", "nullable": true, "minimum": 0, "maximum": 255 });
/// assert_eq!(structural_schema(&schema)?, structural);
/// # Ok::<(), outrigger::crd::SchemaError>(())
/// ```
///
/// # Errors
/// [`SchemaError`] names the place of what has no such form: a type that contains itself (unless
/// the field, or one around it, has `x-kubernetes-preserve-unknown-fields`; then it is free from
/// there), alternatives with rules of their own for the same field, schemas that contradict
/// themselves, keywords such as `if` and `contains`, more than 100 levels and more than 50,000
/// parts.
pub fn structural_schema(schema: &Value) -> Result<Value, SchemaError> {
    let mut structural = Reader::new(schema).read(schema)?;
    // The name of a Rust type is not a title.
    structural.texts.remove("title");
    Ok(structural.into_value())
}
