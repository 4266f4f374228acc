use outrigger_demo_model::message::Sync;

use super::view::{ANSWER, SILENT};
use super::*;

const WINDOW: Window = Window { first: 0, count: 9 };

fn wanted(tab: u32, resource: &str) -> Wanted {
    Wanted {
        tab,
        resource: resource.into(),
        namespace: None,
        arrangement: Arrangement::default(),
        object: None,
    }
}

fn frame(view: u32) -> Frame {
    Frame {
        view,
        columns: None,
        total: 0,
        matching: 0,
        first: 0,
        rows: Vec::new(),
        sync: Sync::Live,
        changes_per_second: 0.0,
    }
}

fn names(messages: &[ToWorker]) -> Vec<(&'static str, u32)> {
    let name = |message: &ToWorker| match message {
        ToWorker::Open { view, .. } => ("open", *view),
        ToWorker::Close { view } => ("close", *view),
        ToWorker::Arrange { view, .. } => ("arrange", *view),
        ToWorker::Look { view } => ("look", *view),
        ToWorker::Draw { view, .. } => ("draw", *view),
        ToWorker::Show { view, .. } => ("show", *view),
        _ => ("other", 0),
    };
    messages.iter().map(name).collect()
}

#[test]
fn views_open_once_and_another_namespace_is_another_view() {
    let mut views = Views::default();
    let mut tabs = [wanted(1, "pods"), wanted(2, "nodes")];
    let step = views.follow(&tabs, 1);
    let opened = [
        ("open", 1),
        ("arrange", 1),
        ("open", 2),
        ("arrange", 2),
        ("look", 1),
    ];
    assert_eq!(names(&step.messages), opened);
    assert!(step.switched && !step.reordered);
    assert_eq!(views.follow(&tabs, 1), Step::default());
    let step = views.follow(&tabs, 2);
    assert_eq!(
        (names(&step.messages), step.switched),
        (vec![("look", 2)], true)
    );
    tabs[0].namespace = Some("shop".into());
    let step = views.follow(&tabs, 2);
    assert_eq!(
        names(&step.messages),
        [("close", 1), ("open", 3), ("arrange", 3)]
    );
    assert!(!step.switched);
    let step = views.follow(&tabs[..1], 1);
    assert_eq!(
        (names(&step.messages), step.switched),
        (vec![("close", 2), ("look", 3)], true)
    );
}

#[test]
fn arranging_tells_what_moves() {
    let mut views = Views::default();
    let mut tabs = [wanted(1, "pods"), wanted(2, "nodes")];
    views.follow(&tabs, 1);
    tabs[0].arrangement.wide = true;
    let step = views.follow(&tabs, 1);
    assert_eq!(
        (names(&step.messages), step.reordered),
        (vec![("arrange", 1)], false)
    );
    tabs[0].arrangement.filter = "web".into();
    assert!(views.follow(&tabs, 1).reordered);
    tabs[1].arrangement.filter = "web".into();
    assert!(!views.follow(&tabs, 1).reordered);
}

#[test]
fn the_object_of_the_seen_view_is_shown() {
    let mut views = Views::default();
    let mut tabs = [wanted(1, "pods"), wanted(2, "nodes")];
    tabs[0].object = Some(RowKey::default());
    let step = views.follow(&tabs, 1);
    assert_eq!(
        (step.messages.last().cloned(), step.object),
        (views.show_again(), true)
    );
    assert!(views.is_shown(1, &RowKey::default()) && !views.is_shown(2, &RowKey::default()));
    let step = views.follow(&tabs, 2);
    assert_eq!(
        (names(&step.messages), step.object),
        (vec![("look", 2)], true)
    );
    assert_eq!(views.show_again(), None);
}

