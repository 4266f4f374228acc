//! A world of one mock, and what every informer test checks in it.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::{Either, select};
use outrigger::rt::Timer;
use outrigger::{Api, ApiResource, Cached, Change, Client, Driver, Scope, Unstructured};
use outrigger_test::{Answer, Fate, MockTransport, OpenBody, RecordedRequest};
use serde_json::{Value, json};

pub(crate) const PATH: &str = "/api/v1/configmaps";

/// A mock, which no informer of these tests may ask two things at once.
pub(crate) struct World {
    pub(crate) mock: MockTransport,
    pub(crate) client: Client,
}

impl World {
    pub(crate) fn new() -> Self {
        let mock = MockTransport::new();
        let asked: Mutex<Vec<RecordedRequest>> = Mutex::default();
        mock.react("*", "*", move |request| {
            let mut asked = asked.lock().unwrap();
            asked.push(request.clone());
            let open = |it: &&RecordedRequest| matches!(it.fate(), Fate::Open | Fate::Waiting);
            let open: Vec<_> = asked.iter().filter(open).collect();
            assert_eq!(open.len(), 1, "at once: {open:?}");
            None
        });
        let client = Client::builder(mock.backend(), "https://test").build();
        Self {
            mock,
            client: client.unwrap(),
        }
    }

    /// Config maps without a type, in all namespaces.
    pub(crate) fn dynamic(&self) -> Api<Unstructured> {
        let resource = ApiResource::new("", "v1", "ConfigMap", "configmaps", Scope::Namespaced);
        Api::dynamic(self.client.clone(), resource)
    }

    /// Answers a list in one page.
    pub(crate) fn list(&self, resource_version: u64, items: &[Value]) {
        let answer = list(resource_version, items, "", None);
        self.mock.get(&format!("{PATH}?limit=500")).answer(answer);
    }

    /// Answers a watch from there with a body that stays open.
    pub(crate) fn watch(&self, resource_version: u64) -> OpenBody {
        self.watch_with(resource_version).open()
    }

    pub(crate) fn watch_with(&self, resource_version: u64) -> outrigger_test::Expectation<'_> {
        let path = format!("{PATH}?watch=true&resourceVersion={resource_version}");
        self.mock.get(&path)
    }

    /// Runs `test` beside the driver, in virtual time.
    #[track_caller]
    pub(crate) fn drive<T>(&self, mut driver: Driver, test: impl Future<Output = T>) -> T {
        self.drive_by_ref(&mut driver, test)
    }

    /// As [`drive`](Self::drive), and the driver can be run on.
    #[track_caller]
    pub(crate) fn drive_by_ref<T>(&self, driver: &mut Driver, test: impl Future<Output = T>) -> T {
        self.mock.timer().run(async {
            match select(pin!(test), driver).await {
                Either::Left((output, _)) => output,
                Either::Right(((), test)) => test.await,
            }
        })
    }

    /// Lets the driver do all there is to do now.
    pub(crate) async fn settle(&self) {
        self.sleep(Duration::from_millis(1)).await;
    }

    pub(crate) async fn sleep(&self, duration: Duration) {
        self.mock.timer().sleep(duration).await;
    }
}

/// One page.
pub(crate) fn list(
    resource_version: u64,
    items: &[Value],
    token: &str,
    remaining: Option<u64>,
) -> Answer {
    let mut metadata = json!({ "resourceVersion": resource_version.to_string() });
    if !token.is_empty() {
        metadata["continue"] = token.into();
    }
    if let Some(remaining) = remaining {
        metadata["remainingItemCount"] = remaining.into();
    }
    Answer::json(&json!({
        "kind": "ConfigMapList", "apiVersion": "v1", "metadata": metadata, "items": items,
    }))
}

/// `shop/a` at a version, as the item of a list is; its uid is its key.
pub(crate) fn object(key: &str, resource_version: u64, colour: &str) -> Value {
    let (namespace, name) = key.split_once('/').unwrap();
    json!({
        "metadata": {
            "namespace": namespace, "name": name, "uid": key,
            "resourceVersion": resource_version.to_string(),
        },
        "data": { "colour": colour },
    })
}

/// Two objects, `a/x` at 1 and `a/y` at 2.
pub(crate) fn before() -> [Value; 2] {
    [object("a/x", 1, "red"), object("a/y", 2, "red")]
}

pub(crate) fn event(kind: &str, object: &Value) -> String {
    format!("{}\n", json!({ "type": kind, "object": object }))
}

/// `+ shop/a@1`, `~ shop/a@1→2`, `- shop/a@2`.
pub(crate) fn text<K>(change: &Change<K>) -> String {
    let at = |object: &Cached<K>| object.resource_version().to_owned();
    match change {
        Change::Added(object) => format!("+ {}@{}", object.key(), at(object)),
        Change::Modified { old, new, .. } => format!("~ {}@{}→{}", new.key(), at(old), at(new)),
        Change::Deleted { last, .. } => format!("- {}@{}", last.key(), at(last)),
    }
}

/// What a subscription promises of the order of changes.
#[derive(Default)]
pub(crate) struct Sequence {
    /// The version of each uid that is there; `None` once it is gone.
    seen: BTreeMap<String, Option<u64>>,
}

impl Sequence {
    #[track_caller]
    pub(crate) fn check<K>(&mut self, change: &Change<K>) {
        let object = change.object();
        let version: u64 = object.resource_version().parse().unwrap();
        let before = self.seen.get(object.uid()).copied();
        let what = text(change);
        let after = match (change, before) {
            (Change::Added(_), None) => Some(version),
            (Change::Modified { old, .. }, Some(Some(before))) => {
                assert!(version > before, "{what} after version {before}");
                assert_eq!(old.resource_version(), before.to_string(), "{what}");
                Some(version)
            }
            (Change::Deleted { .. }, Some(Some(before))) => {
                assert!(version >= before, "{what} after version {before}");
                None
            }
            _ => panic!("{what} when the object was {before:?}"),
        };
        self.seen.insert(object.uid().to_owned(), after);
    }
}

/// Takes `count` changes, checks their order, and puts them in words.
pub(crate) async fn take<K>(
    changes: &mut outrigger::informer::Subscription<K>,
    sequence: &mut Sequence,
    count: usize,
) -> Vec<String> {
    let mut taken = Vec::new();
    for _ in 0..count {
        let change = changes.next().await.unwrap();
        sequence.check(&change);
        taken.push(text(&change));
    }
    taken
}

/// Notes every status in words, until the informer ends.
pub(crate) async fn note(
    mut statuses: outrigger::informer::Statuses,
    notes: Arc<Mutex<Vec<String>>>,
) {
    while let Some(status) = statuses.next().await {
        notes.lock().unwrap().push(status.to_string());
    }
}
