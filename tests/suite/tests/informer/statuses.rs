//! What an informer says of itself.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join;
use outrigger::Informer;
use outrigger::rt::{Instant, Timer};
use outrigger::transport::TransportErrorKind::Interrupted;
use outrigger_test::Answer;

use crate::support::{PATH, World, before, list, note, object};

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    let world = World::new();
    world.list(10, &before());
    let busy = Answer::api_error(429, "TooManyRequests", "later").header("retry-after", "77");
    world.watch_with(10).answer(busy);
    let _watch = world.watch(10);
    let (informer, driver) = Informer::builder(&world.dynamic()).build();
    let mut statuses = informer.statuses();
    let wait = world.drive(driver, async {
        while !statuses.next().await.unwrap().is_live() {}
        world.mock.timer().now()
    });
    let asked = Instant::new(Duration::from_secs(77));
    assert!(
        wait >= asked && wait < asked + Duration::from_secs(1),
        "{wait:?}"
    );
}

#[test]
fn the_statuses_tell_the_story() {
    let world = World::new();
    let second = Duration::from_secs(1);
    let mock = &world.mock;
    let page = list(10, &before(), "next", Some(1)).delayed(second);
    mock.get(&format!("{PATH}?limit=2")).answer(page);
    let page = list(10, &[object("b/x", 3, "red")], "", None).delayed(second);
    mock.get(&format!("{PATH}?limit=2&continue=next"))
        .answer(page);
    let (answer, watch) = Answer::open();
    world.watch_with(10).answer(answer.delayed(second));
    let _again = world.watch(10);
    let (informer, driver) = Informer::builder(&world.dynamic()).page_size(2).build();
    let notes = Arc::<Mutex<Vec<String>>>::default();
    let statuses = note(informer.statuses(), notes.clone());
    world.drive(driver, async {
        let test = async {
            world.sleep(Duration::from_secs(10)).await;
            watch.fail(Interrupted);
            world.sleep(Duration::from_secs(10)).await;
            informer.stop();
        };
        join(test, statuses).await;
    });
    let stale = "stale since 2026-01-01T00:00:03Z because watch /api/v1/configmaps: \
                 response body cut short: the test broke the body off";
    let notes = notes.lock().unwrap();
    let expected = [
        "starting",
        "listing 0",
        "listing 2 of 3",
        "listing 3 of 3",
        "live",
        stale,
        "live",
        "stopped",
    ];
    assert_eq!(*notes, expected);
}
