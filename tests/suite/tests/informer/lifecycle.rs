//! Beginnings, ends, silence, and machines that sleep.

use std::time::Duration;

use outrigger::rt::Timer;
use outrigger::transport::TransportErrorKind::Refused;
use outrigger::{Driver, ErrorKind, Informer, Unstructured};
use outrigger_test::{Answer, Fate, OpenBody, Stuck};

use crate::support::{PATH, Sequence, World, object, take};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// An informer that will list one object and watch.
fn started(world: &World) -> (Informer<Unstructured>, Driver, OpenBody) {
    world.list(10, &[object("a/x", 1, "red")]);
    let watch = world.watch(10);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    (informer, driver, watch)
}

fn assert_stopped(world: &World, informer: &Informer<Unstructured>) {
    assert_eq!(informer.status().to_string(), "stopped");
    world.mock.timer().run(async {
        let error = informer.synced().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Stopped);
        assert!(informer.subscribe().next().await.is_none());
        let mut statuses = informer.statuses();
        assert_eq!(statuses.next().await.unwrap().to_string(), "stopped");
        assert!(statuses.next().await.is_none());
    });
}

#[test]
fn stop_ends_the_driver_and_subscriptions_and_keeps_the_store() {
    let world = World::new();
    let (informer, mut driver, watch) = started(&world);
    let (mut changes, mut order) = (informer.subscribe(), Sequence::default());
    world.drive_by_ref(&mut driver, async {
        take(&mut changes, &mut order, 1).await;
        world.settle().await;
        watch.send_event("ADDED", &object("a/y", 11, "red"));
        world.settle().await;
    });
    assert_eq!(watch.readers(), 1);
    informer.stop();
    world.mock.timer().run(driver);
    assert_eq!(watch.readers(), 0, "the watch is given up");
    world.mock.timer().run(async {
        // What is pending can still be taken.
        assert_eq!(take(&mut changes, &mut order, 1).await, ["+ a/y@11"]);
        assert!(changes.next().await.is_none());
        informer.synced().await.unwrap();
    });
    assert_eq!(informer.status().to_string(), "stopped");
    assert_eq!(informer.store().len(), 2);
}

#[test]
fn stopped_before_the_first_list_is_an_error() {
    let world = World::new();
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    informer.stop();
    world.mock.timer().run(driver);
    assert_stopped(&world, &informer);

    let world = World::new();
    world.mock.get(PATH).answer(Answer::never());
    let (informer, mut driver) = Informer::builder(&world.dynamic()).build();
    world.drive_by_ref(&mut driver, world.settle());
    informer.stop();
    world.mock.timer().run(driver);
    assert_stopped(&world, &informer);
    assert_eq!(world.mock.requests()[0].fate(), Fate::Dropped);
}

#[test]
fn a_dropped_driver_stops_the_informer() {
    let world = World::new();
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    drop(driver);
    assert_stopped(&world, &informer);
    assert!(world.mock.requests().is_empty());

    let world = World::new();
    let (informer, mut driver, watch) = started(&world);
    let mut changes = informer.subscribe();
    world.drive_by_ref(&mut driver, informer.synced()).unwrap();
    world.drive_by_ref(&mut driver, world.settle());
    drop(driver);
    assert_eq!(watch.readers(), 0);
    world.mock.timer().run(async {
        assert!(changes.next().await.is_some());
        assert!(changes.next().await.is_none());
    });
}

#[test]
fn the_driver_ends_when_nobody_is_left_to_see() {
    let world = World::new();
    let (informer, mut driver, watch) = started(&world);
    let (store, changes, statuses) = (informer.store(), informer.subscribe(), informer.statuses());
    drop(informer);
    let timer = world.mock.timer();
    let mut runs_on = |what: &str| {
        let end = timer.try_run(seconds(1), &mut driver);
        assert_eq!(end, Err(Stuck::OutOfTime(seconds(1))), "{what}");
    };
    runs_on("all but the informer");
    drop(changes);
    runs_on("store and statuses");
    drop(statuses);
    runs_on("the store");
    assert_eq!(store.len(), 1);
    drop(store);
    timer.run(&mut driver);
    assert_eq!(watch.readers(), 0);
}

/// What a live informer says of itself when its machine slept for `asleep`, and how soon it is
/// live again.
fn asleep_for(asleep: Duration) -> (String, Duration) {
    let world = World::new();
    let (informer, driver, first) = started(&world);
    let second = world.watch(10);
    world.drive(driver, async {
        world.sleep(seconds(5)).await;
        assert!(informer.status().is_live());
        let timer = world.mock.timer();
        timer.jump_wall(asleep);
        let (stale, at) = (informer.status().to_string(), timer.now());
        while !informer.status().is_live() {
            world.settle().await;
        }
        assert_eq!((first.readers(), second.readers()), (0, 1), "opened anew");
        (stale, timer.now() - at)
    })
}

#[test]
fn silence_is_bounded() {
    let world = World::new();
    let (informer, driver, first) = started(&world);
    let second = world.watch(10);
    world.watch_with(10).answer(Answer::failure(Refused));
    let _last = world.watch(10);
    world.drive(driver, async {
        world.sleep(seconds(149)).await;
        assert_eq!((first.readers(), second.readers()), (1, 0));
        world.sleep(seconds(2)).await;
        assert_eq!((first.readers(), second.readers()), (0, 1), "opened anew");
        assert!(
            informer.status().is_live(),
            "the server may have had nothing to say"
        );
        world.sleep(seconds(150)).await;
        let status = informer.status().to_string();
        assert!(status.contains("connection refused"), "{status}");
        world.sleep(seconds(2)).await;
        assert!(informer.status().is_live());
    });
}

#[test]
fn a_machine_that_slept_notices_soon() {
    for asleep in [7, 60, 3600] {
        let (stale, again) = asleep_for(seconds(asleep));
        let alone = asleep + 5;
        let expected = format!(
            "stale since 2026-01-01T00:00:00Z because the informer did not run for {alone} s; \
             the machine may have slept"
        );
        assert_eq!(stale, expected);
        assert!(again <= seconds(10), "{again:?}");
    }
    // A clock that was set back is no silence, and silence is still noticed.
    let world = World::new();
    let (informer, driver, first) = started(&world);
    let second = world.watch(10);
    let mut statuses = informer.statuses();
    world.drive(driver, async {
        while !statuses.next().await.unwrap().is_live() {}
        let timer = world.mock.timer();
        timer.set_wall(outrigger::rt::Timestamp::default());
        world.sleep(seconds(149)).await;
        assert_eq!(first.readers(), 1);
        world.sleep(seconds(2)).await;
        assert_eq!((first.readers(), second.readers()), (0, 1));
    });
}

#[test]
fn a_watch_that_speaks_is_left_alone() {
    let world = World::new();
    let (informer, driver, watch) = started(&world);
    world.drive(driver, async {
        informer.synced().await.unwrap();
        for minute in 0..60 {
            world.sleep(seconds(60)).await;
            let version = format!("{}", 11 + minute);
            let bookmark = serde_json::json!({ "metadata": { "resourceVersion": version } });
            watch.send_event("BOOKMARK", &bookmark);
        }
        world.settle().await;
        assert!(informer.status().is_live());
        assert_eq!(informer.status().resource_version, "70");
    });
    assert_eq!(world.mock.requests().len(), 2);
}
