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
    let page = Page::on(Cluster::with(7, options));
    for (view, kind) in (1..).zip(KINDS) {
        page.open(view, kind, None);
    }
    page
}

/// How far a view can be trusted a second later.
fn sync(page: &mut Page, view: u32, round: usize) -> Sync {
    page.wait(Duration::from_secs(1));
    // Another range each time, which is answered at once.
    let (first, count) = (0, 101 + round);
    page.say(ToWorker::Draw { view, first, count });
    page.frame(view).sync
}

#[test]
fn the_view_that_is_looked_at_stays_live_and_the_others_say_that_they_wait() {
    let mut page = page();
    (1..=6).for_each(|view| drop(page.live(view)));
    for seen in [1, 4, 2] {
        page.say(ToWorker::Look { view: seen });
        page.wait(Duration::from_secs(2));
        let (mut live, mut waiting) = ([0; 7], [0; 7]);
        for round in 0..60 {
            for view in 1..=6 {
                let at = view as usize;
                match sync(&mut page, view, round) {
                    Sync::Live => live[at] += 1,
                    Sync::Stale {
                        waiting: true,
                        cause,
                        ..
                    } => {
                        assert!(cause.contains("other views have their turn"), "{cause}");
                        waiting[at] += 1;
                    }
                    sync => panic!("view {view} is {sync:?}"),
                }
            }
        }
        assert_eq!(waiting[seen as usize], 0, "{waiting:?}");
        assert!(live[1..].iter().all(|times| *times > 5), "{live:?}");
        assert!(waiting.iter().sum::<usize>() > 60, "{waiting:?}");
    }
}

#[test]
fn a_view_may_be_looked_at_before_it_is_there() {
    let mut page = page();
    page.say(ToWorker::Look { view: 7 });
    page.open(7, "events", None);
    page.live(7);
    for round in 0..60 {
        assert_eq!(sync(&mut page, 7, round), Sync::Live);
    }
}
