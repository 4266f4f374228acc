//! What every request passes before anything answers it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderMap, HeaderName,
    HeaderValue, LOCATION, ORIGIN, REFERRER_POLICY, SET_COOKIE, UPGRADE, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{Method, StatusCode, Uri};

use crate::names::Names;
use crate::refusal::{CLUSTER, Refusal};
use crate::session::Session;

/// The page runs its own files and nothing else, wherever they come from.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    worker-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
    font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// What the cluster says is no document, even if a browser opens it as one: pods can answer
/// through the API server, and would be in the page's origin.
const CLUSTER_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");

/// Decides whether a request may pass.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) names: Names,
    pub(crate) session: Session,
}

/// Lets a request pass or refuses it, and says to the browser what the answer may be used for.
pub(crate) async fn pass(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let uri = parts.uri.clone();
    let judged = gate.judge(&parts);
    let judged = judged.map_err(|refusal| (refusal, gate.session.knows(&parts.headers)));
    let mut response = match judged {
        Ok(Verdict::Pass) => next.run(Request::from_parts(parts, body)).await,
        Ok(Verdict::Enter(cookie)) => enter(cookie),
        Err((refusal, known)) => refused(&refusal, known, &uri),
    };
    protect(response.headers_mut(), uri.path().starts_with(CLUSTER));
    response
}

enum Verdict {
    Pass,
    /// To the page, with the cookie unless the browser has it.
    Enter(Option<HeaderValue>),
}

impl Gate {
    fn judge(&self, parts: &Parts) -> Result<Verdict, Refusal> {
        let headers = &parts.headers;
        if parts.uri.authority().is_some() || !parts.uri.path().starts_with('/') {
            return Err(Refusal::bad_request("this is no proxy"));
        }
        let host = self.own_host(headers)?;
        refuse_other_origins(headers, host)?;
        refuse_upgrades(headers)?;
        refuse_other_sites(parts)?;
        let known = self.session.knows(headers);
        if let Some(token) = entry_token(parts) {
            return self.enter(known, &token, headers);
        }
        if !known {
            return Err(self.unauthorized(parts));
        }
        refuse_blind_writes(parts)?;
        Ok(Verdict::Pass)
    }

    /// The one `Host`, if it is ours.
    fn own_host<'a>(&self, headers: &'a HeaderMap) -> Result<&'a str, Refusal> {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err(Refusal::bad_request("which host?"));
        };
        let own = host.to_str().ok();
        own.filter(|host| self.names.is_own_host(host))
            .ok_or_else(|| Refusal::forbidden("this server does not go by that name"))
    }

    fn enter(&self, known: bool, token: &str, headers: &HeaderMap) -> Result<Verdict, Refusal> {
        if known {
            // The link is left to a browser that needs it.
            return Ok(Verdict::Enter(None));
        }
        if headers.contains_key("sec-purpose") || headers.contains_key("purpose") {
            return Err(Refusal::forbidden("the link opens for people only"));
        }
        match self.session.enter(token) {
            Some(cookie) => Ok(Verdict::Enter(Some(cookie))),
            None => Err(self.offered()),
        }
    }

    fn unauthorized(&self, parts: &Parts) -> Refusal {
        if parts.uri.path() == "/" {
            return self.offered();
        }
        Refusal::unauthorized()
    }

    fn offered(&self) -> Refusal {
        match self.session.offer() {
            Ok(()) => Refusal::unauthorized(),
            Err(problem) => {
                Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", problem)
            }
        }
    }
}

/// The token of the link, in a navigation to it.
fn entry_token(parts: &Parts) -> Option<String> {
    if parts.method != Method::GET || parts.uri.path() != "/" {
        return None;
    }
    let query = parts.uri.query()?.as_bytes();
    let mut pairs = form_urlencoded::parse(query);
    let (_, token) = pairs.find(|(name, _)| name == "token")?;
    Some(token.into_owned())
}

