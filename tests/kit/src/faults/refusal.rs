use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode, Uri};
use outrigger::transport::Body;
use serde_json::json;

use crate::cluster::apiserver::failure::{Cause, Details, Failure};

/// An answer that refuses a request: what API servers and proxies send when they are in trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// 429 in plain text with `Retry-After`, as API Priority and Fairness says it.
    TooManyRequestsText {
        /// In seconds.
        retry_after: u32,
    },
    /// 429 as a `Status` with `retryAfterSeconds`, and `Retry-After`, as a watch cache that is
    /// not ready says it.
    TooManyRequests {
        /// In seconds.
        retry_after: u32,
    },
    /// 500 as a `Status`.
    InternalError,
    /// 502 as a web page, as a load balancer without a backend says it.
    BadGateway,
    /// 503 as a `Status` with `Retry-After`, as an API server that shuts down says it.
    Unavailable {
        /// In seconds.
        retry_after: u32,
    },
    /// 410 as a `Status`: the resource version or the continue token is too old.
    Expired,
    /// 200 and the 410 as a watch's only event, an `ERROR`.
    ExpiredEvent,
}

const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n\
    <body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

impl Refusal {
    /// The refusal of a request for `uri`.
    pub(super) fn response(self, uri: &Uri) -> Response<Body> {
        let mut response = match self {
            Self::TooManyRequestsText { .. } => of(
                429,
                "text/plain; charset=utf-8",
                "Too many requests, please try again later.\n",
            ),
            Self::BadGateway => of(502, "text/html", PAGE),
            Self::ExpiredEvent => {
                let status = expired(uri).to_status();
                let event = json!({"type": "ERROR", "object": status});
                of(200, "application/json", format!("{event}\n"))
            }
            Self::TooManyRequests { .. }
            | Self::InternalError
            | Self::Unavailable { .. }
            | Self::Expired => {
                let failure = self.failure(uri);
                let body = format!("{}\n", failure.to_status());
                of(failure.code, "application/json", body)
            }
        };
        if let Some(seconds) = self.retry_after() {
            let headers = response.headers_mut();
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    /// As the trace and the counts call it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::TooManyRequestsText { .. } => "429 as text",
            Self::TooManyRequests { .. } => "429",
            Self::InternalError => "500",
            Self::BadGateway => "502",
            Self::Unavailable { .. } => "503",
            Self::Expired => "410",
            Self::ExpiredEvent => "410 as event",
        }
    }

    const fn retry_after(self) -> Option<u32> {
        match self {
            Self::TooManyRequestsText { retry_after }
            | Self::TooManyRequests { retry_after }
            | Self::Unavailable { retry_after } => Some(retry_after),
            _ => None,
        }
    }

    fn failure(self, uri: &Uri) -> Failure {
        match self {
            Self::TooManyRequests { retry_after } => Failure {
                details: Some(Box::new(Details {
                    retry_after_seconds: retry_after.into(),
                    ..Details::default()
                })),
                ..Failure::new(429, "TooManyRequests", "storage is (re)initializing")
            },
            Self::Unavailable { .. } => {
                Failure::new(503, "ServiceUnavailable", "apiserver is shutting down")
            }
            Self::Expired | Self::ExpiredEvent => expired(uri),
            _ => internal_error(),
        }
    }
}

fn internal_error() -> Failure {
    let cause = "etcdserver: request timed out";
    Failure {
        details: Some(Box::new(Details {
            causes: vec![Cause {
                message: cause.to_owned(),
                ..Cause::default()
            }],
            ..Details::default()
        })),
        ..Failure::new(
            500,
            "InternalError",
            format!("Internal error occurred: {cause}"),
        )
    }
}

fn expired(uri: &Uri) -> Failure {
    let query = uri.query().unwrap_or_default();
    let mut keys = form_urlencoded::parse(query.as_bytes()).map(|(key, _)| key);
    let message = if keys.any(|key| key == "continue") {
        "The provided continue parameter is too old to display a consistent list result. \
         You can start a new list without the continue parameter."
    } else {
        "too old resource version: 1 (2)"
    };
    Failure::new(410, "Expired", message)
}

fn of(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Body::from_bytes(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let content_type = HeaderValue::from_static(content_type);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}
