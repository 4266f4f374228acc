//! Requests that Go's HTTP server refuses and hyper does not.

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE, HOST, HeaderValue};
use http::request::Parts;
use http::{Method, Response, StatusCode, Version};

/// The refusal of a request that no handler is to see.
pub(super) fn refuse(parts: &Parts) -> Option<Response<Bytes>> {
    let hosts = parts.headers.get_all(HOST).iter().count();
    if parts.version == Version::HTTP_11 && hosts == 0 {
        return Some(bad_request("400 Bad Request: missing required Host header"));
    }
    if hosts > 1 || !is_escaped(parts.uri.path().as_bytes()) {
        return Some(bad_request("400 Bad Request"));
    }
    // Here is no proxy, and a success would make this connection a tunnel.
    (parts.method == Method::CONNECT).then(crate::cluster::apiserver::plain::page_not_found)
}

/// Whether there are two digits behind every percent sign.
fn is_escaped(path: &[u8]) -> bool {
    path.split(|&byte| byte == b'%')
        .skip(1)
        .all(|rest| rest.len() >= 2 && rest[..2].iter().all(u8::is_ascii_hexdigit))
}

fn bad_request(text: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(text.as_bytes()));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (path, expected) in [
            ("/api", true),
            ("/%61pi", true),
            ("/a%2Fb%2f", true),
            ("/a%", false),
            ("/a%1", false),
            ("/a%zz", false),
            ("/%%20", false),
        ] {
            assert_eq!(is_escaped(path.as_bytes()), expected, "{path}");
        }
    }
}
