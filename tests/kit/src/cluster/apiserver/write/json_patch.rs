//! JSON patches as the server applies them: RFC 6902 in the reading of Go's `json-patch` v4.
//!
//! That one is kinder than the RFC: a missing member counts as null for `replace`, `test` and
//! `copy`, indexes may be negative and count from the end, and what stands before the first slash
//! of a path does not matter.

use serde_json::{Map, Value};

use crate::cluster::apiserver::json::{DEEPEST_KEPT, depth, write};

/// An operation that cannot be applied. The server does not say why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused;

type Applied<T> = Result<T, Refused>;

/// The most bytes that the operations of one patch may copy, for copies of copies double.
const COPIED_MAX: usize = 3 * 1024 * 1024;

/// Applies the operations of a patch, each a JSON object.
pub(super) fn apply(document: &mut Value, operations: &[Value]) -> Applied<()> {
    let mut copied = 0;
    operations
        .iter()
        .try_for_each(|operation| one(document, operation, &mut copied))
}

fn one(document: &mut Value, operation: &Value, copied: &mut usize) -> Applied<()> {
    let text = |field: &str| operation[field].as_str().ok_or(Refused);
    let value = || operation.get("value").cloned().unwrap_or_default();
    match operation["op"].as_str() {
        Some("add") => add(document, text("path")?, value()),
        Some("remove") => remove(document, text("path")?).map(|_| ()),
        Some("replace") => replace(document, text("path")?, value()),
        Some("move") => {
            let moved = remove(document, text("from")?)?;
            add(document, text("path")?, moved)
        }
        Some("copy") => {
            let value = get(document, text("from")?)?;
            *copied += write::to_bytes(&value).len();
            if *copied > COPIED_MAX {
                return Err(Refused);
            }
            add(document, text("path")?, value)
        }
        Some("test") => {
            let found = match text("path")? {
                "" => document.clone(),
                path => get(document, path)?,
            };
            if found == value() {
                Ok(())
            } else {
                Err(Refused)
            }
        }
        _ => Err(Refused),
    }
}

/// What holds the last part of a path, and that part.
enum Place<'a> {
    Member(&'a mut Map<String, Value>, String),
    Item(&'a mut Vec<Value>, String),
}

fn place<'a>(document: &'a mut Value, path: &str) -> Applied<Place<'a>> {
    let mut parts = path.split('/').skip(1).map(unescape).collect::<Vec<_>>();
    let last = parts.pop().ok_or(Refused)?;
    let mut at = document;
    for part in parts {
        at = match at {
            Value::Object(members) => members.get_mut(&part).ok_or(Refused)?,
            Value::Array(items) => {
                let index = index(&part, items.len(), items.len())?;
                items.get_mut(index).ok_or(Refused)?
            }
            _ => return Err(Refused),
        };
    }
    match at {
        Value::Object(members) => Ok(Place::Member(members, last)),
        Value::Array(items) => Ok(Place::Item(items, last)),
        _ => Err(Refused),
    }
}

fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// An index below `end`, or counted back from `from_end`.
fn index(text: &str, end: usize, from_end: usize) -> Applied<usize> {
    let index: i64 = text.parse().map_err(|_| Refused)?;
    let index = if index < 0 {
        let back = usize::try_from(index.unsigned_abs()).map_err(|_| Refused)?;
        from_end.checked_sub(back).ok_or(Refused)?
    } else {
        usize::try_from(index).map_err(|_| Refused)?
    };
    if index < end { Ok(index) } else { Err(Refused) }
}

fn get(document: &mut Value, path: &str) -> Applied<Value> {
    match place(document, path)? {
        Place::Member(members, key) => Ok(members.get(&key).cloned().unwrap_or_default()),
        Place::Item(items, key) => Ok(items[index(&key, items.len(), items.len())?].clone()),
    }
}

fn add(document: &mut Value, path: &str, value: Value) -> Applied<()> {
    check_depth(path, &value)?;
    match place(document, path)? {
        Place::Member(members, key) => {
            members.insert(key, value);
        }
        Place::Item(items, key) if key == "-" => items.push(value),
        Place::Item(items, key) => {
            let longer = items.len() + 1;
            let index = index(&key, longer, longer)?;
            items.insert(index, value);
        }
    }
    Ok(())
}

/// Nothing may be put so deep that what comes of it cannot be kept.
fn check_depth(path: &str, value: &Value) -> Applied<()> {
    let above = path.split('/').skip(1).count();
    if above + depth(value) > DEEPEST_KEPT {
        return Err(Refused);
    }
    Ok(())
}

fn remove(document: &mut Value, path: &str) -> Applied<Value> {
    match place(document, path)? {
        Place::Member(members, key) => members.remove(&key).ok_or(Refused),
        Place::Item(items, key) => {
            let index = index(&key, items.len(), items.len())?;
            Ok(items.remove(index))
        }
    }
}

