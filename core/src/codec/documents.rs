use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::kubeconfig::yaml;
use crate::object::Unstructured;

/// How much the objects of one text may be together: a value or key counts one and each of its
/// bytes one more, aliases expanded. Each document has the bounds of [`yaml`] besides.
pub const MAX_WEIGHT: usize = 64 << 20;

/// Reads the objects of a manifest as `kubectl apply -f` does: YAML, documents between lines of
/// `---`, or JSON, one after the other. Empty documents count for nothing, and a `List` stands for
/// its items.
///
/// ```
/// use outrigger::codec::read_objects;
///
/// let manifest = "
/// apiVersion: v1
/// kind: ConfigMap
/// metadata: { name: settings }
/// ---
/// apiVersion: v1
/// kind: List
/// items:
/// - { apiVersion: v1, kind: Secret, metadata: { name: a } }
/// - { apiVersion: v1, kind: Secret, metadata: { name: b } }
/// ";
/// let names: Vec<_> = read_objects(manifest.as_bytes())?
///     .iter()
///     .map(|object| format!("{}/{}", object.kind(), object.name()))
///     .collect();
/// assert_eq!(names, ["ConfigMap/settings", "Secret/a", "Secret/b"]);
/// # Ok::<(), outrigger::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Decode`] with the number of the document, from 1, that is no YAML, no object,
/// without `apiVersion` or `kind`, or too much; never with its text.
///
/// Source: apimachinery's `YAMLOrJSONDecoder` and cli-runtime's `StreamVisitor`.
pub fn read_objects(text: &[u8]) -> Result<Vec<Unstructured>> {
    let (mut objects, mut weight) = (Vec::new(), 0_usize);
    let mut take = |number: usize, value: Value| {
        weight = weight.saturating_add(weight_of(&value));
        match weight > MAX_WEIGHT {
            true => Err(wrong(number, "makes it more than can be read at once")),
            false => flatten(number, value, &mut objects),
        }
    };
    if let Some(values) = json_values(text) {
        for (index, value) in values.into_iter().enumerate() {
            take(index + 1, value)?;
        }
        return Ok(objects);
    }
    for (index, document) in documents(text)?.into_iter().enumerate() {
        let number = index + 1;
        let value = yaml::from_slice(document)
            .map_err(|source| wrong(number, "cannot be read").with_source(source))?;
        take(number, value)?;
    }
    Ok(objects)
}

impl Unstructured {
    /// Reads the one object of a manifest, in YAML or JSON; see [`read_objects`] for several.
    ///
    /// ```
    /// use outrigger::Unstructured;
    ///
    /// let map = Unstructured::from_yaml("{ apiVersion: v1, kind: ConfigMap, data: { a: 'yes' } }")?;
    /// assert_eq!(map.path("/data/a"), Some(&"yes".into()));
    /// # Ok::<(), outrigger::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`read_objects`], and when there is none or more than one.
    pub fn from_yaml(text: impl AsRef<[u8]>) -> Result<Self> {
        let mut objects = read_objects(text.as_ref())?;
        match (objects.pop(), objects.len()) {
            (Some(object), 0) => Ok(object),
            (found, others) => {
                let count = others + usize::from(found.is_some());
                let message = format!("expected one object, found {count}");
                Err(Error::new(ErrorKind::Decode, message))
            }
        }
    }
}

/// The values of a text that is JSON throughout, which may be more than one.
fn json_values(text: &[u8]) -> Option<Vec<Value>> {
    if !text.trim_ascii_start().starts_with(b"{") || text.len() > yaml::MAX_BYTES {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    values.collect::<Result<_, _>>().ok()
}

/// The documents of a YAML text. A line that begins with `---` ends one, wherever it stands: so it
/// does to kubectl, within a block of text too.
fn documents(text: &[u8]) -> Result<Vec<&[u8]>> {
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if let Some(rest) = line.strip_prefix(b"---") {
            if !matches!(rest.trim_ascii().first(), None | Some(b'#')) {
                return Err(wrong(
                    found.len() + 1,
                    "ends with a --- that has more behind it",
                ));
            }
            if at > start {
                found.push(&text[start..at]);
                start = at;
            }
        }
        at += line.len();
    }
    found.push(&text[start..]);
    Ok(found)
}

