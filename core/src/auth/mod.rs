//! Credentials: what proves to the API server who asks.
//!
//! What needs files or processes lives in the backend crate and implements [`Credentials`] there.

pub mod exec;
mod follow;
mod impersonate;
mod provider;
mod renewal;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use http::header::{AUTHORIZATION, HeaderValue};
use http::request::Parts;

pub use self::follow::SettingsFollower;
pub use self::impersonate::Impersonating;
pub use self::provider::OidcIdToken;
pub use self::renewal::{Demand, Now, Refusal, Renewal};
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::transport::ConnectionSettings;

/// Tells one state of credentials from the next, so that a 401 answered to an old token does not
/// throw away the new one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u64);

/// What to do about a 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnRejected {
    /// Newer credentials can be had: ask once more.
    Retry,
    /// There is nothing newer: the 401 is the answer.
    GiveUp,
}

/// How to connect from now on, by credentials that are presented with the connection: a
/// certificate that is rotated, beside whatever else the settings say.
#[derive(Clone, Debug)]
pub struct LiveSettings {
    /// Grows with each change, and tells which of two is newer.
    pub version: Version,
    /// All of the settings.
    pub settings: Arc<ConnectionSettings>,
}

/// Puts credentials on requests.
///
/// Only [`Client`](crate::Client) calls it: once for each exchange, and once more after a 401
/// that [`rejected`](Self::rejected) wants retried.
///
/// A request that already has an `Authorization` header keeps it, as in client-go: whoever adds
/// that header looks whether it is there first, and gets no credentials then. Whom to act as is
/// added all the same, and [`rejected`](Self::rejected) does not hear of a 401 to such a request.
#[async_trait]
pub trait Credentials: fmt::Debug + Send + Sync + 'static {
    /// Adds what authenticates to the request's head, and leaves an `Authorization` header that is
    /// there already as it is.
    ///
    /// # Errors
    /// When no credentials can be had; made with [`Error::credentials`].
    async fn authorize(&self, request: &mut Parts) -> Result<Version>;

    /// The server answered 401 to credentials of `version`.
    async fn rejected(&self, version: Version) -> OnRejected {
        let _ = version;
        OnRejected::GiveUp
    }

    /// How to connect, where that changes while the program runs. [`Client`](crate::Client) asks
    /// after each [`authorize`](Self::authorize), and has the link
    /// [reconfigured](crate::transport::Reconfigure) when the version has grown. `None` leaves the
    /// link as it is. Settings that the link cannot use fail each request until newer ones are
    /// there. Does no IO.
    fn settings(&self) -> Option<LiveSettings> {
        None
    }
}

/// A bearer token that never changes.
#[derive(Clone, Debug)]
pub struct BearerToken(HeaderValue);

impl BearerToken {
    /// Sends `token`, without the white space around it.
    ///
    /// # Errors
    /// When the token is empty or holds characters that a header cannot.
    pub fn new(token: &Secret) -> Result<Self> {
        authorization("Bearer", token.expose().trim()).map(Self)
    }
}

#[async_trait]
impl Credentials for BearerToken {
    async fn authorize(&self, request: &mut Parts) -> Result<Version> {
        add(&self.0, request);
        Ok(Version::default())
    }
}

/// A user name and a password that never change (RFC 7617).
#[derive(Clone, Debug)]
pub struct BasicAuth(HeaderValue);

impl BasicAuth {
    /// Sends `username` and `password`.
    ///
    /// # Errors
    /// When the user name holds a colon, which the scheme cannot carry.
    pub fn new(username: &str, password: &Secret) -> Result<Self> {
        if username.as_bytes().contains(&b':') {
            return Err(Error::credentials(
                "a user name may not contain a colon",
                None,
            ));
        }
        let pair = format!("{username}:{}", password.expose());
        let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
        authorization("Basic", &encoded).map(Self)
    }
}

#[async_trait]
impl Credentials for BasicAuth {
    async fn authorize(&self, request: &mut Parts) -> Result<Version> {
        add(&self.0, request);
        Ok(Version::default())
    }
}

/// Adds an `Authorization` header, unless the request brings its own.
fn add(header: &HeaderValue, request: &mut Parts) {
    let entry = request.headers.entry(AUTHORIZATION);
    entry.or_insert_with(|| header.clone());
}

/// An `Authorization` value, marked sensitive so that it never prints.
fn authorization(scheme: &str, value: &str) -> Result<HeaderValue> {
    if value.is_empty() {
        return Err(Error::credentials(
            format!("the {scheme} token is empty"),
            None,
        ));
    }
    let mut header = HeaderValue::try_from(format!("{scheme} {value}")).map_err(|_| {
        let message = format!("the {scheme} token holds characters that a header cannot carry");
        Error::credentials(message, None)
    })?;
    header.set_sensitive(true);
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_trimmed_checked_and_never_printed() {
        let token = BearerToken::new(&Secret::new("hunter2\n")).unwrap();
        assert_eq!(token.0, "Bearer hunter2");
        assert!(!format!("{token:?}").contains("hunter2"));
        for bad in ["", "  \n", "hunter2\nsecond line"] {
            let error = BearerToken::new(&Secret::new(bad)).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
        let basic = BasicAuth::new("aladdin", &Secret::new("opensesame")).unwrap();
        assert_eq!(basic.0, "Basic YWxhZGRpbjpvcGVuc2VzYW1l");
        assert!(!format!("{basic:?}").contains("YWxhZGRpbjpv"));
        assert!(BasicAuth::new("a:b", &Secret::new("x")).is_err());
    }
}
