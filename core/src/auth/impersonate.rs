use std::sync::Arc;

use async_trait::async_trait;
use http::header::{HeaderName, HeaderValue};
use http::request::Parts;

use super::{Credentials, LiveSettings, OnRejected, Version};
use crate::error::{Error, Result};
use crate::kubeconfig::Impersonate;

const USER: &str = "impersonate-user";

/// Acts as somebody else: the credentials of the one who asks, and headers that name the other.
///
/// A request that already names somebody is left as it is. One that brings its own `Authorization`
/// acts as the other too.
///
/// <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation>
#[derive(Debug)]
pub struct Impersonating {
    inner: Option<Arc<dyn Credentials>>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Impersonating {
    /// Acts as `other`; `inner` proves who asks, `None` leaves that to a client certificate.
    ///
    /// # Errors
    /// When uid, groups or extra are given without a user, or a value cannot be a header.
    pub fn new(other: &Impersonate, inner: Option<Arc<dyn Credentials>>) -> Result<Self> {
        let Some(user) = &other.user else {
            let message = "impersonating a uid, groups or extra needs a user to impersonate";
            return Err(Error::credentials(message, None));
        };
        let mut headers = vec![header(USER, user)?];
        if let Some(uid) = &other.uid {
            headers.push(header("impersonate-uid", uid)?);
        }
        for group in &other.groups {
            headers.push(header("impersonate-group", group)?);
        }
        for (key, values) in &other.extra {
            let name = format!("impersonate-extra-{}", escape(key));
            for value in values {
                headers.push(header(&name, value)?);
            }
        }
        Ok(Self { inner, headers })
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    let wrong = || Error::credentials(format!("{name} cannot be sent as a header"), None);
    let name = HeaderName::try_from(name).map_err(|_| wrong())?;
    let value = HeaderValue::try_from(value).map_err(|_| wrong())?;
    Ok((name, value))
}

/// client-go's `headerKeyEscape`: what a header's name cannot hold becomes `%XX`.
fn escape(key: &str) -> String {
    let mut escaped = String::new();
    for byte in key.bytes() {
        let is_token = byte.is_ascii_alphanumeric() || b"!#$&'*+-.^_`|~".contains(&byte);
        if is_token {
            escaped.push(byte as char);
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[async_trait]
impl Credentials for Impersonating {
    async fn authorize(&self, request: &mut Parts) -> Result<Version> {
        let version = match &self.inner {
            Some(inner) => inner.authorize(request).await?,
            None => Version::default(),
        };
        if !request.headers.contains_key(USER) {
            for (name, value) in &self.headers {
                request.headers.append(name, value.clone());
            }
        }
        Ok(version)
    }

    async fn rejected(&self, version: Version) -> OnRejected {
        match &self.inner {
            Some(inner) => inner.rejected(version).await,
            None => OnRejected::GiveUp,
        }
    }

    fn settings(&self) -> Option<LiveSettings> {
        self.inner.as_ref()?.settings()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn headers_are_client_gos() {
        let mut other = Impersonate::default();
        assert!(Impersonating::new(&other, None).is_err());
        other.user = Some("jane".into());
        other.groups = vec!["a".into(), "b".into()];
        other
            .extra
            .insert("example.com/scope%".into(), vec!["x".into()]);
        let credentials = Impersonating::new(&other, None).unwrap();
        let (mut parts, ()) = http::Request::new(()).into_parts();
        credentials
            .authorize(&mut parts)
            .now_or_never()
            .unwrap()
            .unwrap();
        let sent: Vec<_> = parts
            .headers
            .iter()
            .map(|(n, v)| format!("{n}={v:?}"))
            .collect();
        assert_eq!(
            sent,
            [
                "impersonate-user=\"jane\"",
                "impersonate-group=\"a\"",
                "impersonate-group=\"b\"",
                "impersonate-extra-example.com%2fscope%25=\"x\"",
            ]
        );
    }
}
