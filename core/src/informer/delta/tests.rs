use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::object::{ApiResource, Scope};

fn object(name: &str, uid: u64, version: u64) -> StoredObject {
    let resource = ApiResource::new("", "v1", "ConfigMap", "configmaps", Scope::Namespaced);
    let json = json!({ "metadata": {
        "namespace": "x", "name": name, "uid": format!("uid-{uid}"),
        "resourceVersion": version.to_string(),
    } });
    StoredObject::parse(json.to_string().as_bytes(), &Arc::new(resource)).unwrap()
}

fn print(delta: &Delta) -> String {
    let id = |object: &Arc<StoredObject>| {
        let uid = object.uid().trim_start_matches("uid-");
        format!(
            "{}#{uid}@{}",
            object.key().name(),
            object.resource_version()
        )
    };
    match delta {
        Delta::Added(object) => format!("+{}", id(object)),
        Delta::Modified { old, new } => format!("{}->{}", id(old), id(new)),
        Delta::Deleted { last, .. } => format!("-{}", id(last)),
    }
}

/// `+a#1@2` applies, `-a#1@2` deletes, `=a#1@2` is listed, `[` and `]` begin and end a list.
fn event(text: &str) -> Event {
    let (kind, rest) = text.split_at(1);
    let parse = || {
        let (name, rest) = rest.split_once('#').unwrap();
        let (uid, version) = rest.split_once('@').unwrap();
        object(name, uid.parse().unwrap(), version.parse().unwrap())
    };
    match kind {
        "[" => Event::ListStarted,
        "]" => Event::ListEnded,
        "=" => Event::Listed(parse()),
        "+" => Event::Applied(parse()),
        _ => Event::Deleted(parse()),
    }
}

fn run(events: &str) -> (Writer, Vec<Delta>) {
    let mut writer = Writer::new(Indexer::new([]));
    let mut deltas = Vec::new();
    for text in events.split_whitespace() {
        writer.apply(event(text), &mut deltas);
    }
    (writer, deltas)
}

#[test]
fn consumers_see_only_real_changes() {
    for (events, expected) in [
        // The first list is published as it arrives.
        ("[ =a#1@1 =b#2@2", "+a#1@1 +b#2@2"),
        // Begun anew, it takes back what is gone.
        ("[ =a#1@1 =b#2@2 [ =b#2@2 ]", "+a#1@1 +b#2@2 -a#1@1"),
        ("[ ] +a#1@1 +a#1@2 -a#1@3", "+a#1@1 a#1@1->a#1@2 -a#1@3"),
        // What did not change is not reported.
        ("[ =a#1@1 ] [ =a#1@1 ] +a#1@1", "+a#1@1"),
        // A later list is published at once, when it is complete.
        ("[ =a#1@1 ] [ =a#1@2", "+a#1@1"),
        (
            "[ =a#1@1 =b#2@1 ] [ =a#1@2 =c#3@3 ]",
            "+a#1@1 +b#2@1 -b#2@1 a#1@1->a#1@2 +c#3@3",
        ),
        // A list that broke off deletes nothing.
        (
            "[ =a#1@1 =b#2@1 ] [ =a#1@2 [ =a#1@2 =b#2@1 ]",
            "+a#1@1 +b#2@1 a#1@1->a#1@2",
        ),
        // Deleted and made again is two objects.
        ("[ =a#1@1 ] [ =a#2@5 ]", "+a#1@1 -a#1@1 +a#2@5"),
        ("[ =a#1@1 ] +a#2@5", "+a#1@1 -a#1@1 +a#2@5"),
        // The deletion of a successor that was never seen takes its predecessor along.
        ("[ =a#1@1 ] -a#2@5", "+a#1@1 -a#1@1"),
        // Old news change nothing.
        ("[ =a#1@5 ] +a#1@4 -a#1@3 -b#9@9", "+a#1@5"),
        // A list is the truth even when history was lost.
        ("[ =a#1@50 ] [ =a#1@4 ]", "+a#1@50 a#1@50->a#1@4"),
    ] {
        let (_, deltas) = run(events);
        let printed: Vec<_> = deltas.iter().map(print).collect();
        assert_eq!(printed.join(" "), expected, "{events}");
    }
}

