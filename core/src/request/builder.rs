use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method};
use serde::Serialize;
use serde_json::Value;

use super::parts::{About, Parts};
use super::path::{ResourcePath, cleaned, escapes_are_whole};
use super::query::Query;
use super::{DeleteOptions, JSON, Params, Patch, Request};
use crate::error::Result;
use crate::misfit::Misfit;
use crate::object::ApiResource;
use crate::validation;

/// What is asked of the API server, put together part by part, as client-go's `rest.Request` is.
///
/// The parts may come in any order. The first thing that is wrong is kept, and told by
/// [`build`](Self::build), or by whatever sends the request: nothing is sent then. A part that
/// can only be one thing, such as the name, can be set once.
///
/// Without a client (`S = ()`) it makes a [`Request`], a value; with one it is a
/// [`RestRequest`](crate::rest::RestRequest), which can be sent.
///
/// ```
/// use outrigger::request::RequestBuilder;
/// use http::Method;
/// use outrigger::ListOptions;
///
/// let request = RequestBuilder::new(Method::GET, "/apis/apps/v1")
///     .namespace("shop")
///     .resource("deployments")
///     .params(&ListOptions::new().labels("app=web"))
///     .build()?;
/// assert_eq!(
///     request.as_http().uri(),
///     "/apis/apps/v1/namespaces/shop/deployments?labelSelector=app%3Dweb",
/// );
/// # Ok::<(), outrigger::Error>(())
/// ```
#[must_use = "nothing is asked until it is sent"]
pub struct RequestBuilder<S = ()> {
    sender: S,
    parts: Parts,
}

impl RequestBuilder {
    /// A request below `root`, such as `/api/v1` or `/apis/apps/v1`; empty for none.
    pub fn new(method: Method, root: impl Into<String>) -> Self {
        Self::sent_by((), method, root.into().into())
    }

    /// A request below `root` about a resource.
    pub(super) fn of(method: Method, root: Cow<'static, str>, resource: &ApiResource) -> Self {
        let mut builder = Self::sent_by((), method, root);
        let (group, version) = (resource.group.clone(), resource.version.clone());
        builder.parts.about = About::Resource(group, version);
        builder.of_resource(resource.plural.clone())
    }

    /// Makes the request.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) with the first thing that is wrong.
    pub fn build(self) -> Result<Request> {
        self.parts.build()
    }
}

impl<S> RequestBuilder<S> {
    pub(crate) fn sent_by(sender: S, method: Method, root: Cow<'static, str>) -> Self {
        Self {
            sender,
            parts: Parts::new(method, root),
        }
    }

    /// The request, and who is to send it.
    pub(crate) fn into_request(self) -> (S, Result<Request>) {
        (self.sender, self.parts.build())
    }

    /// The same request, to be sent by `sender`.
    pub(crate) fn with_sender<T>(self, sender: T) -> RequestBuilder<T> {
        RequestBuilder {
            sender,
            parts: self.parts,
        }
    }

    /// Sets the namespace. An empty one asks across all namespaces, which only a list, a watch and
    /// a deletion of collections can do.
    pub fn namespace(mut self, namespace: &str) -> Self {
        if let Some(before) = &self.parts.namespace {
            let message =
                format!("namespace already set to {before:?}, cannot change to {namespace:?}");
            return self.wrong(message);
        }
        self.parts.namespace = Some(namespace.to_owned());
        self.checked("namespace", namespace)
    }

    /// Sets the resource, by its plural name.
    pub fn resource(self, resource: &str) -> Self {
        self.of_resource(resource.to_owned().into())
    }

    fn of_resource(self, resource: Cow<'static, str>) -> Self {
        if !self.parts.resource.is_empty() {
            let before = &self.parts.resource;
            let message =
                format!("resource already set to {before:?}, cannot change to {resource:?}");
            return self.wrong(message);
        }
        let mut builder = self.checked("resource", &resource);
        builder.parts.resource = resource;
        builder
    }

    /// Sets the name of the object.
    pub fn name(mut self, name: &str) -> Self {
        if let Some(before) = &self.parts.name {
            let message =
                format!("resource name already set to {before:?}, cannot change to {name:?}");
            return self.wrong(message);
        }
        self.parts.name = Some(name.to_owned());
        if name.is_empty() {
            return self.wrong("resource name may not be empty");
        }
        self.checked("resource name", name)
    }

    /// Sets the subresource, such as `status`; one below another with a `/` between them.
    pub fn subresource(mut self, subresource: &str) -> Self {
        if !self.parts.subresource.is_empty() {
            let before = &self.parts.subresource;
            let message =
                format!("subresource already set to {before:?}, cannot change to {subresource:?}");
            return self.wrong(message);
        }
        subresource.clone_into(&mut self.parts.subresource);
        let parts = subresource.split('/');
        parts.fold(self, |builder, part| builder.checked("subresource", part))
    }

    /// Appends to the path what is behind everything else, such as what a proxied service is
    /// asked for. It is cleaned of `.`, `..` and empty segments.
    pub fn suffix(mut self, path: &str) -> Self {
        self.parts.suffix.push('/');
        self.parts.suffix.push_str(path);
        self
    }

    /// A [`suffix`](Self::suffix) that keeps a `/` at its end: an API server redirects who asks for
    /// `proxy` to `proxy/`, and redirects are not followed.
    pub(crate) fn proxied_path(mut self, path: &str) -> Self {
        self.parts.keeps_slash = path.ends_with('/') || path.is_empty();
        self.suffix(path)
    }

