//! Answers that do not fit their type hold whatever they hold.

use k8s_openapi_0_29::api::core::v1::Secret as TypedSecret;
use outrigger::informer::SyncState;
use outrigger::{
    Api, ApiResource, Client, DeleteOptions, ErrorKind, Informer, ListOptions, Scope, WatchOptions,
    scope,
};
use outrigger_test::{Answer, MockTransport};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{beside, clean, clean_debug, clean_error, secret};

const PATH: &str = "/apis/example.com/v1/namespaces/shop/logins";

/// What somebody thinks a login is.
#[derive(Debug, Serialize, Deserialize)]
struct Login {
    metadata: Value,
    #[serde(default)]
    pin: u32,
    #[serde(default)]
    way: Way,
    #[serde(default)]
    enabled: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
enum Way {
    #[default]
    Password,
}

impl outrigger::Resource for Login {
    const GROUP: &'static str = "example.com";
    const VERSION: &'static str = "v1";
    const KIND: &'static str = "Login";
    const PLURAL: &'static str = "logins";
    type Scope = scope::Namespaced;
}

fn client(mock: &MockTransport) -> Client {
    Client::builder(mock.backend(), "https://h")
        .build()
        .unwrap()
}

/// Logins that are something else, and what is told of each.
fn misfits() -> Vec<(Value, &'static str)> {
    let with = |field: &str, value: Value| {
        let mut object =
            json!({ "kind": "Login", "metadata": { "name": "l", "resourceVersion": "1" } });
        object[field] = value;
        object
    };
    let tricky = format!("{}\", expected {}", secret("quote"), secret("more"));
    vec![
        (
            with("pin", secret("pin").into()),
            "invalid type: string, expected u32",
        ),
        (
            with("pin", tricky.into()),
            "invalid type: string, expected u32",
        ),
        (
            with("way", secret("way").into()),
            "unknown variant, expected `Password`",
        ),
        (
            with("enabled", secret("enabled").into()),
            "invalid type: string, expected a boolean",
        ),
    ]
}

#[test]
fn of_an_own_type() {
    for (object, expected) in misfits() {
        let mock = MockTransport::new();
        let list = json!({ "metadata": {}, "items": [object] });
        let event = json!({ "type": "ADDED", "object": object });
        let mut dying = object.clone();
        dying["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
        mock.get(&format!("{PATH}?watch=true"))
            .answer(Answer::json(&event));
        mock.get(&format!("{PATH}/l")).answer(Answer::json(&object));
        mock.get(PATH).answer(Answer::json(&list));
        mock.delete(&format!("{PATH}/l"))
            .answer(Answer::json(&dying));
        let api: Api<Login> = client(&mock).namespaced("shop");
        let errors = mock.timer().run(async {
            let mut watch = api.watch(&WatchOptions::since("1")).await.unwrap();
            [
                api.get("l").await.unwrap_err(),
                api.list(&ListOptions::new()).await.unwrap_err(),
                api.delete("l", &DeleteOptions::new()).await.unwrap_err(),
                watch.next().await.unwrap().unwrap_err(),
            ]
        });
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(clean_error(&error).contains(expected), "{}", error.chain());
        }
    }
}

#[test]
fn of_kubernetes_own_secrets() {
    for object in [
        json!({ "metadata": {}, "data": secret("data") }),
        json!({ "metadata": {}, "data": { "password": secret("not base64!") } }),
        json!({ "metadata": {}, "stringData": [secret("string data")] }),
        json!({ "metadata": secret("metadata") }),
        json!(secret("object")),
        json!({ "metadata": { "creationTimestamp": secret("time") } }),
    ] {
        let mock = MockTransport::new();
        mock.get("/api/v1/namespaces/a/secrets/s")
            .answer(Answer::json(&object));
        let api: Api<TypedSecret> = client(&mock).namespaced("a");
        let error = mock.timer().run(api.get("s")).unwrap_err();
        clean_error(&error);
    }
}

fn a_list(items: &Value) -> Value {
    json!({ "metadata": { "resourceVersion": "1" }, "items": items })
}

#[test]
fn of_an_informers_list() {
    for answer in [
        a_list(&json!([secret("item")])),
        a_list(&json!([{ "metadata": secret("metadata") }])),
        a_list(&json!([{ "metadata": { "name": [secret("name")] } }])),
        json!({ "items": secret("items") }),
        json!({ "metadata": secret("metadata"), "items": [] }),
        json!({ "kind": [secret("kind")] }),
        json!(secret("list")),
    ] {
        goes_stale(&answer, None);
    }
}

#[test]
fn of_an_informers_watch() {
    for event in [
        json!({ "type": [secret("type")], "object": {} }),
        json!({ "type": "ADDED", "object": secret("object") }),
        json!({ "type": "ERROR", "object": secret("object") }),
        json!({ "type": "ERROR", "object": { "code": secret("code") } }),
        json!(secret("event")),
    ] {
        goes_stale(&a_list(&json!([])), Some(&event));
    }
}

#[track_caller]
fn goes_stale(list: &Value, event: Option<&Value>) {
    let mock = MockTransport::new();
    mock.get(&format!("{PATH}?limit=500"))
        .answer(Answer::json(list));
    if let Some(event) = event {
        let answer = Answer::bytes(format!("{event}\n"));
        mock.get(&format!("{PATH}?watch=true")).answer(answer);
    }
    let api: Api<Login> = client(&mock).namespaced("shop");
    let (informer, driver) = Informer::builder(&api).build();
    let mut statuses = informer.statuses();
    beside(&mock, driver, async {
        loop {
            let status = statuses.next().await.unwrap();
            clean_debug(&status);
            clean(&status.to_string());
            if let SyncState::Stale { cause, .. } = &status.state {
                return clean_error(cause.as_ref());
            }
        }
    });
    mock.verify();
}

#[test]
fn of_the_store() {
    for (object, expected) in misfits() {
        let mock = MockTransport::new();
        let list = json!({ "metadata": { "resourceVersion": "1" }, "items": [object] });
        mock.get(&format!("{PATH}?limit=500"))
            .answer(Answer::json(&list));
        let _watch = mock.get(&format!("{PATH}?watch=true")).open();
        let api: Api<Login> = client(&mock).namespaced("shop");
        let (informer, driver) = Informer::builder(&api).build();
        let mut changes = informer.subscribe();
        beside(&mock, driver, async {
            let change = changes.next().await.unwrap();
            let error = change.object().typed().unwrap_err();
            assert!(clean_error(&error).contains(expected), "{}", error.chain());
        });
    }
}

#[test]
fn of_discovery_and_errors() {
    let texts = [
        json!(secret("text")),
        json!({ "versions": secret("versions") }),
    ];
    for answer in &texts {
        let mock = MockTransport::new();
        mock.get("/api").answer(Answer::json(answer));
        let error = mock.timer().run(client(&mock).discover()).unwrap_err();
        clean_error(&error);
    }
    // A Status that is none: its content is no message.
    let resource = ApiResource::new("", "v1", "Pod", "pods", Scope::Cluster);
    for answer in texts {
        let mock = MockTransport::new();
        mock.get("/api/v1/pods/p")
            .answer(Answer::json(&answer).with_status(500));
        let api = Api::dynamic(client(&mock), resource.clone());
        clean_error(&mock.timer().run(api.get("p")).unwrap_err());
    }
}
