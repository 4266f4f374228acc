use std::borrow::Cow;

use serde_json::Value;

use super::compare::holds;
use super::{Invalid, Node};

/// Values of the object itself, or literals.
type Found<'a> = Vec<Cow<'a, Value>>;

/// All values that the nodes lead to, one after the other.
pub(super) fn follow<'a>(nodes: &[Node], from: Found<'a>) -> Result<Found<'a>, Invalid> {
    nodes.iter().try_fold(from, |found, node| step(node, found))
}

fn step<'a>(node: &Node, from: Found<'a>) -> Result<Found<'a>, Invalid> {
    match node {
        Node::Field(name) => Ok(each(from, |value| value.get(name).into_iter().collect())),
        Node::Wildcard => Ok(each(from, children)),
        Node::Recursive => Ok(from.into_iter().flat_map(with_descendants).collect()),
        Node::Slice(slice) => elements(from, |list| slice.of(list)),
        Node::Union(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(follow(branch, from.clone())?);
            }
            Ok(all)
        }
        Node::Exists(path) => filtered(from, |element| {
            // An index beyond a list counts as there.
            let found = follow(path, vec![Cow::Borrowed(element)]);
            Ok(found.map_or(true, |found| !found.is_empty()))
        }),
        Node::Filter {
            left,
            operator,
            right,
        } => filtered(from, |element| {
            let Some(left) = single(left, element)? else {
                return Ok(false);
            };
            let Some(right) = single(right, element)? else {
                return Ok(false);
            };
            holds(&left, operator, &right)
        }),
        Node::Literal(value) => Ok(literal(value, &from)),
        Node::Word => Err(Invalid),
    }
}

/// A text stands once, a number as often as there are values.
fn literal<'a>(value: &Value, from: &Found<'a>) -> Found<'a> {
    let count = if value.is_string() { 1 } else { from.len() };
    vec![Cow::Owned(value.clone()); count]
}

/// Goes on from each value; below a literal there is nothing.
fn each<'a>(from: Found<'a>, next: impl Fn(&'a Value) -> Vec<&'a Value>) -> Found<'a> {
    let mut all = Vec::new();
    for value in from {
        if let Cow::Borrowed(value) = value {
            all.extend(next(value).into_iter().map(Cow::Borrowed));
        }
    }
    all
}

/// The values of a map by their keys, or of a list. Go takes a map's in no order.
fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            entries.into_iter().map(|(_, value)| value).collect()
        }
        _ => Vec::new(),
    }
}

/// The value, if it holds any, and all below it that do.
fn with_descendants(value: Cow<'_, Value>) -> Vec<Cow<'_, Value>> {
    let Cow::Borrowed(value) = value else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let mut stack = vec![value];
    while let Some(value) = stack.pop() {
        let children = children(value);
        if !children.is_empty() {
            all.push(Cow::Borrowed(value));
            stack.extend(children.into_iter().rev());
        }
    }
    all
}

/// Picks from each list; null holds no elements, anything else is no list.
fn elements<'a>(
    from: Found<'a>,
    pick: impl Fn(&'a [Value]) -> Result<Vec<&'a Value>, Invalid>,
) -> Result<Found<'a>, Invalid> {
    let mut all = Vec::new();
    for value in from {
        match value {
            Cow::Borrowed(Value::Array(list)) => {
                all.extend(pick(list)?.into_iter().map(Cow::Borrowed));
            }
            Cow::Borrowed(Value::Null) => {}
            _ => return Err(Invalid),
        }
    }
    Ok(all)
}

fn filtered<'a>(
    from: Found<'a>,
    keep: impl Fn(&Value) -> Result<bool, Invalid>,
) -> Result<Found<'a>, Invalid> {
    let mut all = Vec::new();
    for value in from {
        let Cow::Borrowed(Value::Array(list)) = value else {
            return Err(Invalid);
        };
        for element in list {
            if keep(element)? {
                all.push(Cow::Borrowed(element));
            }
        }
    }
    Ok(all)
}

/// The one value that a side of a comparison leads to, if there is any.
fn single(path: &[Node], element: &Value) -> Result<Option<Value>, Invalid> {
    let found = follow(path, vec![Cow::Borrowed(element)])?;
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone().into_owned())),
        _ => Err(Invalid),
    }
}