fn replace(document: &mut Value, path: &str, value: Value) -> Applied<()> {
    if path.is_empty() {
        if !(value.is_object() || value.is_array()) {
            return Err(Refused);
        }
        *document = value;
        return Ok(());
    }
    check_depth(path, &value)?;
    match place(document, path)? {
        Place::Member(members, key) => {
            members.insert(key, value);
        }
        Place::Item(items, key) => {
            let index = index(&key, items.len(), items.len())?;
            items[index] = value;
        }
    }
    Ok(())
}

/// Applies a JSON merge patch (RFC 7386).
pub(super) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        target.clone_from(patch);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(fields) = target.as_object_mut() else {
        return;
    };
    for (name, value) in members {
        if value.is_null() {
            fields.remove(name);
        } else {
            merge(fields.entry(name).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn operations_are_applied_as_the_server_applies_them() {
        let document = json!({ "a": { "b/c": 1 }, "list": [1, 2, 3] });
        for (operation, expected) in [
            (
                json!({ "op": "add", "path": "/x", "value": 1 }),
                Some("/x=1"),
            ),
            (
                json!({ "op": "add", "path": "/list/-", "value": 4 }),
                Some("/list=[1,2,3,4]"),
            ),
            (
                json!({ "op": "add", "path": "/list/-1", "value": 4 }),
                Some("/list=[1,2,3,4]"),
            ),
            (
                json!({ "op": "add", "path": "/list/3", "value": 4 }),
                Some("/list=[1,2,3,4]"),
            ),
            (json!({ "op": "add", "path": "/list/5", "value": 4 }), None),
            (
                json!({ "op": "add", "path": "/no/where", "value": 4 }),
                None,
            ),
            (
                json!({ "op": "remove", "path": "/list/-1" }),
                Some("/list=[1,2]"),
            ),
            (json!({ "op": "remove", "path": "/nowhere" }), None),
            (
                json!({ "op": "replace", "path": "/nowhere", "value": 1 }),
                Some("/nowhere=1"),
            ),
            (
                json!({ "op": "replace", "path": "/a/b~1c", "value": 2 }),
                Some("/a={\"b/c\":2}"),
            ),
            (json!({ "op": "replace", "path": "", "value": 2 }), None),
            (
                json!({ "op": "copy", "from": "/nowhere", "path": "/x" }),
                Some("/x=null"),
            ),
            (
                json!({ "op": "move", "from": "/list/0", "path": "/x" }),
                Some("/x=1"),
            ),
            (
                json!({ "op": "move", "from": "/nowhere", "path": "/x" }),
                None,
            ),
            (
                json!({ "op": "test", "path": "/list/0", "value": 1 }),
                Some("/list=[1,2,3]"),
            ),
            (json!({ "op": "test", "path": "/list/0", "value": 2 }), None),
            (
                json!({ "op": "test", "path": "/nowhere" }),
                Some("/list=[1,2,3]"),
            ),
            (json!({ "op": "grow", "path": "/x" }), None),
            (json!({ "op": "add", "value": 1 }), None),
        ] {
            let mut patched = document.clone();
            let outcome = apply(&mut patched, std::slice::from_ref(&operation));
            let found = expected.map(|expected| {
                let (path, _) = expected.split_once('=').unwrap();
                format!(
                    "{path}={}",
                    patched.pointer(path).unwrap_or(&json!("absent"))
                )
            });
            assert_eq!(found.as_deref(), expected, "{operation}");
            assert_eq!(outcome.is_ok(), expected.is_some(), "{operation}");
        }
    }

    #[test]
    fn copies_of_copies_are_bounded() {
        let copy = json!({ "op": "copy", "from": "/a", "path": "/a/-" });
        let mut document = json!({ "a": ["0123456789abcdef"] });
        assert_eq!(apply(&mut document, &vec![copy; 64]), Err(Refused));
        let deeper = json!({ "op": "copy", "from": "/a", "path": "/a/x" });
        let mut document = json!({ "a": {} });
        assert_eq!(apply(&mut document, &vec![deeper; 10_000]), Err(Refused));
        assert!(depth(&document) <= DEEPEST_KEPT);
    }

    #[test]
    fn merge_patches_merge_objects_and_replace_the_rest() {
        let mut target = json!({ "a": { "b": 1, "c": 2 }, "list": [1] });
        merge(
            &mut target,
            &json!({ "a": { "b": null, "d": { "e": null, "f": 3 } }, "list": [2] }),
        );
        assert_eq!(
            target,
            json!({ "a": { "c": 2, "d": { "f": 3 } }, "list": [2] })
        );
    }
}
