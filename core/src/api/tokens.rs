use std::time::Duration;

use serde_json::{Value, json};

use super::Api;
use super::kinds::{ServiceAccountKind, Special};
use crate::error::{Error, ErrorKind, Result};
use crate::object::Unstructured;
use crate::request::{CreateOptions, Verb};
use crate::secret::Secret;

const TOKENS: Special = Special {
    what: "tokens",
    group: "",
    plurals: &["serviceaccounts"],
};

/// What a token of a service account is to be good for (`authentication.k8s.io/v1` TokenRequest).
///
/// ```
/// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
/// use std::time::Duration;
///
/// use outrigger::CreateOptions;
/// use outrigger::api::TokenRequest;
///
/// let accounts = client.resource("serviceaccounts").await?.within("shop");
/// let request = TokenRequest::new().audience("vault").expires_in(Duration::from_secs(3600));
/// let token = accounts.create_token("builder", &request, &CreateOptions::new()).await?;
/// println!("good until {}", token.expiration_timestamp);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenRequest {
    /// Who takes it; empty for the API server itself.
    pub audiences: Vec<String>,
    /// For how long it is good, in whole seconds, rounded up, at least ten minutes; `None` for the
    /// server's default, an hour. The server may decide otherwise.
    pub expires_in: Option<Duration>,
    /// It is good only as long as this object is there: a pod, secret or node.
    pub bound_to: Option<BoundObject>,
}

/// The object that a token is bound to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BoundObject {
    /// `Pod`, `Secret` or `Node`. All are of `v1`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its uid; empty for whichever has the name now.
    pub uid: String,
}

impl TokenRequest {
    /// A token for the API server, by its defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds somebody who takes it.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Sets for how long it is good.
    #[must_use]
    pub const fn expires_in(mut self, duration: Duration) -> Self {
        self.expires_in = Some(duration);
        self
    }

    /// Binds it to a pod, secret or node, by kind, name, and uid, which may be empty.
    #[must_use]
    pub fn bound_to(
        mut self,
        kind: impl Into<String>,
        name: impl Into<String>,
        uid: impl Into<String>,
    ) -> Self {
        self.bound_to = Some(BoundObject {
            kind: kind.into(),
            name: name.into(),
            uid: uid.into(),
        });
        self
    }

    fn body(&self) -> Value {
        let mut spec = json!({ "audiences": self.audiences });
        if let Some(duration) = self.expires_in {
            let seconds = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
            spec["expirationSeconds"] = seconds.into();
        }
        if let Some(bound) = &self.bound_to {
            spec["boundObjectRef"] = json!({
                "apiVersion": "v1", "kind": bound.kind, "name": bound.name, "uid": bound.uid,
            });
        }
        json!({ "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec })
    }
}

/// A token of a service account.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServiceAccountToken {
    /// The token: a bearer token, and a JWT.
    pub token: Secret,
    /// Until when it is good, in RFC 3339.
    pub expiration_timestamp: String,
}

/// What only service accounts have.
impl<K: ServiceAccountKind> Api<K> {
    /// Makes a token of a service account, as `kubectl create token` does. It is kept nowhere, and
    /// cannot be taken back but by what it is bound to. A dry run makes none: the token is empty.
    ///
    /// # Errors
    /// As of a [create](Api::create); [`ErrorKind::Decode`] when the answer has no token, unless it
    /// was a dry run.
    pub async fn create_token(
        &self,
        name: &str,
        request: &TokenRequest,
        options: &CreateOptions,
    ) -> Result<ServiceAccountToken> {
        self.only(TOKENS, Verb::Create)?;
        let tokens = self.subresource::<Unstructured>("token");
        let answer = tokens.create(name, &request.body(), options).await?;
        let text = |path| {
            let text = answer.path(path).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        if text("/status/token").is_empty() && !options.dry_run {
            let error = Error::new(ErrorKind::Decode, "the answer has no token");
            return Err(error.asked(Verb::Create, &self.resource.to_string()));
        }
        Ok(ServiceAccountToken {
            token: Secret::new(text("/status/token")),
            expiration_timestamp: text("/status/expirationTimestamp"),
        })
    }
}
