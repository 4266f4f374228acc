//! A server that is away, and a page that was.

use std::time::Duration;

use outrigger_demo_model::message::{FromWorker, Sync, ToWorker};
use outrigger_test::{Faults, Refusal};

use crate::page::Page;

fn cause(sync: &Sync) -> &str {
    match sync {
        Sync::Stale { cause, .. } => cause,
        _ => "",
    }
}

#[test]
fn a_page_that_comes_before_the_server_recovers() {
    let mut page = Page::without_server();
    page.open(1, "configmaps", Some("default"));
    let frame = page.draw_until(1, |frame| matches!(frame.sync, Sync::Stale { .. }));
    assert!(
        cause(&frame.sync).contains("cannot be reached"),
        "{:?}",
        frame.sync
    );
    page.wait(Duration::from_secs(40));
    page.cluster.faults(Faults::none());
    page.create_map("a");
    assert_eq!(page.live(1).total, 1);
    page.wait(Duration::from_secs(60));
    let told = |test: &dyn Fn(&FromWorker) -> bool| page.others.iter().any(test);
    assert!(told(&|it| matches!(it, FromWorker::Kinds { .. })));
    assert!(told(&|it| matches!(it, FromWorker::Namespaces { .. })));
    assert!(
        !told(&|it| matches!(it, FromWorker::Problem { .. })),
        "{:?}",
        page.others
    );
}

#[test]
fn a_view_says_since_when_and_why_it_is_stale() {
    let mut page = Page::new();
    page.create_map("a");
    page.open(1, "configmaps", Some("default"));
    page.live(1);
    page.cluster.faults(Faults::none().refuse(1.0));
    page.cluster.server().restart();
    let frame = page.draw_until(1, |frame| matches!(frame.sync, Sync::Stale { .. }));
    assert_eq!(frame.total, 1);
    let Sync::Stale { since, .. } = frame.sync else {
        unreachable!();
    };
    assert!(since > 1_767_225_600 - 1, "{since}");
    page.cluster.faults(Faults::none());
    page.live(1);
}

#[test]
fn trouble_reads_as_a_person_says_it() {
    let mut page = Page::new();
    page.open(1, "configmaps", None);
    page.cluster.faults(
        Faults::none()
            .status(1.0, Refusal::InternalError)
            .on("list", "configmaps"),
    );
    let frame = page.draw_until(1, |frame| matches!(frame.sync, Sync::Stale { .. }));
    assert!(
        cause(&frame.sync).contains("in trouble"),
        "{:?}",
        frame.sync
    );
}

#[test]
fn a_page_that_is_seen_again_is_stale_until_it_is_proven() {
    let mut page = Page::new();
    page.create_map("a");
    page.open(1, "configmaps", Some("default"));
    page.live(1);
    page.wait(Duration::from_secs(60));
    page.cluster
        .faults(Faults::none().stall(1.0, Duration::from_secs(2)));
    page.say(ToWorker::Visible { visible: true });
    let frame = page.draw(1);
    assert_eq!(cause(&frame.sync), "checking after sleep");
    assert_eq!(frame.total, 1);
    page.live(1);
}
