use std::time::Duration;

use outrigger::api::WatchEvent;
use outrigger::object::PartialObjectMetadata;
use outrigger::{
    Api, CreateOptions, Informer, ListOptions, Patch, PatchOptions, ReplaceOptions, WatchOptions,
};
use serde_json::json;

use crate::TestServer;
use crate::{config_maps, create, eventually};

/// Metadata comes by every way that objects come, and nothing else of the object.
pub(crate) async fn metadata(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    create(&maps, "a", json!({ "k": "1" })).await;
    let b = create(&maps, "b", json!({ "k": "2" })).await;
    let metadata = maps.clone().metadata();

    let list = metadata
        .list(&ListOptions::new().labels("app=b"))
        .await
        .unwrap();
    let [only] = &list.items[..] else {
        panic!("{list:?}")
    };
    assert_eq!(
        (only.metadata.name.as_str(), only.kind.as_str()),
        ("b", "PartialObjectMetadata")
    );
    assert_eq!(only.metadata.uid, b.uid());
    let one = metadata.get("a").await.unwrap();
    assert_eq!(one.metadata.labels["app"], "a");
    assert_eq!(one.api_version, "meta.k8s.io/v1");
    let refused = metadata.replace("a", &one, &ReplaceOptions::new()).await;
    assert!(refused.is_err(), "metadata is not its object");
    assert!(metadata.create(&one, &CreateOptions::new()).await.is_err());

    changes(&metadata, b.resource_version()).await;
    assert_eq!(
        maps.get("a").await.unwrap().path("/data/k"),
        Some(&json!("1"))
    );
    informer(server, &metadata).await;
}

async fn changes(metadata: &Api<PartialObjectMetadata>, version: &str) {
    let mut watch = metadata.watch(&WatchOptions::since(version)).await.unwrap();
    let patch = Patch::Merge(json!({ "metadata": { "annotations": { "seen": "yes" } } }));
    let patched = metadata
        .patch("a", &patch, &PatchOptions::new())
        .await
        .unwrap();
    assert_eq!(patched.metadata.annotations["seen"], "yes");
    loop {
        match watch.next().await.unwrap().unwrap() {
            WatchEvent::Modified(object) => {
                assert_eq!(object.metadata, patched.metadata);
                break;
            }
            WatchEvent::Bookmark(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

async fn informer(server: &dyn TestServer, api: &Api<PartialObjectMetadata>) {
    let (informer, driver) = Informer::builder(api).build();
    server.spawn(Box::pin(driver));
    informer.synced().await.unwrap();
    let patch = Patch::Merge(json!({ "metadata": { "labels": { "app": "c" } } }));
    api.patch("b", &patch, &PatchOptions::new()).await.unwrap();
    eventually(server, async || {
        let snapshot = informer.store().snapshot();
        let b = snapshot.iter().find(|object| object.name() == "b").unwrap();
        assert_eq!(b.path("/data"), None);
        match b.labels()["app"].as_str() {
            "c" => Ok(()),
            other => Err(other.to_owned()),
        }
    })
    .await;
    let limit = Duration::from_secs(60);
    let there = api.wait_for("b", outrigger::wait::exists(), limit).await;
    let there = there.unwrap().unwrap();
    assert_eq!(there.typed().unwrap().metadata.labels["app"], "c");
}
