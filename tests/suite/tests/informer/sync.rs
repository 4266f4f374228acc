//! Listing, watching, reading the store, following changes.

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::{Api, Informer, ObjectKey};
use outrigger_test::{MockTransport, RecordedRequest};
use serde_json::json;

use crate::support::{PATH, Sequence, World, list, object, take};

fn key(text: &str) -> ObjectKey {
    text.parse().unwrap()
}

/// Scripts three objects in two pages of two.
fn two_pages(mock: &MockTransport) {
    let first = [object("a/x", 1, "red"), object("a/y", 2, "blue")];
    let page = list(10, &first, "next", Some(1));
    mock.get(&format!("{PATH}?limit=2")).answer(page);
    let second = list(10, &[object("b/x", 3, "red")], "", None);
    mock.get(&format!("{PATH}?limit=2&continue=next"))
        .answer(second);
}

fn names<K>(objects: impl Iterator<Item = outrigger::Cached<K>>) -> Vec<String> {
    objects.map(|object| object.key().to_string()).collect()
}

#[test]
fn a_typed_informer_lists_in_pages_then_watches() {
    let world = World::new();
    two_pages(&world.mock);
    let watch = world.watch(10);
    let api: Api<ConfigMap> = world.client.all();
    let (informer, driver) = Informer::builder(&api)
        .page_size(2)
        .index("colour", |object| object.path("/data/colour"))
        .build();
    world.drive(driver, async {
        informer.synced().await.unwrap();
        let store = informer.store();
        let before = store.snapshot();
        assert_eq!(names(before.iter()), ["a/x", "a/y", "b/x"]);
        assert_eq!(names(before.in_namespace("a")), ["a/x", "a/y"]);
        let red = before.by_index("colour", "red").unwrap();
        assert_eq!(names(red), ["a/x", "b/x"]);
        assert!(before.by_index("shape", "round").is_none());

        watch.send_event("MODIFIED", &object("a/x", 11, "blue"));
        watch.send_event("DELETED", &object("b/x", 12, "red"));
        world.settle().await;
        assert_eq!(before.get(&key("a/x")).unwrap().resource_version(), "1");
        assert_eq!(before.len(), 3);
        let now = store.get(&key("a/x")).unwrap().typed().unwrap();
        assert_eq!(now.data.as_ref().unwrap()["colour"], "blue");
        assert!(store.get(&key("b/x")).is_none());
        let blue = store.snapshot();
        let blue = blue.by_index("colour", "blue").unwrap();
        assert_eq!(names(blue), ["a/x", "a/y"]);
        assert_eq!(informer.status().resource_version, "12");
    });
    world.mock.verify();
}

#[test]
fn the_watch_asks_for_bookmarks_and_an_end() {
    let world = World::new();
    world.list(10, &[]);
    let _watch = world.watch(10);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    world.drive(driver, async {
        informer.synced().await.unwrap();
        world.settle().await;
    });
    let asked = world.mock.requests();
    let [list, watch] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert!(!list.is_long_lived());
    assert!(watch.is_long_lived());
    assert_eq!(watch.query_value("allowWatchBookmarks"), Some("true"));
    let timeout: u64 = watch
        .query_value("timeoutSeconds")
        .unwrap()
        .parse()
        .unwrap();
    assert!((300..600).contains(&timeout), "{timeout}");
}

#[test]
fn a_dynamic_informer_of_one_namespace_selects() {
    let world = World::new();
    let path = "/api/v1/namespaces/a/configmaps";
    let selects = |request: &RecordedRequest| {
        request.query_value("labelSelector") == Some("app in (web,db)")
            && request.query_value("fieldSelector") == Some("metadata.name!=z")
    };
    let mock = &world.mock;
    mock.get(&format!("{path}?limit=500"))
        .answer(list(10, &[object("a/x", 1, "red")], "", None));
    let _watch = mock.get(&format!("{path}?watch=true")).open();
    let (informer, driver) = Informer::builder(&world.dynamic().within("a"))
        .labels("app in (web,db)")
        .fields("metadata.name!=z")
        .build();
    world.drive(driver, async {
        informer.synced().await.unwrap();
        world.settle().await;
        let found = informer
            .store()
            .get(&key("a/x"))
            .unwrap()
            .unstructured()
            .unwrap();
        // The items of a list have no type; the object in the store has.
        assert_eq!((found.api_version(), found.kind()), ("v1", "ConfigMap"));
        assert_eq!(found.path("/data/colour"), Some(&json!("red")));
        assert!(informer.status().is_live());
    });
    world.mock.verify();
    assert_eq!(mock.requests().iter().filter(|it| selects(it)).count(), 2);
}

