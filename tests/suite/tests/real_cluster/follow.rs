//! The informer through everything a cluster does to it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::informer::SyncState;
use outrigger::object::Object;
use outrigger::{Api, Informer, ListOptions, ObjectKey, Unstructured};
use outrigger_scenarios::checker::Checker;
use outrigger_suite::control_plane::ControlPlane;
use serde_json::{Value, json};

use crate::examples::Follow;

/// An informer, what its subscriber saw, and the states it went through.
struct Followed<K> {
    api: Api<K>,
    informer: Informer<K>,
    checker: Arc<Mutex<Checker>>,
    statuses: Arc<Mutex<Vec<String>>>,
}

impl<K: Object> Followed<K> {
    async fn start(api: Api<K>) -> Self {
        let (informer, driver) = Informer::builder(&api).page_size(50).build();
        tokio::spawn(driver);
        let (checker, statuses) = (
            Arc::<Mutex<Checker>>::default(),
            Arc::<Mutex<Vec<_>>>::default(),
        );
        let (mut changes, mut states) = (informer.subscribe(), informer.statuses());
        let (seen, said) = (checker.clone(), statuses.clone());
        let begun = std::time::Instant::now();
        tokio::spawn(async move {
            while let Some(change) = changes.next().await {
                seen.lock().unwrap().see(&change);
            }
        });
        tokio::spawn(async move {
            while let Some(status) = states.next().await {
                let at = begun.elapsed().as_secs_f32();
                said.lock().unwrap().push(format!("{at:.1} s: {status}"));
            }
        });
        informer.synced().await.unwrap();
        Self {
            api,
            informer,
            checker,
            statuses,
        }
    }

    /// Waits until the informer is live, and its store and its subscriber have what the server
    /// has.
    async fn converges(&self) {
        let mut last = String::new();
        for _ in 0..600 {
            tokio::time::sleep(Duration::from_millis(200)).await;
            if !matches!(self.informer.status().state, SyncState::Live) {
                last = self.informer.status().to_string();
                continue;
            }
            let (server, store) = (self.server().await, self.store());
            let subscriber = self.checker.lock().unwrap().known();
            if server == store && store == subscriber {
                return;
            }
            last = format!("server {}, store {}", server.len(), store.len());
        }
        let statuses = self.statuses.lock().unwrap().join("\n  ");
        panic!(
            "{} do not converge: {last}; it went through\n  {statuses}",
            self.api.resource()
        );
    }

    async fn server(&self) -> BTreeMap<String, String> {
        let api = Api::dynamic(self.api.client().clone(), self.api.resource().clone());
        let list = api.list(&ListOptions::new()).await.unwrap_or_default();
        let key = |object: &Unstructured| {
            ObjectKey::namespaced(object.namespace().unwrap_or_default(), object.name()).to_string()
        };
        list.iter()
            .map(|object| (key(object), object.resource_version().to_owned()))
            .collect()
    }

    fn store(&self) -> BTreeMap<String, String> {
        let snapshot = self.informer.store().snapshot();
        let pair = |object: outrigger::Cached<K>| {
            (
                object.key().to_string(),
                object.resource_version().to_owned(),
            )
        };
        snapshot.iter().map(pair).collect()
    }

    fn went_through(&self, text: &str) -> bool {
        self.statuses
            .lock()
            .unwrap()
            .iter()
            .any(|status| status.contains(text))
    }

    /// Waits until the informer has said that it is stale, because of `cause`.
    async fn goes_stale(&self, cause: &str) {
        for _ in 0..600 {
            let status = self.informer.status();
            if matches!(status.state, SyncState::Stale { .. }) && self.went_through(cause) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("still {}, never {cause}", self.informer.status());
    }
}

fn config_maps(count: u32) -> String {
    let item = |index: u32| {
        let group = ["kept", "changed", "deleted"][index as usize % 3];
        json!({ "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": { "name": format!("cm-{index:03}"), "labels": { "group": group } },
            "data": { "text": "x".repeat(200) } })
    };
    list((0..count).map(item).collect())
}

fn widgets(count: u32) -> String {
    let item = |index: u32| {
        json!({ "apiVersion": "example.com/v1", "kind": "Widget",
            "metadata": { "name": format!("w-{index}"), "labels": { "part": (index % 2).to_string() } },
            "spec": { "size": index + 1 } })
    };
    list((0..count).map(item).collect())
}

fn list(items: Vec<Value>) -> String {
    json!({ "apiVersion": "v1", "kind": "List", "items": items }).to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_follows_the_server_through_restarts_and_compaction() {
    let mut cluster = ControlPlane::start();
    cluster.define_widgets();
    let client = cluster.client("token").await;
    let maps = Followed::start(client.all::<ConfigMap>()).await;
    let dynamic = client.resource("wdg").await.unwrap();
    let widgets_followed = Followed::start(dynamic).await;
    let follow = Follow::start(&cluster, "configmaps");

    // Plain life: created, changed, deleted.
    cluster.kubectl(&["create", "-f", "-"], &config_maps(500));
    cluster.kubectl(&["create", "-f", "-"], &widgets(20));
    maps.converges().await;
    assert!(maps.informer.store().len() >= 500);
    cluster.kubectl(
        &["label", "configmap", "-l", "group=changed", "round=1"],
        "",
    );
    cluster.kubectl(
        &["delete", "configmap", "-l", "group=deleted", "--wait=false"],
        "",
    );
    cluster.kubectl(&["label", "widget", "-l", "part=1", "round=1"], "");
    maps.converges().await;
    widgets_followed.converges().await;

    // The apiserver dies in the middle of a watch.
    cluster.command("apiserver stop");
    maps.goes_stale("connection refused").await;
    widgets_followed.goes_stale("connection refused").await;
    assert!(
        maps.informer.store().len() >= 300,
        "a stale store keeps what it had"
    );
    cluster.command("apiserver start");
    cluster.kubectl(
        &[
            "label",
            "configmap",
            "-l",
            "group=changed",
            "--overwrite",
            "round=2",
        ],
        "",
    );
    cluster.kubectl(&["delete", "widget", "-l", "part=0", "--wait=false"], "");
    maps.converges().await;
    widgets_followed.converges().await;

    // History is lost: the watch answers 410.
    cluster.kubectl(&["create", "secret", "generic", "elsewhere"], "");
    cluster.command("compact");
    cluster.command("apiserver stop");
    maps.goes_stale("response body cut short").await;
    cluster.command("apiserver start");
    cluster.kubectl(&["delete", "configmap", "cm-001"], "");
    cluster.kubectl(&["create", "configmap", "cm-001"], "");
    maps.converges().await;
    widgets_followed.converges().await;
    assert!(
        maps.went_through("too old resource version"),
        "no 410 was met: {:?}",
        maps.statuses.lock().unwrap()
    );

    // What never changed was reported once, whatever was listed again meanwhile.
    let checker = maps.checker.lock().unwrap();
    for index in (0..500).step_by(3) {
        let key = ObjectKey::namespaced("default", format!("cm-{index:03}"));
        assert_eq!(checker.changes_of(&key), 1, "{key}");
    }
    follow.check(&checker.known());
    drop(checker);
    maps.informer.stop();
}
