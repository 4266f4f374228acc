//! Who asks: credentials on requests, and a 401 that is asked again once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use http::header::{AUTHORIZATION, HeaderValue};
use http::request::Parts;
use outrigger::auth::{BasicAuth, BearerToken, Credentials, OnRejected, Version};
use outrigger::request::Request;
use outrigger::{Client, ClientEvent, Error, ErrorKind, Observer, Result, Secret};
use outrigger_test::{Answer, MockTransport};
use serde_json::json;

/// Tokens `t0`, `t1`, …: a new one for each rejection of the present one.
#[derive(Debug, Default)]
struct Tokens {
    present: AtomicU64,
    authorized: AtomicU64,
    rejected: AtomicU64,
    runs_out: bool,
}

#[async_trait]
impl Credentials for Tokens {
    async fn authorize(&self, request: &mut Parts) -> Result<Version> {
        self.authorized.fetch_add(1, Ordering::SeqCst);
        let version = self.present.load(Ordering::SeqCst);
        let value = HeaderValue::try_from(format!("Bearer t{version}")).unwrap();
        request.headers.insert(AUTHORIZATION, value);
        Ok(Version(version))
    }

    async fn rejected(&self, version: Version) -> OnRejected {
        self.rejected.fetch_add(1, Ordering::SeqCst);
        if self.runs_out {
            return OnRejected::GiveUp;
        }
        let next = version.0 + 1;
        self.present.fetch_max(next, Ordering::SeqCst);
        OnRejected::Retry
    }
}

fn unauthorized() -> Answer {
    Answer::api_error(401, "Unauthorized", "who are you?")
}

/// Asks once; the tokens sent, and how it went.
fn ask(tokens: &Arc<Tokens>, answers: Vec<Answer>) -> (Vec<String>, Result<()>) {
    let mock = MockTransport::new();
    for answer in answers {
        mock.get("/version").answer(answer);
    }
    let client = Client::builder(mock.backend(), "https://test").shared_credentials(tokens.clone());
    let client = client.build().unwrap();
    let request = Request::raw_get("/version").unwrap();
    let outcome = mock.timer().run(client.send(request)).map(drop);
    mock.verify();
    let sent = mock.requests();
    let tokens = sent
        .iter()
        .map(|it| it.header("authorization").unwrap().to_owned());
    (tokens.collect(), outcome)
}

#[test]
fn a_401_is_asked_again_once_with_newer_credentials() {
    let ok = || Answer::json(&json!({}));
    let tokens = Arc::<Tokens>::default();
    let (sent, outcome) = ask(&tokens, vec![unauthorized(), ok()]);
    assert_eq!(sent, ["Bearer t0", "Bearer t1"]);
    outcome.unwrap();
    let (sent, outcome) = ask(&tokens, vec![ok()]);
    assert_eq!(sent, ["Bearer t1"]);
    outcome.unwrap();
    let (sent, outcome) = ask(&tokens, vec![unauthorized(), unauthorized()]);
    assert_eq!(sent, ["Bearer t1", "Bearer t2"]);
    let error = outcome.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!(error.to_string(), "get /version: who are you? (401)");
    assert_eq!(tokens.rejected.load(Ordering::SeqCst), 2);
}

#[test]
fn nothing_newer_is_no_reason_to_ask_again() {
    let runs_out = true;
    let tokens = Arc::new(Tokens {
        runs_out,
        ..Tokens::default()
    });
    let (sent, outcome) = ask(&tokens, vec![unauthorized()]);
    assert_eq!(sent.len(), 1);
    assert!(outcome.unwrap_err().is_unauthorized());
    let tokens = Arc::<Tokens>::default();
    let (sent, outcome) = ask(&tokens, vec![Answer::status(403)]);
    assert_eq!(sent.len(), 1);
    assert!(outcome.unwrap_err().is_forbidden());
    assert_eq!(tokens.rejected.load(Ordering::SeqCst), 0);
}

#[test]
fn the_first_refusal_is_given_up_before_the_replay() {
    let mock = MockTransport::new();
    let refused = mock.get("/version").open_with(401);
    mock.get("/version").answer(Answer::json(&json!({})));
    let client = Client::builder(mock.backend(), "https://test");
    let client = client.credentials(Tokens::default()).build().unwrap();
    let request = Request::raw_get("/version").unwrap();
    mock.timer().run(client.send(request)).unwrap();
    assert_eq!(refused.readers(), 0);
}

