//! One of the two servers of a run, and what is known of it.

use bytes::Bytes;
use futures_util::future::join_all;
use http::Method;
use outrigger_suite::server::Server;
use serde_json::{Value, json};

use crate::exchange::{Answer, Sent, exchange};
use crate::follow::{Follow, MARKER};
use crate::kinds::{KINDS, Kind, NAMESPACES, gadgets, namespace, node};
use crate::memory::Memory;
use crate::normal::normal;
use crate::operation::{Content, JSON, Operation};

/// The watches that stay open, as paths with placeholders. One has a selector, so that objects
/// come into its view and leave it.
const FOLLOWED: [&str; 3] = [
    "/api/v1/configmaps?watch=1&allowWatchBookmarks=true&resourceVersion={{list configmaps}}",
    "/apis/apps/v1/deployments?watch=1&resourceVersion={{list deployments}}",
    "/apis/example.com/v1/gadgets?watch=1&labelSelector=tier%3Da&resourceVersion={{list gadgets}}",
];

pub(crate) struct Side {
    pub(crate) server: Server,
    memory: Memory,
    follows: Vec<Follow>,
}

impl Side {
    /// Makes what operations need, takes away what an earlier run left, and opens the watches.
    pub(crate) async fn prepare(server: Server) -> Self {
        let mut side = Self {
            server,
            memory: Memory::default(),
            follows: Vec::new(),
        };
        let crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        side.have(crds, &gadgets()).await;
        for name in NAMESPACES {
            side.have("/api/v1/namespaces", &namespace(name)).await;
        }
        side.have("/api/v1/nodes", &node()).await;
        for kind in Kind::all() {
            side.await_served(kind).await;
            side.clear(kind).await;
        }
        for target in FOLLOWED {
            let target = side.memory.fill(target);
            side.follows.push(Follow::open(&side.server, target).await);
        }
        side
    }

    async fn have(&self, target: &str, body: &Value) {
        let answer = self.post(target, body).await;
        let made = matches!(answer.status(), Some(200 | 201 | 409));
        assert!(made, "{}: {target}: {}", self.server.name, answer.shown);
    }

    async fn clear(&mut self, kind: &'static Kind) {
        for namespace in NAMESPACES {
            let listed = exchange(&self.server, &sent(kind.collection(namespace)), false).await;
            for item in listed.body()["items"].as_array().into_iter().flatten() {
                let name = item["metadata"]["name"].as_str().unwrap_or_default();
                self.remove(&format!("{}/{namespace}/{name}", kind.plural))
                    .await;
            }
        }
        self.ask(0, &Operation::get("list", kind.everywhere()))
            .await;
    }

    async fn post(&self, target: &str, body: &Value) -> Answer {
        let sent = Sent {
            method: Method::POST,
            target: target.to_owned(),
            headers: vec![("content-type", JSON.to_owned())],
            body: body.to_string().into(),
        };
        exchange(&self.server, &sent, false).await
    }

    /// A new resource is served some moments after its definition was accepted. The server is
    /// also asked to open a watch, which takes it a moment longer.
    async fn await_served(&mut self, kind: &'static Kind) {
        let list = Operation::get("list", kind.everywhere());
        let watch = format!("{}?watch=1&timeoutSeconds=1", kind.everywhere());
        for _ in 0..100 {
            let listed = self.ask(0, &list).await;
            if listed["status"] == 200 {
                let watched = exchange(&self.server, &sent(watch.clone()), true).await;
                assert_eq!(watched.status(), Some(200), "{}", watched.shown);
                return;
            }
            self.server
                .timer
                .sleep(std::time::Duration::from_millis(100))
                .await;
        }
        panic!("{}: {} is not served", self.server.name, kind.plural);
    }

