//! From 1.37 a kube-apiserver compresses watch-lists, one gzip member to a flush. Browsers decode
//! the first member, ignore the rest, and report no error.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use futures_util::future::join;
use http::Request;
use outrigger::transport::Body;
use outrigger::{Api, CreateOptions, Informer, ListOptions, Unstructured};
use outrigger_scenarios::{TestServer, eventually};
use serde_json::{Value, json};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use super::server::{InBrowser, namespace};

/// How long the server keeps the plain watches open, in seconds.
const OPEN: u32 = 8;

#[wasm_bindgen_test]
async fn an_informer_misses_nothing_where_a_plain_watch_list_does() {
    for server in InBrowser::all().await {
        check(&server).await;
    }
}

async fn check(server: &InBrowser) {
    let namespace = namespace("compressed");
    let maps = config_maps(server, &namespace).await;
    let mut expected = create(&maps, "before", 3).await;
    let version = maps.list(&ListOptions::new()).await.unwrap();
    let version = version.metadata.resource_version;
    let (informer, driver) = Informer::builder(&maps).build();
    server.spawn(Box::pin(driver));
    informer.synced().await.unwrap();

    let path = format!("/api/v1/namespaces/{namespace}/configmaps?watch=1&timeoutSeconds={OPEN}");
    let list = "allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
    let watch_list = plain(server, &format!("{path}&{list}")).await;
    let watch = plain(server, &format!("{path}&resourceVersion={version}")).await;
    let over = AtomicBool::new(false);
    let reads = async {
        let seen = join(names(watch_list), names(watch)).await;
        over.store(true, Ordering::Relaxed);
        seen
    };
    let writes = async {
        let mut written = BTreeSet::new();
        for index in 0..5 {
            // Each a flush of its own.
            written.append(&mut create(&maps, &format!("after-{index}"), 1).await);
            let timer = server.timer();
            timer.sleep(std::time::Duration::from_millis(100)).await;
        }
        assert!(!over.load(Ordering::Relaxed), "the watches ended too early");
        written
    };
    let ((by_watch_list, by_watch), mut written) = join(reads, writes).await;
    // From a version there is no compression.
    assert_eq!(by_watch, written);
    expected.append(&mut written);
    console_log!(
        "{}: of {} objects a plain watch-list showed {}",
        server.name,
        expected.len(),
        by_watch_list.len()
    );
    let whole = by_watch_list == expected;
    assert_ne!(whole, compresses(server).await, "browsers read it now");
    eventually(server, async || {
        let store = informer.store().snapshot();
        let names: BTreeSet<_> = store.iter().map(|it| it.name().to_owned()).collect();
        match names.is_superset(&expected) {
            true => Ok(()),
            false => Err(format!("the informer has {names:?}")),
        }
    })
    .await;
    informer.stop();
}

/// Whether the server is of a version that compresses watch-lists.
async fn compresses(server: &InBrowser) -> bool {
    let version = plain(server, "/version").await.collect(1 << 20).await;
    let version: Value = serde_json::from_slice(&version.unwrap()).unwrap();
    let minor = version["minor"].as_str().unwrap_or_default();
    minor.trim_end_matches('+').parse::<u32>().unwrap() >= 37
}

async fn config_maps(server: &InBrowser, namespace: &str) -> Api<Unstructured> {
    let client = server.client();
    let namespaces = client.resource("namespaces").await.unwrap();
    let object = Unstructured::new(namespaces.resource(), namespace);
    let options = CreateOptions::new();
    namespaces.create(&object, &options).await.unwrap();
    let maps = client.resource("configmaps").await.unwrap();
    maps.within(namespace)
}

/// Makes as many, and answers their names.
async fn create(maps: &Api<Unstructured>, name: &str, count: u32) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for index in 0..count {
        let name = format!("{name}-{index}");
        let object = Unstructured::new(maps.resource(), &name);
        maps.create(&object, &CreateOptions::new()).await.unwrap();
        names.insert(name);
    }
    names
}

/// A request as a page would make it by itself.
async fn plain(server: &InBrowser, path: &str) -> Body {
    let request = Request::get(format!("{}{path}", server.url))
        .header("authorization", format!("Bearer {}", server.token));
    let request = request.body(Bytes::new()).unwrap();
    let response = server.fetch().send(request).await.unwrap();
    assert_eq!(response.status(), 200);
    response.into_body()
}

/// The names in all events until a watch's end, which is no error.
async fn names(body: Body) -> BTreeSet<String> {
    let text = body.collect(1 << 20).await.expect("a clean end");
    let events = serde_json::Deserializer::from_slice(&text).into_iter::<Value>();
    events
        .map(|event| event.expect("whole events"))
        .filter(|event| event["type"] != json!("BOOKMARK"))
        .map(|event| {
            event["object"]["metadata"]["name"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
}
