use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use outrigger::rt::{BoxFuture, BoxStream};
use outrigger::transport::{Body, TransportError, TransportErrorKind};
use serde_json::{Value, json};

use super::OpenBody;

/// What a [`MockTransport`](super::MockTransport) answers.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use outrigger::transport::TransportErrorKind;
/// use outrigger_test::Answer;
/// use serde_json::json;
///
/// Answer::json(&json!({"kind": "PodList", "items": []}));
/// Answer::api_error(409, "AlreadyExists", "pods \"web-0\" already exists");
/// Answer::status(429).header("retry-after", "1").delayed(Duration::from_secs(2));
/// Answer::chunks(["{\"items\":", "[]}"]).failing_at(12, TransportErrorKind::Interrupted);
/// Answer::failure(TransportErrorKind::Refused);
/// let (answer, watch) = Answer::open();
/// watch.send_event("ADDED", &json!({"kind": "Pod"}));
/// # drop(answer);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Answer {
    pub(super) delay: Option<Duration>,
    head: Head,
    body: Content,
}

#[derive(Clone)]
enum Head {
    Failure(TransportErrorKind),
    Later(Arc<Mutex<Option<Later>>>),
    Never,
    Response(StatusCode, HeaderMap),
}

type Later = BoxFuture<'static, Result<Response<Body>, TransportError>>;

#[derive(Clone)]
enum Content {
    Chunks {
        chunks: Vec<Bytes>,
        cut: Option<(usize, TransportErrorKind)>,
    },
    Open(OpenBody),
}

/// How an answer is made.
impl Answer {
    /// A response of that status and no body.
    ///
    /// # Panics
    /// When it is not a status: below 100 or above 999.
    #[track_caller]
    pub fn status(status: u16) -> Self {
        let Ok(status) = StatusCode::from_u16(status) else {
            panic!("{status} is not an HTTP status");
        };
        Self::of(Head::Response(status, HeaderMap::new()))
    }

    /// A 200 with this body, of one chunk.
    pub fn bytes(body: impl Into<Bytes>) -> Self {
        Self::chunks([body])
    }

    /// A 200 with this JSON.
    pub fn json(body: &Value) -> Self {
        Self::bytes(body.to_string()).header(CONTENT_TYPE.as_str(), "application/json")
    }

    /// A 200 whose body comes in these chunks.
    pub fn chunks<B: Into<Bytes>>(chunks: impl IntoIterator<Item = B>) -> Self {
        let chunks = chunks.into_iter().map(Into::into).collect();
        Self {
            body: Content::Chunks { chunks, cut: None },
            ..Self::status(200)
        }
    }

    /// A Kubernetes `Status` that says what went wrong, with that status code.
    ///
    /// # Panics
    /// When it is not a status code.
    #[track_caller]
    pub fn api_error(code: u16, reason: &str, message: &str) -> Self {
        let status = json!({
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": message,
            "reason": reason,
            "code": code,
        });
        Self::json(&status).with_status(code)
    }

    /// A 200 whose body stays open, and the handle that feeds and ends it.
    pub fn open() -> (Self, OpenBody) {
        let body = OpenBody::default();
        (
            Self {
                body: Content::Open(body.clone()),
                ..Self::status(200)
            },
            body,
        )
    }

    /// No response but an error.
    pub fn failure(kind: TransportErrorKind) -> Self {
        Self::of(Head::Failure(kind))
    }

    /// Neither a response nor an error, ever.
    pub fn never() -> Self {
        Self::of(Head::Never)
    }

    /// Whatever `answer` becomes. It can be asked for once.
    pub fn later(
        answer: impl Future<Output = Result<Response<Body>, TransportError>> + Send + 'static,
    ) -> Self {
        Self::of(Head::Later(Arc::new(Mutex::new(Some(Box::pin(answer))))))
    }

    const fn of(head: Head) -> Self {
        Self {
            delay: None,
            head,
            body: Content::Chunks {
                chunks: Vec::new(),
                cut: None,
            },
        }
    }
}

/// What can be changed about it.
impl Answer {
    /// Sets the status.
    ///
    /// # Panics
    /// When it is not a status, or the answer is no scripted response.
    #[track_caller]
    pub fn with_status(mut self, status: u16) -> Self {
        let Ok(to) = StatusCode::from_u16(status) else {
            panic!("{status} is not an HTTP status");
        };
        *self.response().0 = to;
        self
    }

    /// Adds a header.
    ///
    /// # Panics
    /// When it is not a header, or the answer is no scripted response.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => self.response().1.append(name, value),
            _ => panic!("{name:?}: {value:?} is not a header"),
        };
        self
    }

    /// Breaks the body off when `byte` bytes of it are out; those come before the error.
    ///
    /// # Panics
    /// When the body is open: its handle breaks it off.
    #[track_caller]
    pub fn failing_at(mut self, byte: usize, kind: TransportErrorKind) -> Self {
        match &mut self.body {
            Content::Chunks { cut, .. } => *cut = Some((byte, kind)),
            Content::Open(_) => panic!("an open body is broken off by its handle"),
        }
        self
    }

    /// Gives the answer after `delay` of the mock's virtual time.
    pub const fn delayed(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    #[track_caller]
    fn response(&mut self) -> (&mut StatusCode, &mut HeaderMap) {
        match &mut self.head {
            Head::Response(status, headers) => (status, headers),
            _ => panic!("the answer is no scripted response"),
        }
    }
}

impl Answer {
    /// The answer to one request.
    pub(super) async fn give(self) -> Result<Response<Body>, TransportError> {
        match self.head {
            Head::Failure(kind) => Err(TransportError::new(kind, "the test scripted this failure")),
            Head::Later(later) => {
                let later = later.lock().unwrap_or_else(PoisonError::into_inner).take();
                match later {
                    Some(later) => later.await,
                    None => Err(TransportError::new(
                        TransportErrorKind::Unsupported,
                        "an answer that comes later can be asked for once",
                    )),
                }
            }
            Head::Never => std::future::pending().await,
            Head::Response(status, headers) => {
                let mut response = Response::new(Body::new(self.body.stream()));
                *response.status_mut() = status;
                *response.headers_mut() = headers;
                Ok(response)
            }
        }
    }
}

impl Content {
    fn stream(self) -> BoxStream<'static, Result<Bytes, TransportError>> {
        match self {
            Self::Open(body) => body.read().boxed(),
            Self::Chunks { chunks, cut: None } => stream::iter(chunks.into_iter().map(Ok)).boxed(),
            Self::Chunks {
                chunks,
                cut: Some((at, kind)),
            } => {
                let mut left = at;
                let mut came = Vec::new();
                for mut chunk in chunks {
                    chunk.truncate(left);
                    left -= chunk.len();
                    came.push(chunk);
                }
                came.retain(|chunk| !chunk.is_empty());
                let error = TransportError::new(kind, format!("the test broke it off at {at}"));
                stream::iter(came.into_iter().map(Ok).chain([Err(error)])).boxed()
            }
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.head {
            Head::Failure(kind) => write!(f, "Answer({kind:?})"),
            Head::Later(_) => f.write_str("Answer(later)"),
            Head::Never => f.write_str("Answer(never)"),
            Head::Response(status, _) => write!(f, "Answer({})", status.as_u16()),
        }
    }
}
