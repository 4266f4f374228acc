//! Whatever happens to the list or the watch, consumers see only what really changed.

use std::sync::{Arc, Mutex};

use futures_util::future::{Either, select};
use outrigger::Informer;
use outrigger::transport::TransportErrorKind::{Interrupted, Refused};
use outrigger_test::Answer;
use serde_json::{Value, json};

use crate::support::{PATH, Sequence, World, before, event, list, note, object, take};

/// What the informer does after a fault.
#[derive(Clone, Copy)]
enum Then {
    List,
    Watch(u64),
}

fn gone() -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": "too old resource version: 10 (500)", "reason": "Expired", "code": 410,
    })
}

fn added() -> String {
    event("ADDED", &object("a/z", 11, "red"))
}

fn changed() -> String {
    event("MODIFIED", &object("a/y", 12, "blue"))
}

/// The first event, and what is wrong behind it.
fn then(end: &str) -> Answer {
    Answer::chunks([added(), end.to_owned()])
}

#[test]
fn a_watch_that_is_refused() {
    let error = Answer::api_error;
    for (fault, then, cause) in [
        (
            error(410, "Expired", "too old"),
            Then::List,
            "too old (410)",
        ),
        (error(410, "Gone", "gone"), Then::List, "gone (410)"),
        (error(403, "Forbidden", "no"), Then::List, "no (403)"),
        (
            error(500, "InternalError", "oops"),
            Then::Watch(10),
            "oops (500)",
        ),
        (Answer::status(503), Then::Watch(10), "(503)"),
        (
            Answer::failure(Refused),
            Then::Watch(10),
            "connection refused",
        ),
    ] {
        recovers(fault, then, cause);
    }
}

#[test]
fn a_watch_that_ends() {
    let both = added() + &changed();
    let cut = Answer::bytes(both.clone()).failing_at(both.len() - 7, Interrupted);
    let half = then("{\"type\":\"MODI");
    for (fault, then, cause) in [
        (then(""), Then::Watch(11), ""),
        (Answer::bytes(""), Then::Watch(10), "as soon as it began"),
        (cut, Then::Watch(11), "response body cut short"),
        (half, Then::Watch(11), "ends in the middle of an object"),
    ] {
        recovers(fault, then, cause);
    }
}

#[test]
fn a_watch_that_brings_nonsense() {
    let old = event("ERROR", &gone());
    let nameless = event("ADDED", &json!({ "metadata": { "resourceVersion": "12" } }));
    for (fault, cause) in [
        (Answer::bytes(old.clone()), "too old resource version"),
        (then(&old), "too old resource version"),
        (
            then("<html>"),
            "is there a proxy in front of the API server?",
        ),
        (then("[1,2]\n"), "cannot decode"),
        (then(&nameless), "without metadata.name"),
        (then(&event("PARTY", &json!({}))), "PARTY"),
        (then(&event("ERROR", &json!("oops"))), "without a Status"),
    ] {
        recovers(fault, Then::List, cause);
    }
}

/// Scripts what comes after the fault: `a/z` comes at 11 and `a/y` changes at 12, wherever the
/// fault falls.
fn script(world: &World, fault: Answer, then: Then) {
    world.list(10, &before());
    world.watch_with(10).answer(fault);
    match then {
        Then::Watch(version) => {
            let watch = world.watch(version);
            watch.send(added());
            watch.send(changed());
        }
        Then::List => {
            let [x, _] = before();
            let changed = object("a/y", 12, "blue");
            world.list(20, &[x, changed, object("a/z", 11, "red")]);
            world.watch(20);
        }
    }
}

#[track_caller]
fn recovers(fault: Answer, then: Then, cause: &str) {
    let world = World::new();
    script(&world, fault, then);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    let (mut changes, mut order) = (informer.subscribe(), Sequence::default());
    let notes = Arc::<Mutex<Vec<String>>>::default();
    let statuses = note(informer.statuses(), notes.clone());
    let mut seen = world.drive(driver, async {
        let test = Box::pin(async {
            let seen = take(&mut changes, &mut order, 4).await;
            world.settle().await;
            assert!(informer.status().is_live(), "{}", informer.status());
            seen
        });
        match select(test, Box::pin(statuses)).await {
            Either::Left((seen, _)) => seen,
            Either::Right(_) => panic!("the informer ended"),
        }
    });
    seen[2..].sort();
    assert_eq!(
        seen,
        ["+ a/x@1", "+ a/y@2", "+ a/z@11", "~ a/y@2→12"],
        "{cause}"
    );
    assert!(!changes.has_pending());
    let notes = notes.lock().unwrap();
    let told = notes.iter().any(|note| note.contains(cause));
    assert!(
        told && notes.last().unwrap() == "live",
        "{cause}: {notes:?}"
    );
    let stale = notes.iter().any(|note| note.starts_with("stale since"));
    assert_eq!(stale, !cause.is_empty(), "{notes:?}");
    world.mock.verify();
}

