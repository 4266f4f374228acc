//! Values deep in an object, by their path.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::path::{FieldError, FieldPath, MAX_DEPTH, Steps, index};
use super::{Content, Unstructured};

/// Values by path, with errors that say what is there instead.
///
/// `Ok(None)` is a value that is not there. What stands behind `null`, or behind the end of a list,
/// is not there either. Behind a text or a number there can be nothing, which is an error, as a value
/// of another type is.
///
/// Source: `unstructured/helpers.go` of apimachinery.
impl Unstructured {
    /// The value at a path.
    ///
    /// ```
    /// use outrigger::Unstructured;
    /// use serde_json::json;
    ///
    /// let pod = Unstructured::try_from(json!({
    ///     "spec": { "nodeName": "n1", "containers": [{ "image": "nginx" }] },
    /// }))?;
    /// assert_eq!(pod.nested("/spec/containers/0/image")?, Some(&json!("nginx")));
    /// assert_eq!(pod.nested(["spec", "hostname"])?, None);
    /// let error = pod.nested_str(["spec", "nodeName", "x"]).unwrap_err();
    /// assert_eq!(error.to_string(), ".spec.nodeName is a string, expected a map");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Something on the way can hold no other value; or the path is empty.
    pub fn nested(&self, path: impl FieldPath) -> Result<Option<&Value>, FieldError> {
        self.at(&steps(&path)?)
    }

    /// The text at a path.
    ///
    /// # Errors
    /// As of [`nested`](Self::nested), or it is no text.
    pub fn nested_str(&self, path: impl FieldPath) -> Result<Option<&str>, FieldError> {
        self.nested_as(&path, "a string", Value::as_str)
    }

    /// The boolean at a path.
    ///
    /// # Errors
    /// As of [`nested`](Self::nested), or it is no boolean.
    pub fn nested_bool(&self, path: impl FieldPath) -> Result<Option<bool>, FieldError> {
        self.nested_as(&path, "a boolean", Value::as_bool)
    }

    /// The integer at a path.
    ///
    /// # Errors
    /// As of [`nested`](Self::nested), or it is no integer of 64 bits; `1.0` is none.
    pub fn nested_i64(&self, path: impl FieldPath) -> Result<Option<i64>, FieldError> {
        self.nested_as(&path, "an integer of 64 bits", Value::as_i64)
    }

    /// The number at a path.
    ///
    /// # Errors
    /// As of [`nested`](Self::nested), or it is no number, or an integer of 64 bits that a float
    /// cannot hold exactly.
    pub fn nested_f64(&self, path: impl FieldPath) -> Result<Option<f64>, FieldError> {
        self.nested_as(&path, "a number that a float can hold", exact_f64)
    }

    /// The list at a path.
    ///
    /// # Errors
    /// As of [`nested`](Self::nested), or it is no list.
    pub fn nested_list(&self, path: impl FieldPath) -> Result<Option<&[Value]>, FieldError> {
        self.nested_as(&path, "a list", |value| Some(value.as_array()?.as_slice()))
    }

    /// The map at a path.
    ///
    /// # Errors
    /// As of [`nested`](Self::nested), or it is no map.
    pub fn nested_map(
        &self,
        path: impl FieldPath,
    ) -> Result<Option<&Map<String, Value>>, FieldError> {
        self.nested_as(&path, "a map", Value::as_object)
    }

    /// The list of texts at a path.
    ///
    /// # Errors
    /// As of [`nested`](Self::nested), or it is no list, or has an item that is no text.
    pub fn nested_str_list(&self, path: impl FieldPath) -> Result<Option<Vec<&str>>, FieldError> {
        self.nested_as(&path, "a list of strings", |value| {
            value.as_array()?.iter().map(Value::as_str).collect()
        })
    }

    /// The map of texts at a path.
    ///
    /// # Errors
    /// As of [`nested`](Self::nested), or it is no map, or has a value that is no text.
    pub fn nested_str_map(
        &self,
        path: impl FieldPath,
    ) -> Result<Option<BTreeMap<&str, &str>>, FieldError> {
        self.nested_as(&path, "a map of strings", |value| {
            let texts = value.as_object()?.iter();
            texts
                .map(|(key, value)| Some((key.as_str(), value.as_str()?)))
                .collect()
        })
    }

    /// Sets the value at a path. Maps on the way that are not there are made; of a list, an item is
    /// replaced, or added with the number behind its last one, or with `-`.
    ///
    /// ```
    /// use outrigger::Unstructured;
    /// use serde_json::json;
    ///
    /// let mut pod = Unstructured::try_from(json!({}))?;
    /// pod.set_nested(["spec", "replicas"], 3)?;
    /// pod.set_nested("/spec/tags", ["a"].as_slice())?;
    /// pod.set_nested("/spec/tags/-", "b")?;
    /// assert_eq!(pod.path("/spec"), Some(&json!({ "replicas": 3, "tags": ["a", "b"] })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Something on the way can hold no other value, `null` among it; or the path is empty. The object
    /// is then as it was.
    pub fn set_nested(
        &mut self,
        path: impl FieldPath,
        value: impl Into<Value>,
    ) -> Result<(), FieldError> {
        let steps = steps(&path)?;
        check_settable(&steps, self.as_map())?;
        set(self.as_map_mut(), &steps, value.into());
        Ok(())
    }

