use std::time::Duration;

use futures_util::future::{join, join_all};
use outrigger::api::{Entry, Written};
use outrigger::retry::{Backoff, retry_on_conflict};
use outrigger::wait::{Condition as _, exists, is_deleted};
use outrigger::{
    Api, ApiResource, Cached, CreateOptions, DeleteOptions, ErrorKind, ListOptions, Patch,
    PatchOptions, ReplaceOptions, Scope, Unstructured,
};
use serde_json::{Value, json};

use crate::TestServer;
use crate::{config_map, config_maps, create, eventually};

/// Longer than any server takes to come back with its history forgotten.
const WAIT_MAX: Duration = Duration::from_secs(300);

/// All objects come once, page by page, also when the moment that the first pages showed is
/// forgotten on the way.
pub(crate) async fn all_pages(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    for index in 0..8 {
        create(&maps, &format!("m-{index}"), json!({})).await;
    }
    let mut options = ListOptions::new().labels("app");
    options.resource_version = "0".into();
    // What a server answers to 0 may lag behind what was written.
    eventually(server, async || {
        match maps.list(&options).await.unwrap().items.len() {
            8 => Ok(()),
            count => Err(format!("{count} of 8")),
        }
    })
    .await;
    let options = options.limit(3);
    let (mut all, mut names) = (maps.list_all(&options), Vec::new());
    let whole = maps.list_all(&options);
    while let Some(map) = all.next().await {
        names.push(map.unwrap().name().to_owned());
        if names.len() == 3 {
            maps.delete("m-0", &DeleteOptions::new()).await.unwrap();
            maps.delete("m-6", &DeleteOptions::new()).await.unwrap();
            server.forget_history().await;
        }
    }
    assert_eq!(names[..3], ["m-0", "m-1", "m-2"]);
    let rest = &names[3..];
    // A server that answers 0 with everything at once has no pages.
    let at_once = ["m-3", "m-4", "m-5", "m-6", "m-7"];
    assert!(
        rest == ["m-3", "m-4", "m-5", "m-7"] || rest == at_once,
        "{rest:?}"
    );
    assert_eq!(whole.collect().await.unwrap().items.len(), 6);

    let paged = ListOptions::new().labels("app").limit(2);
    let mut some = maps.list_all(&paged);
    assert_eq!(some.next().await.unwrap().unwrap().name(), "m-1");
    create(&maps, "m-9", json!({})).await;
    server.forget_history().await;
    let anew = some.collect().await.unwrap();
    assert_eq!(anew.items.len(), 7, "the whole list, in one piece");
}

/// Writers of one object get in each other's way, and no change is lost.
pub(crate) async fn races(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    let counted = |existing: Option<Unstructured>| {
        let mut map = existing.unwrap_or_else(|| config_map("counter", &json!({ "n": "0" })));
        increment(&mut map);
        map
    };
    let create = CreateOptions::new();
    let first = (0..3).map(|_| maps.create_or_update("counter", &create, counted));
    let written: Vec<_> = join_all(first)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let created = written
        .iter()
        .filter(|one| matches!(one, Written::Created(_)));
    assert_eq!(created.count(), 1);
    let replace = ReplaceOptions::new();
    let more = (0..3).map(|_| maps.modify("counter", &replace, increment));
    let more = join_all(more).await;
    assert!(more.iter().all(Result::is_ok), "{more:?}");
    let own = retry_on_conflict(maps.client(), Backoff::DEFAULT_RETRY, || async {
        let mut map = maps.get("counter").await?;
        increment(&mut map);
        maps.replace("counter", &map, &replace).await
    });
    assert_eq!(own.await.unwrap().path("/data/n"), Some(&json!("7")));
    let same = maps
        .create_or_update("counter", &create, Option::unwrap)
        .await;
    assert!(matches!(same.unwrap(), Written::Unchanged(_)));
    let gone = maps.modify("missing", &replace, increment).await;
    assert!(gone.unwrap_err().is_not_found());
    entries(&maps).await;
}

fn increment(map: &mut Unstructured) {
    let number = map.path_mut("/data/n").unwrap();
    let count: u32 = number.as_str().unwrap().parse().unwrap();
    *number = json!((count + 1).to_string());
}