/// Adds the object, or the items of a list.
fn flatten(number: usize, value: Value, objects: &mut Vec<Unstructured>) -> Result<()> {
    if value.is_null() {
        return Ok(());
    }
    let Value::Object(mut map) = value else {
        return Err(wrong(number, "is no object"));
    };
    let text = |key| map.get(key).and_then(Value::as_str).unwrap_or_default();
    let (version, kind) = (text("apiVersion").to_owned(), text("kind").to_owned());
    for (key, value) in [("apiVersion", &version), ("kind", &kind)] {
        if value.is_empty() {
            return Err(wrong(number, &format!("has an object without {key}")));
        }
    }
    let is_list = map.get("items").is_some_and(Value::is_array);
    let Some(Value::Array(items)) = is_list.then(|| map.remove("items")).flatten() else {
        objects.extend(Unstructured::try_from(Value::Object(map)));
        return Ok(());
    };
    let item_kind = kind.strip_suffix("List").unwrap_or_default();
    for mut item in items {
        if let Value::Object(item) = &mut item
            && !item_kind.is_empty()
        {
            // The items of a PodList need not say that they are pods.
            item.entry("apiVersion")
                .or_insert_with(|| version.as_str().into());
            item.entry("kind").or_insert_with(|| item_kind.into());
        }
        flatten(number, item, objects)?;
    }
    Ok(())
}

fn weight_of(value: &Value) -> usize {
    1 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight_of).sum(),
        Value::Object(map) => {
            let entries = map.iter();
            entries
                .map(|(key, value)| 1 + key.len() + weight_of(value))
                .sum()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

fn wrong(number: usize, what: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("document {number} {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Result<Vec<String>, String> {
        let objects = read_objects(text.as_bytes()).map_err(|error| error.to_string())?;
        let name = |object: &Unstructured| {
            format!(
                "{} {} {}",
                object.api_version(),
                object.kind(),
                object.name()
            )
        };
        Ok(objects.iter().map(name).collect())
    }

    const A: &str = "apiVersion: v1\nkind: A\nmetadata: {name: a}\n";
    const B: &str = "apiVersion: v1\nkind: B\nmetadata: {name: b}";

    #[test]
    fn documents_are_told_apart_as_kubectl_does() {
        for text in [
            format!("{A}---\n{B}"),
            format!("---\n{A}--- # next\n---\n\n---\n{B}\n---"),
            format!("# only words\n---\n{A}---   \n# more\n{B}\n---\nnull\n"),
            r#"{"apiVersion":"v1","kind":"A","metadata":{"name":"a"}}
               {"apiVersion":"v1","kind":"B","metadata":{"name":"b"}}"#
                .to_owned(),
            format!(
                "{{\"apiVersion\":\"v1\",\"kind\":\"A\",\"metadata\":{{\"name\":\"a\"}}}}\n---\n{B}"
            ),
        ] {
            assert_eq!(names(&text).unwrap(), ["v1 A a", "v1 B b"], "{text}");
        }
        assert!(names("").unwrap().is_empty());
    }

    #[test]
    fn lists_stand_for_their_items() {
        let items = "items:\n- metadata: {name: a}\n- {kind: X, metadata: {name: b}}\n";
        let typed = format!("apiVersion: v1\nkind: PodList\n{items}");
        assert_eq!(names(&typed).unwrap(), ["v1 Pod a", "v1 X b"]);
        let nested = format!(
            "{{apiVersion: v1, kind: List, items: [{{apiVersion: v1, kind: List, items: []}}]}}\n---\n{A}"
        );
        assert_eq!(names(&nested).unwrap(), ["v1 A a"]);
        let untyped = format!("apiVersion: v1\nkind: List\n{items}");
        assert_eq!(
            names(&untyped).unwrap_err(),
            "document 1 has an object without apiVersion"
        );
    }

    #[test]
    fn errors_say_which_document_and_not_what() {
        for (text, expected) in [
            (format!("{A}---\n[1, secret]\n"), "document 2 is no object"),
            (
                format!("{A}---\nkind: x\n"),
                "document 2 has an object without apiVersion",
            ),
            (
                format!("{A}---\napiVersion: v1\n"),
                "document 2 has an object without kind",
            ),
            (
                format!("{A}---\na: b: secret\n"),
                "document 2 cannot be read",
            ),
            (
                format!("{A}--- secret\n"),
                "document 1 ends with a --- that has more behind it",
            ),
        ] {
            assert_eq!(names(&text).unwrap_err(), expected);
        }
    }

    #[test]
    fn aliases_do_not_multiply_from_document_to_document() {
        let mut bomb = "apiVersion: v1\nkind: A\na: &a xxxxxxxxxx\n".to_owned();
        let mut below = 'a';
        for name in 'b'..='e' {
            bomb.push_str(&format!(
                "{name}: &{name} [{}]\n",
                format!("*{below},").repeat(9)
            ));
            below = name;
        }
        let many = format!("{bomb}---\n").repeat(1000);
        let error = names(&many).unwrap_err();
        assert!(
            error.ends_with("makes it more than can be read at once"),
            "{error}"
        );
    }
}
