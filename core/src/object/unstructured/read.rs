//! Reading received JSON as whatever type it is wanted as.

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::str::from_utf8;
use std::sync::Arc;

use serde::de::{DeserializeOwned, Error as _};

use super::index::Index;
use super::text::Text;
use super::{Content, Unstructured};
use crate::misfit::Misfit;
use crate::object::ApiResource;

/// Reads a document as a `K`. An [`Unstructured`] keeps the text; it copies it, so that no larger
/// buffer lives as long as it does.
pub(crate) fn read<K: DeserializeOwned + 'static>(json: &[u8]) -> Result<K, Misfit> {
    // Once for the whole text, and not for each string in it.
    let json = from_utf8(json)?;
    match is_unstructured::<K>() {
        true => the_same(Unstructured::from_json(json)?),
        false => Ok(serde_json::from_str(json)?),
    }
}

/// As [`read`], with `apiVersion` and `kind` of `resource` filled in where they are absent: the
/// items of a list lack them, and the target may want them.
pub(crate) fn read_item<K: DeserializeOwned + 'static>(
    json: &[u8],
    resource: &ApiResource,
) -> Result<K, Misfit> {
    if is_unstructured::<K>() {
        return the_same(read_untyped_item(json, resource)?);
    }
    let json = from_utf8(json)?;
    let filled = with_type(json, resource);
    let json = filled.as_ref().map_or(json, |(json, _)| json);
    Ok(serde_json::from_str(json)?)
}

fn read_untyped_item(json: &[u8], resource: &ApiResource) -> Result<Unstructured, Misfit> {
    let json = from_utf8(json)?;
    if let Some((json, index)) = with_type(json, resource) {
        let text = Text::indexed(json.into_owned(), index);
        return Ok(Unstructured(Content::Text(Arc::new(text))));
    }
    // Not an object, or malformed: serde_json says how; or what only serde_json reads.
    let mut object: Unstructured = serde_json::from_str(json)?;
    if !object.as_map().is_empty() {
        object.set_type_if_absent(resource);
    }
    Ok(object)
}

/// The text with what it lacks of the type of `resource`, and its index; `None` where there is none.
/// An object that has nothing else has nothing to type either.
fn with_type<'a>(json: &'a str, resource: &ApiResource) -> Option<(Cow<'a, str>, Index)> {
    let mut index = Index::of(json)?;
    let mut json = Cow::Borrowed(json);
    if index.is_empty() {
        return Some((json, index));
    }
    let mut missing = Vec::new();
    let api_version = resource.api_version();
    for (key, text) in [("apiVersion", &*api_version), ("kind", &*resource.kind)] {
        let value = serde_json::Value::from(text).to_string();
        match index.place(&json, key) {
            None => missing.push((key, value)),
            // In its place: of two members of one name the last one would win, which is empty, and
            // a struct takes no two.
            Some(place) if matches!(&json[place.clone()], "null" | "\"\"") => {
                json.to_mut().replace_range(place, &value);
                index = Index::of(&json)?;
            }
            Some(_) => {}
        }
    }
    if missing.is_empty() {
        return Some((json, index));
    }
    let (filled, index) = index.filled(&json, &missing);
    Some((Cow::Owned(filled), index))
}

fn is_unstructured<K: 'static>() -> bool {
    TypeId::of::<K>() == TypeId::of::<Unstructured>()
}

/// The object as the type that it has under another name.
fn the_same<K: 'static>(object: Unstructured) -> Result<K, Misfit> {
    let mut object = Some(object);
    let same: &mut dyn Any = &mut object;
    let same = same.downcast_mut::<Option<K>>().and_then(Option::take);
    same.ok_or_else(|| serde_json::Error::custom("another type than `Unstructured`").into())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::object::{PartialObjectMetadata, Scope};

    #[test]
    fn items_get_the_type_they_lack() {
        let pods = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
        let typed = json!({ "apiVersion": "v1", "kind": "Pod", "a": { "kind": 1 } });
        for text in [
            r#" { "a": {"kind":1} }"#,
            r#"{"kind":"Pod","a":{"kind":1}}"#,
            r#"{"apiVersion":"v1","a":{"kind":1}}"#,
            r#"{"a":{"kind":1},"kind":"Pod","apiVersion":"v1"}"#,
            r#"{"kind":"","a":{"kind":1},"apiVersion": null }"#,
            r#"{"a":{"kind":1},"k\u0069nd":null}"#,
            r#"{"kind":"Node","a":{"kind":1},"kind":""}"#,
        ] {
            let decoded: Value = read_item(text.as_bytes(), &pods).unwrap();
            assert_eq!(decoded, typed, "{text}");
            let object: Unstructured = read_item(text.as_bytes(), &pods).unwrap();
            assert_eq!((object.api_version(), object.kind()), ("v1", "Pod"));
            assert_eq!(object.path("/a/kind"), Some(&json!(1)), "{text}");
            assert_eq!(Value::from(object), typed, "{text}");
        }
        // A struct takes no member twice.
        let typed: PartialObjectMetadata = read_item(br#"{"kind":""}"#, &pods).unwrap();
        assert_eq!((&*typed.api_version, &*typed.kind), ("v1", "Pod"));
        // What only serde_json reads is filled in too.
        let own = br#"{"a":{"b":1,"$serde_json::private::Number":2}}"#;
        let object: Unstructured = read_item(own, &pods).unwrap();
        assert_eq!((object.api_version(), object.kind()), ("v1", "Pod"));
        // What is no text is left for the reader to see.
        let object: Unstructured = read_item(br#"{"kind":1}"#, &pods).unwrap();
        assert_eq!(object.path("/kind"), Some(&json!(1)));
        assert_eq!(read_item::<Value>(b"{ }", &pods).unwrap(), json!({}));
        assert!(read_item::<Value>(b"{", &pods).is_err());
        assert!(read_item::<Unstructured>(b"{", &pods).is_err());
        assert!(read_item::<Value>(b"[]", &pods).is_ok());
        assert!(read_item::<Unstructured>(b"[]", &pods).is_err());
    }
}
