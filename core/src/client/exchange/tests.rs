use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::FutureExt;

use super::super::ClientBuilder;
use super::*;
use crate::auth::{BasicAuth, BearerToken, Credentials, Impersonating};
use crate::kubeconfig::Impersonate;
use crate::rt::{BoxFuture, Timer, Timestamp};
use crate::secret::Secret;
use crate::transport::{
    Backend, Capabilities, ConnectionSettings, Connector, HttpTransport, Link, TransportError,
};

/// Refuses whoever asks, and notes the headers.
#[derive(Clone, Debug, Default)]
struct Refusing {
    sent: Arc<Mutex<Vec<HeaderMap>>>,
    cannot_set_user_agent: bool,
}

#[async_trait]
impl HttpTransport for Refusing {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Body>, TransportError> {
        self.sent.lock().unwrap().push(request.headers().clone());
        let mut response = http::Response::new(Body::empty());
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        Ok(response)
    }
}

impl Connector for Refusing {
    fn connect(&self, _: &ConnectionSettings) -> Result<Link, TransportError> {
        let mut capabilities = Capabilities::all();
        capabilities.set_user_agent = !self.cannot_set_user_agent;
        Ok(Link::new(Arc::new(self.clone()), capabilities))
    }
}

impl Timer for Refusing {
    fn now(&self) -> Instant {
        Instant::default()
    }

    fn wall_now(&self) -> Timestamp {
        Timestamp::from_unix(Duration::ZERO)
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// Has something newer after each refusal.
#[derive(Debug)]
struct Endless(BearerToken);

#[async_trait]
impl Credentials for Endless {
    async fn authorize(&self, request: &mut http::request::Parts) -> Result<Version> {
        self.0.authorize(request).await
    }

    async fn rejected(&self, _: Version) -> OnRejected {
        OnRejected::Retry
    }
}

impl Refusing {
    fn client(&self) -> ClientBuilder {
        let backend = Backend::new(Arc::new(self.clone()), Arc::new(self.clone()), 1);
        Client::builder(backend, "https://test")
    }
}

/// The headers that a request is sent with, each time that it is.
fn sent(credentials: Arc<dyn Credentials>, own: Option<&'static str>) -> Vec<HeaderMap> {
    let transport = Refusing::default();
    let client = transport.client().shared_credentials(credentials);
    let client = client.build().unwrap();
    let mut request = client.rest_unversioned().get().abs_path("/version");
    if let Some(own) = own {
        request = request.header(AUTHORIZATION.as_str(), own);
    }
    let refused = request.send().now_or_never().unwrap();
    assert!(refused.unwrap_err().is_unauthorized());
    transport.sent.lock().unwrap().clone()
}

fn bearer() -> BearerToken {
    BearerToken::new(&Secret::new("t")).unwrap()
}

#[test]
fn whoever_brings_an_authorization_still_acts_as_the_other() {
    let jane = Impersonate {
        user: Some("jane".to_owned()),
        ..Impersonate::default()
    };
    let acting = || {
        let inner: Arc<dyn Credentials> = Arc::new(Endless(bearer()));
        Arc::new(Impersonating::new(&jane, Some(inner)).unwrap())
    };
    // A refusal of one's own header is none of the credentials'.
    for (own, expected, times) in [(None, "Bearer t", 2), (Some("Own x"), "Own x", 1)] {
        let sent = sent(acting(), own);
        assert_eq!(sent.len(), times);
        for headers in sent {
            assert_eq!(headers[AUTHORIZATION], expected);
            assert_eq!(headers["impersonate-user"], "jane");
        }
    }
}

#[test]
fn credentials_leave_an_authorization_alone() {
    let basic = BasicAuth::new("aladdin", &Secret::new("opensesame")).unwrap();
    let all: [Arc<dyn Credentials>; 2] = [Arc::new(bearer()), Arc::new(basic)];
    for credentials in all {
        let sent = sent(credentials, Some("Own x"));
        let own: Vec<_> = sent[0].get_all(AUTHORIZATION).iter().collect();
        assert_eq!(own, ["Own x"]);
    }
}

#[test]
fn a_request_that_names_a_program_is_left_alone() {
    for (own, able, expected) in [
        (None, true, Some("the client's")),
        (Some(""), true, Some("the client's")),
        (Some("its own"), true, Some("its own")),
        (None, false, None),
        (Some("its own"), false, None),
    ] {
        let transport = Refusing {
            cannot_set_user_agent: !able,
            ..Refusing::default()
        };
        let client = transport.client().user_agent("the client's");
        let mut request = client.build().unwrap().rest_unversioned().get();
        if let Some(own) = own {
            request = request.header("user-agent", own);
        }
        request.send().now_or_never().unwrap().unwrap_err();
        let sent = transport.sent.lock().unwrap();
        let named = sent[0].get(USER_AGENT).map(|name| name.to_str().unwrap());
        assert_eq!(named, expected, "{own:?} {able}");
    }
}
