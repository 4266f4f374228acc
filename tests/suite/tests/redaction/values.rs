//! What a program holds: credentials, settings, clients, objects, informers.

use std::sync::Arc;

use outrigger::api::Deleted;
use outrigger::auth::{BasicAuth, BearerToken, Impersonating};
use outrigger::kubeconfig::Impersonate;
use outrigger::transport::{ClientIdentity, ConnectionSettings, Roots};
use outrigger::{
    Api, ApiResource, Client, CreateOptions, DeleteOptions, Informer, ListOptions, Patch, Scope,
    Secret, Unstructured, WatchOptions,
};
use outrigger_hyper::{ConnectOptions, CryptoProvider, HyperConnector};
use outrigger_test::{Answer, MockTransport};
use serde_json::{Value, json};

use crate::{base64, beside, clean, clean_debug, secret};

fn pem(kind: &str, place: &str) -> String {
    let body = base64(secret(place));
    format!("-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n")
}

/// Settings of somebody who keeps the key beside the certificate, as kubelets do.
fn settings() -> ConnectionSettings {
    let both = pem("CERTIFICATE", "certificate") + &pem("PRIVATE KEY", "key beside it");
    let mut settings = ConnectionSettings::default();
    settings.roots = Roots::Pem(both.clone().into());
    settings.identity = Some(ClientIdentity {
        certificate: both.into(),
        key: Secret::new(pem("PRIVATE KEY", "client key")),
    });
    settings.proxy = Some(Secret::new(format!(
        "http://me:{}@proxy:1",
        secret("proxy")
    )));
    settings
}

fn secrets(client: &Client) -> Api<Unstructured> {
    let resource = ApiResource::new("", "v1", "Secret", "secrets", Scope::Namespaced);
    Api::dynamic(client.clone(), resource).within("shop")
}

fn an_object(version: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Secret",
        "metadata": {
            "name": "s", "namespace": "shop", "uid": "u", "resourceVersion": version,
            "annotations": { "last-applied": secret("annotation") },
        },
        "data": { "password": base64(secret("data")) },
        "stringData": { "password": secret("string data") },
    })
}

#[test]
fn credentials() {
    let bearer = BearerToken::new(&Secret::new(secret("token"))).unwrap();
    let basic = BasicAuth::new("me", &Secret::new(secret("password"))).unwrap();
    clean_debug(&Secret::new(secret("anything")));
    clean_debug(&bearer);
    clean_debug(&basic);
    let mut other = Impersonate::default();
    other.user = Some("jane".into());
    clean_debug(&Impersonating::new(&other, Some(Arc::new(bearer))).unwrap());
    for token in ["", "\n"].map(|end| Secret::new(format!("{}\n{end}x", secret("token")))) {
        crate::clean_error(&BearerToken::new(&token).unwrap_err());
    }
    let named = BasicAuth::new(&format!("{}:", secret("name")), &Secret::default());
    crate::clean_error(&named.unwrap_err());
}

#[test]
fn settings_and_clients() {
    let mock = MockTransport::new();
    let settings = settings();
    clean_debug(&settings);
    clean_debug(&settings.identity);
    clean_debug(&settings.roots);
    let url = format!(
        "https://me:{}@host:1/?token={}",
        secret("url"),
        secret("query")
    );
    let builder = Client::builder(mock.backend(), &url).connection(settings.clone());
    let builder = builder.credentials(BearerToken::new(&Secret::new(secret("token"))).unwrap());
    clean_debug(&builder);
    crate::clean_error(&builder.build().unwrap_err());

    let url = format!("https://host:1/?token={}", secret("query"));
    let client = Client::builder(mock.backend(), url).connection(settings);
    let client = client.build().unwrap();
    clean_debug(&client);
    clean_debug(&secrets(&client));
    clean_debug(&mock.backend());
    clean_debug(&mock.link());
}

