//! Requests on their way to `fetch`.

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, USER_AGENT};
use http::{HeaderName, Method, Uri};
use js_sys::Uint8Array;
use outrigger::transport::TransportError;
use wasm_bindgen::JsValue;
use web_sys::{
    AbortSignal, Headers, Request, RequestCache, RequestCredentials, RequestInit, RequestRedirect,
    Url,
};

use crate::error::{invalid, text_of, unsupported};

pub(crate) fn to_fetch(
    request: http::Request<Bytes>,
    signal: &AbortSignal,
) -> Result<Request, TransportError> {
    let (parts, body) = request.into_parts();
    let url = url_of(&parts.uri)?;
    let init = RequestInit::new();
    init.set_method(method_of(&parts.method)?);
    init.set_headers(&headers_of(&parts.headers)?.into());
    if !body.is_empty() {
        if matches!(parts.method, Method::GET | Method::HEAD) {
            return Err(invalid("a browser sends no body with GET or HEAD"));
        }
        init.set_body(&Uint8Array::from(&*body));
    }
    init.set_redirect(RequestRedirect::Manual);
    // Caching is the caller's affair: the browser neither answers from its cache nor adds
    // conditions of its own, and conditions that the caller set get their 304.
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_signal(Some(signal));
    Request::new_with_str_and_init(&url, &init).map_err(refused)
}

fn refused(error: JsValue) -> TransportError {
    invalid(text_of(&error))
}

/// The URL as it is, or an error if the browser would ask for something else.
fn url_of(uri: &Uri) -> Result<String, TransportError> {
    let authority = uri.authority().map(http::uri::Authority::as_str);
    match (uri.scheme_str(), authority) {
        (Some("http" | "https"), Some(authority)) if !authority.contains('@') => {}
        (Some("http" | "https"), Some(_)) => {
            return Err(invalid("the URL holds a user name or password"));
        }
        (Some(scheme), Some(_)) => {
            return Err(unsupported(format!("the scheme {scheme}, not http(s)")));
        }
        _ => return Err(invalid("the URL has no scheme or no host")),
    }
    let text = uri.to_string();
    let url = Url::new(&text).map_err(refused)?;
    // A browser resolves `/a/../b`, however its dots are escaped, which may be a name that the
    // caller was given.
    if url.pathname() != uri.path() {
        return Err(invalid("a browser would ask for another path"));
    }
    Ok(text)
}

/// Upper case as it is: `fetch` makes `get` of it `GET`, but leaves `patch`.
fn method_of(method: &Method) -> Result<&str, TransportError> {
    match method.as_str() {
        "CONNECT" | "TRACE" | "TRACK" => Err(invalid(format!("a browser sends no {method}"))),
        method => Ok(method),
    }
}

fn headers_of(headers: &HeaderMap) -> Result<Headers, TransportError> {
    let sent = Headers::new().map_err(refused)?;
    for (name, value) in headers {
        if is_the_browsers(name) {
            continue;
        }
        if is_forbidden(name) {
            return Err(invalid(format!("a browser does not let `{name}` be set")));
        }
        // JavaScript spells bytes as the characters of these numbers.
        let value: String = value.as_bytes().iter().copied().map(char::from).collect();
        // What the browser says of it may repeat the value, which may be a token.
        let refused = |_| invalid(format!("a browser refuses the value of `{name}`"));
        sent.append(name.as_str(), &value).map_err(refused)?;
    }
    Ok(sent)
}

/// What the browser sets itself, about the connection and itself. Some let `User-Agent` be set;
/// across origins it would then have to be allowed, which no API server does.
fn is_the_browsers(name: &HeaderName) -> bool {
    [
        ACCEPT_ENCODING,
        CONNECTION,
        CONTENT_LENGTH,
        HOST,
        USER_AGENT,
    ]
    .contains(name)
}

/// The forbidden request headers of the Fetch standard; they would be left out in silence.
fn is_forbidden(name: &HeaderName) -> bool {
    const NAMES: [&str; 17] = [
        "accept-charset",
        "access-control-request-headers",
        "access-control-request-method",
        "access-control-request-private-network",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    let name = name.as_str();
    NAMES.contains(&name) || name == "via" || name.starts_with("proxy-") || name.starts_with("sec-")
}
