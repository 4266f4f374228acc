use outrigger::api::{WatchEvent, WatchStream};
use outrigger::{
    Api, DeleteOptions, Error, ListOptions, Patch, PatchOptions, ReplaceOptions, Unstructured,
    WatchOptions,
};
use serde_json::json;

use crate::{TestServer, eventually};
use crate::{config_maps, create};

/// The next event that is no bookmark: its type, name and version.
async fn next(watch: &mut WatchStream<Unstructured>) -> Result<(&'static str, String, u64), Error> {
    loop {
        let (event, object) = match watch.next().await.expect("an event")? {
            WatchEvent::Added(object) => ("ADDED", object),
            WatchEvent::Modified(object) => ("MODIFIED", object),
            WatchEvent::Deleted(object) => ("DELETED", object),
            _ => continue,
        };
        let version = object.resource_version().parse().expect("a number");
        return Ok((event, object.name().to_owned(), version));
    }
}

/// Does one of everything, and returns the version before.
async fn live(maps: &Api<Unstructured>) -> String {
    let before = maps.list(&ListOptions::new()).await.unwrap();
    let mut a = create(maps, "a", json!({ "k": "1" })).await;
    create(maps, "b", json!({})).await;
    *a.path_mut("/data/k").unwrap() = json!("2");
    maps.replace("a", &a, &ReplaceOptions::new()).await.unwrap();
    let relabel = Patch::Merge(json!({ "metadata": { "labels": { "app": "a" } } }));
    maps.patch("b", &relabel, &PatchOptions::new())
        .await
        .unwrap();
    maps.delete("a", &DeleteOptions::new()).await.unwrap();
    before.metadata.resource_version
}

async fn expect(watch: &mut WatchStream<Unstructured>, expected: &[(&str, &str)]) {
    let mut last = 0;
    for (event, name) in expected {
        let (seen, of, version) = next(watch).await.unwrap();
        assert_eq!((seen, of.as_str()), (*event, *name));
        assert!(
            version > last,
            "{event} of {name} is at {version}, after {last}"
        );
        last = version;
    }
}

/// A watch shows what happened after its version, in order; a selector decides what is in view.
pub(crate) async fn events(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    let before = live(&maps).await;
    let all = [
        ("ADDED", "a"),
        ("ADDED", "b"),
        ("MODIFIED", "a"),
        ("MODIFIED", "b"),
        ("DELETED", "a"),
    ];
    let mut watch = maps.watch(&WatchOptions::since(&before)).await.unwrap();
    expect(&mut watch, &all).await;
    create(&maps, "c", json!({})).await;
    expect(&mut watch, &[("ADDED", "c")]).await;

    let selected = WatchOptions::since(&before).labels("app=a");
    let mut selected = maps.watch(&selected).await.unwrap();
    let leaving = [
        ("ADDED", "a"),
        ("MODIFIED", "a"),
        ("ADDED", "b"),
        ("DELETED", "a"),
    ];
    expect(&mut selected, &leaving).await;
    let named = WatchOptions::since(&before).fields("metadata.name=b");
    let mut named = maps.watch(&named).await.unwrap();
    expect(&mut named, &[("ADDED", "b"), ("MODIFIED", "b")]).await;
}

/// A watch from forgotten history is expired; a list begins anew.
pub(crate) async fn expiry(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    let before = live(&maps).await;
    let mut open = maps.watch(&WatchOptions::since(&before)).await.unwrap();
    expect(&mut open, &[("ADDED", "a")]).await;
    server.forget_history().await;
    while let Some(event) = open.next().await {
        if event.is_err() {
            break;
        }
    }
    eventually(server, async || {
        let error = match maps.watch(&WatchOptions::since(&before)).await {
            Ok(mut watch) => next(&mut watch).await.unwrap_err(),
            Err(error) => error,
        };
        match error.is_expired() {
            true => Ok(()),
            false => Err(error.chain().to_string()),
        }
    })
    .await;
    let now = maps.list(&ListOptions::new()).await.unwrap();
    assert_eq!(now.items.len(), 1);
    let since = WatchOptions::since(&now.metadata.resource_version);
    let mut watch = maps.watch(&since).await.unwrap();
    create(&maps, "d", json!({})).await;
    expect(&mut watch, &[("ADDED", "d")]).await;
}
