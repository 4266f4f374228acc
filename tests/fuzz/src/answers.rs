use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderName, HeaderValue, StatusCode};
use outrigger::rt::{BoxFuture, Instant, Timer, Timestamp};
use outrigger::transport::{
    Backend, Body, Capabilities, ConnectionSettings, Connector, HttpTransport, Link, TransportError,
};
use outrigger::{
    Api, ApiResource, Client, CreateOptions, DeleteOptions, Error, GetOptions, ListOptions, Scope,
    Unstructured, Verb, WatchOptions,
};

/// Any bytes as what a server answers to each verb: the code, headers up to an empty line, and the
/// body. Every call comes to an end; its error names verb and path, and keeps the code of an answer
/// outside 2xx; what was read can be shown and written again.
///
/// # Panics
/// When one of these does not hold.
pub fn answers(data: &[u8]) -> usize {
    let answer = Answer::parse(data);
    let code = answer.status;
    let client = client(answer);
    let resource = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
    let pods = Api::dynamic(client, resource).within("shop");
    let object = Unstructured::new(pods.resource(), "web-0");
    let created = now(pods.create(&object, &CreateOptions::new()));
    read(Verb::Create, code, created);
    read(
        Verb::Get,
        code,
        now(pods.get_with("web-0", &GetOptions::new())),
    );
    let found = now(pods.get_opt("web-0"));
    assert!(code != StatusCode::NOT_FOUND || matches!(found, Ok(None)));
    let deleted = now(pods.delete("web-0", &DeleteOptions::new()));
    told(Verb::Delete, code, &deleted);
    lists(&pods, code);
    watch(&pods, code);
    let raw = now(pods
        .client()
        .rest_unversioned()
        .get()
        .abs_path("/version")
        .send());
    told(Verb::Get, code, &raw);
    // Each of the calls may keep all of it.
    16 * data.len()
}

fn lists(pods: &Api<Unstructured>, code: StatusCode) {
    let list = now(pods.list(&ListOptions::new()));
    told(Verb::List, code, &list);
    if let Ok(list) = list {
        for item in list {
            written(&item);
        }
    }
    let table = now(pods.clone().tables().list(&ListOptions::new()));
    told(Verb::List, code, &table);
}

fn watch(pods: &Api<Unstructured>, code: StatusCode) {
    let watch = now(pods.watch(&WatchOptions::since("7")));
    told(Verb::Watch, code, &watch);
    let Ok(mut watch) = watch else { return };
    while let Some(event) = now(watch.next()) {
        if event.is_err() {
            told(Verb::Watch, code, &event);
            assert!(
                now(watch.next()).is_none(),
                "a watch goes on behind its error"
            );
        }
    }
}

/// The result of what waits for nothing.
#[track_caller]
fn now<T>(call: impl Future<Output = T>) -> T {
    Box::pin(call)
        .now_or_never()
        .unwrap_or_else(|| panic!("a call waits for something"))
}

fn read(verb: Verb, code: StatusCode, outcome: Result<Unstructured, Error>) {
    told(verb, code, &outcome);
    if let Ok(object) = outcome {
        written(&object);
    }
}

/// What was read means the same when it is written and read again.
fn written(object: &Unstructured) {
    let _shown = format!("{object:?} {} {:?}", object.name(), object.namespace());
    let text = serde_json::to_string(object).unwrap_or_else(|error| panic!("{error}"));
    let again: Unstructured =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(&again, object, "{text}");
}

fn told<T: Debug>(verb: Verb, code: StatusCode, outcome: &Result<T, Error>) {
    let error = match outcome {
        Ok(value) => {
            let _shown = format!("{value:?}");
            assert!(code.is_success(), "{code} is taken for a success");
            return;
        }
        Err(error) => error,
    };
    let shown = format!("{error} {error:?} {}", error.chain());
    let (asked, path) = error
        .request()
        .unwrap_or_else(|| panic!("not named: {shown}"));
    assert_eq!(asked, verb, "{shown}");
    assert!(path.starts_with('/') && shown.contains(path), "{shown}");
    if !code.is_success() {
        let status = error
            .status()
            .unwrap_or_else(|| panic!("no Status: {shown}"));
        assert_ne!(status.code, 0, "{shown}");
    }
}

/// What the server says, always.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Answer {
    fn parse(data: &[u8]) -> Self {
        let split = data.windows(2).position(|pair| pair == b"\n\n");
        let (head, body) = split.map_or((data, &b""[..]), |at| (&data[..at], &data[at + 2..]));
        let mut lines = head.split(|byte| *byte == b'\n');
        // A code of 1xx is no answer.
        let status = lines
            .next()
            .and_then(|line| StatusCode::from_bytes(line).ok());
        let status = status.filter(|code| code.as_u16() >= 200);
        let headers = lines.filter_map(|line| {
            let at = line.iter().position(|byte| *byte == b':')?;
            let value = line[at + 1..].trim_ascii();
            Some((
                HeaderName::from_bytes(&line[..at]).ok()?,
                HeaderValue::from_bytes(value).ok()?,
            ))
        });
        Self {
            status: status.unwrap_or(StatusCode::OK),
            headers: headers.collect(),
            body: Bytes::copy_from_slice(body),
        }
    }
}

#[async_trait]
impl HttpTransport for Answer {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        // In two pieces that nothing in it decides.
        let middle = self.body.len() / 3;
        let pieces = [self.body.slice(..middle), self.body.slice(middle..)];
        let pieces = pieces.map(Ok::<_, TransportError>);
        let mut response = http::Response::new(Body::new(futures_util::stream::iter(pieces)));
        *response.status_mut() = self.status;
        for (name, value) in &self.headers {
            response.headers_mut().append(name, value.clone());
        }
        Ok(response)
    }
}

#[derive(Debug)]
struct Fixed(Arc<Answer>);

impl Connector for Fixed {
    fn connect(&self, _: &ConnectionSettings) -> Result<Link, TransportError> {
        Ok(Link::new(self.0.clone(), Capabilities::all()))
    }
}

/// Time that passes when somebody sleeps.
#[derive(Debug)]
struct Fast;

impl Timer for Fast {
    fn now(&self) -> Instant {
        Instant::default()
    }

    fn wall_now(&self) -> Timestamp {
        Timestamp::from_unix(Duration::ZERO)
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

fn client(answer: Answer) -> Client {
    let backend = Backend::new(Arc::new(Fixed(Arc::new(answer))), Arc::new(Fast), 1);
    let client = Client::builder(backend, "https://h").build();
    client.unwrap_or_else(|error| panic!("{error}"))
}
