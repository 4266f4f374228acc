//! Parts of objects.

use outrigger::Unstructured;
use serde_json::{Value, json};

use super::{refused, text};

pub(super) fn accessed(given: &Value) -> Value {
    let mut object = Unstructured::try_from(given["object"].clone()).unwrap();
    let path = given["path"].as_array().unwrap().iter();
    let path: Vec<&str> = path.map(|name| name.as_str().unwrap()).collect();
    let path = path.as_slice();
    match text(given, "as") {
        "field" => found(object.nested(path)),
        "string" => found(object.nested_str(path)),
        "bool" => found(object.nested_bool(path)),
        "int64" => found(object.nested_i64(path)),
        "float64" | "number" => found(object.nested_f64(path)),
        "slice" => found(object.nested_list(path)),
        "strings" => found(object.nested_str_list(path)),
        "map" => found(object.nested_map(path)),
        "texts" => found(object.nested_str_map(path)),
        "set" => match object.set_nested(path, given["value"].clone()) {
            Ok(()) => json!({ "object": object }),
            Err(error) => refused(error),
        },
        "remove" => {
            object.remove_nested(path);
            json!({ "object": object })
        }
        other => panic!("there is no accessor {other}"),
    }
}

fn found<V: serde::Serialize, E: std::fmt::Display>(found: Result<Option<V>, E>) -> Value {
    match found {
        Ok(Some(value)) => json!({ "found": value }),
        Ok(None) => json!({}),
        Err(error) => refused(error),
    }
}
