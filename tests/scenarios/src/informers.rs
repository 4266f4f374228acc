use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::checker::Checker;
use outrigger::informer::SyncState;
use outrigger::{
    Api, Cached, CreateOptions, DeleteOptions, Informer, ListOptions, ObjectKey, Patch,
    PatchOptions, Unstructured,
};
use serde_json::json;

use crate::{TestServer, eventually};
use crate::{config_maps, create};

type Contents = BTreeMap<String, String>;

struct Followed {
    api: Api<Unstructured>,
    informer: Informer<Unstructured>,
    checker: Arc<Mutex<Checker>>,
}

impl Followed {
    async fn start(server: &dyn TestServer, api: Api<Unstructured>) -> Self {
        let (informer, driver) = Informer::builder(&api).page_size(20).build();
        server.spawn(Box::pin(driver));
        let checker = Arc::<Mutex<Checker>>::default();
        let (mut changes, seen) = (informer.subscribe(), checker.clone());
        server.spawn(Box::pin(async move {
            while let Some(change) = changes.next().await {
                seen.lock().unwrap().see(&change);
            }
        }));
        informer.synced().await.unwrap();
        Self {
            api,
            informer,
            checker,
        }
    }

    async fn at_server(&self) -> Result<Contents, String> {
        let list = self.api.list(&ListOptions::new()).await;
        let list = list.map_err(|error| error.chain().to_string())?;
        let pair = |object: &Unstructured| {
            let namespace = object.namespace().unwrap_or_default();
            let key = ObjectKey::namespaced(namespace, object.name());
            (key.to_string(), object.resource_version().to_owned())
        };
        Ok(list.iter().map(pair).collect())
    }

    fn in_store(&self) -> Contents {
        let pair = |object: Cached<Unstructured>| {
            let version = object.resource_version().to_owned();
            (object.key().to_string(), version)
        };
        self.informer.store().snapshot().iter().map(pair).collect()
    }

    /// Waits until server, store and subscriber agree.
    async fn converges(&self, server: &dyn TestServer) {
        eventually(server, async || {
            let status = self.informer.status();
            if !matches!(status.state, SyncState::Live) {
                return Err(status.to_string());
            }
            let (there, here) = (self.at_server().await?, self.in_store());
            let known = self.checker.lock().unwrap().known();
            match there == here && here == known {
                true => Ok(()),
                false => Err(format!("{there:?}, {here:?} and {known:?}")),
            }
        })
        .await;
    }
}

/// An informer follows through changes of all sorts, and through a history that is lost with
/// changes in it.
pub(crate) async fn converge(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    for index in 0..50 {
        create(&maps, &format!("m-{index:02}"), json!({ "k": "0" })).await;
    }
    let followed = Followed::start(server, maps.clone()).await;
    followed.converges(server).await;

    change(&maps, 0).await;
    followed.converges(server).await;

    server.forget_history().await;
    change(&maps, 1).await;
    // The same name, another object.
    maps.delete("m-00", &DeleteOptions::new()).await.unwrap();
    create(&maps, "m-00", json!({})).await;
    followed.converges(server).await;

    change(&maps, 2).await;
    followed.converges(server).await;
    let key = ObjectKey::namespaced(namespace, "m-04");
    let changes = followed.checker.lock().unwrap().changes_of(&key);
    assert_eq!(changes, 1, "what never changed was told once");
    followed.informer.stop();
}

/// Of every five objects one is patched, one deleted in the first round and made again in the
/// last, one made, and two stay.
async fn change(maps: &Api<Unstructured>, round: u32) {
    for index in (0..50).step_by(5) {
        let patch = Patch::Merge(json!({ "data": { "round": round.to_string() } }));
        let patched = format!("m-{:02}", index + 1);
        maps.patch(&patched, &patch, &PatchOptions::new())
            .await
            .unwrap();
        let moved = format!("m-{:02}", index + 2);
        match round {
            0 => drop(maps.delete(&moved, &DeleteOptions::new()).await.unwrap()),
            2 => drop(create(maps, &moved, json!({})).await),
            _ => {}
        }
        let object = crate::config_map(&format!("new-{round}-{index}"), &json!({}));
        maps.create(&object, &CreateOptions::new()).await.unwrap();
    }
}