/// An open body under another status than 200.
trait OpenWith {
    fn open_with(self, status: u16) -> outrigger_test::OpenBody;
}

impl OpenWith for outrigger_test::Expectation<'_> {
    fn open_with(self, status: u16) -> outrigger_test::OpenBody {
        let (answer, body) = Answer::open();
        self.answer(answer.with_status(status));
        body
    }
}

#[test]
fn tokens_and_passwords_are_sent_as_sensitive_headers() {
    let bearer = BearerToken::new(&Secret::new("t\n")).unwrap();
    let basic = BasicAuth::new("aladdin", &Secret::new("opensesame")).unwrap();
    let all: [(Arc<dyn Credentials>, &str); 2] = [
        (Arc::new(bearer), "Bearer t"),
        (Arc::new(basic), "Basic YWxhZGRpbjpvcGVuc2VzYW1l"),
    ];
    for (credentials, expected) in all {
        let mock = MockTransport::new();
        mock.get("/version").answer(unauthorized());
        let client = Client::builder(mock.backend(), "https://test");
        let client = client.shared_credentials(credentials).build().unwrap();
        let request = Request::raw_get("/version").unwrap();
        let refused = mock.timer().run(client.send(request)).unwrap_err();
        assert!(refused.is_unauthorized());
        let sent = mock.requests();
        let header = &sent[0].headers()[AUTHORIZATION];
        assert!(header == expected && header.is_sensitive() && sent.len() == 1);
    }
}

#[derive(Debug)]
struct Broken;

#[async_trait]
impl Credentials for Broken {
    async fn authorize(&self, _: &mut Parts) -> Result<Version> {
        Err(Error::credentials("the plugin is gone", None))
    }
}

#[test]
fn without_credentials_nothing_is_sent() {
    let mock = MockTransport::new();
    let client = Client::builder(mock.backend(), "https://test").credentials(Broken);
    let request = Request::raw_get("/version").unwrap();
    let error = mock
        .timer()
        .run(client.build().unwrap().send(request))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(error.to_string(), "get /version: the plugin is gone");
    assert!(mock.requests().is_empty());
}

#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Observer for Log {
    fn observe(&self, event: &ClientEvent<'_>) {
        let line = match event {
            ClientEvent::RequestStarted { id, verb, path, .. } => format!("{id} {verb} {path}"),
            ClientEvent::ResponseHead {
                id,
                status,
                elapsed,
                ..
            } => {
                format!("{id} {} after {elapsed:?}", status.as_u16())
            }
            ClientEvent::RequestFailed { id, kind, .. } => format!("{id} {kind:?}"),
            ClientEvent::Finished { id, attempts, .. } => format!("{id} over after {attempts}"),
            _ => "an event of a new kind".to_owned(),
        };
        self.0.lock().unwrap().push(line);
    }
}

#[test]
fn an_observer_sees_each_attempt_under_one_id() {
    let (mock, log) = (MockTransport::new(), Log::default());
    let second = std::time::Duration::from_secs(1);
    mock.get("/version").answer(unauthorized().delayed(second));
    mock.get("/version").answer(Answer::failure(
        outrigger::transport::TransportErrorKind::Refused,
    ));
    mock.get("/healthz").answer(Answer::bytes("ok"));
    let client = Client::builder(mock.backend(), "https://test").observer(log.clone());
    let client = client.credentials(Tokens::default()).build().unwrap();
    for (path, works) in [("/version?token=no", false), ("/healthz", true)] {
        let request = Request::raw_get(path).unwrap();
        assert_eq!(mock.timer().run(client.send(request)).is_ok(), works);
    }
    let expected = [
        "0 get /version",
        "0 401 after 1s",
        "0 get /version",
        "0 Refused",
        "0 over after 1",
        "1 get /healthz",
        "1 200 after 0ns",
        "1 over after 1",
    ];
    assert_eq!(*log.0.lock().unwrap(), expected);
}

#[test]
fn an_observer_sees_what_was_given_up() {
    let (mock, log) = (MockTransport::new(), Log::default());
    mock.get("/version").answer(Answer::never());
    let client = Client::builder(mock.backend(), "https://test").observer(log.clone());
    let client = client.build().unwrap();
    let second = std::time::Duration::from_secs(1);
    let request = client.send(Request::raw_get("/version").unwrap());
    assert!(mock.timer().try_run(second, request).is_err());
    assert_eq!(
        *log.0.lock().unwrap(),
        ["0 get /version", "0 Aborted", "0 over after 1"]
    );
}
