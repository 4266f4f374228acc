//! A request of the core, made fit for the wire.

use std::fmt;

use bytes::Bytes;
use http::header::{HOST, PROXY_AUTHORIZATION};
use http::uri::Scheme;
use http::{HeaderValue, Method, Request, Uri, Version};
use http_body_util::Full;
use outrigger::transport::{LongLived, TransportError, TransportErrorKind};

use crate::pool::Class;
use crate::proxy::Forward;

/// Where connections go: one pool each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Origin {
    pub(crate) tls: bool,
    /// A name or an address, IPv6 without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// A request that can be put on a connection of either protocol, and again on another one when
/// the first gives it back unsent.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) class: Class,
    uri: Uri,
    /// `Host` for HTTP/1.1, unless the caller set it.
    host: Option<HeaderValue>,
    /// What the caller says to a proxy that hands requests on. No origin gets to see it.
    proxy_authorization: Option<HeaderValue>,
    /// For an HTTP proxy that hands it on.
    pub(crate) forward: Option<Forward>,
    request: Request<Full<Bytes>>,
}

impl Outgoing {
    pub(crate) fn new(request: Request<Bytes>) -> Result<(Origin, Self), TransportError> {
        let origin = origin(request.uri())?;
        if request.method() == Method::CONNECT {
            return Err(invalid(
                "the method CONNECT is not sent through a transport",
            ));
        }
        let class = match request.extensions().get::<LongLived>() {
            Some(LongLived) => Class::LongLived,
            None => Class::Unary,
        };
        let uri = request.uri().clone();
        let host = match (request.headers().contains_key(HOST), uri.authority()) {
            (false, Some(authority)) => Some(host_header(authority.as_str())?),
            _ => None,
        };
        let mut request = request.map(Full::new);
        // Extensions are for this side only and may hold anything.
        request.extensions_mut().clear();
        let proxy_authorization = request.headers_mut().remove(PROXY_AUTHORIZATION);
        let outgoing = Self {
            class,
            uri,
            host,
            proxy_authorization,
            forward: None,
            request,
        };
        Ok((origin, outgoing))
    }

    /// Takes back what a connection gave back unsent. The next one may go elsewhere, where what
    /// was for a proxy must not be seen.
    pub(crate) fn restore(&mut self, mut request: Request<Full<Bytes>>) {
        request.headers_mut().remove(PROXY_AUTHORIZATION);
        self.request = request;
    }

    /// In origin form, or for a proxy in absolute form, and with a `Host`.
    pub(crate) fn take_http1(&mut self) -> Request<Full<Bytes>> {
        let mut request = std::mem::take(&mut self.request);
        *request.version_mut() = Version::HTTP_11;
        *request.uri_mut() = match &self.forward {
            Some(forward) => {
                let own = forward.authorization.as_ref();
                if let Some(authorization) = own.or(self.proxy_authorization.as_ref()) {
                    let headers = request.headers_mut();
                    headers.insert(PROXY_AUTHORIZATION, authorization.clone());
                }
                self.uri.clone()
            }
            None => origin_form(&self.uri),
        };
        if let Some(host) = &self.host {
            request.headers_mut().insert(HOST, host.clone());
        }
        request
    }

    /// In absolute form, of which HTTP/2 makes its pseudo-headers.
    pub(crate) fn take_http2(&mut self) -> Request<Full<Bytes>> {
        let mut request = std::mem::take(&mut self.request);
        *request.version_mut() = Version::HTTP_2;
        *request.uri_mut() = self.uri.clone();
        if self.host.is_some() {
            request.headers_mut().remove(HOST);
        }
        request
    }
}

fn origin_form(uri: &Uri) -> Uri {
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    // A path and query of one URI are a URI.
    target.parse().unwrap_or_default()
}

fn origin(uri: &Uri) -> Result<Origin, TransportError> {
    let tls = match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTPS => true,
        Some(scheme) if *scheme == Scheme::HTTP => false,
        Some(_) => return Err(invalid("the URL's scheme is neither http nor https")),
        None => return Err(invalid("the URL is not absolute")),
    };
    let Some(authority) = uri.authority() else {
        return Err(invalid("the URL names no host"));
    };
    if authority.as_str().contains('@') {
        return Err(invalid("the URL holds a user name or password"));
    }
    let host = authority.host();
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    if host.is_empty() {
        return Err(invalid("the URL names no host"));
    }
    Ok(Origin {
        tls,
        host: host.to_ascii_lowercase(),
        port: authority.port_u16().unwrap_or(if tls { 443 } else { 80 }),
    })
}

fn host_header(authority: &str) -> Result<HeaderValue, TransportError> {
    HeaderValue::from_str(authority).map_err(|_| invalid("the URL's host does not fit a header"))
}

fn invalid(why: &'static str) -> TransportError {
    TransportError::new(TransportErrorKind::InvalidRequest, why)
}
