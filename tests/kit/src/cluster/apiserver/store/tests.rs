use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::pages::Page;
use super::*;

fn write(store: &mut Store, namespace: &str, name: &str) {
    let object = json!({ "kind": "ConfigMap", "apiVersion": "v1",
        "metadata": { "namespace": namespace, "name": name, "uid": "u", "labels": { "a": "b" } } });
    let record = Record::new(&object, "v1", store.next_revision());
    store.put("configmaps", record);
}

fn keys(page: &Page) -> Vec<String> {
    let print = |record: &Arc<Record>| format!("{}@{}", record.key(), record.revision());
    page.records.iter().map(print).collect()
}

fn page(store: &Store, prefix: &str, start: &str, revision: u64, limit: usize) -> Page {
    store.page("configmaps", prefix, start, revision, limit, |_| true)
}

#[test]
fn pages_show_one_moment_in_the_order_of_their_keys() {
    let mut store = Store::new(10, 100);
    for (namespace, name) in [("a", "z"), ("a-b", "m"), ("a", "b"), ("c", "c")] {
        write(&mut store, namespace, name);
    }
    let first = page(&store, "", "", 14, 2);
    // '-' sorts before '/'.
    assert_eq!(keys(&first), ["a-b/m@12", "a/b@13"]);
    assert_eq!(
        (first.remaining, first.more_after.as_deref()),
        (2, Some("a/b"))
    );
    // Whatever happens meanwhile.
    store.remove("configmaps", "a/z").unwrap();
    write(&mut store, "c", "c");
    write(&mut store, "b", "new");
    let second = page(&store, "", "a/b\0", 14, 2);
    assert_eq!(keys(&second), ["a/z@11", "c/c@14"]);
    assert_eq!(second.remaining, 0);
    assert_eq!(keys(&page(&store, "a/", "", 17, 0)), ["a/b@13"]);
    assert_eq!(
        keys(&page(&store, "", "", 17, 0)),
        ["a-b/m@12", "a/b@13", "b/new@17", "c/c@16"]
    );
}

#[test]
fn history_is_bounded_and_says_where_it_starts() {
    let mut store = Store::new(0, 3);
    for _ in 0..5 {
        write(&mut store, "a", "a");
    }
    let revisions = |store: &Store, since| -> Vec<u64> {
        store
            .history()
            .since(since)
            .map(|change| change.revision())
            .collect()
    };
    assert_eq!(
        (store.history().start(), revisions(&store, 0)),
        (2, vec![3, 4, 5])
    );
    assert_eq!(revisions(&store, 4), [5]);
    store.compact();
    assert_eq!((store.history().start(), revisions(&store, 0)), (5, vec![]));
}

#[test]
fn what_is_removed_is_told_with_the_revision_of_its_removal() {
    let mut store = Store::new(0, 10);
    write(&mut store, "a", "a");
    assert_eq!(store.remove("configmaps", "a/a").unwrap().revision(), 2);
    let change = store.history().since(1).next().unwrap();
    assert_eq!(change.last().to_value()["metadata"]["resourceVersion"], "2");
    assert_eq!(
        (change.current().is_none(), change.old().unwrap().revision()),
        (true, 1)
    );
}

#[test]
fn continue_tokens_decode_or_say_why_not() {
    let token = Continue::after("shop/web", "shop/", 7);
    assert_eq!(Continue::decode(&token.encode()), Ok(token.clone()));
    assert_eq!((token.start(), token.revision), ("web\0", 7));
    for (json, why) in [
        (r#"{"v":"v2","rv":1,"start":"a"}"#, "encoded version v2"),
        (
            r#"{"v":"meta.k8s.io/v1","start":"a"}"#,
            "incorrect encoded start resourceVersion",
        ),
        (
            r#"{"v":"meta.k8s.io/v1","rv":1}"#,
            "encoded start key empty",
        ),
        (
            r#"{"v":"meta.k8s.io/v1","rv":1,"start":"a/../../b"}"#,
            "not valid: a/../../b",
        ),
    ] {
        let token = URL_SAFE_NO_PAD.encode(json);
        let error = Continue::decode(&token).unwrap_err();
        assert!(error.contains(why), "{error}");
    }
    assert!(Continue::decode("garbage!").is_err());
}
