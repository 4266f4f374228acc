//! More views than connections: the one that a person looks at is live.

use std::time::Duration;

use outrigger::transport::Capabilities;
use outrigger_demo_model::message::{Sync, ToWorker};
use outrigger_test::{Cluster, ClusterOptions};

use crate::page::Page;

const KINDS: [&str; 6] = [
    "configmaps",
    "pods",
    "nodes",
    "services",
    "secrets",
    "namespaces",
];

fn page() -> Page {
    let mut options = ClusterOptions::default();
    options.capabilities = Capabilities::minimal(6);
    let mut page = Page::on(Cluster::with(7, options));
    for (view, kind) in (1..).zip(KINDS) {
        page.open(view, kind, None);
    }
    for view in 1..=6 {
        page.live(view);
    }
    page
}

#[test]
fn the_view_that_is_looked_at_stays_live_and_the_others_say_that_they_wait() {
    let mut page = page();
    let mut waited = 0;
    for seen in [1, 4, 2] {
        page.say(ToWorker::Look { view: seen });
        page.live(seen);
        for round in 0..60 {
            page.wait(Duration::from_secs(1));
            // The page asks for all views, to say in their tabs how they are.
            for view in 1..=6 {
                // Something new each time, so that there is an answer.
                let (first, count) = (0, 100 + round % 2);
                page.say(ToWorker::Draw { view, first, count });
                let frame = page.frame(view);
                match frame.sync {
                    Sync::Live => {}
                    Sync::Stale {
                        waiting: true,
                        cause,
                        ..
                    } if view != seen => {
                        assert!(cause.contains("other views have their turn"), "{cause}");
                        waited += 1;
                    }
                    sync => panic!("view {view} is {sync:?}"),
                }
            }
        }
        // Those that are not looked at have turns.
        (1..=6).for_each(|view| drop(page.live(view)));
    }
    assert!(waited > 0, "there were connections for all");
}

#[test]
fn a_view_may_be_looked_at_before_it_is_there() {
    let mut page = page();
    page.say(ToWorker::Look { view: 7 });
    page.open(7, "events", None);
    page.live(7);
    for _ in 0..60 {
        page.wait(Duration::from_secs(1));
        assert_eq!(page.draw(7).sync, Sync::Live);
    }
}