#[tokio::test]
async fn a_real_connector() {
    let connector = HyperConnector::new(CryptoProvider::Ring).unwrap();
    let mut settings = settings();
    crate::clean_error(&connector.transport(&settings).unwrap_err());
    settings.proxy = None;
    crate::clean_error(&connector.transport(&settings).unwrap_err());
    settings.roots = Roots::System;
    crate::clean_error(&connector.transport(&settings).unwrap_err());
    settings.identity = None;
    clean_debug(&connector.transport(&settings).unwrap());
    clean_debug(&outrigger_hyper::backend(CryptoProvider::Ring).unwrap());
    clean_debug(&ConnectOptions::new().namespace("n"));
}

/// Answers everything with a Secret.
fn generous() -> MockTransport {
    let mock = MockTransport::new();
    mock.react("*", "*", |request| {
        let object = an_object("1");
        Some(Answer::json(&match request.action()?.verb {
            "list" => json!({ "metadata": {}, "items": [object] }),
            "watch" => json!({ "type": "ADDED", "object": object }),
            _ => object,
        }))
    });
    mock
}

#[test]
fn requests_and_answers() {
    let mock = generous();
    let token = BearerToken::new(&Secret::new(secret("token"))).unwrap();
    let client = Client::builder(mock.backend(), "https://h").credentials(token);
    let api = secrets(&client.build().unwrap());
    let object = Unstructured::try_from(an_object("1")).unwrap();
    let patch = Patch::Merge(an_object("1"));
    clean_debug(&object);
    clean_debug(&patch);
    mock.timer().run(async {
        clean_debug(&api.get("s").await.unwrap());
        clean_debug(&api.list(&ListOptions::new()).await.unwrap());
        clean_debug(&api.create(&object, &CreateOptions::new()).await.unwrap());
        clean_debug(&api.patch("s", &patch, &Default::default()).await.unwrap());
        let deleted: Deleted<_> = api.delete("s", &DeleteOptions::new()).await.unwrap();
        clean_debug(&deleted);
        let mut watch = api.watch(&WatchOptions::since("1")).await.unwrap();
        clean_debug(&watch);
        clean_debug(&watch.next().await.unwrap().unwrap());
    });
    let requests = mock.requests();
    let carried = |it: &&outrigger_test::RecordedRequest| {
        it.header("authorization").unwrap().contains(crate::SEED)
    };
    assert_eq!(
        requests.iter().filter(carried).count(),
        6,
        "the seed was sent"
    );
    clean_debug(&requests);
    clean_debug(&mock.actions());
    clean_debug(&mock);
    clean_debug(&Answer::json(&an_object("1")));
    clean_debug(&mock.get("/x"));
    let (_, open) = Answer::open();
    open.send(secret("body"));
    clean_debug(&open);
}

#[test]
fn informers() {
    let mock = MockTransport::new();
    let path = "/api/v1/namespaces/shop/secrets";
    let list = json!({ "metadata": { "resourceVersion": "1" }, "items": [an_object("1")] });
    mock.get(&format!("{path}?limit=500"))
        .answer(Answer::json(&list));
    let watch = mock.get(&format!("{path}?watch=true")).open();
    let client = Client::builder(mock.backend(), "https://h")
        .build()
        .unwrap();
    let builder = Informer::builder(&secrets(&client))
        .index("password", |object| object.path("/data/password"));
    clean_debug(&builder);
    let (informer, driver) = builder.build();
    clean_debug(&driver);
    let mut changes = informer.subscribe();
    beside(&mock, driver, async {
        clean_debug(&changes.next().await.unwrap());
        watch.send_event("MODIFIED", &an_object("2"));
        clean_debug(&changes.next().await.unwrap());
        watch.send_event("DELETED", &an_object("3"));
        let snapshot = informer.store().snapshot();
        clean_debug(&snapshot);
        clean_debug(&snapshot.iter().next().unwrap());
        clean_debug(&(informer.store(), &informer, informer.statuses()));
        clean_debug(&changes.next().await.unwrap());
        clean_debug(&changes);
    });
    clean(&informer.status().to_string());
}
