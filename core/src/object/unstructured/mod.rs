mod index;
mod list;
mod nested;
mod path;
mod read;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod typed;
mod unmanaged;
mod value;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

pub(crate) use self::index::find;
pub(crate) use self::read::{read, read_item};
pub(crate) use self::scan::plain;
use self::text::Text;
pub(crate) use self::unmanaged::unmanaged;
use super::{ApiResource, unescaped};

pub use self::list::UnstructuredList;
pub use self::path::{FieldError, FieldPath};
pub use self::typed::ConvertError;
pub use self::value::NotAnObject;

/// An object of any kind, as the JSON it is.
///
/// ```
/// use outrigger::Unstructured;
/// use serde_json::json;
///
/// let object = Unstructured::try_from(json!({
///     "apiVersion": "v1",
///     "kind": "ConfigMap",
///     "metadata": { "name": "settings", "namespace": "shop" },
///     "data": { "colour": "red" },
/// }))?;
/// assert_eq!(object.name(), "settings");
/// assert_eq!(object.path("/data/colour"), Some(&json!("red")));
/// # Ok::<(), outrigger::object::NotAnObject>(())
/// ```
///
/// One that came from a server keeps the text it came in: that has been checked to be JSON, and a
/// value is decoded when it is asked for. [`path`](Self::path) decodes no more than the value, for
/// up to eight of them, and keeps it. With the ninth the whole object is decoded and kept beside the
/// text; so it is by [`as_map`](Self::as_map) and what goes through it:
/// [`to_typed`](Self::to_typed), [`fields`](Self::fields), and the errors of
/// [`nested`](Self::nested) and its like. Serialization and comparison with another text decode the
/// object each time, and keep nothing. [`as_map_mut`](Self::as_map_mut) drops the text. Cloning what
/// has not been changed copies a pointer, and clones share what is decoded.
///
/// `Debug` prints what names the object and no content, since content may be secret.
#[derive(Clone)]
pub struct Unstructured(Content);

#[derive(Clone)]
enum Content {
    Map(Map<String, Value>),
    Text(Arc<Text>),
}

impl Unstructured {
    /// An object of `resource` with a name and nothing else.
    pub fn new(resource: &ApiResource, name: &str) -> Self {
        let mut map = Map::new();
        map.insert("metadata".into(), serde_json::json!({ "name": name }));
        let mut object = Self(Content::Map(map));
        object.set_type_if_absent(resource);
        object
    }

    /// `apiVersion`, or "" if it has none.
    pub fn api_version(&self) -> &str {
        self.text("/apiVersion")
    }

    /// `kind`, or "" if it has none.
    pub fn kind(&self) -> &str {
        self.text("/kind")
    }

    /// The object's name, or "" if it has none.
    pub fn name(&self) -> &str {
        self.text("/metadata/name")
    }

    /// The object's namespace, if it has one.
    pub fn namespace(&self) -> Option<&str> {
        Some(self.text("/metadata/namespace")).filter(|text| !text.is_empty())
    }

    /// The object's uid, or "" if it has none.
    pub fn uid(&self) -> &str {
        self.text("/metadata/uid")
    }

    /// The version of the cluster's history at which the object was last written, or "".
    pub fn resource_version(&self) -> &str {
        self.text("/metadata/resourceVersion")
    }

