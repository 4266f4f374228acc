use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue, Method, Uri};

use super::path::{cleaned, push_encoded};
use super::query::Query;
use super::{JSON, Request, Verb};
use crate::error::{Error, ErrorKind, Result};
use crate::misfit::Misfit;
use crate::object::{self, ApiResource, Scope};

/// Most paths fit.
const PATH_ROOM: usize = 128;

/// What a [`RequestBuilder`](super::RequestBuilder) has been told so far.
pub(super) struct Parts {
    pub(super) method: Method,
    /// The path in front of namespace and resource, not encoded.
    pub(super) root: Cow<'static, str>,
    /// A path in its encoded form, in place of `root`.
    pub(super) uri_path: Option<String>,
    /// What errors call the request as long as it has no path.
    pub(super) about: About,
    /// Empty if it was set to "".
    pub(super) namespace: Option<String>,
    pub(super) resource: Cow<'static, str>,
    pub(super) name: Option<String>,
    pub(super) subresource: String,
    pub(super) suffix: String,
    /// Whether a `/` at the end of the suffix stays.
    pub(super) keeps_slash: bool,
    pub(super) query: Query,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) timeout: Option<Duration>,
    /// Somebody says that the answer does, whatever the query says.
    pub(super) stays_open: bool,
    /// What went wrong first.
    pub(super) problem: Option<(String, Option<Misfit>)>,
}

/// What a request is about, put into words when an error wants them.
pub(super) enum About {
    /// Its parts say.
    Parts,
    Text(String),
    /// The resource, of this group and version.
    Resource(Cow<'static, str>, Cow<'static, str>),
}

impl Parts {
    pub(super) fn new(method: Method, root: Cow<'static, str>) -> Self {
        Self {
            method,
            root,
            uri_path: None,
            about: About::Parts,
            namespace: None,
            resource: Cow::default(),
            name: None,
            subresource: String::new(),
            suffix: String::new(),
            keeps_slash: false,
            query: Query::default(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            timeout: None,
            stays_open: false,
            problem: None,
        }
    }

    pub(super) fn build(mut self) -> Result<Request> {
        let path = self.path();
        let verb = self.verb(&path);
        if let Some(error) = self.take_problem() {
            return Err(error.asked(verb, &self.subject()));
        }
        if let Some(limit) = self.timeout {
            let limit = object::Duration::from(limit);
            self.query = self.query.set("timeout", &limit.to_string());
        }
        let followed = verb == Verb::Get && is_log(&path) && self.query.is_on("follow");
        let query = self.query.encode();
        let uri = match &*query {
            "" => Uri::try_from(path),
            query => Uri::try_from(format!("{path}?{query}")),
        };
        let uri = uri.map_err(|source| {
            let error = Error::new(ErrorKind::InvalidRequest, "cannot be made a request");
            error.with_source(source).asked(verb, &self.path())
        })?;
        let mut http = http::Request::new(self.body);
        *http.method_mut() = self.method;
        *http.uri_mut() = uri;
        *http.headers_mut() = self.headers;
        let accept = http.headers_mut().entry(ACCEPT);
        accept.or_insert(HeaderValue::from_static(JSON));
        Ok(Request {
            verb,
            http,
            timeout: self.timeout,
            stays_open: verb == Verb::Watch || followed || self.stays_open,
        })
    }

    fn verb(&self, path: &str) -> Verb {
        match self.method {
            Method::POST => Verb::Create,
            Method::PUT => Verb::Update,
            Method::PATCH => Verb::Patch,
            Method::DELETE if self.is_collection() => Verb::DeleteCollection,
            Method::DELETE => Verb::Delete,
            // What is behind a proxy may mean something else by it.
            _ if self.query.is_on("watch") && !is_proxied(path) => Verb::Watch,
            _ if self.is_collection() => Verb::List,
            _ => Verb::Get,
        }
    }

    fn is_collection(&self) -> bool {
        !self.resource.is_empty() && self.name.is_none()
    }

    /// The first thing that is wrong: of a part, or of what they come to.
    fn take_problem(&mut self) -> Option<Error> {
        let invalid = |message: String| Error::new(ErrorKind::InvalidRequest, message);
        if let Some((message, source)) = self.problem.take() {
            let error = invalid(message);
            return Some(match source {
                Some(source) => error.with_source(source),
                None => error,
            });
        }
        if self.namespace.as_deref() != Some("") {
            return None;
        }
        // The words are client-go's. It lets patches through, which the server then does not find.
        let when = match self.method {
            Method::POST => "during creation",
            _ if self.name.is_none() => return None,
            _ => "when a resource name is provided",
        };
        Some(invalid(format!("an empty namespace may not be set {when}")))
    }

    /// What is asked about, as far as it can be said.
    fn subject(&self) -> String {
        match &self.about {
            About::Text(about) => about.clone(),
            About::Resource(group, version) => {
                let (group, version) = (group.clone(), version.clone());
                let plural = self.resource.clone();
                ApiResource::new(group, version, "", plural, Scope::Cluster).to_string()
            }
            About::Parts => format!("{}/{}", self.root.trim_end_matches('/'), self.resource),
        }
    }

    /// The path, encoded.
    pub(super) fn path(&self) -> String {
        let mut path = String::with_capacity(PATH_ROOM);
        match &self.uri_path {
            Some(encoded) => path.push_str(encoded),
            None => push_encoded(&mut path, &self.root),
        }
        let namespace = self.namespace.as_deref().unwrap_or_default();
        let segments = [
            if namespace.is_empty() {
                ""
            } else {
                "namespaces"
            },
            namespace,
            &lowercase(&self.resource),
            self.name.as_deref().unwrap_or_default(),
            &self.subresource,
        ];
        let mut segments = segments.iter().filter(|text| !text.is_empty()).peekable();
        if segments.peek().is_some() || !self.suffix.is_empty() {
            path.truncate(path.trim_end_matches('/').len());
        }
        for segment in segments {
            path.push('/');
            push_encoded(&mut path, segment);
        }
        if !self.suffix.is_empty() {
            push_encoded(&mut path, cleaned(&self.suffix).trim_end_matches('/'));
            if self.keeps_slash {
                path.push('/');
            }
        }
        if !path.starts_with('/') {
            path.insert(0, '/');
        }
        path
    }
}

/// Resources are in lower case, but for those that somebody writes otherwise.
fn lowercase(text: &str) -> Cow<'_, str> {
    match text
        .bytes()
        .all(|b| b.is_ascii() && !b.is_ascii_uppercase())
    {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.to_lowercase()),
    }
}

fn is_proxied(path: &str) -> bool {
    path.split('/').any(|segment| segment == "proxy")
}

/// Whether it is the path of a container's log.
fn is_log(path: &str) -> bool {
    path.ends_with("/log") && !is_proxied(path)
}
