use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn new(code: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        let no_cache = HeaderValue::from_static("no-cache, private");
        headers.insert(header::CACHE_CONTROL, no_cache);
        Self {
            status: StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers,
            body: body.into(),
        }
    }

    /// 204, without a body.
    pub(crate) fn nothing() -> Self {
        let mut reply = Self::new(204, "", Bytes::new());
        reply.headers.remove(header::CONTENT_TYPE);
        reply
    }

    pub(crate) fn from_response(response: http::Response<Bytes>) -> Self {
        let (mut parts, body) = response.into_parts();
        let no_cache = HeaderValue::from_static("no-cache, private");
        parts
            .headers
            .entry(header::CACHE_CONTROL)
            .or_insert(no_cache);
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        // Not everything that a message quotes may stand in a header.
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(name, value);
        }
        self
    }

    /// A `Warning` header, as kubectl prints it.
    pub(crate) fn warning(self, text: &str) -> Self {
        let text = text.replace('\\', "\\\\").replace('"', "\\\"");
        self.header("warning", &format!("299 - \"{text}\""))
    }
}