    /// Takes the value at a path out, if it is there.
    pub fn remove_nested(&mut self, path: impl FieldPath) -> Option<Value> {
        let steps = steps(&path).ok()?;
        // Without it, an object that is only read stays as it is.
        steps.get(self.as_map()).ok()??;
        let (last, before) = steps.names.split_last()?;
        let Some((first, rest)) = before.split_first() else {
            return self.as_map_mut().remove(last);
        };
        let mut value = self.as_map_mut().get_mut(first)?;
        for step in rest {
            value = child(value, step)?;
        }
        match value {
            Value::Object(map) => map.remove(last),
            Value::Array(items) => index(last).map(|index| items.remove(index)),
            _ => None,
        }
    }

    /// Goes through the object's own fields: `apiVersion`, `metadata`, `spec` and so on.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        let fields = self.as_map().iter();
        fields.map(|(name, value)| (name.as_str(), value))
    }

    fn nested_as<'a, T>(
        &'a self,
        path: &impl FieldPath,
        expected: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, FieldError> {
        let steps = steps(path)?;
        let Some(value) = self.at(&steps)? else {
            return Ok(None);
        };
        match read(value) {
            Some(read) => Ok(Some(read)),
            None => Err(misfit(&steps, self.as_map(), value, expected)),
        }
    }

    /// Decodes the whole object only to say what is in the way, or where names look like numbers.
    fn at(&self, steps: &Steps) -> Result<Option<&Value>, FieldError> {
        let (Content::Text(text), Some(pointer)) = (&self.0, steps.pointer()) else {
            return steps.get(self.as_map());
        };
        if let Some(value) = text.path(&pointer) {
            return Ok(Some(value));
        }
        let mut before = pointer.as_str();
        while let Some((shorter, _)) = before.rsplit_once('/') {
            before = shorter;
            match text.first_byte(before) {
                None => {}
                Some(b'{' | b'n') => return Ok(None),
                Some(b'[') if steps.counts => return Ok(None),
                Some(_) => return steps.get(self.as_map()),
            }
        }
        Ok(None)
    }
}

fn steps(path: &impl FieldPath) -> Result<Steps, FieldError> {
    let steps = path.steps().ok_or_else(FieldError::no_path)?;
    match steps.names.len() {
        0 => Err(FieldError::no_path()),
        1..=MAX_DEPTH => Ok(steps),
        _ => Err(FieldError::too_deep()),
    }
}

/// Names the value, or what in it is no text where only texts were expected.
fn misfit(steps: &Steps, root: &Map<String, Value>, value: &Value, expected: &str) -> FieldError {
    let path = steps.whole(root);
    let inner = match (value, expected) {
        (Value::Array(items), "a list of strings") => items
            .iter()
            .enumerate()
            .find(|(_, item)| !item.is_string())
            .map(|(index, item)| (format!("{path}[{index}]"), item)),
        (Value::Object(map), "a map of strings") => map
            .iter()
            .find(|(_, value)| !value.is_string())
            .map(|(key, value)| (format!("{path}.{key}"), value)),
        _ => None,
    };
    match inner {
        Some((path, value)) => FieldError::found(path, value, "a string"),
        None => FieldError::found(path, value, expected),
    }
}

/// Go reads an integer beyond 64 bits as a float, and so does this.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
fn exact_f64(value: &Value) -> Option<f64> {
    match value.as_i64() {
        Some(integer) => {
            let float = integer as f64;
            (float as i128 == i128::from(integer)).then_some(float)
        }
        None => value.as_f64(),
    }
}

/// Whether every step but the last leads into a map, a list's item, or what can be made.
fn check_settable(steps: &Steps, root: &Map<String, Value>) -> Result<(), FieldError> {
    let mut value = root.get(&steps.names[0]);
    for (at, step) in steps.names.iter().enumerate().skip(1) {
        value = match value {
            None => return Ok(()),
            Some(Value::Object(map)) => map.get(step),
            Some(Value::Array(items)) if steps.counts => {
                let place = match step.as_str() {
                    "-" => Some(items.len()),
                    step => index(step),
                };
                match place.filter(|place| *place <= items.len()) {
                    Some(place) => items.get(place),
                    None => return Err(FieldError::outside(steps.printed(root, at + 1))),
                }
            }
            Some(other) => {
                let path = steps.printed(root, at);
                return Err(FieldError::found(path, other, "a map"));
            }
        };
    }
    Ok(())
}

/// Sets what [`check_settable`] found can be set.
fn set(root: &mut Map<String, Value>, steps: &Steps, value: Value) {
    let mut place = root.entry(steps.names[0].as_str()).or_insert(Value::Null);
    for step in &steps.names[1..] {
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        place = match place {
            Value::Array(items) => {
                let at = index(step).unwrap_or(items.len());
                if at >= items.len() {
                    items.push(Value::Null);
                }
                let last = items.len() - 1;
                &mut items[at.min(last)]
            }
            Value::Object(map) => map.entry(step.as_str()).or_insert(Value::Null),
            _ => return,
        };
    }
    *place = value;
}

fn child<'a>(value: &'a mut Value, step: &str) -> Option<&'a mut Value> {
    match value {
        Value::Object(map) => map.get_mut(step),
        Value::Array(items) => index(step).and_then(|index| items.get_mut(index)),
        _ => None,
    }
}