async fn entries(maps: &Api<Unstructured>) {
    let options = CreateOptions::new();
    let vacant = maps.entry("e").await.unwrap();
    assert!(vacant.get().is_none());
    let other = maps.entry("e").await.unwrap();
    let new = || config_map("e", &json!({ "n": "0" }));
    let written = vacant.or_insert(new).commit(&options).await.unwrap();
    assert!(matches!(written, Written::Created(_)));
    let late = other.or_insert(new).commit(&options).await.unwrap_err();
    assert!(late.is_already_exists());

    let (one, two) = (
        maps.entry("e").await.unwrap(),
        maps.entry("e").await.unwrap(),
    );
    let Entry::Occupied(one) = one.and_modify(increment) else {
        panic!("it is there")
    };
    assert!(matches!(
        one.commit(&options).await.unwrap(),
        Written::Updated(_)
    ));
    let late = two
        .and_modify(increment)
        .or_insert(new)
        .commit(&options)
        .await;
    assert!(late.unwrap_err().is_conflict());
    let named = maps.entry("e").await.unwrap().or_insert(new);
    let renamed = named.and_modify(|map| map.as_map_mut()["metadata"]["name"] = json!("f"));
    let error = renamed.commit(&options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

/// A wait ends when what is waited for comes true, whatever happens meanwhile.
pub(crate) async fn waits(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    let absent = maps.wait_for("m", exists().not(), WAIT_MAX).await.unwrap();
    assert!(absent.is_none());
    let never = maps.wait_for("m", exists(), Duration::from_secs(2)).await;
    assert_eq!(never.unwrap_err().kind(), ErrorKind::TimedOut);

    let is = |value: &'static str| {
        move |map: Option<&Cached<Unstructured>>| {
            map.and_then(|map| map.path("/data/k")) == Some(json!(value))
        }
    };
    let (waited, ()) = join(maps.wait_for("m", is("2"), WAIT_MAX), async {
        create(&maps, "m", json!({ "k": "1" })).await;
        server.forget_history().await;
        let patch = Patch::Merge(json!({ "data": { "k": "2" } }));
        eventually(server, async || {
            let patched = maps.patch("m", &patch, &PatchOptions::new()).await;
            patched.map(drop).map_err(|error| error.to_string())
        })
        .await;
    })
    .await;
    let map = waited.unwrap().unwrap();
    assert_eq!(map.path("/data/k"), Some(json!("2")));
    let both = exists().and(is("2")).or(is("3"));
    maps.wait_for("m", both, WAIT_MAX).await.unwrap();
    deletions(&maps).await;

    let nothing = ApiResource::new("example.com", "v9", "None", "nones", Scope::Namespaced);
    let none = Api::dynamic(maps.client().clone(), nothing).within(namespace);
    let error = none.wait_for("n", exists(), WAIT_MAX).await.unwrap_err();
    assert!(error.is_not_found(), "{}", error.chain());
    let all = maps
        .across_namespaces()
        .wait_for("m", exists(), WAIT_MAX)
        .await;
    assert_eq!(all.unwrap_err().kind(), ErrorKind::InvalidRequest);
}

async fn deletions(maps: &Api<Unstructured>) {
    let finalizers = |value: Value| Patch::Merge(json!({ "metadata": { "finalizers": value } }));
    let (options, delete) = (PatchOptions::new(), DeleteOptions::new());
    let held = finalizers(json!(["example.com/a"]));
    let held = maps.patch("m", &held, &options).await.unwrap();
    let leaving = |map: Option<&Cached<Unstructured>>| {
        map.is_some_and(|map| map.path("/metadata/deletionTimestamp").is_some())
    };
    let (gone, ()) = join(maps.delete_and_wait("m", &delete, WAIT_MAX), async {
        maps.wait_for("m", leaving, WAIT_MAX).await.unwrap();
        maps.patch("m", &finalizers(Value::Null), &options)
            .await
            .unwrap();
        create(maps, "m", json!({})).await;
    })
    .await;
    gone.unwrap();
    let other = maps.wait_for("m", is_deleted(held.uid()), WAIT_MAX).await;
    assert_ne!(
        other.unwrap().unwrap().uid(),
        held.uid(),
        "another of its name is there"
    );
    maps.delete_and_wait("m", &delete, WAIT_MAX).await.unwrap();
    assert!(maps.get_opt("m").await.unwrap().is_none());
}
