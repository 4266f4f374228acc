use bytes::Bytes;
use serde_json::Value;

use super::{Form, Verb};
use crate::error::{Error, ErrorKind, Result};
use crate::object::{ApiResource, Scope};

/// Where the objects of a resource are, in one namespace or in all, and the form they are asked
/// for in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResourcePath<'a> {
    pub(crate) resource: &'a ApiResource,
    pub(crate) namespace: Option<&'a str>,
    pub(crate) form: Form,
}

impl ResourcePath<'_> {
    /// The path of the collection.
    pub(crate) fn collection(&self, verb: Verb) -> Result<String> {
        let resource = self.resource;
        let mut path = if resource.group.is_empty() {
            format!("/api/{}", resource.version)
        } else {
            format!("/apis/{}/{}", resource.group, resource.version)
        };
        match (resource.scope, self.namespace) {
            (Scope::Namespaced, Some(namespace)) => {
                check_segment("namespace", namespace).map_err(|e| self.named(e, verb))?;
                path.push_str("/namespaces/");
                push_encoded(&mut path, namespace);
            }
            (Scope::Namespaced, None) if verb == Verb::Create => {
                return Err(self.missing_namespace(verb, "during creation"));
            }
            (Scope::Namespaced, None) | (Scope::Cluster, _) => {}
        }
        path.push('/');
        push_encoded(&mut path, &resource.plural.to_lowercase());
        Ok(path)
    }

    /// The path of one object.
    pub(crate) fn object(&self, verb: Verb, name: &str) -> Result<String> {
        if self.resource.scope == Scope::Namespaced && self.namespace.is_none() {
            return Err(self.missing_namespace(verb, "when a resource name is provided"));
        }
        check_segment("resource name", name).map_err(|e| self.named(e, verb))?;
        let mut path = self.collection(verb)?;
        path.push('/');
        push_encoded(&mut path, name);
        Ok(path)
    }

    /// An object as a request body, its `apiVersion` and `kind` filled in where it has none.
    pub(crate) fn body(&self, verb: Verb, mut object: Value) -> Result<Bytes> {
        let Some(map) = object.as_object_mut() else {
            let error = Error::new(ErrorKind::InvalidRequest, "the body must be a JSON object");
            return Err(self.named(error, verb));
        };
        let absent =
            |value: Option<&Value>| value.and_then(Value::as_str).is_none_or(str::is_empty);
        if absent(map.get("apiVersion")) {
            map.insert("apiVersion".into(), self.resource.api_version().into());
        }
        if absent(map.get("kind")) {
            map.insert("kind".into(), self.resource.kind.as_ref().into());
        }
        Ok(object.to_string().into())
    }

    fn missing_namespace(&self, verb: Verb, when: &str) -> Error {
        let message = format!("an empty namespace may not be set {when}");
        self.named(Error::new(ErrorKind::InvalidRequest, message), verb)
    }

    fn named(&self, error: Error, verb: Verb) -> Error {
        error.asked(verb, &self.resource.to_string())
    }
}

/// client-go's `IsValidPathSegmentName`, and not empty.
fn check_segment(what: &str, text: &str) -> Result<()> {
    let problem = match text {
        "" => "may not be empty",
        "." | ".." => "may not be \".\" or \"..\"",
        _ if text.contains('/') => "may not contain \"/\"",
        _ if text.contains('%') => "may not contain \"%\"",
        _ => return Ok(()),
    };
    Err(Error::new(
        ErrorKind::InvalidRequest,
        format!("{what} {problem}: {text:?}"),
    ))
}

/// Appends a path segment; what a URL path cannot hold is percent-encoded. `/` and `%` never
/// come here.
fn push_encoded(path: &mut String, segment: &str) {
    for byte in segment.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'!'
            | b'$'
            | b'&'
            | b'\''
            | b'('
            | b')'
            | b'*'
            | b'+'
            | b','
            | b';'
            | b'='
            | b':'
            | b'@' => {
                path.push(byte as char);
            }
            _ => path.push_str(&format!("%{byte:02X}")),
        }
    }
}
