//! What this server says when it is not the page or the cluster that answers.

use axum::body::Body;
use axum::response::Response;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{StatusCode, Uri};
use serde_json::json;

/// Where the cluster is.
pub(crate) const CLUSTER: &str = "/cluster/";

/// A refusal: a Status to who asks the cluster, a small page to others.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    reason: &'static str,
    message: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, reason: &'static str, text: impl Into<String>) -> Self {
        Self {
            status,
            reason,
            message: text.into(),
        }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn forbidden(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden", message)
    }

    /// Without the cookie.
    pub(crate) fn unauthorized() -> Self {
        let message = "The dashboard opens with the link that its server printed. A link opens it \
                       in one browser, within ten minutes; after that the server prints another \
                       as soon as a browser without a session asks, as yours just did.";
        Self::new(StatusCode::UNAUTHORIZED, "Unauthorized", message)
    }

    /// For methods other than those that are `allowed`.
    pub(crate) fn method(allowed: &'static str) -> Response {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let refusal = Self::new(status, "MethodNotAllowed", "not with this method");
        let mut response = refusal.page();
        let allowed = HeaderValue::from_static(allowed);
        response.headers_mut().insert(ALLOW, allowed);
        response
    }

    /// The answer to a request for `uri`.
    pub(crate) fn answer(&self, uri: &Uri) -> Response {
        if uri.path().starts_with(CLUSTER) {
            self.status()
        } else {
            self.page()
        }
    }

    pub(crate) fn status(&self) -> Response {
        let status = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": self.message, "reason": self.reason, "code": self.status.as_u16(),
        });
        self.respond("application/json", status.to_string())
    }

    fn page(&self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Outrigger");
        let message = escape(&self.message);
        let page = format!(
            "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\
             <title>{title}</title>\n<h1>{title}</h1>\n<p>{message}</p>\n</html>\n"
        );
        self.respond("text/html; charset=utf-8", page)
    }

    fn respond(&self, media_type: &'static str, text: String) -> Response {
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
