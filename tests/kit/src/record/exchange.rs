use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use outrigger::transport::TransportErrorKind;

/// One request and what came back.
///
/// Times are kept to the microsecond. The `Debug` form leaves out headers and bodies.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Exchange {
    /// When it was sent, since the recording began.
    pub at: Duration,
    /// The method.
    pub method: Method,
    /// The path as it was sent, with its query.
    pub path: String,
    /// The request's headers.
    pub headers: HeaderMap,
    /// The request's body.
    pub body: Bytes,
    /// The response's head; `None` when none came.
    pub head: Option<Head>,
    /// The response's body, chunk by chunk.
    pub chunks: Vec<Chunk>,
    /// How it ended.
    pub end: End,
}

/// The head of a response.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Head {
    /// When it came, since the request was sent.
    pub after: Duration,
    /// The status.
    pub status: StatusCode,
    /// The response's headers.
    pub headers: HeaderMap,
}

/// A chunk of a response's body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Chunk {
    /// When it came, since the request was sent.
    pub after: Duration,
    /// What came.
    pub bytes: Bytes,
}

/// How an exchange ended. Times are since the request was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// It did not: the client dropped it, or was still reading.
    #[default]
    Open,
    /// The body ended cleanly.
    Finished {
        /// When.
        after: Duration,
    },
    /// It broke.
    Failed {
        /// When.
        after: Duration,
        /// The transport's error.
        kind: TransportErrorKind,
        /// The error's source.
        message: String,
    },
    /// It went on, but the recording was full.
    Truncated,
}

impl Exchange {
    /// A request that was not answered yet.
    pub fn new(at: Duration, request: Request<Bytes>) -> Self {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query();
        Self {
            at: whole(at),
            method: parts.method,
            path: path.map_or("/", |path| path.as_str()).to_owned(),
            headers: parts.headers,
            body,
            head: None,
            chunks: Vec::new(),
            end: End::Open,
        }
    }

    /// Adds the head of the response.
    #[must_use]
    pub fn answered(mut self, after: Duration, status: StatusCode, headers: HeaderMap) -> Self {
        self.head = Some(Head::new(after, status, headers));
        self
    }

    /// Adds a chunk of the response's body.
    #[must_use]
    pub fn chunk(mut self, after: Duration, bytes: impl Into<Bytes>) -> Self {
        self.chunks.push(Chunk::new(after, bytes.into()));
        self
    }

    /// Sets how it ended.
    #[must_use]
    pub fn ended(mut self, end: End) -> Self {
        self.end = end;
        self
    }
}

impl Head {
    pub(super) fn new(after: Duration, status: StatusCode, headers: HeaderMap) -> Self {
        Self {
            after: whole(after),
            status,
            headers,
        }
    }
}

impl Chunk {
    pub(super) fn new(after: Duration, bytes: Bytes) -> Self {
        let after = whole(after);
        Self { after, bytes }
    }
}

/// `GET /api/v1/pods?limit=5`.
impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.split('?').next().unwrap_or_default();
        f.debug_struct("Exchange")
            .field("at", &self.at)
            .field("request", &format_args!("{} {path}", self.method))
            .field("status", &self.head.as_ref().map(|head| head.status))
            .field("chunks", &self.chunks.len())
            .field("end", &self.end)
            .finish()
    }
}

/// To the microsecond, which is what the text form keeps.
pub(super) fn whole(time: Duration) -> Duration {
    Duration::from_micros(micros(time))
}

pub(super) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