    /// Sets the whole path, not encoded, in place of the group version's. What the server's URL
    /// has as a path stays in front.
    pub fn abs_path(mut self, path: &str) -> Self {
        self.parts.uri_path = None;
        let mut root = cleaned(path);
        if path.len() > 1 && path.ends_with('/') {
            root.push('/');
        }
        self.parts.root = root.into();
        self
    }

    /// Sets path and query, both as they stand in a URL: `/version?verbose=true`. Parameters that
    /// were set before are dropped.
    pub fn request_uri(mut self, uri: &str) -> Self {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        // Whatever is in front of a path may be a password.
        self.parts.about = About::Text("a request URI".to_owned());
        if !path.starts_with('/') || path.starts_with("//") {
            return self.wrong("its path must begin with one /");
        }
        self.parts.about = About::Text(path.to_owned());
        if uri.as_bytes().contains(&b'#') {
            return self.wrong("a fragment is not sent to servers");
        } else if !escapes_are_whole(path) {
            return self.wrong("a % in a path must have two hexadecimal digits behind it");
        }
        self.parts.query = Query::parse(query);
        self.parts.uri_path = Some(path.to_owned());
        self
    }

    /// Adds a query parameter.
    pub fn param(mut self, key: impl Into<String>, value: &str) -> Self {
        self.parts.query = self.parts.query.add(key.into(), value);
        self
    }

    /// Adds options as query parameters. Those of a deletion go into the
    /// [body](Self::delete_options).
    pub fn params(self, options: &impl Params) -> Self {
        self.queried(options.query())
    }

    fn queried(mut self, query: Query) -> Self {
        self.parts.query = self.parts.query.join(query);
        self
    }

    /// Sets a header, in place of all values that it had. `Authorization` takes the place of the
    /// client's credentials, and `User-Agent` that of the client's, but in browsers, which send
    /// their own.
    pub fn header(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.header_of(name, value.as_ref())
    }

    fn header_of(mut self, name: &str, value: &[u8]) -> Self {
        let name = HeaderName::try_from(name);
        match (name, HeaderValue::from_bytes(value)) {
            (Ok(name), Ok(value)) => {
                self.parts.headers.insert(name, value);
                self
            }
            (Err(_), _) => self.wrong("the name of a header has characters that none may have"),
            (Ok(name), Err(_)) => self.wrong(format!("header {name} cannot have that value")),
        }
    }

    /// Sets the media types that the answer may have.
    pub fn accept(self, media_types: &str) -> Self {
        self.header(ACCEPT.as_str(), media_types)
    }

    /// Sets how long the request may take: the server is told (`timeout=`), and what is sent and
    /// received in one piece is given up by then. Zero is none.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.parts.timeout = Some(limit).filter(|limit| !limit.is_zero());
        self
    }

    /// Says that the answer stays open, where the request alone does not: what a proxied program
    /// streams. Watches and followed logs are known to. No time limit of the client cuts it, and it
    /// may have to wait for a place ([`Client::open`](crate::Client::open)).
    pub fn long_lived(mut self) -> Self {
        self.parts.stays_open = true;
        self
    }

    /// Sets the body, of the media type `application/json` unless the header says otherwise.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.parts.body = body.into();
        if !self.parts.headers.contains_key(CONTENT_TYPE) {
            let json = HeaderValue::from_static(JSON);
            self.parts.headers.insert(CONTENT_TYPE, json);
        }
        self
    }

    /// Sets the body, encoded as JSON.
    pub fn json(self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.header(CONTENT_TYPE.as_str(), JSON).body(body),
            Err(error) => self.misfit("the body cannot be encoded", error),
        }
    }

    /// Sets the body to a patch, and the media type to its own.
    pub fn patch(self, patch: &Patch) -> Self {
        self.header(CONTENT_TYPE.as_str(), patch.content_type())
            .body(patch.body())
    }

    /// Sets the body to the options of a deletion.
    pub fn delete_options(self, options: &DeleteOptions) -> Self {
        self.body(options.body())
    }

    /// Sets the body to an object of the resource.
    pub(super) fn object(self, path: &ResourcePath<'_>, object: Value) -> Self {
        match path.body(object) {
            Some(body) => self.body(body),
            None => self.wrong("the body must be a JSON object"),
        }
    }

    /// Makes a list a watch.
    pub(crate) fn watching(mut self) -> Self {
        self.parts.query = self.parts.query.set("watch", "true");
        self
    }

    pub(crate) fn merge_query(mut self, query: Query) -> Self {
        self.parts.query = self.parts.query.join(query);
        self
    }

    fn checked(self, what: &str, text: &str) -> Self {
        match validation::path_segment(text) {
            Err(problem) => self.wrong(format!("invalid {what} {text:?}: {problem}")),
            Ok(()) => self,
        }
    }

    /// Keeps the first problem.
    pub(crate) fn wrong(mut self, message: impl Into<String>) -> Self {
        self.parts
            .problem
            .get_or_insert_with(|| (message.into(), None));
        self
    }

    pub(super) fn misfit(mut self, message: &str, error: serde_json::Error) -> Self {
        let problem = || (message.to_owned(), Some(Misfit::from(error)));
        self.parts.problem.get_or_insert_with(problem);
        self
    }
}

/// Prints method and path, and no query, headers and body.
impl<S> fmt::Debug for RequestBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.parts.path();
        write!(f, "RequestBuilder({} {path})", self.parts.method)
    }
}
