//! The proxy that the environment names, as every program in Go finds it.
//!
//! `HTTPS_PROXY` is for servers whose URL is `https`, `HTTP_PROXY` for `http`; `NO_PROXY` lists
//! servers that are reached without. Each is also read in lower case, where upper case is not set
//! or empty. `ALL_PROXY` is not looked at.
//!
//! A variable that Go passes over, since it is no URL, is passed over here, with a warning.
//!
//! Sources: `ProxyFromEnvironment` of Go's `net/http`; client-go's `SetTransportDefaults`.

use std::error::Error as StdError;
use std::ffi::{OsStr, OsString};
use std::fmt;

use http::Uri;
use http::uri::Scheme;
use outrigger::Secret;
use outrigger::transport::ConnectionSettings;

use super::Proxy;
use super::no_proxy::NoProxy;
use super::url::Url;

/// Has `settings` go through the proxy that the environment names for `server`, unless they name
/// one themselves, and returns what the user may want to know.
///
/// A program passes `|name| std::env::var_os(name)`.
///
/// # Errors
/// When the environment names a proxy that cannot be used. Neither errors nor warnings quote it.
pub(crate) fn from_environment(
    settings: &mut ConnectionSettings,
    server: &Uri,
    lookup: impl Fn(&str) -> Option<OsString>,
) -> Result<Vec<String>, EnvironmentError> {
    if settings.proxy.is_some() {
        return Ok(Vec::new());
    }
    let mut warnings = Vec::new();
    settings.proxy = find(server, &lookup, &mut warnings)?;
    Ok(warnings)
}

/// Go's order: client-go's networks, what is no URL, CGI, then the rest of `NO_PROXY`.
fn find(
    server: &Uri,
    lookup: &dyn Fn(&str) -> Option<OsString>,
    warnings: &mut Vec<String>,
) -> Result<Option<Secret>, EnvironmentError> {
    let secure = server.scheme() == Some(&Scheme::HTTPS);
    let names = match secure {
        true => ["HTTPS_PROXY", "https_proxy"],
        false => ["HTTP_PROXY", "http_proxy"],
    };
    let Some((name, value)) = first_set(lookup, names) else {
        return Ok(None);
    };
    let (_, no_proxy) = first_set(lookup, ["NO_PROXY", "no_proxy"]).unwrap_or_default();
    let no_proxy = NoProxy::parse(&no_proxy.to_string_lossy());
    let (host, port) = host_and_port(server, secure);
    if no_proxy.covers_by_network(&host) {
        return Ok(None);
    }
    let covered = no_proxy.covers(&host, port);
    let value = Value::read(&value);
    if let Value::PassedOver(why) = value {
        let warning = format!("{name} is passed over, as kubectl does: {why}");
        warnings.extend((!covered).then_some(warning));
        return Ok(None);
    }
    let fail = |why| EnvironmentError { name, why };
    // Where requests come in through variables, this one may be a header of theirs.
    if !secure && first_set(lookup, ["REQUEST_METHOD"]).is_some() {
        let why = "REQUEST_METHOD is set too, so a CGI client may have set it";
        return Err(fail(why));
    }
    if covered {
        return Ok(None);
    }
    let text = value.usable().map_err(fail)?;
    Proxy::parse(&text).map_err(fail)?;
    Ok(Some(Secret::new(text)))
}

/// The first of `names` that is set to something.
fn first_set<const N: usize>(
    lookup: &dyn Fn(&str) -> Option<OsString>,
    names: [&'static str; N],
) -> Option<(&'static str, OsString)> {
    names.into_iter().find_map(|name| {
        let value = lookup(name).filter(|value| !value.is_empty())?;
        Some((name, value))
    })
}

/// What a variable says.
enum Value {
    Url(String),
    /// Go makes a host of its scheme, or looks for a name that there cannot be.
    Unusable(&'static str),
    /// Go does as if it were not set.
    PassedOver(&'static str),
}

impl Value {
    /// Reads a URL, where `http://` may be missing.
    fn read(value: &OsStr) -> Self {
        let Some(value) = value.to_str() else {
            return Self::Unusable("it is not UTF-8");
        };
        let assumed = format!("http://{value}");
        let complete = value.contains("://");
        match (Url::parse(value), Url::parse(&assumed)) {
            (Err(why), Err(_)) => Self::PassedOver(why),
            (Err(why), Ok(_)) if complete => Self::Unusable(why),
            (Ok(_), _) if complete => Self::Url(value.to_owned()),
            (_, Ok(_)) => Self::Url(assumed),
            (Ok(_), Err(_)) => Self::Url(value.to_owned()),
        }
    }

    fn usable(self) -> Result<String, &'static str> {
        match self {
            Self::Url(text) => Ok(text),
            Self::Unusable(why) | Self::PassedOver(why) => Err(why),
        }
    }
}

/// The host without brackets, and the port as it is written.
fn host_and_port(server: &Uri, secure: bool) -> (String, &str) {
    let host = server.host().unwrap_or_default();
    let address = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let host = match address {
        Some(address) => address.replacen("%25", "%", 1),
        None => host.to_owned(),
    };
    let authority = server
        .authority()
        .map_or("", |authority| authority.as_str());
    let port = match authority.rsplit_once(':') {
        Some((_, port)) if !port.is_empty() && !port.ends_with(']') => port,
        _ if secure => "443",
        _ => "80",
    };
    (host, port)
}

/// The environment names a proxy that cannot be used.
#[derive(Debug)]
pub(crate) struct EnvironmentError {
    name: &'static str,
    why: &'static str,
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be used: {}", self.name, self.why)
    }
}

impl StdError for EnvironmentError {}
