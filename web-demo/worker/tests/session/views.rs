//! Views and their frames.

use std::time::Duration;

use outrigger_demo_model::message::{Arrangement, FromWorker, Reading, Sync, ToWorker};
use outrigger_demo_worker::{Inbox, VIEWS_MAX};
use outrigger_test::{Cluster, Faults, Workload};
use serde_json::json;

use crate::page::{Page, key, names};

fn problem(message: &FromWorker) -> Option<String> {
    match message {
        FromWorker::Problem { text } => Some(text.clone()),
        _ => None,
    }
}

#[test]
fn a_view_shows_the_servers_columns_and_follows() {
    let mut page = Page::new();
    page.create_map("b");
    page.open(1, "configmaps", Some("default"));
    let frame = page.live(1);
    let first: Vec<_> = frame
        .columns
        .into_iter()
        .flatten()
        .map(|it| it.name)
        .collect();
    assert!(
        first.is_empty() || first == ["Name", "Data", "Age"],
        "{first:?}"
    );
    assert_eq!(frame.rows[0].cells[..2], ["b", "1"]);
    assert!(frame.rows[0].cells[2].parse::<i64>().unwrap() > 1_700_000_000);

    page.create_map("a");
    let frame = page.draw_until(1, |frame| frame.total == 2);
    assert_eq!(names(&frame), ["a", "b"]);
    assert!(frame.changes_per_second > 0.0 && frame.columns.is_none());
    page.delete("configmaps", "default", "b");
    let frame = page.draw_until(1, |frame| frame.total == 1);
    assert_eq!(names(&frame), ["a"]);
    // The rate falls by itself, and then there is nothing more to tell.
    page.draw_until(1, |frame| frame.changes_per_second == 0.0);
    let (view, first, count) = (1, 0, 100);
    page.say(ToWorker::Draw { view, first, count });
    assert_eq!(page.within(Duration::from_secs(20)), None);
}

#[test]
fn another_range_and_another_arrangement_are_answered_at_once() {
    let mut page = Page::new();
    for name in ["a", "b", "c"] {
        page.create_map(name);
    }
    page.open(1, "configmaps", Some("default"));
    page.live(1);
    let (view, first, count) = (1, 1, 1);
    page.say(ToWorker::Draw { view, first, count });
    let FromWorker::Frame(frame) = page.next() else {
        panic!("no frame");
    };
    assert_eq!((frame.first, names(&frame)), (1, vec!["b"]));
    page.arrange(
        1,
        Arrangement {
            filter: "C".to_owned(),
            ..Arrangement::default()
        },
    );
    let frame = page.draw(1);
    assert_eq!(
        (frame.total, frame.matching, names(&frame)),
        (3, 1, vec!["c"])
    );
}

#[test]
fn an_object_is_shown_in_full_or_as_gone() {
    let mut page = Page::new();
    page.create_map("settings");
    page.open(1, "configmaps", None);
    // Asked for before the kinds are known.
    let (view, wanted) = (1, key("default", "settings"));
    page.say(ToWorker::Show { view, key: wanted });
    let object = |message: &FromWorker| match message {
        FromWorker::Object { reading, .. } => Some(reading.clone()),
        _ => None,
    };
    let Reading::Found {
        yaml,
        managed_fields: managed,
    } = page.find(object)
    else {
        panic!("not found");
    };
    assert!(
        yaml.contains("kind: ConfigMap") && yaml.contains("color: green"),
        "{yaml}"
    );
    assert!(
        !yaml.contains("managedFields") && managed.contains("manager: outrigger"),
        "{managed}"
    );
    let gone = key("default", "gone");
    page.say(ToWorker::Show { view, key: gone });
    assert_eq!(page.find(object), Reading::Gone);
}

#[test]
fn there_are_bounds() {
    let mut page = Page::new();
    let count = u32::try_from(VIEWS_MAX).unwrap();
    for view in 0..=count {
        page.open(view, "pods", None);
    }
    assert!(page.find(problem).contains("views can be open"));
    page.say(ToWorker::Close { view: 0 });
    page.open(count, "pods", None);
    page.live(count);
    for view in 0..2 * u32::try_from(Inbox::LIMIT).unwrap() {
        page.say(ToWorker::Close { view: view + 100 });
    }
    assert!(page.find(problem).contains("more than there is time"));
    page.arrange(count, Arrangement::default());
    page.live(count);
}

#[test]
fn a_live_cluster_is_shown_as_it_is() {
    let cluster = Cluster::seeded(3);
    let workload = Workload::new(3)
        .pods(300)
        .rollouts_per_minute(6.0)
        .crashes_per_minute(60.0);
    let running = cluster.run_workload(workload);
    let mut page = Page::on(cluster);
    page.open(1, "pods", None);
    let mut totals = Vec::new();
    page.live(1);
    for _ in 0..300 {
        totals.push(page.draw(1).total);
    }
    assert!(
        totals.iter().any(|total| *total != totals[0]),
        "nothing happens"
    );
    running.abort();
    page.wait(Duration::from_secs(60));
    let (view, first, count) = (1, 0, 999);
    page.say(ToWorker::Draw { view, first, count });
    let frame = page.find(|message| match message {
        FromWorker::Frame(frame) if frame.rows.len() > 100 => Some(frame.clone()),
        _ => None,
    });
    let pods = page
        .cluster
        .server()
        .objects(|objects| objects.list("pods"));
    let pods: Vec<_> = pods.iter().map(|pod| &pod["metadata"]["name"]).collect();
    assert_eq!(
        json!(
            names(&frame)
                .into_iter()
                .collect::<std::collections::BTreeSet<_>>()
        ),
        json!(
            pods.into_iter()
                .map(|it| it.as_str().unwrap())
                .collect::<std::collections::BTreeSet<_>>()
        )
    );
    assert_eq!(frame.sync, Sync::Live);
}

#[test]
fn an_object_that_changes_while_it_is_read_is_read_again() {
    let mut page = Page::new();
    page.create_map("settings");
    page.open(1, "configmaps", None);
    page.live(1);
    page.cluster
        .faults(Faults::none().stall(1.0, Duration::from_secs(1)));
    let (view, wanted) = (1, key("default", "settings"));
    let mut objects = 0;
    for _ in 0..20 {
        let key = wanted.clone();
        page.say(ToWorker::Show { view, key });
        let message = page.within(Duration::from_millis(600));
        objects += usize::from(matches!(message, Some(FromWorker::Object { .. })));
    }
    assert!(objects >= 4, "{objects}");
}
