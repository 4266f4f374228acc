//! A request of the core, made fit for the wire.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{HOST, PROXY_AUTHORIZATION};
use http::uri::{Authority, Scheme};
use http::{HeaderValue, Method, Request, Uri, Version};
use outrigger::transport::{LongLived, TransportError, TransportErrorKind};

use crate::body::Whole;
use crate::pool::Class;
use crate::proxy::Forward;

/// Where connections go: one pool each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) tls: bool,
    /// A name or an address, IPv6 without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.as_bytes().contains(&b':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// Where the requests go whose URLs begin alike: made once, not for each request.
#[derive(Debug)]
pub(crate) struct Destination {
    scheme: Scheme,
    authority: Authority,
    pub(crate) origin: Origin,
    /// `Host` for HTTP/1.1, if the authority fits a header.
    host: Option<HeaderValue>,
}

impl Destination {
    /// # Errors
    /// No request can go there.
    pub(crate) fn of(uri: &Uri) -> Result<Self, TransportError> {
        let (scheme, authority) = scheme_and_authority(uri)?;
        Ok(Self {
            origin: origin(scheme, authority)?,
            host: HeaderValue::from_str(authority.as_str()).ok(),
            scheme: scheme.clone(),
            authority: authority.clone(),
        })
    }

    /// Whether `uri` begins as that which this was made of.
    pub(crate) fn is_of(&self, uri: &Uri) -> bool {
        let authority = uri.authority().map(Authority::as_str);
        uri.scheme() == Some(&self.scheme) && authority == Some(self.authority.as_str())
    }
}

/// A request that can be put on a connection of either protocol, and again on another one when
/// the first gives it back unsent.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) class: Class,
    destination: Arc<Destination>,
    uri: Uri,
    /// Whether `Host` is set, as the caller did not.
    sets_host: bool,
    /// What the caller says to a proxy that hands requests on. No origin gets to see it.
    proxy_authorization: Option<HeaderValue>,
    /// For an HTTP proxy that hands it on.
    pub(crate) forward: Option<Forward>,
    request: Request<Whole>,
}

impl Outgoing {
    /// To `destination`, of which its URL is.
    pub(crate) fn new(
        request: Request<Bytes>,
        destination: Arc<Destination>,
    ) -> Result<Self, TransportError> {
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
        let sets_host = !request.headers().contains_key(HOST);
        if sets_host && destination.host.is_none() {
            return Err(invalid("the URL's host does not fit a header"));
        }
        let mut request = request.map(Whole::from);
        // Extensions are for this side only and may hold anything.
        request.extensions_mut().clear();
        let proxy_authorization = request.headers_mut().remove(PROXY_AUTHORIZATION);
        Ok(Self {
            class,
            destination,
            uri,
            sets_host,
            proxy_authorization,
            forward: None,
            request,
        })
    }

    /// Takes back what a connection gave back unsent. The next one may go elsewhere, where what
    /// was for a proxy must not be seen.
    pub(crate) fn restore(&mut self, mut request: Request<Whole>) {
        request.headers_mut().remove(PROXY_AUTHORIZATION);
        self.request = request;
    }

    /// In origin form, or for a proxy in absolute form, and with a `Host`.
    pub(crate) fn take_http1(&mut self) -> Request<Whole> {
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
        if let Some(host) = self.destination.host.as_ref().filter(|_| self.sets_host) {
            request.headers_mut().insert(HOST, host.clone());
        }
        request
    }

    /// In absolute form, of which HTTP/2 makes its pseudo-headers.
    pub(crate) fn take_http2(&mut self) -> Request<Whole> {
        let mut request = std::mem::take(&mut self.request);
        *request.version_mut() = Version::HTTP_2;
        *request.uri_mut() = self.uri.clone();
        if self.sets_host {
            request.headers_mut().remove(HOST);
        }
        request
    }
}

fn origin_form(uri: &Uri) -> Uri {
    // The path and query of one URI are a URI, and need not be parsed again.
    uri.path_and_query()
        .cloned()
        .map_or_else(Uri::default, Uri::from)
}

fn scheme_and_authority(uri: &Uri) -> Result<(&Scheme, &Authority), TransportError> {
    match (uri.scheme(), uri.authority()) {
        (Some(scheme), _) if *scheme != Scheme::HTTPS && *scheme != Scheme::HTTP => {
            Err(invalid("the URL's scheme is neither http nor https"))
        }
        (None, _) => Err(invalid("the URL is not absolute")),
        (_, None) => Err(invalid("the URL names no host")),
        (Some(scheme), Some(authority)) => Ok((scheme, authority)),
    }
}

fn origin(scheme: &Scheme, authority: &Authority) -> Result<Origin, TransportError> {
    if authority.as_str().as_bytes().contains(&b'@') {
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
    let tls = *scheme == Scheme::HTTPS;
    Ok(Origin {
        tls,
        host: host.to_ascii_lowercase(),
        port: authority.port_u16().unwrap_or(if tls { 443 } else { 80 }),
    })
}

fn invalid(why: &'static str) -> TransportError {
    TransportError::new(TransportErrorKind::InvalidRequest, why)
}
