use outrigger::api::WatchEvent;
use outrigger::{
    Api, ApplyOptions, DeleteOptions, Informer, ListOptions, Patch, PatchOptions, ReplaceOptions,
    Unstructured, WatchOptions,
};
use serde_json::json;

use crate::{TestServer, config_map, config_maps, create};

const MANAGED: &str = "/metadata/managedFields";

/// Managed fields come by no way that objects come, and what is written back without them does not
/// wipe them out.
pub(crate) async fn passed_over(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    let lean = maps.clone().without_managed_fields();
    let whole = create(&maps, "a", json!({ "k": "1" })).await;
    assert!(
        whole.path(MANAGED).is_some(),
        "there is something to leave out"
    );
    let made = create(&lean, "b", json!({ "k": "2" })).await;
    assert_eq!(made.path(MANAGED), None);

    let mut one = lean.get("a").await.unwrap();
    assert_eq!(one.path(MANAGED), None);
    assert_eq!(one.path("/data/k"), Some(&json!("1")));
    one.as_map_mut().insert("data".into(), json!({ "k": "3" }));
    let written = lean.replace("a", &one, &ReplaceOptions::new()).await;
    assert_eq!(written.unwrap().path(MANAGED), None);
    let whole = maps.get("a").await.unwrap();
    assert_eq!(whole.path("/data/k"), Some(&json!("3")));
    let kept = whole.path(MANAGED).and_then(|entries| entries.as_array());
    assert!(kept.is_some_and(|entries| !entries.is_empty()), "{kept:?}");

    let patch = Patch::Merge(json!({ "data": { "k": "4" } }));
    let patched = lean.patch("b", &patch, &PatchOptions::new()).await;
    assert_eq!(patched.unwrap().path(MANAGED), None);
    let applied = config_map("b", &json!({ "k": "5" }));
    let by = ApplyOptions::by("scenario").force();
    let applied = lean.apply("b", &applied, &by).await.unwrap();
    assert_eq!(applied.path(MANAGED), None);
    assert_eq!(applied.path("/data/k"), Some(&json!("5")));

    for metadata in [
        lean.clone().metadata(),
        maps.clone().metadata().without_managed_fields(),
    ] {
        let one = metadata.get("a").await.unwrap();
        assert_eq!(
            (&*one.metadata.name, &*one.kind),
            ("a", "PartialObjectMetadata")
        );
        assert!(one.metadata.managed_fields.is_empty());
    }
    many(server, &lean, made.resource_version()).await;
    let everything = ListOptions::new().labels("app in (a,b)");
    let options = DeleteOptions::new();
    let deleted = lean.delete_collection(&options, &everything).await.unwrap();
    assert_eq!(deleted.items.len(), 2);
    assert!(deleted.iter().all(|object| object.path(MANAGED).is_none()));
}

async fn many(server: &dyn TestServer, lean: &Api<Unstructured>, version: &str) {
    let list = lean.list(&ListOptions::new().labels("app in (a,b)")).await;
    let list = list.unwrap();
    assert_eq!(list.items.len(), 2);
    assert!(list.iter().all(|object| object.path(MANAGED).is_none()));

    let mut watch = lean.watch(&WatchOptions::since(version)).await.unwrap();
    loop {
        match watch.next().await.unwrap().unwrap() {
            WatchEvent::Modified(object) => {
                assert_eq!((object.name(), object.path(MANAGED)), ("a", None));
                break;
            }
            WatchEvent::Bookmark(_) => {}
            other => panic!("{other:?}"),
        }
    }

    let (informer, driver) = Informer::builder(lean).build();
    server.spawn(Box::pin(driver));
    informer.synced().await.unwrap();
    let snapshot = informer.store().snapshot();
    let stored = snapshot.iter().find(|object| object.name() == "a").unwrap();
    assert_eq!(stored.path(MANAGED), None);
    assert_eq!(stored.path("/data/k"), Some(json!("3")));
}
