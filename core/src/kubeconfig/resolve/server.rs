//! The URL of an API server.

use std::net::Ipv6Addr;

use http::Uri;
use http::uri::{Authority, Scheme};

use super::config::Basic;
use super::percent;
use crate::Secret;

/// A server as the rest needs it.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) uri: Uri,
    /// How it was written, without user, query and fragment. One with a path is written as Go
    /// writes URLs.
    pub(super) text: String,
    /// Whether the text had no scheme, so that `http` was assumed.
    pub(super) assumed: bool,
    /// Name and password, if they were in the URL.
    pub(super) basic: Option<Basic>,
}

impl Server {
    /// Reads a URL, a host, or a host and a port.
    ///
    /// client-go decides here whether TLS is used before it has looked at the authorities, so a
    /// server without a scheme is always `http`. A `#` behind the host starts a fragment, which is
    /// dropped as a query is; one in a path is taken as part of it.
    ///
    /// Source: `DefaultServerURL` of client-go's `rest/url_utils.go`, and `ClientConfig` of its
    /// `tools/clientcmd/client_config.go`, which takes query and fragment away.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let (whole, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (scheme, rest) = match split_scheme(whole) {
            Some((scheme, _)) => (Some(scheme), &text[scheme.len() + "://".len()..]),
            None => (None, whole),
        };
        let (before, _query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = match before.find(['/', '#']) {
            Some(at) if before[at..].starts_with('/') => before.split_at(at),
            Some(at) => (&before[..at], ""),
            None => (before, ""),
        };
        if path.is_empty() && percent::decode(fragment).is_none() {
            return Err("is not a valid URL");
        }
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
        let written = match scheme {
            Some(scheme) if path.len() > 1 => {
                let path = percent::path(path).ok_or("is not a valid URL")?;
                format!("{}://{host}{path}", scheme.to_ascii_lowercase())
            }
            Some(scheme) => format!("{scheme}://{host}{path}"),
            None => format!("{host}{path}"),
        };
        Ok(Self {
            uri: build(secure, host, path)?,
            text: written,
            assumed: scheme.is_none(),
            basic: user.map(basic).transpose()?,
        })
    }

    /// Whether TLS is used.
    pub(super) fn is_secure(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS)
    }
}

fn build(secure: bool, host: &str, path: &str) -> Result<Uri, &'static str> {
    let scheme = if secure { "https" } else { "http" };
    let authority = authority(host)?;
    let port = authority.as_str().strip_prefix(authority.host());
    if port.is_none_or(|port| !port.is_empty() && authority.port_u16().is_none()) {
        return Err("the port is not valid");
    }
    let path = percent::path(path).ok_or("is not a valid URL")?;
    let path = match path.trim_end_matches('/') {
        "" => "/",
        path => path,
    };
    Uri::builder()
        .scheme(scheme)
        .authority(authority)
        .path_and_query(path)
        .build()
        .map_err(|_| "is not a valid URL")
}

/// A host and perhaps a port. A `%` in it means something in an IPv6 zone alone.
///
/// Source: `parseHost` in Go's `net/url/url.go`.
fn authority(text: &str) -> Result<Authority, &'static str> {
    let invalid = "the host is not valid";
    let port = match text.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.rsplit_once(']').ok_or(invalid)?;
            let address = address
                .split_once("%25")
                .map_or(address, |(address, _)| address);
            let _: Ipv6Addr = address.parse().map_err(|_| invalid)?;
            port
        }
        None if text.contains(['%', '[']) => return Err(invalid),
        None => text.find(':').map_or("", |colon| &text[colon..]),
    };
    let digits = port.strip_prefix(':');
    if !port.is_empty() && !digits.is_some_and(|port| port.chars().all(|c| c.is_ascii_digit())) {
        return Err("the port is not valid");
    }
    text.trim_end_matches(':').parse().map_err(|_| invalid)
}

/// The scheme and what follows `://`, if a host does.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let mut characters = scheme.chars();
    let valid = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    (valid && !rest.is_empty() && !rest.starts_with('/')).then_some((scheme, rest))
}

/// Source: `parseAuthority` and `validUserinfo` in Go's `net/url/url.go`.
fn basic(text: &str) -> Result<Basic, &'static str> {
    let invalid = "the user in it is not valid";
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
    if !text.bytes().all(allowed) {
        return Err(invalid);
    }
    let (username, password) = text.split_once(':').unwrap_or((text, ""));
    let decode = |text: &str| {
        let bytes = percent::decode(text).ok_or(invalid)?;
        Ok::<_, &'static str>(String::from_utf8_lossy(&bytes).into_owned())
    };
    Ok(Basic {
        username: decode(username)?,
        password: Secret::new(decode(password)?),
    })
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
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, _query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if percent::path(path).is_none() || percent::decode(fragment).is_none() {
        return Err("could not parse");
    }
    let (user, host) = match host.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, host),
    };
    user.map(basic).transpose()?;
    authority(host).map(drop)
}
