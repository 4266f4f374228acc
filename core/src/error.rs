mod answered;
mod attempts;
mod kind;
mod predicates;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

pub(crate) use self::answered::Answered;
use self::attempts::AttemptHistory;
pub use self::kind::ErrorKind;
use crate::json;
use crate::misfit::Misfit;
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
    answered: Option<Answered>,
    attempts: AttemptHistory,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::saying(kind, message.into())
    }

    fn saying(kind: ErrorKind, message: String) -> Self {
        Self(Box::new(Inner {
            kind,
            asked: None,
            message,
            status: None,
            retry_after: None,
            answered: None,
            attempts: AttemptHistory::default(),
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

    /// The error in an `ERROR` event of a watch.
    pub(crate) fn from_event(object: &[u8]) -> Self {
        match json::from_slice(object) {
            Ok(status) => Self::from_status(status, None),
            Err(source) => {
                let message = "the server sent an ERROR event without a Status";
                Self::new(ErrorKind::Decode, message).with_source(Misfit::from(source))
            }
        }
    }

    pub(crate) fn with_source(self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.with_boxed(Box::new(source))
    }

    fn with_boxed(mut self, source: Box<dyn StdError + Send + Sync>) -> Self {
        self.0.source = Some(source);
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
        f.write_str(&self.0.message)?;
        if let Some(answered) = &self.0.answered {
            write!(f, "{answered}")?;
        }
        write!(f, "{}", self.0.attempts)
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