#[test]
fn a_subscription_replays_and_goes_on() {
    let world = World::new();
    world.list(10, &[object("a/x", 1, "red"), object("a/y", 2, "red")]);
    let watch = world.watch(10);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    let (mut early, mut order) = (informer.subscribe(), Sequence::default());
    world.drive(driver, async {
        let replayed = take(&mut early, &mut order, 2).await;
        assert_eq!(replayed, ["+ a/x@1", "+ a/y@2"]);
        world.settle().await;
        watch.send_event("MODIFIED", &object("a/x", 11, "blue"));
        watch.send_event("DELETED", &object("a/y", 12, "red"));
        watch.send_event(
            "BOOKMARK",
            &json!({ "metadata": { "resourceVersion": "15" } }),
        );
        watch.send_event("ADDED", &object("b/z", 16, "red"));
        let live = take(&mut early, &mut order, 3).await;
        assert_eq!(live, ["~ a/x@1→11", "- a/y@12", "+ b/z@16"]);
        let mut late = informer.subscribe();
        let all = take(&mut late, &mut Sequence::default(), 2).await;
        assert_eq!(all, ["+ a/x@11", "+ b/z@16"]);
        assert!(!early.has_pending() && !late.has_pending());
    });
}

#[test]
fn a_slow_subscriber_gets_one_change_for_each_object() {
    let world = World::new();
    world.list(10, &[object("a/x", 1, "0"), object("a/y", 2, "0")]);
    let watch = world.watch(10);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    let (mut changes, mut order) = (informer.subscribe(), Sequence::default());
    world.drive(driver, async {
        take(&mut changes, &mut order, 2).await;
        world.settle().await;
        for version in 11..1011 {
            watch.send_event("MODIFIED", &object("a/x", version, "more"));
        }
        watch.send_event("ADDED", &object("a/brief", 1011, "0"));
        watch.send_event("DELETED", &object("a/brief", 1012, "0"));
        watch.send_event("MODIFIED", &object("a/y", 1013, "more"));
        watch.send_event("DELETED", &object("a/y", 1014, "more"));
        world.settle().await;
        let merged = take(&mut changes, &mut order, 2).await;
        assert_eq!(merged, ["~ a/x@1→1010", "- a/y@1014"]);
        assert!(!changes.has_pending());
    });
}

#[test]
fn old_news_and_repeated_news_are_no_news() {
    let world = World::new();
    world.list(10, &[object("a/x", 5, "red")]);
    let watch = world.watch(10);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    let (mut changes, mut order) = (informer.subscribe(), Sequence::default());
    world.drive(driver, async {
        take(&mut changes, &mut order, 1).await;
        world.settle().await;
        for (kind, version) in [
            ("MODIFIED", 5),
            ("MODIFIED", 4),
            ("ADDED", 5),
            ("DELETED", 3),
        ] {
            watch.send_event(kind, &object("a/x", version, "red"));
        }
        watch.send_event("MODIFIED", &object("a/x", 12, "blue"));
        assert_eq!(take(&mut changes, &mut order, 1).await, ["~ a/x@5→12"]);
        assert!(!changes.has_pending());
    });
}

#[test]
fn two_informers_of_one_client_mind_their_own() {
    let mock = MockTransport::new();
    let client = outrigger::Client::builder(mock.backend(), "https://test");
    let client = client.build().unwrap();
    let watches = ["a", "b"].map(|namespace| {
        let path = format!("/api/v1/namespaces/{namespace}/configmaps");
        let items = [object(&format!("{namespace}/x"), 1, "red")];
        mock.get(&format!("{path}?limit=500"))
            .answer(list(10, &items, "", None));
        mock.get(&format!("{path}?watch=true")).open()
    });
    let typed: Api<ConfigMap> = client.namespaced("a");
    let (typed, first) = Informer::builder(&typed).build();
    let resource = <ConfigMap as outrigger::Resource>::api_resource();
    let dynamic = Api::dynamic(client, resource).within("b");
    let (dynamic, second) = Informer::builder(&dynamic).build();
    let test = async {
        typed.synced().await.unwrap();
        dynamic.synced().await.unwrap();
        watches[0].send_event("ADDED", &object("a/new", 11, "red"));
        let (mut typed, mut dynamic) = (typed.subscribe(), dynamic.subscribe());
        let mut order = Sequence::default();
        assert_eq!(take(&mut typed, &mut order, 2).await.len(), 2);
        assert_eq!(take(&mut dynamic, &mut order, 1).await, ["+ b/x@1"]);
        assert!(!dynamic.has_pending());
    };
    let drivers = futures_util::future::join(first, second);
    mock.timer().run(async {
        let (test, drivers) = (std::pin::pin!(test), std::pin::pin!(drivers));
        let ended = futures_util::future::select(test, drivers).await;
        assert!(matches!(ended, futures_util::future::Either::Left(_)));
    });
    mock.verify();
}
