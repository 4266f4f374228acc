use std::sync::Arc;

use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::misfit::Misfit;
use crate::object::{ApiResource, ColumnDefinition, ListMeta, Object, TableRow};
use crate::request::{Form, Request};
use crate::transport::TransportError;
use crate::watch::{FRAME_LIMIT, FrameError, ListHead, ListSplitter};

/// The objects of a list, and what the list says of itself.
///
/// ```
/// # async fn example(api: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
/// use outrigger::ListOptions;
///
/// let mut page = api.list(&ListOptions::new().limit(500)).await?;
/// loop {
///     for object in &page {
///         println!("{}", object.name());
///     }
///     if page.metadata.continue_token.is_empty() {
///         break;
///     }
///     let next = ListOptions::new().limit(500).continue_from(&page.metadata.continue_token);
///     page = api.list(&next).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ObjectList<K> {
    /// The list's resourceVersion, and whether more follows.
    pub metadata: ListMeta,
    /// The objects.
    pub items: Vec<K>,
    columns: Arc<[ColumnDefinition]>,
}

impl<K> ObjectList<K> {
    /// Goes through the objects.
    pub fn iter(&self) -> std::slice::Iter<'_, K> {
        self.items.iter()
    }
}

impl ObjectList<TableRow> {
    /// The columns of which the rows have the cells; none if the server made no Table.
    pub const fn columns(&self) -> &Arc<[ColumnDefinition]> {
        &self.columns
    }
}

impl<K> Default for ObjectList<K> {
    fn default() -> Self {
        Self {
            metadata: ListMeta::default(),
            items: Vec::new(),
            columns: Arc::default(),
        }
    }
}

impl<K> IntoIterator for ObjectList<K> {
    type Item = K;
    type IntoIter = std::vec::IntoIter<K>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, K> IntoIterator for &'a ObjectList<K> {
    type Item = &'a K;
    type IntoIter = std::slice::Iter<'a, K>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<FrameError> for Error {
    fn from(source: FrameError) -> Self {
        Self::new(ErrorKind::Decode, "cannot decode the answer").with_source(source)
    }
}

/// Sends a list and decodes its items as they arrive.
pub(super) async fn list<K: Object>(
    client: &Client,
    request: Request,
    resource: &ApiResource,
    form: Form,
) -> Result<ObjectList<K>> {
    let (verb, path) = (request.verb(), request.path().to_owned());
    let mut body = client.open(request).await?.into_body();
    let read = async {
        let mut splitter = ListSplitter::new(FRAME_LIMIT, form);
        let mut items = Vec::new();
        let mut left = client.response_limit();
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(Error::from_transport)?;
            left = left.checked_sub(chunk.len()).ok_or_else(|| {
                let limit = client.response_limit();
                Error::from_transport(TransportError::too_large(limit))
            })?;
            splitter.feed(&chunk, |head, item| {
                items.push(decode_item(item, head, resource, form, items.len())?);
                Ok::<(), Error>(())
            })?;
        }
        let ListHead {
            metadata, columns, ..
        } = splitter.finish()?;
        Ok(ObjectList {
            metadata,
            items,
            columns: columns.unwrap_or_default(),
        })
    };
    read.await.map_err(|error: Error| error.asked(verb, &path))
}

/// Decodes an item of a list. Items of the built-in kinds lack `apiVersion` and `kind`.
fn decode_item<K: Object>(
    item: &[u8],
    head: &ListHead,
    resource: &ApiResource,
    form: Form,
    index: usize,
) -> Result<K> {
    let object = form.element(item, head.in_rows);
    let decoded = object.and_then(|object| decode_object(&object, resource));
    decoded.map_err(|source| {
        let path = match head.in_rows {
            true => "/object/metadata/name",
            false => "/metadata/name",
        };
        let name = crate::object::pointer(item, path);
        let name = name
            .as_ref()
            .and_then(serde_json::Value::as_str)
            .unwrap_or("without a name");
        let message = format!(
            "cannot decode item {index} of the list, {} {name}",
            resource.kind
        );
        Error::new(ErrorKind::Decode, message).with_source(source)
    })
}

/// Decodes an object, its type filled in where it is absent and the target may want it.
pub(super) fn decode_object<K: Object>(json: &[u8], resource: &ApiResource) -> Result<K, Misfit> {
    let has = |path: &str| crate::object::pointer(json, path).is_some();
    let mut missing = String::new();
    for (field, value) in [
        ("apiVersion", resource.api_version()),
        ("kind", resource.kind.clone()),
    ] {
        if !has(&format!("/{field}")) {
            let value = serde_json::Value::from(value);
            missing.push_str(&format!("\"{field}\":{value},"));
        }
    }
    match json.iter().position(|byte| *byte == b'{') {
        // An object that has nothing else has no comma either, and nothing to decode.
        Some(brace) if !missing.is_empty() && json[brace + 1..].contains(&b':') => {
            let parts = [&json[..=brace], missing.as_bytes(), &json[brace + 1..]];
            Ok(serde_json::from_slice(&parts.concat())?)
        }
        _ => Ok(serde_json::from_slice(json)?),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::object::Scope;

    #[test]
    fn items_get_the_type_they_lack() {
        let pods = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
        let typed = json!({ "apiVersion": "v1", "kind": "Pod", "a": { "kind": 1 } });
        for text in [
            r#" { "a": {"kind":1} }"#,
            r#"{"kind":"Pod","a":{"kind":1}}"#,
            r#"{"apiVersion":"v1","a":{"kind":1}}"#,
            r#"{"a":{"kind":1},"kind":"Pod","apiVersion":"v1"}"#,
        ] {
            let decoded: Value = decode_object(text.as_bytes(), &pods).unwrap();
            assert_eq!(decoded, typed, "{text}");
        }
        assert_eq!(decode_object::<Value>(b"{ }", &pods).unwrap(), json!({}));
        assert!(decode_object::<Value>(b"{", &pods).is_err());
        assert!(decode_object::<Value>(b"[]", &pods).is_ok());
    }
}
