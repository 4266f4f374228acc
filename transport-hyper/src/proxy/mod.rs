//! Proxies: which one, and the way through it.
//!
//! The protocols are our own few lines. hyper-util's `Tunnel` says neither status nor reason of a
//! refusal and throws away what follows the head, which HTTP/2 without TLS needs; its `SocksV5`
//! and tokio-socks refuse user names and passwords that Go takes; all three come with more crates
//! than they replace lines.

mod environment;
mod no_proxy;
mod socks5;
mod tunnel;
mod url;

use std::fmt;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::HeaderValue;
use outrigger::Secret;
use outrigger::transport::{TransportError, TransportErrorKind as Kind};

pub(crate) use self::environment::from_environment;
use self::url::{Url, User};
use crate::error::{Failure, handshake_kind};
use crate::io::Io;
use crate::request::Origin;

/// A proxy that all connections go through.
///
/// `Display` and `Debug` tell where it is, never the user or the password.
pub(crate) struct Proxy {
    speaks: Speaks,
    /// Where it listens, and whether TLS comes first there.
    pub(crate) address: Origin,
    user: Option<User>,
    /// The user as HTTP proxies want it.
    authorization: Option<HeaderValue>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaks {
    Http,
    Socks5,
}

/// How a request is written that a proxy hands on: with its whole URL, and for whom.
#[derive(Clone, Debug)]
pub(crate) struct Forward {
    /// `Proxy-Authorization`, marked as sensitive.
    pub(crate) authorization: Option<HeaderValue>,
}

impl Proxy {
    /// The proxy at a URL: `http`, `https`, `socks5` or `socks5h`, the last two alike, since the
    /// proxy resolves names with both.
    ///
    /// # Errors
    /// Of kind `InvalidRequest`, without quoting the URL.
    pub(crate) fn new(url: &Secret) -> Result<Self, TransportError> {
        Self::parse(url.expose()).map_err(|why| {
            let message = format!("the proxy's URL (proxy-url) cannot be used: {why}");
            TransportError::new(Kind::InvalidRequest, message)
        })
    }

    fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text)?;
        let (speaks, tls, port) = match url.scheme.as_str() {
            "http" => (Speaks::Http, false, 80),
            "https" => (Speaks::Http, true, 443),
            "socks5" | "socks5h" => (Speaks::Socks5, false, 1080),
            _ => return Err("unsupported scheme, must be http, https, or socks5"),
        };
        let host = match (url.host.as_str(), &url.port) {
            ("", None) => return Err("it names no host"),
            // As Go's dialer has it.
            ("", Some(_)) => "localhost",
            (host, _) => host,
        };
        let has = |byte| host.as_bytes().contains(&byte);
        if !host.is_ascii() || has(b'%') && !has(b':') {
            return Err("its host must be in ASCII, an international name in its xn-- form");
        }
        if has(b':') && url::parse_ip(host).is_none() {
            return Err("its host is not valid");
        }
        let port = match url.port.as_deref() {
            None | Some("") => port,
            Some(digits) => digits.parse().map_err(|_| "its port is not valid")?,
        };
        let address = Origin {
            tls,
            host: host.to_ascii_lowercase(),
            port,
        };
        Ok(Self {
            speaks,
            address,
            authorization: url.user.as_ref().map(basic).transpose()?,
            user: url.user,
        })
    }

    /// How requests for `origin` are written, if this proxy hands them on one by one. `tunnel`
    /// says that the connection itself must reach the origin.
    pub(crate) fn forward(&self, origin: &Origin, tunnel: bool) -> Option<Forward> {
        let forwards = self.speaks == Speaks::Http && !origin.tls && !tunnel;
        forwards.then(|| Forward {
            authorization: self.authorization.clone(),
        })
    }

    /// Makes a connection to this proxy one to `origin`.
    pub(crate) async fn pass(&self, stream: &mut Io, origin: &Origin) -> Result<(), Failure> {
        let passed = match self.speaks {
            Speaks::Http => tunnel::open(stream, origin, self.authorization.as_ref()).await,
            Speaks::Socks5 => socks5::connect(stream, origin, self.user.as_ref()).await,
        };
        passed.map_err(|refusal| match refusal {
            Refusal::Io(error) => Failure::at(handshake_kind(&error), self, error),
            Refusal::Said(kind, why) => Failure::at(kind, self, why),
        })
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "proxy {}", self.address)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("speaks", &self.speaks)
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// Why a proxy gave no way through. In no case has the origin seen anything.
#[derive(Debug)]
enum Refusal {
    Io(io::Error),
    Said(Kind, String),
}

impl Refusal {
    /// It answered, and will not.
    fn refused(why: impl Into<String>) -> Self {
        Self::Said(Kind::Refused, why.into())
    }

    /// It does not speak what its URL says.
    fn protocol(why: impl Into<String>) -> Self {
        Self::Said(Kind::Protocol, why.into())
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::refused("closed the connection unanswered"),
            _ => Self::Io(error),
        }
    }
}

/// Basic authentication (RFC 7617).
fn basic(user: &User) -> Result<HeaderValue, &'static str> {
    let pair = [&user.name[..], b":", &user.password].concat();
    let value = format!("Basic {}", BASE64.encode(pair));
    let mut value =
        HeaderValue::from_str(&value).map_err(|_| "its user and password fit no header")?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests;
