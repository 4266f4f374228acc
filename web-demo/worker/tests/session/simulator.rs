//! The cluster inside the worker.

use std::sync::Arc;

use outrigger::rt::Timer;
use outrigger_demo_model::message::Sync;
use outrigger_demo_worker::simulator;
use outrigger_test::Cluster;

use crate::page::Page;

#[test]
fn a_page_without_a_server_has_a_living_cluster() {
    // Only what runs the tasks is of use here.
    let runner = Cluster::seeded(7);
    let timer: Arc<dyn Timer> = Arc::new(runner.timer().clone());
    let (client, tasks) = simulator::start(&timer, 7, 300).unwrap();
    for task in tasks {
        runner.spawn(task);
    }
    let mut page = Page::with(runner, client);
    page.open(1, "pods", None);
    let frame = page.draw_until(1, |frame| frame.total >= 300 && frame.sync == Sync::Live);
    let before = frame.rows;
    let frame = page.draw_until(1, |frame| frame.rows != before);
    assert!(frame.changes_per_second > 0.0);
}
