//! What depends on time: lists that bring more than is taken in one turn, and sleep.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use outrigger::rt::{BoxFuture, Instant, Timer, Timestamp};
use outrigger::{Api, CreateOptions, DeleteOptions, Unstructured};
use outrigger_demo_model::message::{Frame, FromWorker, Sync, ToWorker};
use outrigger_test::{Cluster, Faults};

use crate::page::{Page, map, names};

/// More than a turn takes.
const COUNT: usize = 2_500;

/// A browser's timer: the shortest sleep takes a while.
#[derive(Debug)]
struct Clamped {
    timer: Arc<dyn Timer>,
    shortest: Duration,
    ticks: Arc<AtomicUsize>,
}

impl Timer for Clamped {
    fn now(&self) -> Instant {
        self.timer.now()
    }

    fn wall_now(&self) -> Timestamp {
        self.timer.wall_now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // As long as a view sleeps until it tells the rate anew.
        let is_tick = duration == Duration::from_millis(500);
        self.ticks
            .fetch_add(usize::from(is_tick), Ordering::Relaxed);
        self.timer.sleep(duration.max(self.shortest))
    }
}

fn page() -> (Page, Arc<AtomicUsize>) {
    page_of_sleeps(Duration::from_millis(100))
}

fn page_of_sleeps(shortest: Duration) -> (Page, Arc<AtomicUsize>) {
    let cluster = Cluster::seeded(7);
    let client = cluster.client();
    let ticks = Arc::new(AtomicUsize::new(0));
    let timer = Clamped {
        timer: Arc::new(cluster.timer().clone()),
        shortest,
        ticks: ticks.clone(),
    };
    (Page::with_timer(cluster, client, Arc::new(timer)), ticks)
}

/// Writes that many objects, past the network.
fn create(page: &Page, prefix: &str) {
    let client = page.cluster.server().client();
    let objects = (0..COUNT).map(|number| map(&format!("{prefix}{number}")));
    let objects: Vec<Unstructured> = objects
        .map(|object| serde_json::from_value(object).unwrap())
        .collect();
    page.cluster.run(async move {
        let api: Api<Unstructured> = client.resource("configmaps").await.unwrap();
        let api = api.within("default");
        for object in objects {
            api.create(&object, &CreateOptions::new()).await.unwrap();
        }
    });
}

fn delete(page: &Page, prefix: &str) {
    let client = page.cluster.server().client();
    let names: Vec<_> = (0..COUNT)
        .map(|number| format!("{prefix}{number}"))
        .collect();
    page.cluster.run(async move {
        let api: Api<Unstructured> = client.resource("configmaps").await.unwrap();
        let api = api.within("default");
        for name in names {
            api.delete(&name, &DeleteOptions::new()).await.unwrap();
        }
    });
}

/// A frame of how things are now: rows that differ from those asked for last are sent at once.
fn look(page: &mut Page, round: usize) -> Frame {
    page.wait(Duration::from_millis(20));
    let (view, first, count) = (1, 0, 900 + round % 2);
    page.say(ToWorker::Draw { view, first, count });
    page.find(|message| match message {
        FromWorker::Frame(frame) => Some(frame.clone()),
        _ => None,
    })
}

/// All objects are replaced while the server is away.
fn outage(page: &mut Page) {
    create(page, "old-");
    page.open(1, "configmaps", Some("default"));
    assert_eq!(page.live(1).total, COUNT);
    page.cluster.faults(Faults::none().refuse(1.0));
    page.cluster.server().restart();
    page.draw_until(1, |frame| matches!(frame.sync, Sync::Stale { .. }));
    delete(page, "old-");
    create(page, "new-");
    page.cluster.server().expire_history();
    page.cluster.faults(Faults::none());
}

#[test]
fn a_list_after_an_outage_is_shown_at_once() {
    let (mut page, _) = page();
    outage(&mut page);
    for round in 0..10_000 {
        let frame = look(&mut page, round);
        assert!(
            frame.changes_per_second == 0.0,
            "{}",
            frame.changes_per_second
        );
        // Taking it in needs more than one turn, and no frame shows what is between: rows would
        // leave their places, and come back.
        let rows = match &frame.sync {
            Sync::Live => "new-",
            Sync::Stale { since, .. } => {
                assert!(*since > 1_767_225_600 - 1, "{since}");
                "old-"
            }
            sync => panic!("{sync:?}"),
        };
        let names = names(&frame);
        let whole = frame.total == COUNT && names.iter().all(|name| name.starts_with(rows));
        assert!(whole, "{:?}: {} rows, {names:?}", frame.sync, frame.total);
        if frame.sync == Sync::Live {
            return;
        }
    }
    panic!("not live again");
}

#[test]
fn a_list_that_takes_long_is_shown_as_it_comes() {
    let (mut page, _) = page_of_sleeps(Duration::from_millis(400));
    outage(&mut page);
    let is_part = |frame: &Frame| {
        let Sync::Stale { cause, .. } = &frame.sync else {
            return false;
        };
        cause.contains("being taken in") && frame.total != COUNT
    };
    page.draw_until(1, is_part);
    let frame = page.live(1);
    let names = names(&frame);
    assert!(names.iter().all(|name| name.starts_with("new-")));
    assert_eq!(frame.total, COUNT);
}

#[test]
fn a_burst_on_a_watch_is_no_doubt() {
    let (mut page, _) = page();
    page.open(1, "configmaps", Some("default"));
    page.live(1);
    page.wait(Duration::from_secs(5));
    create(&page, "new-");
    let mut round = 0;
    loop {
        let frame = look(&mut page, round);
        assert_eq!(frame.sync, Sync::Live);
        if frame.total == COUNT {
            assert!(frame.changes_per_second > 0.0);
            return;
        }
        round += 1;
        assert!(round < 10_000, "{} rows", frame.total);
    }
}

#[test]
fn a_page_that_asks_for_nothing_leaves_the_worker_asleep() {
    let (mut page, ticks) = page();
    page.open(1, "configmaps", Some("default"));
    page.live(1);
    page.wait(Duration::from_secs(5));
    page.create_map("a");
    page.draw_until(1, |frame| frame.changes_per_second > 0.0);
    let before = ticks.load(Ordering::Relaxed);
    page.wait(Duration::from_secs(60));
    assert!(ticks.load(Ordering::Relaxed) - before <= 3);
    // And then it tells that nothing happens any more.
    assert_eq!(page.draw(1).changes_per_second, 0.0);
}
