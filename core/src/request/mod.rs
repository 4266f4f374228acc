//! Requests as values: (resource, verb, options) in, an [`http::Request`] with a relative URI out.
//!
//! Pure: nothing here knows a server. [`Client`](crate::Client) puts the base URL in front and
//! sends it. URL and query rules are client-go's.

mod builder;
mod form;
mod options;
mod params;
mod parts;
mod patch;
mod path;
mod query;
mod template;
mod verb;

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::ACCEPT;
use serde_json::Value;

pub use self::builder::RequestBuilder;
pub(crate) use self::form::{Form, Shape};
pub use self::options::{
    ApplyOptions, CreateOptions, DeleteOptions, FieldValidation, GetOptions, ListOptions,
    LogOptions, LogSource, PatchOptions, Preconditions, PropagationPolicy, ReplaceOptions,
    ResourceVersionMatch, WatchOptions,
};
pub use self::params::Params;
pub use self::patch::Patch;
pub(crate) use self::path::{ResourcePath, SubresourceName};
pub(crate) use self::query::Query;
pub use self::verb::Verb;
use crate::error::Result;

const JSON: &str = "application/json";
/// The body is JSON all the same, which is YAML.
const APPLY: &str = "application/apply-patch+yaml";

/// One request to the API server, before it has a server.
#[derive(Clone)]
pub struct Request {
    verb: Verb,
    http: http::Request<Bytes>,
    timeout: Option<Duration>,
    stays_open: bool,
}

impl Request {
    /// A `GET` of a path that names no resource, such as `/version`, as it stands in a URL.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when `path` is not an
    /// absolute path.
    pub fn raw_get(path: &str) -> Result<Self> {
        RequestBuilder::new(Method::GET, "")
            .request_uri(path)
            .build()
    }

    /// The same request with another `Accept` header.
    #[must_use]
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.http
            .headers_mut()
            .insert(ACCEPT, http::HeaderValue::from_static(media_types));
        self
    }

    /// What the request does.
    pub const fn verb(&self) -> Verb {
        self.verb
    }

    /// The path, without the query.
    pub fn path(&self) -> &str {
        self.http.uri().path()
    }

    /// The path with what names one object taken out, such as
    /// `/api/v1/namespaces/{namespace}/pods/{name}`: a label for metrics.
    pub fn template(&self) -> String {
        template::template(self.path())
    }

    /// The part of the path that says which group and version the request is about, such as
    /// `/apis/apps/v1`; empty where it is about none.
    pub fn group_version_path(&self) -> &str {
        template::group_version(self.path())
    }

    /// How long the request may take, if it was said with
    /// [`RequestBuilder::timeout`].
    pub const fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The request with a relative URI.
    pub const fn as_http(&self) -> &http::Request<Bytes> {
        &self.http
    }

    /// Whether the answer stays open.
    pub(crate) const fn is_long_lived(&self) -> bool {
        self.stays_open
    }
}

/// Prints verb, method and path; query, headers and body may hold secrets.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.verb, self.http.method(), self.path())
    }
}

/// A request that is answered with an object or changes of objects, in the form that `path` wants.
fn of_objects(path: &ResourcePath<'_>, builder: RequestBuilder) -> RequestBuilder {
    in_form(path, builder, false)
}

fn in_form(path: &ResourcePath<'_>, builder: RequestBuilder, is_list: bool) -> RequestBuilder {
    let query = Query::default().text("includeObject", path.form.include_object());
    let builder = builder.merge_query(query);
    accepting(path.form, builder, is_list)
}

fn accepting(form: Form, builder: RequestBuilder, is_list: bool) -> RequestBuilder {
    match form.accept(is_list) {
        Some(media_types) => builder.accept(&media_types),
        None => builder,
    }
}

/// A request that is answered with whole objects, or with something else than objects.
fn of_writes(path: &ResourcePath<'_>, builder: RequestBuilder) -> RequestBuilder {
    accepting(path.form.of_writes(), builder, false)
}

// Where `path` is one of a subresource, what is said of an object here is said of its subresource.

/// Gets one object.
pub(crate) fn get(path: &ResourcePath<'_>, name: &str, options: &GetOptions) -> Result<Request> {
    of_objects(path, path.object(Method::GET, name).params(options)).build()
}

/// Lists objects.
pub(crate) fn list(path: &ResourcePath<'_>, options: &ListOptions) -> Result<Request> {
    let builder = path.collection(Method::GET).params(options);
    let builder = builder.timeout(options.timeout.unwrap_or_default());
    in_form(path, builder, true).build()
}

/// Follows changes.
pub(crate) fn watch(path: &ResourcePath<'_>, options: &WatchOptions) -> Result<Request> {
    let builder = path.collection(Method::GET).params(options);
    of_objects(path, builder.timeout(options.timeout.unwrap_or_default())).build()
}

/// Creates an object.
pub(crate) fn create(
    path: &ResourcePath<'_>,
    object: Value,
    options: &CreateOptions,
) -> Result<Request> {
    let builder = path.collection(Method::POST).params(options);
    of_writes(path, builder.object(path, object)).build()
}

/// Creates the subresource of an object, or does what creating it stands for.
pub(crate) fn create_subresource(
    path: &ResourcePath<'_>,
    name: &str,
    body: Value,
    options: &CreateOptions,
) -> Result<Request> {
    let builder = path.object(Method::POST, name).params(options);
    of_writes(path, builder.object(path, body)).build()
}

/// Replaces an object.
pub(crate) fn replace(
    path: &ResourcePath<'_>,
    name: &str,
    object: Value,
    options: &ReplaceOptions,
) -> Result<Request> {
    let builder = path.object(Method::PUT, name).params(options);
    of_writes(path, builder.object(path, object)).build()
}

/// Patches an object.
pub(crate) fn patch(
    path: &ResourcePath<'_>,
    name: &str,
    patch: &Patch,
    options: &PatchOptions,
) -> Result<Request> {
    let builder = path.object(Method::PATCH, name).params(options);
    of_objects(path, builder.patch(patch)).build()
}

/// Applies an object (server-side apply).
pub(crate) fn apply(
    path: &ResourcePath<'_>,
    name: &str,
    object: Value,
    options: &ApplyOptions,
) -> Result<Request> {
    let builder = path.object(Method::PATCH, name).params(options);
    let builder = match options.field_manager.is_empty() {
        true => builder.wrong("an apply needs a field manager"),
        false => builder,
    };
    let builder = builder.object(path, object);
    of_objects(path, builder.header("content-type", APPLY)).build()
}

/// Deletes an object.
pub(crate) fn delete(
    path: &ResourcePath<'_>,
    name: &str,
    options: &DeleteOptions,
) -> Result<Request> {
    let builder = path.object(Method::DELETE, name);
    of_writes(path, builder.delete_options(options)).build()
}

/// Deletes the objects of a collection that `selection` selects.
pub(crate) fn delete_collection(
    path: &ResourcePath<'_>,
    options: &DeleteOptions,
    selection: &ListOptions,
) -> Result<Request> {
    let builder = path.collection(Method::DELETE).params(selection);
    let builder = builder.timeout(selection.timeout.unwrap_or_default());
    of_writes(path, builder.delete_options(options)).build()
}

#[cfg(test)]
mod tests;
