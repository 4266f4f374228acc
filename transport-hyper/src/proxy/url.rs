//! The URL of a proxy, read as Go reads it.
//!
//! `http::Uri` refuses what Go takes (`user:p@ss@host`), and the WHATWG's rules, which are those of
//! the crate `url`, differ in what is a scheme, a host and a user name.
//!
//! Source: `Parse` of Go's `net/url`.

use std::net::{IpAddr, Ipv6Addr};

use percent_encoding::percent_decode_str;

/// As much of a URL as a proxy has use for. Any part may be missing.
///
/// It holds a password, so it prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Url {
    /// In lower case.
    pub(super) scheme: String,
    /// There as soon as there is an `@`.
    pub(super) user: Option<User>,
    /// Without brackets.
    pub(super) host: String,
    /// The digits, of which there may be none, behind the colon.
    pub(super) port: Option<String>,
}

/// A name and its password, decoded.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct User {
    pub(super) name: Vec<u8>,
    pub(super) password: Vec<u8>,
}

impl Url {
    /// Reads a URL. The error does not quote it.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        const ENCODING: &str = "it holds a % that encodes nothing";
        let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            return Err("it holds a control character");
        }
        if decode(fragment).is_none() {
            return Err(ENCODING);
        }
        let (scheme, rest) = split_scheme(text)?;
        let rest = rest.split('?').next().unwrap_or_default();
        let mut url = Self {
            scheme: scheme.to_ascii_lowercase(),
            user: None,
            host: String::new(),
            port: None,
        };
        let first = rest.split('/').next().unwrap_or_default();
        match (scheme.is_empty(), first.is_empty()) {
            (false, false) => return Ok(url),
            (true, false) if first.as_bytes().contains(&b':') => return Err("it has no scheme"),
            _ => {}
        }
        let absolute = !scheme.is_empty() || !rest.starts_with("///");
        let mut path = rest;
        if let Some(authority) = rest.strip_prefix("//").filter(|_| absolute) {
            let end = authority.find('/').unwrap_or(authority.len());
            path = &authority[end..];
            url.read_authority(&authority[..end])?;
        }
        match decode(path) {
            Some(_) => Ok(url),
            None => Err(ENCODING),
        }
    }

    fn read_authority(&mut self, authority: &str) -> Result<(), &'static str> {
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        let (host, port) = split_port(&self.scheme, host)?;
        self.port = port.map(str::to_owned);
        self.host = host;
        self.user = user.map(User::parse).transpose()?;
        Ok(())
    }
}

impl User {
    fn parse(text: &str) -> Result<Self, &'static str> {
        let valid =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
        if !text.bytes().all(valid) {
            return Err("its user name or password holds a character that must be %-encoded");
        }
        let (name, password) = text.split_once(':').unwrap_or((text, ""));
        match (decode(name), decode(password)) {
            (Some(name), Some(password)) => Ok(Self { name, password }),
            _ => Err("its user name or password holds a % that encodes nothing"),
        }
    }
}

/// The scheme, empty if there is none, and what follows its colon.
fn split_scheme(text: &str) -> Result<(&str, &str), &'static str> {
    let other = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    match text.find(other) {
        Some(0) if text.starts_with(':') => Err("it has no scheme"),
        Some(end) if text[end..].starts_with(':') => {
            match text.starts_with(|c: char| c.is_ascii_alphabetic()) {
                true => Ok((&text[..end], &text[end + 1..])),
                false => Ok(("", text)),
            }
        }
        _ => Ok(("", text)),
    }
}

/// The host without brackets, and the port.
fn split_port<'a>(scheme: &str, text: &'a str) -> Result<(String, Option<&'a str>), &'static str> {
    const NO_PORT: &str = "its port is not valid";
    const NO_HOST: &str = "its host is not valid";
    if let Some(inner) = text.strip_prefix('[') {
        let (address, port) = inner.rsplit_once(']').ok_or(NO_HOST)?;
        let address = address.replacen("%25", "%", 1);
        let valid = matches!(parse_ip(&address), Some(IpAddr::V6(_)));
        let port = match port.strip_prefix(':') {
            Some(digits) => Some(digits),
            None if port.is_empty() => None,
            None => return Err(NO_PORT),
        };
        if !valid || address.as_bytes().contains(&b'[') {
            return Err(NO_HOST);
        }
        return is_digits(port).then_some((address, port)).ok_or(NO_PORT);
    }
    let strict = matches!(scheme, "http" | "https");
    let split = match strict {
        true => text.split_once(':'),
        false => text.rsplit_once(':'),
    };
    let (host, port) = match split {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    if !is_digits(port) {
        return Err(NO_PORT);
    }
    match is_host(host) {
        true => Ok((host.to_owned(), port)),
        false => Err(NO_HOST),
    }
}

fn is_digits(port: Option<&str>) -> bool {
    port.is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether these characters may be in a host; only what is not ASCII may be encoded there.
fn is_host(host: &str) -> bool {
    let plain = |byte: u8| {
        let allowed = b"-_.~!$&'()*+,;=:]<>\"%";
        byte.is_ascii_alphanumeric() || !byte.is_ascii() || allowed.contains(&byte)
    };
    let high = |after: &str| {
        after.starts_with("25")
            || after.starts_with(|c: char| matches!(c, '8' | '9' | 'a'..='f' | 'A'..='F'))
    };
    host.bytes().all(plain) && decode(host).is_some() && host.split('%').skip(1).all(high)
}

/// Decodes `%xx`; `None` if a `%` is followed by anything else.
fn decode(text: &str) -> Option<Vec<u8>> {
    let whole = |after: &str| {
        let mut digits = after.bytes();
        let mut next = || digits.next().is_some_and(|byte| byte.is_ascii_hexdigit());
        next() && next()
    };
    let valid = text.split('%').skip(1).all(whole);
    valid.then(|| percent_decode_str(text).collect())
}

/// An address, whose zone is checked and left out.
///
/// Source: `ParseAddr` of Go's `net/netip`.
pub(super) fn parse_ip(text: &str) -> Option<IpAddr> {
    match text.split_once('%') {
        None => text.parse().ok(),
        Some((_, "")) => None,
        Some((address, _)) => address.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
    }
}