fn refuse_other_origins(headers: &HeaderMap, host: &str) -> Result<(), Refusal> {
    let own = |origin: &HeaderValue| {
        let origin = origin.to_str().ok();
        origin.is_some_and(|origin| Names::is_own_origin(origin, host))
    };
    match headers.get_all(ORIGIN).iter().all(own) {
        true => Ok(()),
        false => Err(Refusal::forbidden("not for pages of another origin")),
    }
}

/// WebSockets do not ask whether they may, so they are asked who they are before this.
fn refuse_upgrades(headers: &HeaderMap) -> Result<(), Refusal> {
    let lines = headers.get_all(CONNECTION).iter();
    let mut options = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    let upgrade = options.any(|option| option.trim().eq_ignore_ascii_case("upgrade"));
    if upgrade || headers.contains_key(UPGRADE) {
        let message = "WebSockets and other protocols are not passed on";
        let status = StatusCode::NOT_IMPLEMENTED;
        return Err(Refusal::new(status, "NotImplemented", message));
    }
    Ok(())
}

/// By what the browser says of where a request comes from and what it is for. Other ports of this
/// host are the same site, and another origin.
fn refuse_other_sites(parts: &Parts) -> Result<(), Refusal> {
    let all = |name: &str, allowed: &[&str]| {
        let mut values = parts.headers.get_all(name).iter();
        values.all(|value| allowed.iter().any(|allowed| value == allowed))
    };
    if !all("sec-fetch-site", &["same-origin", "none"]) {
        return Err(Refusal::forbidden(
            "not from another site; paste the link into the browser's address bar",
        ));
    }
    if parts.uri.path().starts_with(CLUSTER) && !all("sec-fetch-dest", &["empty"]) {
        return Err(Refusal::forbidden("what the cluster says is data only"));
    }
    Ok(())
}

/// A page elsewhere can send POST requests without asking, with no `Content-Type` or one that
/// forms have, and API servers take the former for JSON. It can add no header of its own.
fn refuse_blind_writes(parts: &Parts) -> Result<(), Refusal> {
    if parts.method == Method::GET || parts.method == Method::HEAD {
        return Ok(());
    }
    let headers = &parts.headers;
    if !headers.contains_key(ORIGIN) && !headers.contains_key("x-requested-with") {
        let message = "a request that changes something needs an Origin, or X-Requested-With";
        return Err(Refusal::forbidden(message));
    }
    let media_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let form = |it: &[u8]| it.starts_with(b"application/x-www-form-urlencoded");
    let structured = media_type.is_some_and(|it| it.starts_with(b"application/") && !form(it));
    if !structured && !is_bare_delete(parts) {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        let message = "the Content-Type must be that of an object or a patch";
        return Err(Refusal::new(status, "UnsupportedMediaType", message));
    }
    Ok(())
}

/// A deletion without options has no body, so that nothing can be taken for one.
fn is_bare_delete(parts: &Parts) -> bool {
    let length = parts.headers.get(http::header::CONTENT_LENGTH);
    parts.method == Method::DELETE
        && length.is_none_or(|length| length == "0")
        && !parts.headers.contains_key(http::header::TRANSFER_ENCODING)
        && !parts.headers.contains_key(CONTENT_TYPE)
}

/// Strangers do not keep their connections: there are only so many.
fn refused(refusal: &Refusal, known: bool, uri: &Uri) -> Response {
    let mut response = refusal.answer(uri);
    if !known {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    response
}

fn enter(cookie: Option<HeaderValue>) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    headers.insert(LOCATION, HeaderValue::from_static("/"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(cookie) = cookie {
        headers.insert(SET_COOKIE, cookie);
    }
    response
}

fn protect(headers: &mut HeaderMap, cluster: bool) {
    let policy = if cluster { CLUSTER_POLICY } else { PAGE_POLICY };
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.insert(REFERRER_POLICY, NO_REFERRER);
    for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
        headers.insert(HeaderName::from_static(name), SAME_ORIGIN);
    }
}