    /// Performs an operation of this number; the answer is normalised.
    pub(crate) async fn ask(&mut self, number: usize, operation: &Operation) -> Value {
        self.memory.begin(number);
        if let Some(kind) = operation.cached {
            // A list without a version waits until the cache holds all that was written.
            let newest = format!("{}?limit=1", kind.everywhere());
            exchange(&self.server, &sent(newest), false).await;
        }
        let requests: Vec<_> = operation
            .targets
            .iter()
            .map(|target| self.request(operation, target))
            .collect();
        let exchanges = requests
            .iter()
            .map(|sent| exchange(&self.server, sent, operation.watch));
        let answers = join_all(exchanges).await;
        for answer in &answers {
            self.memory.learn(operation, answer.body());
        }
        let mut shown: Vec<_> = answers
            .iter()
            .map(|answer| normal(&mut self.memory, &answer.shown))
            .collect();
        for follow in &mut self.follows {
            follow.drain();
        }
        match shown.len() {
            1 => shown.remove(0),
            _ => shown.into(),
        }
    }

    fn request(&self, operation: &Operation, target: &str) -> Sent {
        let body = match &operation.content {
            Content::None => Bytes::new(),
            Content::Text(text) => self.memory.fill(text).into(),
            Content::Edited {
                key,
                otherwise,
                edits,
            } => {
                let known = self.memory.object(key).unwrap_or(otherwise);
                let edited = edited(known.clone(), edits).to_string();
                self.memory.fill(&edited).into()
            }
        };
        Sent {
            method: operation.method.clone(),
            target: self.memory.fill(target),
            headers: operation.headers.clone(),
            body,
        }
    }

    /// Removes an object, whatever holds it, so that one difference does not lead to others.
    pub(crate) async fn remove(&self, key: &str) {
        let Some(path) = object_path(key) else {
            return;
        };
        let patch = Sent {
            method: Method::PATCH,
            target: path.clone(),
            headers: vec![("content-type", "application/merge-patch+json".to_owned())],
            body: json!({ "metadata": { "finalizers": null } })
                .to_string()
                .into(),
        };
        exchange(&self.server, &patch, false).await;
        let delete = Sent {
            method: Method::DELETE,
            ..sent(format!("{path}?gracePeriodSeconds=0"))
        };
        exchange(&self.server, &delete, false).await;
    }

    /// Ends the run: the events of each watch, normalised.
    pub(crate) async fn finish(&mut self) -> Vec<Vec<Value>> {
        for kind in &KINDS {
            let body = marker(kind);
            self.have(&kind.collection(NAMESPACES[0]), &body).await;
        }
        let mut all = Vec::new();
        for follow in std::mem::take(&mut self.follows) {
            let events = follow.finish(&self.server).await;
            all.push(
                events
                    .iter()
                    .map(|event| normal(&mut self.memory, event))
                    .collect(),
            );
        }
        all
    }
}

/// The object whose creation ends a run.
fn marker(kind: &Kind) -> Value {
    let template = json!({
        "metadata": { "labels": { "app": "m" } },
        "spec": { "containers": [{ "name": "m", "image": "m" }] },
    });
    let mut object = json!({
        "apiVersion": kind.api_version, "kind": kind.kind,
        "metadata": { "name": MARKER, "labels": { "tier": "a" } },
    });
    match kind.kind {
        "Deployment" => {
            let selector = json!({ "matchLabels": { "app": "m" } });
            object["spec"] = json!({ "selector": selector, "template": template });
        }
        "Gadget" => object["spec"] = json!({ "size": 1 }),
        _ => {}
    }
    object
}

fn sent(target: String) -> Sent {
    Sent {
        method: Method::GET,
        target,
        headers: Vec::new(),
        body: Bytes::new(),
    }
}

fn object_path(key: &str) -> Option<String> {
    let mut parts = key.split('/');
    let (plural, namespace, name) = (parts.next()?, parts.next()?, parts.next()?);
    let kind = Kind::all().find(|kind| kind.plural == plural)?;
    Some(format!("{}/{name}", kind.collection(namespace)))
}

/// Applies edits, making objects on the way as they are needed.
fn edited(mut object: Value, edits: &[(&'static str, Option<Value>)]) -> Value {
    for (path, value) in edits {
        let (parent, field) = path.rsplit_once('/').expect("a pointer");
        let mut at = &mut object;
        for step in parent.split('/').skip(1) {
            if !at[step].is_object() {
                at[step] = json!({});
            }
            at = &mut at[step];
        }
        match (value, at.as_object_mut()) {
            (Some(value), Some(fields)) => drop(fields.insert(field.to_owned(), value.clone())),
            (None, Some(fields)) => drop(fields.remove(field)),
            (_, None) => {}
        }
    }
    object
}
