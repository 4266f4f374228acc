//! Answers that are not what they should be, from a scripted server.

use std::pin::pin;

use futures_util::future::{Either, select};
use outrigger::api::WatchEvent;
use outrigger::informer::SyncState;
use outrigger::rt::Timer as _;
use outrigger::{
    Api, ApiResource, Client, CreateOptions, Driver, Error, ErrorKind, Informer, Scope,
    Unstructured, WatchOptions, scope,
};
use outrigger_test::{Answer, MockTransport};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/namespaces/shop/pods";

fn pods(mock: &MockTransport) -> Api<Unstructured> {
    let client = Client::builder(mock.backend(), "https://h")
        .build()
        .unwrap();
    let resource = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
    Api::dynamic(client, resource).within("shop")
}

fn pod(name: &str, version: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "name": name, "namespace": "shop", "uid": name, "resourceVersion": version },
    })
}

/// What somebody thinks a pod is.
#[derive(Debug, Serialize, Deserialize)]
struct Counted {
    metadata: Value,
    count: u32,
}

impl outrigger::Resource for Counted {
    const GROUP: &'static str = "";
    const VERSION: &'static str = "v1";
    const KIND: &'static str = "Pod";
    const PLURAL: &'static str = "pods";
    type Scope = scope::Namespaced;
}

fn counted(mock: &MockTransport) -> Api<Counted> {
    let client = Client::builder(mock.backend(), "https://h").build();
    client.unwrap().namespaced("shop")
}

fn list(items: &[Value], version: &str) -> Answer {
    Answer::json(&json!({ "metadata": { "resourceVersion": version }, "items": items }))
}

/// kube: watches again from the same version for ever. client-go: lists anew.
#[test]
fn http_410_on_watch_start() {
    let mock = MockTransport::new();
    let watch = |version| mock.get(&format!("{PATH}?watch=true&resourceVersion={version}"));
    for (name, version) in [("a", "1"), ("b", "7")] {
        let page = mock.get(&format!("{PATH}?limit=500"));
        page.answer(list(&[pod(name, version)], version));
    }
    watch(1).answer(Answer::api_error(
        410,
        "Expired",
        "too old resource version",
    ));
    let _open = watch(7).open();
    let (informer, driver) = Informer::builder(&pods(&mock)).build();
    let mut statuses = informer.statuses();
    beside(&mock, driver, async {
        while !(informer
            .store()
            .snapshot()
            .iter()
            .any(|pod| pod.name() == "b")
            && matches!(informer.status().state, SyncState::Live))
        {
            statuses.next().await.unwrap();
        }
    });
    assert_eq!(informer.store().snapshot().iter().count(), 1);
    mock.verify();
}

/// Runs `test` beside an informer's driver, in virtual time.
#[track_caller]
fn beside<T>(mock: &MockTransport, driver: Driver, test: impl Future<Output = T>) -> T {
    mock.timer().run(async {
        match select(pin!(test), driver).await {
            Either::Left((output, _)) => output,
            Either::Right(_) => panic!("the driver ended"),
        }
    })
}

/// The first error of a watch that brings this.
fn watched(body: &str) -> Error {
    let mock = MockTransport::new();
    let answer = Answer::bytes(body.to_owned());
    mock.get(&format!("{PATH}?watch=true")).answer(answer);
    let pods = counted(&mock);
    mock.timer().run(async {
        let mut watch = pods.watch(&WatchOptions::since("1")).await.unwrap();
        loop {
            match watch.next().await {
                Some(Ok(_)) => {}
                Some(Err(error)) => return error,
                None => panic!("no error in {body}"),
            }
        }
    })
}

/// kube: whatever is no event is read as a Status of nothing but defaults, `ApiError: :  (code: 0`,
/// and what was wrong is lost.
#[test]
fn decode_errors_are_not_masked() {
    for (event, told) in [
        (json!({ "type": "PARTY", "object": {} }), "PARTY"),
        (
            json!({ "type": "ADDED", "object": { "metadata": {}, "count": "s33ded" } }),
            "expected u32",
        ),
        (
            json!({ "type": "ADDED", "object": "s33ded" }),
            "cannot decode",
        ),
        (json!({}), "cannot decode"),
    ] {
        let error = watched(&format!("{event}\n"));
        let text = error.chain().to_string();
        assert_eq!(error.kind(), ErrorKind::Decode, "{text}");
        assert!(text.contains(told), "{text}");
        assert!(!text.contains("s33ded"), "{text}");
    }
    // A bookmark that marks nothing is no error, and what comes behind it is read.
    let bookmark = json!({ "type": "BOOKMARK", "object": { "metadata": {} } });
    let error = watched(&format!("{bookmark}\nnonsense\n"));
    assert_eq!(error.kind(), ErrorKind::Decode);
}

