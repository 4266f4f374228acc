use outrigger::api::Deleted;
use outrigger::request::Preconditions;
use outrigger::{
    Api, CreateOptions, DeleteOptions, ListOptions, Patch, PatchOptions, ReplaceOptions,
    Unstructured,
};
use serde_json::{Value, json};

use crate::TestServer;
use crate::{config_map, config_maps, create};

/// create → get → list → replace → patch → delete.
pub(crate) async fn every_verb(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    assert!(
        maps.list(&ListOptions::new())
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let dry = CreateOptions::new().dry_run();
    maps.create(&config_map("a", &json!({})), &dry)
        .await
        .unwrap();
    assert!(maps.get_opt("a").await.unwrap().is_none());

    let created = create(&maps, "a", json!({ "k": "1" })).await;
    assert!(!created.uid().is_empty());
    assert_eq!(created.namespace(), Some(namespace));
    assert_eq!(maps.get("a").await.unwrap(), created);

    let mut changed = created.clone();
    *changed.path_mut("/data").unwrap() = json!({ "k": "2", "l": "3" });
    let options = ReplaceOptions::new();
    let replaced = maps.replace("a", &changed, &options).await.unwrap();
    assert_ne!(replaced.resource_version(), created.resource_version());
    let again = maps.replace("a", &changed, &options).await.unwrap_err();
    assert!(again.is_conflict(), "{}", again.chain());
    let same = maps.replace("a", &replaced, &options).await.unwrap();
    assert_eq!(same, replaced, "what changes nothing is not written");

    patches(&maps).await;
    let other = DeleteOptions::new().preconditions(Preconditions::uid("another"));
    assert!(maps.delete("a", &other).await.unwrap_err().is_conflict());
    let deleted = maps.delete("a", &DeleteOptions::new()).await.unwrap();
    assert!(matches!(deleted, Deleted::Gone), "{deleted:?}");
    assert!(maps.get("a").await.unwrap_err().is_not_found());
}

async fn patches(maps: &Api<Unstructured>) {
    for (patch, expected) in [
        (
            Patch::Merge(json!({ "data": { "k": null } })),
            json!({ "l": "3" }),
        ),
        (
            Patch::Json(json!([{ "op": "add", "path": "/data/m", "value": "4" }])),
            json!({ "l": "3", "m": "4" }),
        ),
    ] {
        let patched = maps.patch("a", &patch, &PatchOptions::new()).await.unwrap();
        assert_eq!(patched.path("/data"), Some(&expected));
    }
}

/// An object with finalizers stays until the last one is taken away.
pub(crate) async fn finalizers(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    create(&maps, "held", json!({})).await;
    let finalizers = |value: Value| Patch::Merge(json!({ "metadata": { "finalizers": value } }));
    let options = PatchOptions::new();
    let hold = finalizers(json!(["example.com/a", "example.com/b"]));
    maps.patch("held", &hold, &options).await.unwrap();

    let deleted = maps.delete("held", &DeleteOptions::new()).await.unwrap();
    let Deleted::Ongoing(leaving) = deleted else {
        panic!("it is gone");
    };
    assert!(leaving.path("/metadata/deletionTimestamp").is_some());
    let more = finalizers(json!(["example.com/a", "example.com/c"]));
    let refused = maps.patch("held", &more, &options).await.unwrap_err();
    assert!(refused.is_invalid(), "{}", refused.chain());

    let fewer = finalizers(json!(["example.com/b"]));
    maps.patch("held", &fewer, &options).await.unwrap();
    assert!(maps.get_opt("held").await.unwrap().is_some());
    maps.patch("held", &finalizers(Value::Null), &options)
        .await
        .unwrap();
    assert!(maps.get_opt("held").await.unwrap().is_none());
}
