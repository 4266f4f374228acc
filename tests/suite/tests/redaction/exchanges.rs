//! Exchanges that go wrong on a real connection, and what observers are told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use outrigger::auth::BearerToken;
use outrigger::transport::TransportErrorKind;
use outrigger::{
    Api, ApiResource, Client, ClientEvent, CreateOptions, Observer, Scope, Secret, Unstructured,
};
use outrigger_hyper::CryptoProvider;
use outrigger_test::{Answer, MockTransport};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::{clean, clean_debug, clean_error, secret};

#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Observer for Log {
    fn observe(&self, event: &ClientEvent<'_>) {
        clean_debug(event);
        self.0.lock().unwrap().push(format!("{event:?}"));
    }
}

fn seeded(builder: outrigger::ClientBuilder, log: &Log) -> Api<Unstructured> {
    let token = BearerToken::new(&Secret::new(secret("token"))).unwrap();
    let client = builder.credentials(token).observer(log.clone()).build();
    let resource = ApiResource::new("", "v1", "Secret", "secrets", Scope::Cluster);
    Api::dynamic(client.unwrap(), resource)
}

fn object() -> Unstructured {
    let object = json!({ "metadata": { "name": "s" }, "data": { "a": secret("data") } });
    Unstructured::try_from(object).unwrap()
}

#[test]
fn on_the_mock() {
    let log = Log::default();
    let answers = [
        Answer::failure(TransportErrorKind::Reset),
        Answer::api_error(401, "Unauthorized", "no"),
        Answer::json(&json!({ "data": secret("data") }))
            .failing_at(30, TransportErrorKind::Interrupted),
        Answer::bytes(format!("<p>{}", secret("page"))),
        Answer::bytes(secret("text")),
    ];
    for answer in answers {
        let mock = MockTransport::new();
        mock.post("/api/v1/secrets").answer(answer);
        let api = seeded(Client::builder(mock.backend(), "https://h"), &log);
        let made = mock
            .timer()
            .run(api.create(&object(), &CreateOptions::new()));
        clean_error(&made.unwrap_err());
        assert!(mock.requests()[0].json().to_string().contains(crate::SEED));
        clean_debug(&mock.requests());
    }
    // What nobody scripted is named, not shown.
    let mock = MockTransport::new();
    let api = seeded(Client::builder(mock.backend(), "https://h"), &log);
    let made = mock
        .timer()
        .run(api.create(&object(), &CreateOptions::new()));
    clean_error(&made.unwrap_err());
    clean(&mock.problems().join("\n"));
    assert_eq!(log.0.lock().unwrap().len(), 18);
}

/// A server that reads a request and answers these bytes.
async fn answering(bytes: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 1 << 16];
        let _ = stream.read(&mut request).await;
        let _ = stream.write_all(bytes.as_bytes()).await;
    });
    url
}

#[tokio::test]
async fn on_a_socket() {
    let log = Log::default();
    let seed = secret("answer");
    for answer in [
        String::new(),
        format!("HTTP/1.1 2000 {seed}\r\n\r\n"),
        format!("{seed}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nset-cookie {seed}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\ncontent-length: {seed}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\ncontent-length: 99\r\nset-cookie: {seed}\r\n\r\n{seed}"),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{seed}"),
        format!("HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{seed}"),
        format!("HTTP/1.1 302 Found\r\nlocation: https://h/?t={seed}\r\ncontent-length: 0\r\n\r\n"),
    ] {
        let url = answering(answer).await;
        let backend = outrigger_hyper::backend(CryptoProvider::Ring).unwrap();
        let api = seeded(Client::builder(backend, url), &log);
        let (object, options) = (object(), CreateOptions::new());
        let made = tokio::time::timeout(Duration::from_secs(20), api.create(&object, &options));
        clean_error(&made.await.unwrap().unwrap_err());
        clean_debug(api.client());
    }
    assert_eq!(log.0.lock().unwrap().len(), 27);
}