#[test]
fn a_list_that_fails() {
    let cut = list(10, &before(), "", None).failing_at(100, Interrupted);
    let oops = Answer::api_error(500, "InternalError", "oops");
    for (fault, cause) in [
        (
            Answer::failure(Refused),
            "list /api/v1/configmaps: connection refused",
        ),
        (oops, "oops (500)"),
        (Answer::never(), "nothing was heard for 60 s"),
        (cut, "response body cut short"),
    ] {
        lists_again(fault, cause);
    }
}

#[test]
fn a_list_that_brings_nonsense() {
    let json = |value: Value| Answer::json(&value);
    let nameless = json!({ "metadata": { "resourceVersion": "1" }, "items": [{}] });
    for (fault, cause) in [
        (
            Answer::bytes("<html>"),
            "is there a proxy in front of the API server?",
        ),
        (Answer::bytes(""), "cannot decode"),
        (
            json(gone()),
            "no \"items\" in a document of kind \"Status\"",
        ),
        (
            json(json!({ "metadata": {}, "items": [] })),
            "no resourceVersion",
        ),
        (json(nameless), "cannot decode item 0 of the list"),
    ] {
        lists_again(fault, cause);
    }
}

#[track_caller]
fn lists_again(fault: Answer, cause: &str) {
    let world = World::new();
    world.mock.get(&format!("{PATH}?limit=500")).answer(fault);
    world.list(20, &[object("a/x", 1, "red")]);
    let _watch = world.watch(20);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    let mut statuses = informer.statuses();
    world.drive(driver, async {
        let stale = loop {
            let status = statuses.next().await.unwrap().to_string();
            if status.starts_with("stale") {
                break status;
            }
        };
        assert!(stale.contains(cause), "{stale}");
        informer.synced().await.unwrap();
        assert_eq!(informer.store().len(), 1, "{cause}");
        world.settle().await;
    });
    world.mock.verify();
}

#[test]
fn an_expired_page_is_followed_by_a_list_in_one_piece() {
    let world = World::new();
    let mock = &world.mock;
    mock.get(&format!("{PATH}?limit=500"))
        .answer(list(10, &before(), "next", None));
    mock.get(&format!("{PATH}?limit=500&continue=next"))
        .answer(Answer::api_error(
            410,
            "Expired",
            "the continue token is too old",
        ));
    mock.get(PATH)
        .no_other_query()
        .answer(list(30, &[object("a/y", 2, "red")], "", None));
    let _watch = world.watch(30);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    let (mut changes, mut order) = (informer.subscribe(), Sequence::default());
    world.drive(driver, async {
        informer.synced().await.unwrap();
        // What the first pages had and the whole list has not is taken back; nobody had read it.
        assert_eq!(take(&mut changes, &mut order, 1).await, ["+ a/y@2"]);
        assert!(!changes.has_pending());
    });
    world.mock.verify();
}

#[test]
fn an_object_made_anew_during_an_outage_is_another_one() {
    let world = World::new();
    world.list(10, &before());
    world
        .watch_with(10)
        .answer(Answer::api_error(410, "Expired", "too old"));
    let mut anew = object("a/x", 15, "red");
    anew["metadata"]["uid"] = "another".into();
    world.list(20, &[anew]);
    let _watch = world.watch(20);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    let (mut changes, mut order) = (informer.subscribe(), Sequence::default());
    world.drive(driver, async {
        take(&mut changes, &mut order, 2).await;
        let mut seen = take(&mut changes, &mut order, 3).await;
        assert_eq!(
            seen.iter().position(|it| it == "- a/x@1"),
            Some(seen.len() - 2)
        );
        seen.sort();
        assert_eq!(seen, ["+ a/x@15", "- a/x@1", "- a/y@2"]);
    });
}
