//! The URL of an API server.

use http::Uri;
use http::uri::{Authority, Scheme};

use super::config::Basic;
use crate::Secret;

/// A server as the rest needs it.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) uri: Uri,
    /// Whether the text had no scheme, so that `http` was assumed.
    pub(super) assumed: bool,
    /// Name and password, if they were in the URL.
    pub(super) basic: Option<Basic>,
}

impl Server {
    /// Reads a URL, a host, or a host and a port.
    ///
    /// client-go decides here whether TLS is used before it has looked at the authorities, so a
    /// server without a scheme is always `http`.
    ///
    /// Source: `DefaultServerURL` of client-go's `rest/url_utils.go`.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.split(['?', '#']).next().unwrap_or_default();
        let (scheme, rest) = match split_scheme(text) {
            Some((scheme, rest)) => (Some(scheme), rest),
            None => (None, text),
        };
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if host.is_empty() || scheme.is_none() && !matches!(path, "" | "/") {
            return Err("must be a URL or a host:port pair");
        }
        let secure = match scheme {
            None => false,
            Some(scheme) if scheme.eq_ignore_ascii_case("http") => false,
            Some(scheme) if scheme.eq_ignore_ascii_case("https") => true,
            Some(_) => return Err("unsupported scheme, must be http or https"),
        };
        let (user, host) = match host.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, host),
        };
        Ok(Self {
            uri: build(secure, host, path.trim_end_matches('/'))?,
            assumed: scheme.is_none(),
            basic: user.and_then(basic),
        })
    }

    /// Whether TLS is used.
    pub(super) fn is_secure(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS)
    }
}

fn build(secure: bool, host: &str, path: &str) -> Result<Uri, &'static str> {
    let scheme = if secure { "https" } else { "http" };
    let authority: Authority = host
        .trim_end_matches(':')
        .parse()
        .map_err(|_| "the host is not valid")?;
    // The port is all that follows the host, and an IPv6 address has brackets.
    let port = authority.as_str().strip_prefix(authority.host());
    if port.is_none_or(|port| !port.is_empty() && authority.port_u16().is_none()) {
        return Err("the port is not valid");
    }
    let path = if path.is_empty() { "/" } else { path };
    Uri::builder()
        .scheme(scheme)
        .authority(authority)
        .path_and_query(path)
        .build()
        .map_err(|_| "is not a valid URL")
}

/// The scheme and what follows `://`, if a host does.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let mut characters = scheme.chars();
    let valid = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    (valid && !rest.is_empty() && !rest.starts_with('/')).then_some((scheme, rest))
}

fn basic(text: &str) -> Option<Basic> {
    let (username, password) = text.split_once(':').unwrap_or((text, ""));
    let basic = Basic {
        username: percent_decode(username),
        password: Secret::new(percent_decode(password)),
    };
    (!text.is_empty()).then_some(basic)
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Checks the URL of a proxy. The answer does not quote it: it may hold a password.
///
/// Source: `parseProxyURL` of client-go.
pub(in crate::kubeconfig) fn check_proxy(text: &str) -> Result<(), &'static str> {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    let known = |scheme: &str| {
        ["http", "https", "socks5"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(scheme))
    };
    if !scheme.is_some_and(known) {
        return Err("unsupported scheme, must be http, https, or socks5");
    }
    let (_, rest) = split_scheme(text).ok_or("names no host")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    match host.trim_end_matches(':').parse::<Authority>() {
        Ok(_) => Ok(()),
        Err(_) => Err("the host is not valid"),
    }
}
