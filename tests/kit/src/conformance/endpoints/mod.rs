//! What the well-behaved server answers, without a socket.

mod query;
mod registry;
mod streams;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use outrigger::rt::{BoxFuture, Timer};
use outrigger::transport::Body;

pub(super) use self::query::Query;
use self::registry::Guard;
pub(super) use self::registry::{Registry, Seen};

/// The well-behaved server's answers, for any server or in-process transport to give.
///
/// | path | answer |
/// |---|---|
/// | `/fresh` | an exchange id that nobody has used |
/// | `/exchange?id` | how many exchanges of `id` came, are open, were finished, were given up |
/// | `/release?id` | lets the gated answers of `id` go one step further |
/// | `/status/{code}` | that status |
/// | `/request` | the request's method, target and headers as JSON |
/// | `/echo` | the request's body |
/// | `/empty` | no bytes |
/// | `/headers?count&size` | that many headers `x-large-{n}` of that size |
/// | `/warnings` | three `warning` headers |
/// | `/large?bytes` | that many bytes |
/// | `/gated?count&size` | the head at once, each chunk when released |
/// | `/gated-head` | the head when released |
/// | `/hold` | never a head |
/// | `/hold-body` | a head, one line, then silence |
/// | `/watch?interval&size` | a line of that size, at least, each so many milliseconds |
/// | `/redirect/{code}` | a redirect to `/status/200` with the same query |
///
/// Every answer may carry `id` in its query, by which `/exchange` tells what became of it. All
/// of them allow any origin, so that browsers can be tested.
#[derive(Clone, Debug)]
pub struct Endpoints {
    registry: Registry,
    timer: Arc<dyn Timer>,
}

impl Endpoints {
    /// Endpoints of no exchanges yet, whose watches are timed by `timer`.
    pub fn new(timer: Arc<dyn Timer>) -> Self {
        Self {
            registry: Registry::default(),
            timer,
        }
    }

    #[cfg(all(feature = "server", not(target_family = "wasm")))]
    pub(super) const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Answers `request`. Dropping the future or the body is the client giving up.
    pub fn answer(&self, request: Request<Bytes>) -> BoxFuture<'static, Response<Body>> {
        let this = self.clone();
        Box::pin(async move {
            let query = Query::of(request.uri());
            // The answer to a `HEAD` is all head.
            let headless = request.method() == Method::HEAD;
            let mut response = match this.control(&request, &query) {
                Some(response) => response,
                None => this.exchange(request, &query).await,
            };
            allow_browsers(response.headers_mut());
            if headless {
                response.map(|_| Body::empty())
            } else {
                response
            }
        })
    }

    /// What is about exchanges rather than one of them.
    fn control(&self, request: &Request<Bytes>, query: &Query) -> Option<Response<Body>> {
        if request.method() == Method::OPTIONS {
            return Some(with_status(StatusCode::NO_CONTENT, Body::empty()));
        }
        match request.uri().path() {
            "/fresh" => Some(whole(self.registry.fresh())),
            "/exchange" => Some(whole(self.registry.seen(query.id()).to_string())),
            "/release" => {
                self.registry.release(query.id());
                Some(whole("released"))
            }
            _ => None,
        }
    }

    async fn exchange(&self, request: Request<Bytes>, query: &Query) -> Response<Body> {
        let guard = self.registry.begin(query.id());
        match request.uri().path() {
            "/hold" => {
                std::future::pending::<()>().await;
                tracked(whole("never"), guard)
            }
            "/gated-head" => {
                self.registry.released(query.id(), 1).await;
                tracked(whole("released"), guard)
            }
            _ => tracked(self.respond(request, query), guard),
        }
    }

    fn respond(&self, request: Request<Bytes>, query: &Query) -> Response<Body> {
        match request.uri().path() {
            "/request" => whole(description_of(&request)),
            "/echo" => whole(request.into_body()),
            "/empty" => whole(""),
            "/headers" => headers(query.number("count"), query.number("size")),
            "/warnings" => warnings(),
            "/large" => streams::large(query.number("bytes")),
            "/gated" => {
                let (count, size) = (query.number("count"), query.number("size"));
                streams::gated(self.registry.clone(), query.id().to_owned(), count, size)
            }
            "/hold-body" => streams::hold(),
            "/watch" => {
                let interval = Duration::from_millis(query.number("interval") as u64);
                streams::watch(Arc::clone(&self.timer), interval, query.number("size"))
            }
            path => by_code(path, request.uri().query()),
        }
    }
}

fn by_code(path: &str, query: Option<&str>) -> Response<Body> {
    let code = path.rsplit('/').next().and_then(|code| code.parse().ok());
    let status = code.unwrap_or(StatusCode::NOT_FOUND);
    let mut response = whole(format!("status {}", status.as_u16()));
    *response.status_mut() = status;
    if path.starts_with("/redirect/") {
        let to = format!("/status/200?{}", query.unwrap_or_default());
        if let Ok(to) = HeaderValue::try_from(to) {
            response.headers_mut().insert(http::header::LOCATION, to);
        }
    }
    response
}

fn headers(count: usize, size: usize) -> Response<Body> {
    let mut response = whole("large headers");
    for n in 0..count {
        let name = HeaderName::try_from(format!("x-large-{n}"));
        let value = HeaderValue::try_from(n.to_string().repeat(size));
        if let (Ok(name), Ok(value)) = (name, value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn warnings() -> Response<Body> {
    let mut response = whole("warned");
    for warning in [
        "299 - \"one\"",
        "299 - \"two, and more\"",
        "299 - \"three\"",
    ] {
        response
            .headers_mut()
            .append(http::header::WARNING, HeaderValue::from_static(warning));
    }
    response
}

fn description_of(request: &Request<Bytes>) -> String {
    let headers: Vec<_> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        .collect();
    serde_json::json!({
        "method": request.method().as_str(),
        "target": request.uri().path_and_query().map(http::uri::PathAndQuery::as_str),
        "headers": headers,
    })
    .to_string()
}

fn with_status(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}

/// An answer of known length.
fn whole(bytes: impl Into<Bytes>) -> Response<Body> {
    let bytes = bytes.into();
    let length = HeaderValue::from(bytes.len());
    let body = if bytes.is_empty() {
        Body::empty()
    } else {
        Body::from_bytes(bytes)
    };
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

/// `response`, whose end or loss `guard` tells.
fn tracked(response: Response<Body>, guard: Guard) -> Response<Body> {
    let length = response.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    response.map(|body| Body::new(streams::Tracked::new(body, length, guard)))
}

fn allow_browsers(headers: &mut HeaderMap) {
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        (
            "access-control-allow-methods",
            "GET, HEAD, POST, PUT, PATCH, DELETE",
        ),
        ("access-control-allow-headers", "authorization, *"),
        ("access-control-expose-headers", "*"),
        ("access-control-max-age", "600"),
        ("cache-control", "no-store"),
        // Browsers hold back the first bytes of a body whose type they want to guess.
        ("x-content-type-options", "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(CONTENT_TYPE)
        .or_insert(HeaderValue::from_static("application/json"));
}
