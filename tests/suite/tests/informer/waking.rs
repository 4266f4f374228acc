//! Pages that are shown again and machines that wake up.

use std::time::Duration;

use outrigger::rt::Timer;
use outrigger::transport::TransportErrorKind::Refused;
use outrigger::{Client, Informer};
use outrigger_test::Answer;

use crate::support::{World, before, object};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn a_check_proves_the_watch_by_opening_another_from_there() {
    let world = World::new();
    world.list(10, &before());
    let first = world.watch(10);
    let (answer, second) = Answer::open();
    world.watch_with(11).answer(answer.delayed(seconds(3)));
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    world.drive(driver, async {
        informer.synced().await.unwrap();
        world.settle().await;
        first.send_event("ADDED", &object("b/x", 11, "red"));
        world.sleep(seconds(20)).await;
        assert!(informer.status().is_live());
        informer.check();
        let expected = "stale since 2026-01-01T00:00:00Z because it is being checked";
        assert_eq!(
            informer.status().to_string(),
            expected,
            "before the driver runs"
        );
        world.sleep(seconds(1)).await;
        assert_eq!(informer.status().to_string(), expected, "no answer yet");
        assert_eq!(first.readers(), 0);
        informer.check();
        world.sleep(seconds(3)).await;
        assert!(informer.status().is_live());
        assert_eq!(second.readers(), 1, "the second check changed nothing");
        assert_eq!(informer.store().len(), 3);
    });
}

#[test]
fn what_happened_meanwhile_is_there_when_it_is_live_again() {
    let world = World::new();
    world.list(10, &before());
    let _first = world.watch(10);
    let second = world.watch(10);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    world.drive(driver, async {
        informer.synced().await.unwrap();
        world.sleep(seconds(5)).await;
        world.mock.timer().jump_wall(seconds(3600));
        informer.check();
        second.send_event("ADDED", &object("b/x", 12, "red"));
        world.settle().await;
        assert!(informer.status().is_live(), "{}", informer.status());
        assert_eq!(informer.status().resource_version, "12");
    });
}

#[test]
fn a_client_checks_all_its_informers_and_forgets_those_that_are_gone() {
    let world = World::new();
    world.list(10, &before());
    let _first = world.watch(10);
    let _second = world.watch(10);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    let (gone, never_run) = Informer::builder(&world.dynamic()).build();
    drop((gone, never_run));
    world.drive(driver, async {
        informer.synced().await.unwrap();
        world.sleep(seconds(5)).await;
        let clone: Client = world.client.clone();
        clone.check();
        assert!(!informer.status().is_live());
        world.settle().await;
        assert!(informer.status().is_live());
    });
    world.client.check();
    assert_eq!(informer.status().to_string(), "stopped");
}

#[test]
fn a_check_cuts_the_delay_after_a_failure_short() {
    let world = World::new();
    world.list(10, &before());
    let refused = || Answer::failure(Refused);
    world.watch_with(10).times(8).answer(refused());
    let _last = world.watch(10);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    world.drive(driver, async {
        while world.mock.requests().len() < 9 {
            world.sleep(seconds(1)).await;
        }
        world.settle().await;
        let at = world.mock.timer().now();
        informer.check();
        world.settle().await;
        assert!(informer.status().is_live(), "{}", informer.status());
        assert!(world.mock.timer().now() - at < seconds(1));
    });
}
