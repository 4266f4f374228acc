//! What a real kube-apiserver 1.37.1 answered, in `data`, against what is answered here.

mod definitions;
mod lifecycle;
mod objects;
mod values;

use serde_json::{Value, json};

use crate::cluster::apiserver::field_error::FieldError;

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("the tables are JSON")
}

fn rows<'a>(table: &'a Value, name: &str) -> &'a [Value] {
    table[name].as_array().expect("every table has rows")
}

/// Reason, field and message of each cause, in no certain order: the real server has none where it
/// walks a map.
fn causes(errors: &[FieldError]) -> Vec<Value> {
    let cause = |error: &FieldError| json!([error.kind.reason(), error.path, error.body()]);
    sorted(errors.iter().map(cause).collect())
}

fn sorted(mut causes: Vec<Value>) -> Vec<Value> {
    causes.sort_by_key(Value::to_string);
    causes
}

fn expected(case: &Value) -> Vec<Value> {
    sorted(case["causes"].as_array().cloned().unwrap_or_default())
}

/// Sets `[pointer, value]`, or removes what a lone `[pointer]` names.
fn change(object: &mut Value, changes: &Value) {
    for change in changes.as_array().into_iter().flatten() {
        let pointer = change[0].as_str().expect("a pointer");
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer with a parent");
        let name = name.replace("~1", "/").replace("~0", "~");
        let parent = object.pointer_mut(parent).expect("the parent is there");
        match (parent, change.get(1)) {
            (Value::Array(items), Some(value)) => {
                items[name.parse::<usize>().expect("an index")] = value.clone();
            }
            (parent, Some(value)) => parent[&name] = value.clone(),
            (parent, None) => {
                parent.as_object_mut().expect("an object").remove(&name);
            }
        }
    }
}

fn no_metadata(_: &Value, _: &str) -> Vec<FieldError> {
    Vec::new()
}