#[test]
fn nothing_is_asked_twice() {
    let mut views = Views::default();
    let tabs = [wanted(1, "pods"), wanted(2, "nodes")];
    views.follow(&tabs, 1);
    assert!(views.draw(WINDOW).is_some());
    assert_eq!(views.draw(WINDOW), None);
    assert!(views.draw(Window { first: 5, ..WINDOW }).is_some());
    assert_eq!(names(&views.draw_others(WINDOW)), [("draw", 2)]);
    assert_eq!(views.draw_others(WINDOW), []);
    assert!(views.receive(frame(1), 0));
    assert!(!views.receive(frame(2), 0) && !views.receive(frame(9), 0));
    assert!(views.draw(Window { first: 5, ..WINDOW }).is_some());
    assert_eq!(names(&views.draw_others(WINDOW)), [("draw", 2)]);
}

#[test]
fn a_view_is_doubted_until_the_worker_has_checked() {
    let mut views = Views::default();
    views.follow(&[wanted(1, "pods")], 1);
    let sync = |views: &Views| views.seen().map(View::sync);
    let live = Some(Sync::Live);
    let other = || Frame {
        sync: Sync::Starting,
        ..frame(1)
    };
    views.receive(frame(1), 0);
    assert_eq!(sync(&views), live);
    views.doubt(10);
    assert!(matches!(sync(&views), Some(Sync::Stale { since: 10, .. })));
    // Of before, whatever it says.
    views.receive(other(), 11);
    views.receive(frame(1), 11);
    assert_ne!(sync(&views), live);
    views.check(20);
    views.receive(frame(1), 20);
    assert_ne!(sync(&views), live);
    views.receive(other(), 20);
    assert_eq!(sync(&views), Some(Sync::Starting));
    views.receive(frame(1), 20);
    assert_eq!(sync(&views), live);
    views.doubt(30);
    views.check(30);
    views.receive(frame(1), 30 + ANSWER);
    assert_eq!(sync(&views), live);
}

#[test]
fn doubt_asks_for_other_rows() {
    let mut views = Views::default();
    views.follow(&[wanted(1, "pods")], 1);
    views.draw(WINDOW);
    assert_eq!(views.draw(WINDOW), None);
    views.doubt(10);
    assert!(views.draw(WINDOW).is_some());
}

#[test]
fn a_worker_that_says_nothing_is_asked_and_then_doubted() {
    let mut views = Views::default();
    views.follow(&[wanted(1, "pods"), wanted(2, "nodes")], 1);
    views.draw(WINDOW);
    views.receive(frame(1), 100);
    views.draw(WINDOW);
    views.tick(100 + proof::QUIET - 1);
    assert_eq!(views.draw(WINDOW), None);
    let asked = 100 + proof::QUIET;
    views.tick(asked);
    // Once, for other rows.
    assert!(views.draw(WINDOW).is_some());
    assert_eq!(views.draw(WINDOW), None);
    views.tick(asked + proof::PATIENCE - 1);
    let sync = |views: &Views| views.seen().map(View::sync);
    assert_eq!(sync(&views), Some(Sync::Live));
    views.tick(asked + proof::PATIENCE);
    let stale = sync(&views);
    assert!(
        matches!(&stale, Some(Sync::Stale { since, cause, .. }) if *since == 110 && cause == SILENT),
        "{stale:?}"
    );
    // Whatever answers.
    views.receive(frame(2), 200);
    assert_eq!(sync(&views), Some(Sync::Live));
    assert!(views.draw(WINDOW).is_some());
}

#[test]
fn a_view_keeps_its_place() {
    let mut views = Views::default();
    let tabs = [wanted(1, "pods"), wanted(2, "nodes")];
    views.follow(&tabs, 1);
    views.keep_place(300, Some((7, RowKey::default())));
    let place = |views: &Views| views.seen().map(|view| (view.top, view.cursor.clone()));
    views.follow(&tabs, 2);
    assert_eq!(place(&views), Some((0, None)));
    views.follow(&tabs, 1);
    assert_eq!(place(&views), Some((300, Some((7, RowKey::default())))));
}
