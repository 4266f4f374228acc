//! Requests as values: (resource, verb, options) in, an [`http::Request`] with a relative URI out.
//!
//! Pure: nothing here knows a server. [`Client`](crate::Client) puts the base URL in front and
//! sends it. URL and query rules are client-go's.

mod form;
mod options;
mod patch;
mod path;
mod query;
mod verb;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde_json::Value;

pub(crate) use self::form::Form;
pub use self::options::{
    ApplyOptions, CreateOptions, DeleteOptions, FieldValidation, GetOptions, ListOptions,
    PatchOptions, Preconditions, PropagationPolicy, ReplaceOptions, ResourceVersionMatch,
    WatchOptions,
};
pub use self::patch::Patch;
pub(crate) use self::path::ResourcePath;
use self::query::Query;
pub use self::verb::Verb;
use crate::error::{Error, ErrorKind, Result};

const JSON: &str = "application/json";

/// One request to the API server, before it has a server.
#[derive(Clone)]
pub struct Request {
    verb: Verb,
    http: http::Request<Bytes>,
}

impl Request {
    pub(crate) fn new(verb: Verb, path: &str, query: &Query, body: Bytes) -> Result<Self> {
        let uri = match query.encode() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        };
        let mut builder = http::Request::builder()
            .method(verb.method())
            .uri(uri)
            .header(ACCEPT, JSON);
        if !body.is_empty() {
            builder = builder.header(CONTENT_TYPE, JSON);
        }
        let http = builder.body(body).map_err(|source| {
            Error::new(ErrorKind::InvalidRequest, "cannot be made a request")
                .with_source(source)
                .asked(verb, path)
        })?;
        Ok(Self { verb, http })
    }

    /// A `GET` of a path that names no resource, such as `/version`.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] when `path` is not an absolute path.
    pub fn raw_get(path: &str) -> Result<Self> {
        if !path.starts_with('/') {
            let message = format!("path {path:?} must begin with /");
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        Self::new(Verb::Get, path, &Query::default(), Bytes::new())
    }

    /// A request that is answered with objects, in the form that `path` wants.
    fn of_objects(
        verb: Verb,
        path: &ResourcePath<'_>,
        target: &str,
        query: Query,
        body: Bytes,
    ) -> Result<Self> {
        let query = query.text("includeObject", path.form.include_object());
        let request = Self::new(verb, target, &query, body)?;
        Ok(match path.form.accept() {
            Some(media_types) => request.accept(media_types),
            None => request,
        })
    }

    /// The same request with another `Accept` header.
    #[must_use]
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.http
            .headers_mut()
            .insert(ACCEPT, http::HeaderValue::from_static(media_types));
        self
    }

    fn content_type(mut self, media_type: &'static str) -> Self {
        self.http
            .headers_mut()
            .insert(CONTENT_TYPE, http::HeaderValue::from_static(media_type));
        self
    }

    /// Adds what nothing public can yet.
    #[cfg(test)]
    pub(crate) fn set_header(&mut self, name: http::HeaderName, value: http::HeaderValue) {
        self.http.headers_mut().insert(name, value);
    }

    /// What the request does.
    pub const fn verb(&self) -> Verb {
        self.verb
    }

    /// The path, without the query.
    pub fn path(&self) -> &str {
        self.http.uri().path()
    }

    /// The request with a relative URI.
    pub const fn as_http(&self) -> &http::Request<Bytes> {
        &self.http
    }

    /// Whether the answer stays open.
    pub(crate) const fn is_long_lived(&self) -> bool {
        matches!(self.verb, Verb::Watch)
    }
}

/// Prints what is asked, and no headers and no body.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} {} {}",
            self.verb,
            self.http.method(),
            self.http.uri()
        )
    }
}

/// Gets one object.
pub(crate) fn get(path: &ResourcePath<'_>, name: &str, options: &GetOptions) -> Result<Request> {
    let target = path.object(Verb::Get, name)?;
    Request::of_objects(Verb::Get, path, &target, options.query(), Bytes::new())
}

/// Lists objects.
pub(crate) fn list(path: &ResourcePath<'_>, options: &ListOptions) -> Result<Request> {
    let target = path.collection(Verb::List)?;
    Request::of_objects(Verb::List, path, &target, options.query(), Bytes::new())
}

/// Follows changes.
pub(crate) fn watch(path: &ResourcePath<'_>, options: &WatchOptions) -> Result<Request> {
    let target = path.collection(Verb::Watch)?;
    Request::of_objects(Verb::Watch, path, &target, options.query(), Bytes::new())
}

/// Creates an object.
pub(crate) fn create(
    path: &ResourcePath<'_>,
    object: Value,
    options: &CreateOptions,
) -> Result<Request> {
    let target = path.collection(Verb::Create)?;
    let body = path.body(Verb::Create, object)?;
    Request::new(Verb::Create, &target, &options.query(), body)
}

/// Replaces an object.
pub(crate) fn replace(
    path: &ResourcePath<'_>,
    name: &str,
    object: Value,
    options: &ReplaceOptions,
) -> Result<Request> {
    let target = path.object(Verb::Update, name)?;
    let body = path.body(Verb::Update, object)?;
    Request::new(Verb::Update, &target, &options.query(), body)
}

/// Patches an object.
pub(crate) fn patch(
    path: &ResourcePath<'_>,
    name: &str,
    patch: &Patch,
    options: &PatchOptions,
) -> Result<Request> {
    let target = path.object(Verb::Patch, name)?;
    let request = Request::of_objects(Verb::Patch, path, &target, options.query(), patch.body())?;
    Ok(request.content_type(patch.content_type()))
}

/// Applies an object (server-side apply).
pub(crate) fn apply(
    path: &ResourcePath<'_>,
    name: &str,
    object: Value,
    options: &ApplyOptions,
) -> Result<Request> {
    let target = path.object(Verb::Patch, name)?;
    if options.field_manager.is_empty() {
        let message = "an apply needs a field manager";
        return Err(Error::new(ErrorKind::InvalidRequest, message).asked(Verb::Patch, &target));
    }
    let body = path.body(Verb::Patch, object)?;
    let request = Request::of_objects(Verb::Patch, path, &target, options.query(), body)?;
    Ok(request.content_type("application/apply-patch+yaml"))
}

/// Deletes an object.
pub(crate) fn delete(
    path: &ResourcePath<'_>,
    name: &str,
    options: &DeleteOptions,
) -> Result<Request> {
    let target = path.object(Verb::Delete, name)?;
    Request::new(Verb::Delete, &target, &Query::default(), options.body())
}

#[cfg(test)]
mod tests;