    /// The object's labels, in the order of their keys.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts("/metadata/labels")
    }

    /// The object's annotations, in the order of their keys.
    pub fn annotations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts("/metadata/annotations")
    }

    /// The object that `json` is, to be decoded as it is read. What is wrong with it is wrong now.
    pub(crate) fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        match Text::new(json) {
            Some(text) => Ok(Self(Content::Text(Arc::new(text)))),
            // serde_json says what is wrong, or reads what is very long.
            None => serde_json::from_str(json),
        }
    }

    /// The value at a JSON pointer (RFC 6901), such as `/spec/replicas`.
    ///
    /// The empty pointer, which in RFC 6901 is the whole document, is `None` here: the whole is
    /// [`as_map`](Self::as_map).
    pub fn path(&self, pointer: &str) -> Option<&Value> {
        match &self.0 {
            Content::Map(map) => in_map(map, pointer),
            Content::Text(text) => text.path(pointer),
        }
    }

    /// Whether it is the text it came in, of which no more than values have been decoded.
    #[cfg(test)]
    pub(crate) fn is_text(&self) -> bool {
        matches!(&self.0, Content::Text(text) if !text.is_decoded())
    }

    /// The value at a JSON pointer, to change it. It must be there.
    pub fn path_mut(&mut self, pointer: &str) -> Option<&mut Value> {
        let (key, rest) = split(pointer)?;
        self.as_map_mut().get_mut(&key)?.pointer_mut(rest)
    }

    /// The object as a JSON map.
    pub fn as_map(&self) -> &Map<String, Value> {
        match &self.0 {
            Content::Map(map) => map,
            Content::Text(text) => text.whole(),
        }
    }

    /// As [`as_map`](Self::as_map), decoded for now only where it has not been decoded. The text is
    /// not handed on as it is: keys come in the order that those of a map have, each once, and not
    /// every serializer writes JSON.
    fn map(&self) -> Cow<'_, Map<String, Value>> {
        match &self.0 {
            Content::Map(map) => Cow::Borrowed(map),
            Content::Text(text) => text.map(),
        }
    }

    /// The object as a JSON map, to change it.
    pub fn as_map_mut(&mut self) -> &mut Map<String, Value> {
        if let Content::Text(text) = &mut self.0 {
            self.0 = Content::Map(map_of(text));
        }
        match &mut self.0 {
            Content::Map(map) => map,
            Content::Text(_) => unreachable!("the text has just been replaced"),
        }
    }

    /// Fills in `apiVersion` and `kind` where they are absent, null or empty.
    pub(crate) fn set_type_if_absent(&mut self, resource: &ApiResource) {
        if self.lacks("/apiVersion") {
            self.as_map_mut()
                .insert("apiVersion".into(), resource.api_version().into());
        }
        if self.lacks("/kind") {
            self.as_map_mut()
                .insert("kind".into(), resource.kind.as_ref().into());
        }
    }

    fn lacks(&self, pointer: &str) -> bool {
        self.path(pointer)
            .is_none_or(|value| value.is_null() || value == "")
    }

    /// The text at a JSON pointer, or ""; most often without decoding anything.
    pub(super) fn text(&self, pointer: &str) -> &str {
        match &self.0 {
            Content::Map(map) => in_map(map, pointer).and_then(Value::as_str),
            Content::Text(text) => text.text(pointer),
        }
        .unwrap_or_default()
    }

    fn texts(&self, pointer: &str) -> impl Iterator<Item = (&str, &str)> {
        let map = self.path(pointer).and_then(Value::as_object);
        let mut keys: Vec<&str> = match map {
            Some(map) => map.keys().map(String::as_str).collect(),
            None => Vec::new(),
        };
        // Sorted here: serde_json's own order depends on its features.
        keys.sort();
        let text = move |key: &'_ str| map?.get(key)?.as_str();
        keys.into_iter()
            .filter_map(move |key| Some((key, text(key)?)))
    }
}

/// Splits `/a~1b/c` into the key `a/b` and the pointer `/c`.
fn split(pointer: &str) -> Option<(String, &str)> {
    let tail = pointer.strip_prefix('/')?;
    let (key, rest) = tail.split_at(tail.find('/').unwrap_or(tail.len()));
    Some((unescaped(key).into_owned(), rest))
}

/// The value at a JSON pointer in an object.
fn in_map<'a>(map: &'a Map<String, Value>, pointer: &str) -> Option<&'a Value> {
    let (key, rest) = split(pointer)?;
    map.get(&key)?.pointer(rest)
}

/// The object of which this is the text, taken out where nobody shares it.
fn map_of(text: &mut Arc<Text>) -> Map<String, Value> {
    match Arc::get_mut(text) {
        Some(text) => text.take_map(),
        None => text.map().into_owned(),
    }
}

impl<'de> Deserialize<'de> for Unstructured {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(|map| Self(Content::Map(map)))
    }
}

impl Serialize for Unstructured {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.map().serialize(serializer)
    }
}

/// Equal when all values are, in whatever form they are held.
impl PartialEq for Unstructured {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Content::Text(one), Content::Text(other)) if one.is_same_text(other) => true,
            _ => self.map() == other.map(),
        }
    }
}

impl Eq for Unstructured {}

impl fmt::Debug for Unstructured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unstructured")
            .field("apiVersion", &self.api_version())
            .field("kind", &self.kind())
            .field("namespace", &self.namespace().unwrap_or_default())
            .field("name", &self.name())
            .field("resourceVersion", &self.resource_version())
            .finish_non_exhaustive()
    }
}
