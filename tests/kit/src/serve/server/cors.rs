//! Cross-origin requests, as `--cors-allowed-origins` has them answered.

use http::header::{HeaderMap, HeaderValue, ORIGIN};

/// The headers of every answer to an allowed origin, besides the origin itself.
const ALLOWED: [(&str, &str); 4] = [
    (
        "access-control-allow-methods",
        "POST, GET, OPTIONS, PUT, DELETE, PATCH",
    ),
    (
        "access-control-allow-headers",
        "Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization, \
         X-Requested-With, If-Modified-Since",
    ),
    ("access-control-expose-headers", "Date"),
    ("access-control-allow-credentials", "true"),
];

/// The request's origin, if its pages may read the answer.
pub(super) fn allowed_origin(headers: &HeaderMap, origins: &[String]) -> Option<HeaderValue> {
    let origin = headers.get(ORIGIN)?;
    let is_allowed = !origin.is_empty()
        && origins
            .iter()
            .any(|allowed| allowed == "*" || allowed.as_bytes() == origin.as_bytes());
    is_allowed.then(|| origin.clone())
}

/// Says to the browser that this origin may read the answer.
pub(super) fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert("access-control-allow-origin", origin);
    for (name, value) in ALLOWED {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
