use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::object::Status;
use crate::request::Verb;
use crate::transport::{TransportError, TransportErrorKind};

/// A shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Anything that went wrong between a call and its answer.
///
/// [`Display`](fmt::Display) prints one level: what was asked (verb and path) and what went wrong.
/// [`source`](StdError::source) has the causes behind it; [`chain`](Self::chain) prints them all.
/// No secret is ever part of it.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    asked: Option<(Verb, String)>,
    message: String,
    status: Option<Status>,
    retry_after: Option<Duration>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What went wrong, in the coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server answered, and the answer was no; [`Error::status`] has what it said.
    Api,
    /// A configuration cannot be used: a bad URL, a certificate that does not parse.
    Config,
    /// Credentials could not be had or attached.
    Credentials,
    /// An answer could not be understood.
    Decode,
    /// No resource goes by the name asked for.
    Discovery,
    /// The request cannot be sent as it is: an empty name, a missing namespace.
    InvalidRequest,
    /// The informer was stopped.
    Stopped,
    /// The exchange failed below the API; [`Error::transport_kind`] says how.
    Transport,
    /// Nothing went wrong: the watch of an informer waits for its turn, where a transport has
    /// [few connections](crate::transport::Capabilities::parallel_streams).
    Waiting,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            asked: None,
            message: message.into(),
            status: None,
            retry_after: None,
            source: None,
        }))
    }

    /// An error of a program that assembles a client: a backend's front door, a kubeconfig that
    /// does not resolve.
    pub fn config(
        message: impl Into<String>,
        source: impl Into<Option<Box<dyn StdError + Send + Sync>>>,
    ) -> Self {
        let mut error = Self::new(ErrorKind::Config, message);
        error.0.source = source.into();
        error
    }

    /// An error of a [`Credentials`](crate::auth::Credentials) implementation.
    pub fn credentials(
        message: impl Into<String>,
        source: impl Into<Option<Box<dyn StdError + Send + Sync>>>,
    ) -> Self {
        let mut error = Self::new(ErrorKind::Credentials, message);
        error.0.source = source.into();
        error
    }

    pub(crate) fn from_transport(source: TransportError) -> Self {
        Self::new(ErrorKind::Transport, source.to_string()).with_transport(source)
    }

    pub(crate) fn from_status(status: Status, retry_after: Option<Duration>) -> Self {
        let mut error = Self::new(ErrorKind::Api, describe(&status));
        let seconds = status.details.retry_after_seconds;
        error.0.retry_after =
            retry_after.or_else(|| (seconds > 0).then(|| Duration::from_secs(seconds)));
        error.0.status = Some(status);
        error
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// Keeps the transport error as the source, since its `kind` matters.
    fn with_transport(self, source: TransportError) -> Self {
        self.with_source(source)
    }

    /// Says what was asked, unless the error says so already.
    pub(crate) fn asked(mut self, verb: Verb, path: &str) -> Self {
        self.0.asked.get_or_insert_with(|| (verb, path.to_owned()));
        self
    }

    /// What went wrong, in the coarse.
    pub const fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The verb and the path of the request that failed.
    pub fn request(&self) -> Option<(Verb, &str)> {
        self.0
            .asked
            .as_ref()
            .map(|(verb, path)| (*verb, path.as_str()))
    }

    /// What the server said. When its answer was not a Status, one is made from the answer's
    /// code and text, as client-go does.
    pub const fn status(&self) -> Option<&Status> {
        self.0.status.as_ref()
    }

    /// How the exchange failed, when it failed below the API.
    pub fn transport_kind(&self) -> Option<TransportErrorKind> {
        let source = self.0.source.as_deref()?;
        source
            .downcast_ref::<TransportError>()
            .map(TransportError::kind)
    }

    /// How long the server wants to be left alone, if it says so.
    pub const fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The object or resource does not exist (404).
    pub fn is_not_found(&self) -> bool {
        self.is_status("NotFound", 404)
    }

    /// An object of that name exists (409 on create).
    pub fn is_already_exists(&self) -> bool {
        self.status()
            .is_some_and(|status| status.reason == "AlreadyExists")
    }

    /// The object has been written by somebody else in between (409).
    pub fn is_conflict(&self) -> bool {
        self.is_status("Conflict", 409)
    }

    /// The object is not valid (422); `status().details.causes` names the fields.
    pub fn is_invalid(&self) -> bool {
        self.is_status("Invalid", 422)
    }

    /// The server does not know who asks (401).
    pub fn is_unauthorized(&self) -> bool {
        self.is_status("Unauthorized", 401)
    }

    /// The server knows who asks, and says no (403).
    pub fn is_forbidden(&self) -> bool {
        self.is_status("Forbidden", 403)
    }

    /// The resourceVersion or continue token is too old (410, reasons `Expired` and `Gone`).
    pub fn is_expired(&self) -> bool {
        self.is_status("Expired", 410) || self.is_status("Gone", 410)
    }

    /// The server asks for patience (429).
    pub fn is_too_many_requests(&self) -> bool {
        self.status()
            .is_some_and(|status| status.reason == "TooManyRequests" || status.code == 429)
    }

    /// The resourceVersion asked for lies in the server's future.
    pub(crate) fn is_resource_version_too_large(&self) -> bool {
        self.status()
            .is_some_and(Status::is_resource_version_too_large)
    }

    fn is_status(&self, reason: &str, code: u16) -> bool {
        self.status().is_some_and(|status| status.is(reason, code))
    }

    /// A view that prints this error and every cause behind it, with `: ` between them.
    pub fn chain(&self) -> impl fmt::Display + '_ {
        Chain(self)
    }
}

fn describe(status: &Status) -> String {
    let message = match (status.message.as_str(), status.reason.as_str()) {
        ("", "") => "the server gave no reason",
        ("", reason) => reason,
        (message, _) => message,
    };
    format!("{message} ({})", status.code)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((verb, path)) = self.request() {
            write!(f, "{verb} {path}: ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &format_args!("{:?}", self.chain().to_string()))
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // A transport error prints the same line as this error does; what is behind it is news.
        let source = self.0.source.as_deref()?;
        match source.downcast_ref::<TransportError>() {
            Some(transport) => transport.source(),
            None => Some(source),
        }
    }
}

struct Chain<'a>(&'a Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}
