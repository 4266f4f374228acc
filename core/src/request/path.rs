use std::borrow::Cow;

use bytes::Bytes;
use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{Form, RequestBuilder};
use crate::object::{ApiResource, Scope};

/// Where the objects of a resource are, in one namespace or in all, or a subresource of theirs, and
/// the form they are asked for in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResourcePath<'a> {
    pub(crate) resource: &'a ApiResource,
    pub(crate) namespace: Option<&'a str>,
    /// The subresource that is meant; `None` for the objects themselves.
    pub(crate) subresource: Option<SubresourceName<'a>>,
    pub(crate) form: Form,
}

/// A subresource of objects.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubresourceName<'a> {
    pub(crate) name: &'a str,
    /// Whether what is read and written there is the object itself, as with `status`: its type may
    /// be filled in then, and it may be asked for in another form.
    pub(crate) is_object: bool,
}

impl<'a> ResourcePath<'a> {
    /// The same objects' subresource.
    pub(crate) fn subresource(self, subresource: SubresourceName<'a>) -> Self {
        Self {
            subresource: Some(subresource),
            form: match subresource.is_object {
                true => self.form,
                false => Form::OBJECTS,
            },
            ..self
        }
    }

    /// A request about the collection.
    pub(crate) fn collection(&self, method: Method) -> RequestBuilder {
        let resource = self.resource;
        let builder =
            RequestBuilder::of(method, root(&resource.group, &resource.version), resource);
        match (resource.scope, self.namespace) {
            // A builder would ask across all namespaces, which is not what an empty name says here.
            (Scope::Namespaced, Some("")) => builder.wrong("namespace may not be empty"),
            (Scope::Namespaced, namespace) => builder.namespace(namespace.unwrap_or_default()),
            (Scope::Cluster, _) => builder,
        }
    }

    /// A request about one object, or its subresource.
    pub(crate) fn object(&self, method: Method, name: &str) -> RequestBuilder {
        let builder = self.collection(method).name(name);
        match self.subresource {
            Some(subresource) => builder.subresource(subresource.name),
            None => builder,
        }
    }

    /// An object as a request body, its `apiVersion` and `kind` filled in where it has none; `None`
    /// if it is no object. What a subresource takes that is not the object stays as it is.
    pub(super) fn body(&self, mut object: Value) -> Option<Bytes> {
        if self.subresource.is_some_and(|own| !own.is_object) {
            return Some(object.to_string().into());
        }
        let map = object.as_object_mut()?;
        let absent =
            |value: Option<&Value>| value.and_then(Value::as_str).is_none_or(str::is_empty);
        if absent(map.get("apiVersion")) {
            map.insert("apiVersion".into(), self.resource.api_version().into());
        }
        if absent(map.get("kind")) {
            map.insert("kind".into(), self.resource.kind.as_ref().into());
        }
        Some(object.to_string().into())
    }
}

/// Where the resources of a group version are: `/api/v1`, `/apis/apps/v1`.
fn root(group: &str, version: &str) -> Cow<'static, str> {
    match (group, version) {
        // Most requests.
        ("", "v1") => "/api/v1".into(),
        ("", _) => format!("/api/{version}").into(),
        _ => format!("/apis/{group}/{version}").into(),
    }
}

/// Whether each `%` of a path has two hexadecimal digits behind it.
pub(super) fn escapes_are_whole(path: &str) -> bool {
    let mut behind = path.split('%').skip(1).map(str::as_bytes);
    behind.all(|rest| rest.len() >= 2 && rest[..2].iter().all(u8::is_ascii_hexdigit))
}

/// What Go's `url.URL` leaves in paths as it is, besides letters and digits.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b',')
    .remove(b'/')
    .remove(b':')
    .remove(b';')
    .remove(b'=')
    .remove(b'@');

/// Appends a path, encoded as Go's `url.URL` does.
pub(super) fn push_encoded(path: &mut String, text: &str) {
    path.extend(utf8_percent_encode(text, ENCODED));
}

/// The path without empty segments, `.` and `..`, as Go's `path.Join` leaves it.
pub(super) fn cleaned(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}