#[test]
fn pending_deltas_of_one_object_merge() {
    for (events, expected) in [
        ("[ ] +a#1@1 +a#1@2", "+a#1@2"),
        ("[ ] +a#1@1 -a#1@2", ""),
        ("[ ] +a#1@1 -a#1@2 +a#2@3", "+a#2@3"),
        ("[ =a#1@1 ] | +a#1@2 +a#1@3", "a#1@1->a#1@3"),
        ("[ =a#1@1 ] | +a#1@2 -a#1@3", "-a#1@3"),
        ("[ =a#1@1 ] | -a#1@3 +a#2@4", "-a#1@3 +a#2@4"),
        ("[ =a#1@1 ] | -a#1@3 +a#2@4 -a#2@5 +a#3@6", "-a#1@3 +a#3@6"),
        ("[ =a#1@1 ] | -a#1@3 +a#1@4", "a#1@1->a#1@4"),
        (
            "[ =a#1@1 =b#2@1 ] | +b#2@2 +a#1@3 +b#2@4",
            "b#2@1->b#2@4 a#1@1->a#1@3",
        ),
    ] {
        let seen = events.split('|').next().unwrap_or_default();
        let seen = if events.contains('|') {
            run(seen).1.len()
        } else {
            0
        };
        let (_, deltas) = run(&events.replace('|', ""));
        let mut coalescer = Coalescer::default();
        deltas
            .into_iter()
            .skip(seen)
            .for_each(|delta| coalescer.push(delta));
        let printed: Vec<_> = std::iter::from_fn(|| coalescer.pop())
            .map(|delta| print(&delta))
            .collect();
        assert_eq!(printed.join(" "), expected, "{events}");
        assert!(coalescer.is_empty() && coalescer.positions.is_empty());
    }
}

proptest! {
    /// Whatever a subscriber takes and when, it ends with what the store has, through legal
    /// steps only, and never holds more deltas than there are objects it knows or could know.
    #[test]
    fn a_subscriber_of_any_pace_ends_with_the_stores_content(
        steps in prop::collection::vec((0..4u8, 0..3u64, any::<bool>(), 0..3usize), 1..80),
    ) {
        let mut writer = Writer::new(Indexer::new([]));
        let mut coalescer = Coalescer::default();
        let mut known: BTreeMap<ObjectKey, (Arc<str>, u64)> = BTreeMap::new();
        let mut deltas = Vec::new();
        writer.apply(Event::ListStarted, &mut deltas);
        writer.apply(Event::ListEnded, &mut deltas);
        for (version, (name, uid, delete, takes)) in (1u64..).zip(steps) {
            let object = object(&format!("o{name}"), uid * 10 + u64::from(name), version);
            let event = if delete { Event::Deleted(object) } else { Event::Applied(object) };
            writer.apply(event, &mut deltas);
            deltas.drain(..).for_each(|delta| coalescer.push(delta));
            prop_assert!(coalescer.order.len() <= known.len() + writer.indexer().len());
            for _ in 0..takes {
                take(&mut coalescer, &mut known);
            }
        }
        while !coalescer.is_empty() {
            take(&mut coalescer, &mut known);
        }
        let stored: BTreeMap<_, _> = writer.indexer().iter().map(summary).collect();
        prop_assert_eq!(known, stored);
    }
}

fn summary(object: &Arc<StoredObject>) -> (ObjectKey, (Arc<str>, u64)) {
    (
        object.key().clone(),
        (
            object.uid().clone(),
            object.resource_version().parse().unwrap(),
        ),
    )
}

/// Takes one delta and checks that it follows from what was known.
fn take(coalescer: &mut Coalescer, known: &mut BTreeMap<ObjectKey, (Arc<str>, u64)>) {
    match coalescer.pop() {
        None => {}
        Some(Delta::Added(object)) => {
            let (key, state) = summary(&object);
            assert_eq!(known.insert(key, state), None, "added twice");
        }
        Some(Delta::Modified { old, new }) => {
            let (key, state) = summary(&new);
            let before = known
                .insert(key, state.clone())
                .expect("modified before it was added");
            assert_eq!(before, summary(&old).1, "the old state is what was known");
            assert_eq!(before.0, state.0, "another object");
            assert!(before.1 < state.1, "went back");
        }
        Some(Delta::Deleted { old, last }) => {
            let (key, state) = summary(&last);
            let before = known.remove(&key).expect("deleted before it was added");
            assert_eq!(before, summary(&old).1, "the old state is what was known");
            assert_eq!(before.0, state.0, "another object");
        }
    }
}
