//! The `auth-provider`s of kubeconfigs, which exec plugins replace.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use http::header::AUTHORIZATION;
use http::request::Parts;
use serde_json::Value;

use super::{BearerToken, Credentials, Version};
use crate::error::{Error, Result};
use crate::kubeconfig::AuthProvider;
use crate::rt::{Timer, Timestamp};
use crate::secret::Secret;

/// A token that expires sooner than this has expired, for clocks differ.
const EXPIRY_DELTA: Duration = Duration::from_secs(10);

/// The payload of a JWT, as Go reads it.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));

/// The id-token of a kubeconfig's `auth-provider` named `oidc`, as long as it is valid.
///
/// It is not renewed: client-go does that with the refresh-token and writes the kubeconfig. The
/// signature is the server's to check.
///
/// Source: `plugin/pkg/client/auth/oidc` of client-go.
pub struct OidcIdToken {
    bearer: BearerToken,
    expires: Timestamp,
    timer: Arc<dyn Timer>,
}

impl OidcIdToken {
    /// The id-token of `provider`, whose expiry is checked by `timer` at each request.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when `provider` is not `oidc`, when
    /// `idp-issuer-url` or `client-id` is missing, which client-go demands, and when there is no
    /// id-token or one that is no JWT with an `exp`.
    ///
    /// The errors for `gcp` and `azure`, which client-go has had removed, name their plugins.
    pub fn new(provider: &AuthProvider, timer: Arc<dyn Timer>) -> Result<Self> {
        Self::check_name(provider)?;
        let setting = |name: &str| provider.config.get(name).filter(|text| !text.is_empty());
        for name in ["idp-issuer-url", "client-id"] {
            if setting(name).is_none() {
                return Err(wrong(format!("{name} is missing")));
            }
        }
        let Some(token) = setting("id-token") else {
            return Err(wrong(format!("there is no id-token; {CANNOT_RENEW}")));
        };
        let expires = expiry(token).map_err(|why| wrong(format!("the id-token {why}")))?;
        Ok(Self {
            bearer: BearerToken::new(token)?,
            expires,
            timer,
        })
    }

    /// Whether `provider` is `oidc`, which a client finds out even if it has other credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when it is not. The errors for `gcp` and
    /// `azure` name their plugins.
    pub fn check_name(provider: &AuthProvider) -> Result<()> {
        match provider.name == "oidc" {
            true => Ok(()),
            false => Err(unsupported(&provider.name)),
        }
    }
}

/// What to do when there is no valid id-token.
const CANNOT_RENEW: &str = "getting one with the refresh-token is not supported yet: let kubectl \
                            get one, which writes it to the kubeconfig, or use an exec plugin \
                            such as kubelogin (kubectl oidc-login)";

fn wrong(what: String) -> Error {
    Error::config(format!("auth-provider \"oidc\": {what}"), None)
}

fn unsupported(name: &str) -> Error {
    let message = match name {
        "gcp" => {
            "the auth-provider \"gcp\" is no more: use the exec plugin gke-gcloud-auth-plugin \
             (gcloud container clusters get-credentials writes it to the kubeconfig)"
        }
        "azure" => {
            "the auth-provider \"azure\" is no more: use the exec plugin kubelogin \
             (kubelogin convert-kubeconfig writes it to the kubeconfig)"
        }
        other => {
            let message = format!("no auth-provider is known by the name {other:?}");
            return Error::config(message, None);
        }
    };
    Error::config(message, None)
}

/// When a JWT expires. The reasons go behind "the id-token".
fn expiry(token: &Secret) -> Result<Timestamp, &'static str> {
    let mut parts = token.expose().trim().split('.');
    let (Some(_), Some(payload), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err("is not a JWT");
    };
    let payload = BASE64.decode(payload).map_err(|_| "is not a JWT")?;
    let claims: Value = crate::json::from_slice(&payload).map_err(|_| "is not a JWT")?;
    let Some(Value::Number(expires)) = claims.get("exp") else {
        return Err("does not say when it expires (exp)");
    };
    // A fraction is dropped, and what no clock will ever show is never.
    let seconds = match (expires.as_u64(), expires.as_f64()) {
        (Some(seconds), _) => seconds,
        (None, Some(seconds)) => seconds.max(0.0) as u64,
        (None, None) => 0,
    };
    Ok(Timestamp::from_unix(Duration::from_secs(seconds)))
}

#[async_trait]
impl Credentials for OidcIdToken {
    async fn authorize(&self, request: &mut Parts) -> Result<Version> {
        if request.headers.contains_key(AUTHORIZATION) {
            return Ok(Version::default());
        }
        let left = self
            .expires
            .saturating_duration_since(self.timer.wall_now());
        if left <= EXPIRY_DELTA {
            let message = format!(
                "auth-provider \"oidc\": the id-token expired at {}; {CANNOT_RENEW}",
                self.expires
            );
            return Err(Error::credentials(message, None));
        }
        self.bearer.authorize(request).await
    }
}