/// kube: the code of the answer is lost, and is 0.
#[test]
fn error_body_that_is_no_status() {
    for body in [
        json!({}),
        json!([]),
        json!("no"),
        json!({ "kind": "Other" }),
    ] {
        let mock = MockTransport::new();
        let answer = Answer::json(&body).with_status(503);
        mock.get(&format!("{PATH}/web-0")).answer(answer);
        let error = mock.timer().run(pods(&mock).get("web-0")).unwrap_err();
        assert_eq!(error.status().unwrap().code, 503);
        assert!(error.to_string().ends_with("(503)"), "{error}");
    }
}

/// kube: sixteen attempts, more than six minutes, of a write that may have happened. client-go: once
/// more only if the server says when.
#[test]
fn a_post_is_not_sent_twice() {
    for code in [503, 504, 429] {
        let mock = MockTransport::new();
        mock.post(PATH).answer(Answer::status(code));
        let pods = pods(&mock);
        let began = mock.timer().now();
        let object = Unstructured::new(pods.resource(), "web-0");
        let options = CreateOptions::new();
        let create = pods.create(&object, &options);
        let error = mock.timer().run(create).unwrap_err();
        assert_eq!(error.status().unwrap().code, code);
        assert_eq!(mock.requests().len(), 1);
        assert_eq!(mock.timer().now(), began, "the error comes at once");
    }
}

/// kube: the whole list fails, and with it the watcher, for ever. client-go: the list fails. Here an
/// informer has all of it, and says of the one what is wrong when it is asked for its type.
#[test]
fn one_bad_item_in_a_list() {
    let mock = MockTransport::new();
    let (mut good, mut bad) = (pod("good", "1"), pod("bad", "1"));
    good["count"] = 1.into();
    bad["count"] = "many".into();
    mock.get(&format!("{PATH}?limit=500"))
        .answer(list(&[bad, good], "1"));
    let _open = mock.get(&format!("{PATH}?watch=true")).open();
    let (informer, driver) = Informer::builder(&counted(&mock)).build();
    beside(&mock, driver, async { informer.synced().await.unwrap() });
    let mut typed: Vec<_> = informer
        .store()
        .snapshot()
        .iter()
        .map(|pod| {
            let count = pod.typed().map(|pod| pod.count);
            (
                pod.name().to_owned(),
                count.map_err(|error| error.chain().to_string()),
            )
        })
        .collect();
    typed.sort();
    let [(_, bad), (_, good)] = &typed[..] else {
        panic!("{typed:?}");
    };
    assert_eq!(good, &Ok(1));
    assert!(
        bad.as_ref().unwrap_err().contains("expected u32"),
        "{bad:?}"
    );
}

/// kube: events without a newline between them fail, and so do pretty-printed ones. client-go reads
/// one JSON value after the other.
#[test]
fn events_in_any_spacing() {
    let event = |name| json!({ "type": "ADDED", "object": pod(name, "2") });
    let (a, b) = (event("a"), event("b"));
    for body in [
        format!("{a}{b}"),
        format!("{a:#}\n{b:#}\n"),
        format!("{a}\r\n\r\n{b}\r\n"),
        format!("\n\n{a}\n \t{b}"),
    ] {
        let mock = MockTransport::new();
        mock.get(&format!("{PATH}?watch=true"))
            .answer(Answer::bytes(body.clone()));
        let pods = pods(&mock);
        let names: Vec<String> = mock.timer().run(async {
            let mut watch = pods.watch(&WatchOptions::since("1")).await.unwrap();
            let mut names = Vec::new();
            while let Some(event) = watch.next().await {
                let Ok(WatchEvent::Added(pod)) = event else {
                    panic!("{event:?} of {body}");
                };
                names.push(pod.name().to_owned());
            }
            names
        });
        assert_eq!(names, ["a", "b"], "{body}");
    }
}
