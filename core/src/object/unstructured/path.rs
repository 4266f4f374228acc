use std::fmt;

use serde_json::{Map, Value};

use crate::object::unescaped;

/// Where a value is in an object: a JSON pointer (RFC 6901), or the names of the fields that lead to
/// it.
///
/// A pointer counts through lists, `/spec/containers/0/image`; names do not, and need no escaping:
/// `["metadata", "labels", "app.kubernetes.io/name"]`. Implemented for these two; it cannot be
/// implemented elsewhere.
pub trait FieldPath: sealed::Sealed {}

impl<T: sealed::Sealed + ?Sized> FieldPath for T {}

pub(super) mod sealed {
    use super::Steps;

    pub trait Sealed {
        fn steps(&self) -> Option<Steps>;
    }
}

/// How many steps a path may have: serde_json reads nothing that is deeper.
pub(super) const MAX_DEPTH: usize = 128;

/// A path in pieces.
#[derive(Clone, Debug)]
pub struct Steps {
    pub(super) names: Vec<String>,
    pub(super) counts: bool,
}

impl sealed::Sealed for &str {
    fn steps(&self) -> Option<Steps> {
        let steps = self.strip_prefix('/')?.split('/');
        Some(Steps {
            names: steps.map(|step| unescaped(step).into_owned()).collect(),
            counts: true,
        })
    }
}

impl sealed::Sealed for &String {
    fn steps(&self) -> Option<Steps> {
        self.as_str().steps()
    }
}

impl sealed::Sealed for &[&str] {
    fn steps(&self) -> Option<Steps> {
        Some(Steps {
            names: self.iter().map(|&name| name.to_owned()).collect(),
            counts: false,
        })
    }
}

impl<const N: usize> sealed::Sealed for [&str; N] {
    fn steps(&self) -> Option<Steps> {
        self.as_slice().steps()
    }
}

impl<const N: usize> sealed::Sealed for &[&str; N] {
    fn steps(&self) -> Option<Steps> {
        self.as_slice().steps()
    }
}

/// Why a value cannot be had or set: where, what was found there, and what was expected. It never
/// quotes a value, which may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    path: String,
    problem: String,
}

impl FieldError {
    /// The place of what was found, such as `.spec.containers[0].image`.
    pub fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn found(path: String, found: &Value, expected: &str) -> Self {
        Self {
            problem: format!("is {}, expected {expected}", what(found)),
            path,
        }
    }

    pub(super) fn no_path() -> Self {
        Self {
            path: ".".to_owned(),
            problem: "is no path: it must name a field, a pointer by beginning with /".to_owned(),
        }
    }

    pub(super) fn too_deep() -> Self {
        Self {
            path: ".".to_owned(),
            problem: format!("is no path: it has more than {MAX_DEPTH} steps"),
        }
    }

    pub(super) fn outside(path: String) -> Self {
        Self {
            path,
            problem: "is neither an item of the list nor its end".to_owned(),
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path, self.problem)
    }
}

impl std::error::Error for FieldError {}

const fn what(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

impl Steps {
    /// The JSON pointer that leads the same way, if one does: names do not count through lists.
    pub(super) fn pointer(&self) -> Option<String> {
        let counted = |name: &String| index(name).is_some();
        if !self.counts && self.names.iter().any(counted) {
            return None;
        }
        let mut pointer = String::new();
        for name in &self.names {
            pointer.push('/');
            pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        }
        Some(pointer)
    }

    /// The value, `Ok(None)` where nothing is: behind `null`, and in a list without such an item.
    pub(super) fn get<'a>(
        &self,
        root: &'a Map<String, Value>,
    ) -> Result<Option<&'a Value>, FieldError> {
        let (first, rest) = self.names.split_first().ok_or_else(FieldError::no_path)?;
        let Some(mut value) = root.get(first) else {
            return Ok(None);
        };
        for (at, step) in rest.iter().enumerate() {
            let next = match value {
                Value::Null => None,
                Value::Object(map) => map.get(step),
                Value::Array(items) if self.counts => {
                    index(step).and_then(|index| items.get(index))
                }
                other => {
                    let path = self.printed(root, at + 1);
                    return Err(FieldError::found(path, other, "a map"));
                }
            };
            match next {
                Some(next) => value = next,
                None => return Ok(None),
            }
        }
        Ok(Some(value))
    }

    /// The first steps as `.spec.containers[0]`.
    pub(super) fn printed(&self, root: &Map<String, Value>, count: usize) -> String {
        let mut printed = String::new();
        let mut value: Option<&Value> = None;
        for (at, step) in self.names.iter().take(count).enumerate() {
            let in_list = matches!(value, Some(Value::Array(_)));
            if in_list {
                printed.push_str(&format!("[{step}]"));
            } else {
                printed.push_str(&format!(".{step}"));
            }
            value = match (at, value) {
                (0, _) => root.get(step),
                (_, Some(Value::Object(map))) => map.get(step),
                (_, Some(Value::Array(items))) => index(step).and_then(|index| items.get(index)),
                _ => None,
            };
        }
        printed
    }

    pub(super) fn whole(&self, root: &Map<String, Value>) -> String {
        self.printed(root, self.names.len())
    }
}

/// A place in a list as RFC 6901 has it: no sign, and no zeros before it.
pub(super) fn index(step: &str) -> Option<usize> {
    let plain = step == "0" || step.starts_with(|c: char| matches!(c, '1'..='9'));
    step.parse().ok().filter(|_| plain)
}