impl fmt::Debug for OidcIdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcIdToken")
            .field("expires", &format_args!("{}", self.expires))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use futures_util::FutureExt;

    use super::*;
    use crate::rt::{BoxFuture, Instant};

    #[derive(Debug, Default)]
    struct Clock(AtomicU64);

    impl Timer for Clock {
        fn now(&self) -> Instant {
            Instant::default()
        }

        fn wall_now(&self) -> Timestamp {
            Timestamp::from_unix(Duration::from_secs(self.0.load(Ordering::SeqCst)))
        }

        fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
            Box::pin(std::future::pending())
        }
    }

    fn jwt(payload: &str) -> String {
        format!("header.{}.signature", BASE64.encode(payload))
    }

    fn provider(name: &str, id_token: &str) -> AuthProvider {
        let config = [
            ("idp-issuer-url", "https://issuer"),
            ("client-id", "me"),
            ("id-token", id_token),
        ];
        let mut provider = AuthProvider::default();
        provider.name = name.to_owned();
        provider.config = config
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Secret::new(value)))
            .collect();
        provider
    }

    fn sent(credentials: &OidcIdToken) -> Result<String> {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        let done = credentials.authorize(&mut parts).now_or_never();
        done.unwrap()?;
        let header = &parts.headers[http::header::AUTHORIZATION];
        Ok(header.to_str().unwrap().to_owned())
    }

    #[test]
    fn an_id_token_is_used_until_ten_seconds_before_it_expires() {
        for payload in [r#"{"exp":1000}"#, r#"{"exp":1000.9}"#, r#"{"exp":1e3}"#] {
            let clock = Arc::new(Clock::default());
            let token = jwt(payload);
            let provider = provider("oidc", &token);
            let credentials = OidcIdToken::new(&provider, clock.clone()).unwrap();
            clock.0.store(989, Ordering::SeqCst);
            assert_eq!(sent(&credentials).unwrap(), format!("Bearer {token}"));
            clock.0.store(990, Ordering::SeqCst);
            let error = sent(&credentials).unwrap_err().to_string();
            assert!(
                error.contains("the id-token expired at 1970-01-01T00:16:40Z"),
                "{error}"
            );
            assert!(
                error.contains("refresh-token is not supported yet"),
                "{error}"
            );
            assert!(!format!("{credentials:?}{error}").contains(&token));
        }
    }

    #[test]
    fn who_brings_an_authorization_needs_no_token() {
        let clock = Arc::new(Clock::default());
        clock.0.store(2000, Ordering::SeqCst);
        let expired = provider("oidc", &jwt(r#"{"exp":1000}"#));
        let credentials = OidcIdToken::new(&expired, clock).unwrap();
        assert!(sent(&credentials).is_err());
        let request = http::Request::builder().header(AUTHORIZATION, "Own x");
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let done = credentials.authorize(&mut parts).now_or_never();
        done.unwrap().unwrap();
        assert_eq!(parts.headers[AUTHORIZATION], "Own x");
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        let timer: Arc<dyn Timer> = Arc::new(Clock::default());
        for (name, token, expected) in [
            (
                "oidc",
                "",
                "there is no id-token; getting one with the refresh-token",
            ),
            ("oidc", "s3cr3t", "the id-token is not a JWT"),
            ("oidc", "a.b.c.d", "the id-token is not a JWT"),
            ("oidc", "a.!.c", "the id-token is not a JWT"),
            ("oidc", &jwt("s3cr3t"), "the id-token is not a JWT"),
            ("oidc", &jwt("{}"), "does not say when it expires"),
            (
                "oidc",
                &jwt(r#"{"exp":"s3cr3t"}"#),
                "does not say when it expires",
            ),
            ("gcp", "s3cr3t", "gke-gcloud-auth-plugin"),
            ("azure", "s3cr3t", "kubelogin convert-kubeconfig"),
            ("okta\n", "s3cr3t", r#"by the name "okta\n""#),
        ] {
            let error = OidcIdToken::new(&provider(name, token), timer.clone()).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(expected), "{shown}");
            assert!(!shown.contains("s3cr3t"), "{shown}");
        }
        let mut anonymous = provider("oidc", &jwt(r#"{"exp":1000}"#));
        anonymous.config.remove("client-id");
        let error = OidcIdToken::new(&anonymous, timer).unwrap_err();
        assert!(
            error.to_string().contains("client-id is missing"),
            "{error}"
        );
    }
}
