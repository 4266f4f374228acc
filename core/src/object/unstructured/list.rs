use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ConvertError, Unstructured};
use crate::api::ObjectList;
use crate::object::{ListMeta, Resource, null_is_default};

/// A list of objects of any kind, as the JSON that a server answers with.
///
/// The items of a typed list lack `apiVersion` and `kind`, which are filled in as client-go does it:
/// from those of the list, without the `List` at the end.
///
/// ```
/// use outrigger::UnstructuredList;
///
/// let json = r#"{ "apiVersion": "v1", "kind": "PodList", "metadata": { "resourceVersion": "7" },
///     "items": [{ "metadata": { "name": "web-0" } }] }"#;
/// let list: UnstructuredList = serde_json::from_str(json)?;
/// assert_eq!((list.items[0].api_version(), list.items[0].kind()), ("v1", "Pod"));
/// assert_eq!(list.metadata.resource_version, "7");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// It is decoded as a whole. [`Api::list`](crate::Api::list) decodes item by item as they arrive.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, from = "Decoded")]
#[non_exhaustive]
pub struct UnstructuredList {
    /// The group and the version of the list's kind.
    pub api_version: String,
    /// The list's kind, such as `PodList`.
    pub kind: String,
    /// The list's resourceVersion, and whether more follows.
    pub metadata: ListMeta,
    /// The objects.
    pub items: Vec<Unstructured>,
}

/// The list as it stands in JSON.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Decoded {
    #[serde(deserialize_with = "null_is_default")]
    api_version: String,
    #[serde(deserialize_with = "null_is_default")]
    kind: String,
    #[serde(deserialize_with = "null_is_default")]
    metadata: ListMeta,
    #[serde(deserialize_with = "null_is_default")]
    items: Vec<Unstructured>,
}

impl From<Decoded> for UnstructuredList {
    fn from(decoded: Decoded) -> Self {
        let mut list = Self {
            api_version: decoded.api_version,
            kind: decoded.kind,
            metadata: decoded.metadata,
            items: decoded.items,
        };
        let kind = list.kind.strip_suffix("List").unwrap_or(&list.kind);
        if !kind.is_empty() && !list.api_version.is_empty() {
            for item in &mut list.items {
                if item.kind().is_empty() || item.api_version().is_empty() {
                    let map = item.as_map_mut();
                    map.insert("apiVersion".into(), list.api_version.as_str().into());
                    map.insert("kind".into(), kind.into());
                }
            }
        }
        list
    }
}

impl UnstructuredList {
    /// A typed list as the JSON that it is, with `apiVersion` and `kind` in it and its items.
    ///
    /// # Errors
    /// JSON cannot hold an item; the error names it.
    pub fn from_typed<K: Resource>(list: &ObjectList<K>) -> Result<Self, ConvertError> {
        let items = list.iter().enumerate().map(|(index, item)| {
            Unstructured::from_typed(item).map_err(|error| error.of_item(index))
        });
        let resource = K::api_resource();
        Ok(Self {
            api_version: resource.api_version().into_owned(),
            kind: format!("{}List", resource.kind),
            metadata: list.metadata.clone(),
            items: items.collect::<Result<_, _>>()?,
        })
    }

    /// The objects as `K`s.
    ///
    /// # Errors
    /// One of them does not have the shape of a `K`; the error names it, such as
    /// `.items[3].spec.size`.
    pub fn to_typed<K: DeserializeOwned>(&self) -> Result<ObjectList<K>, ConvertError> {
        let items = self.items.iter().enumerate();
        let items = items.map(|(index, item)| {
            let typed = item.to_typed();
            typed.map_err(|error: ConvertError| error.of_item(index))
        });
        let mut list = ObjectList::default();
        list.items = items.collect::<Result<_, _>>()?;
        list.metadata = self.metadata.clone();
        Ok(list)
    }

    /// Whether a JSON value is a list of objects: it has `items` that are a list.
    ///
    /// Source: `IsList` of apimachinery's `unstructured`.
    pub fn is_list(value: &Value) -> bool {
        value.get("items").is_some_and(Value::is_array)
    }
}
