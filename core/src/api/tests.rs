use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::FutureExt;
use serde_json::{Value, json};

use super::*;
use crate::error::ErrorKind;
use crate::object::Scope;
use crate::request::{CreateOptions, ListOptions};
use crate::rt::{BoxFuture, Instant, Timer, Timestamp};
use crate::transport::{
    Backend, Body, Capabilities, ConnectionSettings, Connector, HttpTransport, Link, TransportError,
};

/// Answers in turn, the last one again and again, and notes what was sent.
#[derive(Clone, Debug)]
struct Script {
    answers: Arc<Mutex<Vec<(u16, Value)>>>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

/// A request: method, URI and body.
type Sent = (String, String, Bytes);

#[async_trait]
impl HttpTransport for Script {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Body>, TransportError> {
        let (method, uri) = (request.method().to_string(), request.uri().to_string());
        let sent = (method, uri, request.into_body());
        self.sent.lock().unwrap().push(sent);
        let mut answers = self.answers.lock().unwrap();
        let (status, body) = match answers.len() {
            1 => answers[0].clone(),
            _ => answers.remove(0),
        };
        let response = http::Response::builder().status(status);
        let response = response.header("content-type", "application/json");
        Ok(response.body(Body::from_bytes(body.to_string())).unwrap())
    }
}

impl Connector for Script {
    fn connect(&self, _: &ConnectionSettings) -> Result<Link, TransportError> {
        Ok(Link::new(Arc::new(self.clone()), Capabilities::all()))
    }
}

impl Timer for Script {
    fn now(&self) -> Instant {
        Instant::default()
    }

    fn wall_now(&self) -> Timestamp {
        Timestamp::from_unix(Duration::ZERO)
    }

    /// Pauses are over at once, limits never reached.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        match duration < Duration::from_secs(1) {
            true => Box::pin(std::future::ready(())),
            false => Box::pin(std::future::pending()),
        }
    }
}

impl Script {
    fn new(answers: impl IntoIterator<Item = (u16, Value)>) -> Self {
        Self {
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
            sent: Arc::default(),
        }
    }

    fn api(&self, plural: &'static str) -> Api<Unstructured> {
        let backend = Backend::new(Arc::new(self.clone()), Arc::new(self.clone()), 1);
        let client = Client::builder(backend, "https://test").build().unwrap();
        let resource = ApiResource::new("", "v1", "Thing", plural, Scope::Namespaced);
        Api::dynamic(client, resource).within("shop")
    }

    fn methods(&self) -> Vec<String> {
        let sent = self.sent.lock().unwrap();
        sent.iter().map(|(method, ..)| method.clone()).collect()
    }
}

fn refusal(status: u16, reason: &str, token: &str) -> (u16, Value) {
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": status,
        "reason": reason, "metadata": { "continue": token },
    });
    (status, body)
}

fn page(name: &str, token: &str) -> (u16, Value) {
    let items = json!([{ "metadata": { "name": name } }]);
    let metadata = json!({ "resourceVersion": "1", "continue": token });
    (
        200,
        json!({ "kind": "ThingList", "apiVersion": "v1", "metadata": metadata, "items": items }),
    )
}

fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().unwrap()
}

#[test]
fn what_is_not_found_when_it_is_created_was_not_deleted_in_between() {
    let gone = || refusal(404, "NotFound", "");
    let script = Script::new([gone()]);
    let things = script.api("things");
    let desired = |existing: Option<Unstructured>| {
        let mut thing = existing.unwrap_or_else(|| Unstructured::new(things.resource(), "a"));
        thing.as_map_mut().insert("n".into(), 1.into());
        thing
    };
    let options = CreateOptions::new();
    let error = now(things.create_or_update("a", &options, desired)).unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(script.methods(), ["GET", "POST"]);

    let stored = json!({ "metadata": { "name": "a", "resourceVersion": "1" } });
    let script = Script::new([(200, stored.clone()), gone(), gone(), (201, stored)]);
    let things = script.api("things");
    let written = now(things.create_or_update("a", &options, desired));
    assert!(matches!(written, Ok(Written::Created(_))));
    assert_eq!(script.methods(), ["GET", "PUT", "GET", "POST"]);
}

#[test]
fn one_later_moment_is_taken_for_each_page() {
    let expired = |token: &str| refusal(410, "Expired", token);
    let script = Script::new([
        page("a", "1"),
        expired("2"),
        page("b", "3"),
        expired("4"),
        expired("5"),
        expired("6"),
    ]);
    let mut all = script.api("things").list_all(&ListOptions::new());
    let mut next = || now(all.next());
    assert_eq!(next().unwrap().unwrap().name(), "a");
    assert_eq!(next().unwrap().unwrap().name(), "b");
    assert!(next().unwrap().unwrap_err().is_expired());
    assert!(next().is_none());
    assert_eq!(script.methods().len(), 5);
}

#[test]
fn an_answer_without_a_token_is_none() {
    let token = |answer: Value, dry_run| {
        let accounts = Script::new([(201, answer)]).api("serviceaccounts");
        let mut options = CreateOptions::new();
        options.dry_run = dry_run;
        now(accounts.create_token("a", &TokenRequest::new(), &options))
    };
    let with = json!({ "kind": "TokenRequest", "status": { "token": "t" } });
    assert_eq!(token(with, false).unwrap().token.expose(), "t");
    let without = || json!({ "kind": "TokenRequest", "status": { "token": null } });
    assert_eq!(token(without(), true).unwrap().token.expose(), "");
    let error = token(without(), false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(
        error.to_string().ends_with("the answer has no token"),
        "{error}"
    );
}

#[test]
fn an_entry_names_its_object() {
    for object in [
        json!({}),
        json!({ "metadata": null }),
        json!({ "metadata": { "name": "" } }),
    ] {
        let script = Script::new([refusal(404, "NotFound", ""), (201, json!({}))]);
        let entry = now(script.api("things").entry("a")).unwrap();
        let new = || serde_json::from_value(object.clone()).unwrap();
        now(entry.or_insert(new).commit(&CreateOptions::new())).unwrap();
        let (_, _, body) = script.sent.lock().unwrap().pop().unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["metadata"]["name"], "a", "{object}");
    }
}

#[test]
fn what_cannot_be_encoded_is_not_quoted() {
    struct Sealed;

    impl serde::Serialize for Sealed {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("cannot write hunter2"))
        }
    }

    let things = Script::new([(200, json!({}))]).api("things");
    let error = things.encode(crate::Verb::Create, &Sealed).unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "a value cannot be what its type wants");
    assert!(!format!("{error:?}").contains("hunter2"));
}
